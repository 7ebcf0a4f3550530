"""Films from Wikidata (CC0, without a key), through the API that https://www.wikidata.org/w/api.php describes."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Coroutine, Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import chain, zip_longest
from typing import Any, TypeVar

from bot.domain.film import Film
from bot.domain.film_card import Sourced
from bot.domain.titles import folded_title
from bot.films.http import Fault, by_status
from bot.films.identifiers import imdb_id, wikidata_id
from bot.films.json_source import JsonSource
from bot.films.likeness import fitting
from bot.films.reading import askable, distinct, mapping, rows, words
from bot.films.wikidata_claims import Entity, label
from bot.films.wikidata_film import KINDS, NAMED, TITLES_IN, film_of, is_film, named

BASE = "https://www.wikidata.org"
_PATH = "/w/api.php"
_IDS_A_CALL = 50  # the API's limit for everybody
_FILMS_A_CALL = 6  # an item with all its statements can have half a megabyte
_MOST_CANDIDATES = 12
_MOST_BYTES = 140  # of words in a search: with the filter it stays below the 300 that CirrusSearch allows
_IS_A_FILM = "haswbstatement:" + "|".join(f"P31={kind}" for kind in KINDS)
_FILM_LIKE = re.compile(r"film|movie|documentar|anime|animation|cinema|\bshort\b", re.IGNORECASE)
_BUSY = frozenset({"ratelimited", "maxlag", "readonly", "internal_api_error", "search-backend-error"})
_T = TypeVar("_T")


class Wikidata(JsonSource):
    """Implements OutsideSource over Wikidata."""

    name = "wikidata"

    async def find(self, title: str, year: int | None, limit: int) -> Sequence[Sourced]:
        """Films of about that title. Raises Unavailable.

        Looked for among labels of any kind of item and among the words of films' items: a short title ("Her") is lost
        among the former, one in a language that Wikidata has no label in is found by neither.
        """
        text = askable(title)
        if not text or limit <= 0:
            return ()
        matched, by_words = await _together(self._by_label(text), self._by_words(text))
        mixed = chain.from_iterable(zip_longest(matched, by_words, fillvalue=""))
        found = await self._films(distinct(mixed, _MOST_CANDIDATES), most_names=_IDS_A_CALL)
        return fitting([_with_title(one, matched) for one in found], text, year, limit)

    async def look_up(self, film: Film) -> Sourced | None:
        """All that is known of a film, by its Wikidata or IMDb id. Raises Unavailable."""
        item, imdb = wikidata_id(film.wikidata_id), imdb_id(film.imdb_id)
        if item is not None:
            found = await self._films([item])
            answer = next((one for one in found if one.film.wikidata_id == item), None)
        elif imdb is not None:
            ids = await self._search(f"haswbstatement:P345={imdb}", 3)
            found = await self._films(ids)
            answer = next((one for one in found if one.film.imdb_id == imdb), None)
        else:
            return None
        return answer

    async def _by_label(self, text: str) -> dict[str, str]:
        """Items with that label or alias in any language, unless described as something else, and what it reads there."""
        body = await self._get(
            action="wbsearchentities", search=text, language="en", uselang="en", type="item", limit="30"
        )
        return {
            words(one.get("id"), 20): words(mapping(one.get("match")).get("text"))
            for one in rows(body.get("search"))
            if _may_be_film(words(one.get("description")))
        }

    async def _by_words(self, text: str) -> dict[str, str]:
        """Films whose items hold these words, in any script; what they match is not told."""
        plain = _without_syntax(text)
        return dict.fromkeys(await self._search(f"{plain} {_IS_A_FILM}", 12), "") if plain else {}

    async def _search(self, query: str, limit: int) -> list[str]:
        body = await self._get(
            action="query", list="search", srsearch=query, srnamespace="0", srlimit=str(limit), srprop="", srinfo=""
        )
        return [words(one.get("title"), 20) for one in rows(mapping(body.get("query")).get("search"))]

    async def _films(self, ids: Iterable[str], most_names: int = 4 * _IDS_A_CALL) -> list[Sourced]:
        """The films among these items, with at most so many names looked up for all of them."""
        entities = await self._entities(ids, _FILMS_A_CALL, "labels|aliases|claims", TITLES_IN)
        films = [one for one in entities if is_film(one)]
        wanted = distinct(chain.from_iterable(named(film, prop) for prop in NAMED for film in films), most_names)
        labelled = await self._entities(wanted, _IDS_A_CALL, "labels", ("en", "mul"))
        names = {words(one.get("id"), 20): label(one, ("en", "mul")) for one in labelled}
        read = (film_of(film, {item: name for item, name in names.items() if name}, self._codes) for film in films)
        return [one for one in read if one is not None]

    async def _entities(self, ids: Iterable[str], a_call: int, props: str, languages: Sequence[str]) -> list[Entity]:
        """Items in the order asked for; what is gone is left out."""
        known = [one for one in ids if wikidata_id(one)]
        parts = [known[start : start + a_call] for start in range(0, len(known), a_call)]
        calls = (
            self._get(action="wbgetentities", ids="|".join(part), props=props, languages="|".join(languages))
            for part in parts
        )
        bodies = await _together(*calls)
        found = [_followed(asked, entity) for body in bodies for asked, entity in mapping(body.get("entities")).items()]
        found.sort(key=lambda one: known.index(one["id"]) if one["id"] in known else len(known))
        return found

    async def _get(self, **params: str) -> Mapping[str, Any]:
        return mapping(await self._client.get(_PATH, {**params, "format": "json", "formatversion": "1"}))


def judge(status: int, body: object) -> Fault | None:
    """What is wrong with an answer. Errors come with status 200 and an ``error`` in the body."""
    fault = by_status(status, body)
    if fault is not None:
        return fault
    said = mapping(body)
    error = mapping(said.get("error"))
    code = words(error.get("code"), 60)
    if code == "no-such-entity":  # one id that never was spoils a whole call: taken for an answer without items
        return None
    if error:
        return Fault("refused", counts=code in _BUSY or code.startswith("internal_api_error"))
    return None if {"search", "query", "entities", "batchcomplete"} & said.keys() else Fault("malformed")


def _followed(asked: str, entity: object) -> Entity:
    """An item; one that was merged into another keeps the id under which it was asked for, so that it is known again."""
    found = mapping(entity)
    old = wikidata_id(mapping(found.get("redirects")).get("from")) or asked
    return {**found, "id": old}


def _with_title(said: Sourced, matched: Mapping[str, str]) -> Sourced:
    """The film with the title that the search has found it by, which may be in a language that was not asked for."""
    film, title = said.film, matched.get(said.film.wikidata_id or "", "")
    if not title or folded_title(title) in map(folded_title, film.titles):
        return said
    return replace(said, film=replace(film, other_titles=(*film.other_titles, title)))


def _may_be_film(description: str) -> bool:
    return not description or _FILM_LIKE.search(description) is not None


def _without_syntax(text: str) -> str:
    """The words of a text alone, so that nothing in it is taken for search syntax, and not too many."""
    plain = "".join(char if char.isalnum() or not char.isascii() else " " for char in text)
    cut = " ".join(plain.split()).encode()[:_MOST_BYTES]
    return cut.decode("utf-8", "ignore").strip()


async def _together(*asked: Coroutine[Any, Any, _T]) -> list[_T]:
    """All answers; when one fails, its error once all have come to an end."""
    outcomes = await asyncio.gather(*asked, return_exceptions=True)
    answers = []
    for outcome in outcomes:
        if isinstance(outcome, BaseException):
            raise outcome
        answers.append(outcome)
    return answers
