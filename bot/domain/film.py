"""A film as the host knows it: facts only."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NewType

FilmId = NewType("FilmId", str)


@dataclass(frozen=True, slots=True)
class Film:
    """One film.

    ``countries`` are ISO 3166 alpha-2, ``languages`` ISO 639-1, ``runtime`` is in minutes. ``characters`` are names as
    people say them. ``listed`` is False for a film known by title alone, because somebody typed it.
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
    listed: bool = True

    @property
    def label(self) -> str:
        """Title and year, as a person would write them."""
        return f"{self.title} ({self.year})" if self.year else self.title
