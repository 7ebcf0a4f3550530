"""Films from TMDB, version 3 of its API (https://developer.themoviedb.org/reference).

This product uses the TMDB API but is not endorsed or certified by TMDB. Where to watch comes from JustWatch. TMDB's terms
allow its answers to be kept for six months at most.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from bot.domain.film import Film
from bot.domain.film_card import Sourced
from bot.films.http import Fault, by_status
from bot.films.identifiers import imdb_id, tmdb_id
from bot.films.json_source import JsonSource, of_about_that_year
from bot.films.likeness import fitting
from bot.films.reading import askable, mapping, rows, whole
from bot.films.tmdb_film import found_film, whole_film

BASE = "https://api.themoviedb.org"
_TITLES = "credits,external_ids,alternative_titles,translations"
_ALL = "watch/providers," + _TITLES
_LOOKED_INTO = 2  # films whose other titles are asked for when none of those found bears the title looked for
_OLD_KEY = re.compile(r"[0-9a-fA-F]{32}")
_NOT_FOUND = frozenset({6, 34})  # "The id is invalid or not found", "The resource ... could not be found"


class Tmdb(JsonSource):
    """Implements OutsideSource over TMDB."""

    name = "tmdb"

    async def find(self, title: str, year: int | None, limit: int) -> Sequence[Sourced]:
        """Films of about that title. Raises Unavailable."""
        text = askable(title)
        if not text or limit <= 0:
            return ()
        found = await of_about_that_year(self._search, text, year)
        fit = fitting(found, text, year, limit)
        if found and not fit:  # searched by translated titles, which a list of finds does not show
            fuller = [await self._details(one.film.tmdb_id or 0, _TITLES) for one in found[:_LOOKED_INTO]]
            fit = fitting([one for one in fuller if one is not None], text, year, limit)
        return fit

    async def look_up(self, film: Film) -> Sourced | None:
        """All that is known of a film, by its TMDB or IMDb id, with where to watch it. Raises Unavailable."""
        number, imdb = tmdb_id(film.tmdb_id), imdb_id(film.imdb_id)
        if number is None and imdb is not None:
            number = await self._number_of(imdb)
        if number is None:
            return None
        answer = await self._details(number, _ALL)
        by_imdb_alone = tmdb_id(film.tmdb_id) is None
        return None if answer is None or (by_imdb_alone and answer.film.imdb_id != imdb) else answer

    async def _details(self, number: int, appended: str) -> Sourced | None:
        """What is known of the film with that id; None for an answer with another."""
        body = await self._client.get(f"/3/movie/{number}", {"append_to_response": appended, "language": "en-US"})
        answer = whole_film(mapping(body), self._codes)
        return answer if answer is not None and answer.film.tmdb_id == number else None

    async def _search(self, text: str, year: int | None) -> list[Sourced]:
        params = {"query": text, "include_adult": "false", "language": "en-US", "page": "1"}
        if year is not None:
            params["year"] = str(year)
        body = await self._client.get("/3/search/movie", params)
        films = (found_film(row, self._codes) for row in rows(mapping(body).get("results")))
        return [one for one in films if one is not None]

    async def _number_of(self, imdb: str) -> int | None:
        """TMDB's own id of the film with an IMDb id."""
        body = await self._client.get(f"/3/find/{imdb}", {"external_source": "imdb_id"})
        numbers = (tmdb_id(row.get("id")) for row in rows(mapping(body).get("movie_results")))
        return next(filter(None, numbers), None)


def access(token: str) -> tuple[Mapping[str, str], Mapping[str, str]]:
    """Headers and parameters for a token: 32 hex digits are the older key, anything else is the read token."""
    if _OLD_KEY.fullmatch(token):
        return {}, {"api_key": token}
    return {"Authorization": f"Bearer {token}"}, {}


def judge(status: int, body: Any) -> Fault | None:
    """What is wrong with an answer. A 404 with TMDB's own code says that there is no such film."""
    said = mapping(body)
    if status == 404 and whole(said.get("status_code"), 1, 99) in _NOT_FOUND:
        return None
    fault = by_status(status, body)
    if fault is not None:
        return fault
    lists = isinstance(said.get("results"), list) or isinstance(said.get("movie_results"), list)
    return None if lists or "id" in said else Fault("malformed")
