"""The film sources outside that the settings allow, ready to be asked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta

from bot import __version__
from bot.films import omdb, tmdb, wikidata
from bot.films.codes import Codes
from bot.films.http import JsonClient, Manners
from bot.films.kept import KeptSource, OutsideSource
from bot.ports import Clock, Database
from bot.settings import FilmSettings, Settings

_LONGER = 4  # a request may take this many times as long as somebody waits: the answer is kept for the next time


def open_sources(settings: Settings, db: Database, clock: Clock) -> tuple[KeptSource, ...]:
    """Wikidata, and TMDB and OMDb where they have a key, in the order of precedence; none where nothing may be asked.

    Nothing is opened before the first question. ``close_sources`` lets go of the connections.
    """
    if not settings.films.outside:
        return ()
    days = {
        "wikidata": settings.films.wikidata_days,
        "tmdb": settings.films.tmdb_days,
        "omdb": settings.films.omdb_days,
    }
    usable = _usable(settings, clock)
    return tuple(
        KeptSource(usable[name], db, clock, timedelta(days=days[name]))
        for name in settings.films.precedence
        if name in usable
    )


async def close_sources(sources: Iterable[KeptSource]) -> None:
    """Close all of them."""
    for source in sources:
        await source.close()


def user_agent(contact: str) -> str:
    """Who asks, in the form of https://foundation.wikimedia.org/wiki/Policy:User-Agent_policy."""
    return f"Salon/{__version__} (Discord bot for film clubs{'; ' + contact if contact else ''})"


def _usable(settings: Settings, clock: Clock) -> Mapping[str, OutsideSource]:
    manners, codes, secrets = _manners(settings.films), Codes(), settings.secrets
    at = settings.film_endpoint
    client = JsonClient("wikidata", f"{at}/wikidata" if at else wikidata.BASE, manners, clock, wikidata.judge)
    usable: dict[str, OutsideSource] = {"wikidata": wikidata.Wikidata(client, codes)}
    if secrets.tmdb_token:
        headers, params = tmdb.access(secrets.tmdb_token)
        base = f"{at}/tmdb" if at else tmdb.BASE
        client = JsonClient("tmdb", base, manners, clock, tmdb.judge, headers=headers, params=params)
        usable["tmdb"] = tmdb.Tmdb(client, codes)
    if secrets.omdb_api_key:
        params = {"apikey": secrets.omdb_api_key}
        base = f"{at}/omdb" if at else omdb.BASE
        usable["omdb"] = omdb.Omdb(JsonClient("omdb", base, manners, clock, omdb.judge, params=params), codes)
    return usable


def _manners(films: FilmSettings) -> Manners:
    patience = films.patience_seconds
    return Manners(user_agent(films.contact), films.at_once, connect=patience, total=_LONGER * patience)
