"""A stage for the film sources: the stand-in, settings that point at it, and the sources as the bot opens them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from bot.domain.film import Film, FilmId
from bot.domain.film_card import Sourced
from bot.errors import Unavailable
from bot.films.kept import KeptSource
from bot.films.sources import close_sources, open_sources
from bot.local.memory import MemoryDatabase
from bot.ports import Database
from bot.settings import Settings, load
from tests.fakes import ManualClock
from tests.film_web import OMDB_KEY, SOURCES, TMDB_TOKEN, FilmWeb

CONFIG = Path(__file__).parents[1] / "config"
PATIENCE = 0.15  # seconds; a request may take four times that


def film_settings(url: str | None, *, tmdb: str = TMDB_TOKEN, omdb: str = OMDB_KEY, **films: object) -> Settings:
    """Settings with every source, asked at the stand-in."""
    env = {"TMDB_TOKEN": tmdb, "OMDB_API_KEY": omdb} | ({"SALON_FILM_ENDPOINT": url} if url else {})
    settings = load(env, CONFIG)
    return replace(settings, films=replace(settings.films, **{"patience_seconds": PATIENCE, **films}))


@dataclass(slots=True)
class Stage:
    web: FilmWeb
    clock: ManualClock
    db: Database
    sources: Sequence[KeptSource]

    def source(self, name: str) -> KeptSource:
        return next(one for one in self.sources if one.name == name)


@asynccontextmanager
async def staged(
    db: Database | None = None, *, tmdb: str = TMDB_TOKEN, omdb: str = OMDB_KEY, **films: object
) -> AsyncIterator[Stage]:
    """Sources that ask the stand-in, over an empty database unless one is given."""
    clock, kept = ManualClock(), db or MemoryDatabase()
    async with FilmWeb() as web:
        sources = open_sources(film_settings(web.url, tmdb=tmdb, omdb=omdb, **films), kept, clock)
        try:
            yield Stage(web, clock, kept, sources)
        finally:
            await close_sources(sources)


def a_film(**facts: object) -> Film:
    """A film of which only this is known."""
    return Film(**{"id": FilmId("asked"), "title": "Her", **facts})  # type: ignore[arg-type]


HER = a_film(imdb_id="tt1798709", year=2013)
SAMURAI = a_film(title="Seven Samurai", imdb_id="tt0047478", year=1954)


def titles(found: Sequence[Sourced]) -> list[str]:
    return [one.film.label for one in found]


every_source = pytest.mark.parametrize("name", SOURCES)

NOTHING: dict[str, object] = {
    "wikidata": {"query": {"search": []}},
    "tmdb": {"movie_results": []},
    "omdb": {"Response": "False"},
}
"""How each says that it knows no film of an IMDb id."""


async def look(stage: Stage, name: str, number: int = 0) -> Sourced | None:
    """Look up a film; another number is another question, which is not kept yet."""
    film = a_film(imdb_id=f"tt{9_000_000 + number}") if number else HER
    return await stage.source(name).look_up(film)


async def failure(stage: Stage, name: str, number: int = 0) -> Unavailable:
    with pytest.raises(Unavailable) as caught:
        await look(stage, name, number)
    return caught.value
