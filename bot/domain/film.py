"""A film as the host knows it: facts only."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NewType

FilmId = NewType("FilmId", str)


@dataclass(frozen=True, slots=True)
class Film:
    """One film.

    ``countries`` are ISO 3166 alpha-2, ``languages`` ISO 639-1 ("zxx" for a silent film), ``runtime`` is in minutes.
    ``characters`` are names as people say them. ``imdb_id`` reads "tt1798709", ``wikidata_id`` "Q788822". ``listed`` is
    False for a film known by title alone, because somebody typed it. ``blurb`` is the house's own, never a source's prose.
    """

    id: FilmId
    title: str
    year: int | None = None
    original_title: str | None = None
    other_titles: tuple[str, ...] = ()
    directors: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    runtime: int | None = None
    genres: tuple[str, ...] = ()
    cast: tuple[str, ...] = ()
    characters: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()
    blurb: str = ""
    imdb_id: str | None = None
    wikidata_id: str | None = None
    tmdb_id: int | None = None
    listed: bool = True

    @property
    def label(self) -> str:
        """Title and year, as a person would write them."""
        return f"{self.title} ({self.year})" if self.year else self.title

    @property
    def titles(self) -> tuple[str, ...]:
        """Every title it is known by, the first first, none twice."""
        own = (self.title, *((self.original_title,) if self.original_title else ()), *self.other_titles)
        return tuple(dict.fromkeys(own))

    @property
    def lasting(self) -> Film:
        """What may be kept of it for good: all of it, but of a film that only TMDB knows no more than tells which it is.

        TMDB's terms of use allow its facts to be kept for six months; salons and lists are kept for longer.
        """
        if not self.id.startswith("tmdb:"):
            return self
        return Film(
            self.id,
            self.title,
            self.year,
            original_title=self.original_title,
            imdb_id=self.imdb_id,
            tmdb_id=self.tmdb_id,
        )

    def same_as(self, other: Film) -> bool:
        """Whether both are one film by an identifier that both carry; two that disagree on one never are."""
        pairs = (
            (self.imdb_id, other.imdb_id),
            (self.wikidata_id, other.wikidata_id),
            (self.tmdb_id, other.tmdb_id),
        )
        shared = [one == two for one, two in pairs if one is not None and two is not None]
        return self.id == other.id or (bool(shared) and all(shared))
