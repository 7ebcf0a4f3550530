"""Finding the film that somebody means."""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain.film import Film, FilmId
from bot.domain.titles import folded_title, slug, split_year
from bot.errors import BadInput, SeveralFilms, UnknownFilm
from bot.ports import FilmSource

_LONGEST_TITLE = 200


class Films:
    """Films by id or by what was typed."""

    def __init__(self, source: FilmSource) -> None:
        self._source = source

    async def resolve(self, typed: str) -> Film:
        """The one film meant. Raises UnknownFilm with near misses, SeveralFilms, or BadInput for an unusable title."""
        text = " ".join(typed.split())
        if not text or len(text) > _LONGEST_TITLE or not any(c.isalnum() for c in text):
            raise BadInput("unusable_title", limit=_LONGEST_TITLE)
        if (film := await self._source.get(FilmId(text))) is not None:
            return film
        found = await self._source.search(text, 10)
        same = _titled(found, text)  # a number may belong to the title ("Wonder Woman 1984")
        title, year = split_year(text)
        if not same and year is not None:
            same = [f for f in _titled(found, title) if f.year == year]
        if len(same) > 1:
            raise SeveralFilms(text, same)
        if same:
            return same[0]
        raise UnknownFilm(text, found[:4])

    async def suggest(self, typed: str, limit: int = 25) -> Sequence[Film]:
        """Films for autocomplete, best first."""
        return await self._source.search(typed[:_LONGEST_TITLE], limit)

    def unlisted(self, title: str) -> Film:
        """A film known by title only. Raises BadInput for an unusable title."""
        text = " ".join("".join(c for c in title if c.isprintable() or c.isspace()).split())
        if not text or len(text) > 100 or not any(c.isalnum() for c in text):
            raise BadInput("unusable_title", limit=100)
        name, year = split_year(text)
        return Film(FilmId(f"title:{slug(name)}-{year or 0}"), name, year, listed=False)


def titles_of(film: Film) -> tuple[str, ...]:
    """Every title a film is known by."""
    own = (film.title, film.original_title) if film.original_title else (film.title,)
    return (*own, *film.other_titles)


def _titled(films: Sequence[Film], title: str) -> list[Film]:
    """Those films that have exactly this title, among their several."""
    wanted = folded_title(title)
    return [f for f in films if wanted in {folded_title(t) for t in titles_of(f)}]
