"""Finding the film that somebody means."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.domain.film import Film, FilmId
from bot.domain.film_card import FilmCard, Sourced
from bot.domain.film_merge import agree, card_of
from bot.domain.titles import folded_title, slug, split_year
from bot.errors import BadInput, SeveralFilms, Unavailable, UnknownFilm
from bot.ports import FilmIndex, Match
from bot.services.film_facts import FoundFilms
from bot.services.film_lookup import FilmLookup
from bot.services.film_meant import foremost, misspelt, titled, worth_naming

_LONGEST_TITLE = 200
_OUTSIDE = re.compile(r"^(?:wikidata:(?P<wikidata>Q\d{1,12})|tmdb:(?P<tmdb>\d{1,10})|imdb:(?P<imdb>tt\d{5,10}))$")
_SEVERAL = 25
_FREE = "wikidata"
"""The source whose facts anybody may keep (CC0), so that its films are remembered beyond the moment."""


class Films:
    """Films by id or by what was typed.

    ``lookup`` asks outside for what the index does not hold; ``found`` remembers what came of it. ``region`` is the country
    for which it is told where to watch, unless said otherwise.
    """

    def __init__(
        self,
        index: FilmIndex,
        lookup: FilmLookup | None = None,
        found: FoundFilms | None = None,
        *,
        region: str = "US",
    ) -> None:
        self._index = index
        self._lookup = lookup or FilmLookup()
        self._found = found
        self._region = region

    async def recall(self) -> None:
        """Make ready, and remember films that were found outside before."""
        await self._index.prepare()
        if self._found is not None:
            await self._index.remember(await self._found.recall())

    async def resolve(self, typed: str) -> Film:
        """The one film meant. Raises UnknownFilm with near misses, SeveralFilms, or BadInput for an unusable title.

        One film is taken without asking when it has the title typed and no other of that title is nearly as well known,
        or when the text comes near to it and to no other.
        """
        text = _usable(typed, _LONGEST_TITLE)
        if (film := await self.get(FilmId(text))) is not None:
            return film
        if _OUTSIDE.match(text) is not None:
            raise Unavailable("film_away")
        found = await self._index.search(text, _SEVERAL)
        if (film := titled(text, found)) is not None:
            return film
        near = misspelt(text, found)
        # A film that nobody here knows may be called exactly so: ask before a slip is taken for granted.
        return await self._outside(text, found, near)

    async def at_hand(self, typed: str) -> Film | None:
        """As ``resolve``, asking nothing outside: None where a source outside may know better."""
        text = _usable(typed, _LONGEST_TITLE)
        if (film := await self._index.get(FilmId(text))) is not None:
            return film
        found = await self._index.search(text, _SEVERAL)
        return titled(text, found) or (None if self._lookup.asks else misspelt(text, found))

    async def get(self, film_id: FilmId) -> Film | None:
        """The film of an id, asking outside for one that only a source knows."""
        if (film := await self._index.get(film_id)) is not None:
            return film
        if (outside := _OUTSIDE.match(film_id)) is None:
            return None
        wanted = Film(
            film_id, "", imdb_id=outside["imdb"], wikidata_id=outside["wikidata"],
            tmdb_id=int(outside["tmdb"]) if outside["tmdb"] else None,
        )  # fmt: skip
        found = await self._lookup.by_id(wanted)
        return None if found is None else await self._kept(found)

    async def suggest(self, typed: str, limit: int = 25) -> Sequence[Film]:
        """Films for autocomplete, best first. Nothing outside is asked: this runs at every key."""
        return [match.film for match in await self._index.search(typed[:_LONGEST_TITLE], limit)]

    async def matching(self, title: str, year: int | None) -> Film | None:
        """The film of a title and year in somebody's list, when there is no doubt; None otherwise. Nothing is asked outside."""
        same = await self._index.titled(" ".join(title.split())[:_LONGEST_TITLE], _SEVERAL)
        if year is not None:
            same = [m for m in same if m.film.year == year] or [
                m for m in same if m.film.year is not None and abs(m.film.year - year) == 1
            ]
        return foremost(same)

    async def card(self, film: Film, region: str | None = None) -> FilmCard:
        """All that is known of a film, with what the sources outside say in time. ``region`` is for where to watch."""
        heard = await self._lookup.about(film) if film.listed else None
        own = Sourced(_source(film), film)
        said = [own, *(heard.said if heard else ())]
        precedence = (own.source, *self._lookup.precedence)
        return card_of(said, precedence, region or self._region, heard.silent if heard else ())

    def unlisted(self, title: str) -> Film:
        """A film known by title only. Raises BadInput for an unusable title."""
        text = _usable("".join(c for c in title if c.isprintable() or c.isspace()), 100)
        name, year = split_year(text)
        return Film(FilmId(f"title:{slug(name)}-{year or 0}"), name, year, listed=False)

    async def _outside(self, text: str, near: Sequence[Match], misspelt: Film | None) -> Film:
        """Ask the sources; a film of just that title comes before one whose title the text misspells.

        Raises SeveralFilms, or UnknownFilm, which names sources that did not answer.
        """
        title, year = split_year(text)
        heard, silent = await self._lookup.find(title, year)
        found = [(film, await self._kept(film)) for film in heard]
        whole, short = folded_title(text), folded_title(title)
        # What a source calls a film counts as its title even where the index knows it by others.
        same = {
            kept.id: kept
            for said, kept in found
            if _titled(said, whole) or (_titled(said, short) and year in {None, said.year, kept.year})
        }
        if len(same) > 1:
            raise SeveralFilms(text, tuple(same.values()))
        if same:
            return next(iter(same.values()))
        if misspelt is not None:
            return misspelt
        others = {match.film.id: match.film for match in near[:3] if worth_naming(match)} | {
            kept.id: kept for _, kept in found[:4]
        }
        raise UnknownFilm(text, tuple(others.values())[:4], silent)

    async def _kept(self, film: Film) -> Film:
        """The index's own film where it is the same one; else the film, remembered where its source is free (CC0)."""
        known = await self._index.same(film)
        if known is None:
            known = next((m.film for m in await self._index.search(film.label, 3) if agree(m.film, film)), None)
        if known is not None:
            return known
        if film.id.startswith(f"{_FREE}:"):
            await self._index.remember([film])
            if self._found is not None:
                await self._found.keep(film)
        return film.lasting


def _usable(typed: str, longest: int) -> str:
    """The text on one line. Raises BadInput when no film can be called so."""
    text = " ".join(typed.split())
    if not text or len(text) > longest or not any(c.isalnum() for c in text):
        raise BadInput("unusable_title", limit=longest)
    return text


def _titled(film: Film, wanted: str) -> bool:
    return any(folded_title(title) == wanted for title in film.titles)


def _source(film: Film) -> str:
    """Whose word a film of the index is, by its id."""
    prefix = film.id.partition(":")[0]
    return {"imdb": "imdb", "list": "list", "wikidata": "wikidata", "tmdb": "tmdb", "title": "typed"}.get(
        prefix, "catalogue"
    )
