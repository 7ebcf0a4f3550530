"""Films from OMDb (https://www.omdbapi.com). Facts only: its plots are never taken over.

It answers whoever asks in words: ``Response`` is "False" and ``Error`` says why, with status 200 or, for a wrong key and a
quota that is used up (1,000 questions a day for a free key), 401.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from bot.domain.film import Film, FilmId
from bot.domain.film_card import Sourced
from bot.films.genres import genres
from bot.films.http import Fault, by_status
from bot.films.identifiers import imdb_id
from bot.films.json_source import JsonSource, of_about_that_year
from bot.films.likeness import fitting
from bot.films.posters import poster
from bot.films.reading import askable, distinct, mapping, rows, words, year

BASE = "https://www.omdbapi.com"
_AN_HOUR = 3600.0  # seconds; the quota is renewed once a day, at an hour that OMDb does not tell
_RUNTIME = re.compile(r"(?:(\d{1,2}) h)?\s*(?:(\d{1,4}) min)?")
_ASIDE = re.compile(r"\s*\([^)]*\)")  # "Joel Coen (co-director)"


class Omdb(JsonSource):
    """Implements OutsideSource over OMDb."""

    name = "omdb"

    async def find(self, title: str, year: int | None, limit: int) -> Sequence[Sourced]:
        """Films of about that title. Raises Unavailable.

        A list where OMDb gives one; for a title so short that it has too many, the one film it takes for the best.
        """
        text = askable(title)
        if not text or limit <= 0:
            return ()
        found = await of_about_that_year(self._search, text, year)
        return fitting(found, text, year, limit)

    async def look_up(self, film: Film) -> Sourced | None:
        """All that is known of a film, by its IMDb id. Raises Unavailable."""
        imdb = imdb_id(film.imdb_id)
        if imdb is None:
            return None
        answer = self._film(mapping(await self._client.get("/", {"i": imdb})))
        return None if answer is None or answer.film.imdb_id != imdb else answer

    async def _search(self, text: str, year: int | None) -> list[Sourced]:
        when = {"type": "movie"} | ({"y": str(year)} if year is not None else {})
        body = mapping(await self._client.get("/", {"s": text, **when}))
        listed = rows(body.get("Search"))
        if not listed and "too many" in words(body.get("Error")).casefold():
            listed = [mapping(await self._client.get("/", {"t": text, **when}))]
        films = (self._film(row) for row in listed)
        return [one for one in films if one is not None]

    def _film(self, body: Mapping[str, Any]) -> Sourced | None:
        """A row of a list, or everything about one film; None for series, games and what has no id or title."""
        imdb, title = imdb_id(body.get("imdbID")), _said(body, "Title")
        if imdb is None or not title or _said(body, "Type") not in {"movie", ""}:
            return None
        film = Film(
            id=FilmId(f"imdb:{imdb}"),
            title=title,
            year=year(body.get("Year")),
            directors=distinct(_names(body, "Director"), 4),
            countries=self._codes.countries(_names(body, "Country")),
            languages=self._codes.languages(_names(body, "Language")),
            runtime=_minutes(_said(body, "Runtime")),
            genres=genres(_names(body, "Genre")),
            cast=distinct(_names(body, "Actors"), 6),
            imdb_id=imdb,
        )
        return Sourced("omdb", film, poster(body.get("Poster")), f"https://www.imdb.com/title/{imdb}/")


def judge(status: int, body: Any) -> Fault | None:
    """What is wrong with an answer. Quota and key are told apart by the words, the status of both is 401."""
    said = mapping(body)
    error = words(said.get("Error"), 500).casefold()
    if "limit" in error and "reached" in error:
        return Fault("quota", "film_source_quota", lasting=True, wait=_AN_HOUR)
    if "api key" in error:
        return Fault("key", "film_source_key", lasting=True, wait=_AN_HOUR)
    fault = by_status(status, body)
    if fault is not None:
        return fault
    return None if words(said.get("Response")) in {"True", "False"} else Fault("malformed")


def _said(body: Mapping[str, Any], field: str) -> str:
    """A field's text; empty for "N/A"."""
    text = words(body.get(field), 1_000)
    return "" if text == "N/A" else text


def _names(body: Mapping[str, Any], field: str) -> list[str]:
    return [_ASIDE.sub("", name).strip() for name in _said(body, field).split(",")]


def _minutes(text: str) -> int | None:
    """A runtime ("126 min", "2 h 6 min") in minutes."""
    found = _RUNTIME.fullmatch(text.replace(",", ""))
    length = 60 * int(found[1] or 0) + int(found[2] or 0) if found else 0
    return length if 1 <= length <= 6_000 else None
