"""The house catalogue: ``config/films.jsonl``, one film a line."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from bot.domain.film import Film, FilmId
from bot.domain.titles import folded_title
from bot.errors import ConfigError
from bot.films.catalogue_rows import film_of, row_faults


class Catalogue:
    """The house's own films, in memory."""

    def __init__(self, films: Sequence[Film]) -> None:
        self._films = {film.id: film for film in films}
        self._order = sorted(films, key=lambda f: folded_title(f.title))

    @property
    def films(self) -> Sequence[Film]:
        """Every film, by title."""
        return self._order

    def get(self, film_id: FilmId) -> Film | None:
        """The film of that id."""
        return self._films.get(film_id)


def load_catalogue(path: Path, themes: frozenset[str] | None = None) -> Catalogue:
    """Read the catalogue. Raises ConfigError with every malformed or duplicate row (and unknown themes, if given)."""
    faults: list[str] = []
    films: list[Film] = []
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError([f"{path.name}: {error}"]) from error
    seen: dict[tuple[str, object], int] = {}
    for number, line in enumerate(lines, 1):
        wrong, film = _read(line)
        if film is not None:
            wrong += [f"unknown theme {theme}" for theme in film.themes if themes is not None and theme not in themes]
            wrong += _seen_before(film, number, seen)
            films.append(film)
        faults += [f"{path.name} line {number}: {fault}" for fault in wrong]
    if faults:
        raise ConfigError(faults)
    return Catalogue(films)


def _read(line: str) -> tuple[list[str], Film | None]:
    """The faults of a row; the film where there is none."""
    try:
        row = json.loads(line)
    except (ValueError, RecursionError) as error:
        return [f"not JSON ({error})"], None
    faults = row_faults(row)
    return faults, None if faults else film_of(row)


def _seen_before(film: Film, number: int, seen: dict[tuple[str, object], int]) -> list[str]:
    """Which of its marks an earlier row has already."""
    marks: tuple[tuple[str, object], ...] = (
        ("id", film.id),
        *(("title and year", (folded_title(title), film.year, film.directors)) for title in film.titles),
        ("imdb_id", film.imdb_id),
        ("wikidata_id", film.wikidata_id),
    )
    faults: dict[str, None] = {}
    for name, value in marks:
        before = number if value is None else seen.setdefault((name, value), number)
        if before != number:
            faults[f"the same {name} as line {before}"] = None
    return list(faults)
