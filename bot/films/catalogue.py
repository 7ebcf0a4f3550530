"""The house catalogue: ``config/films.jsonl``, one film a line, searched in memory."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from rapidfuzz import fuzz, process

from bot.domain.film import Film, FilmId
from bot.domain.titles import folded, folded_title, split_year
from bot.errors import ConfigError

_LISTS = ("other_titles", "directors", "countries", "languages", "genres", "cast", "characters", "themes")
_NEAR = 62  # of 100 (rapidfuzz WRatio): below this a title is not even a near miss


class Catalogue:
    """Implements FilmSource over the house's own films."""

    def __init__(self, films: Sequence[Film]) -> None:
        self._films = {film.id: film for film in films}
        self._order = sorted(films, key=lambda f: folded_title(f.title))
        self._lines: list[str] = []
        self._of_line: list[Film] = []
        for film in self._order:
            for title in {film.title, film.original_title or film.title, *film.other_titles}:
                self._lines.append(folded_title(title))
                self._of_line.append(film)

    @property
    def films(self) -> Sequence[Film]:
        """Every film, by title."""
        return self._order

    async def get(self, film_id: FilmId) -> Film | None:
        """The film of that id."""
        return self._films.get(film_id)

    async def search(self, text: str, limit: int) -> Sequence[Film]:
        """Best first: same title, titles that begin so, titles or directors that contain it, then near misses."""
        title, year = split_year(text)
        typed = folded_title(title)
        if not typed:
            return self._order[:limit]
        ranked: dict[FilmId, float] = {}
        near = process.extract(typed, self._lines, scorer=fuzz.WRatio, limit=60, score_cutoff=_NEAR)
        for _line, score, place in near:
            self._raise(ranked, self._of_line[place], score)
        for line, film in zip(self._lines, self._of_line, strict=True):
            bonus = 300.0 if line == typed else 200.0 if line.startswith(typed) else 120.0 if typed in line else 0.0
            if bonus:
                self._raise(ranked, film, bonus)
        for film in self._order:
            if typed in folded(" ".join(film.directors)):
                self._raise(ranked, film, 110.0)
        if year is not None:
            ranked = {f: s + (150.0 if self._films[f].year == year else 0.0) for f, s in ranked.items()}
        best = sorted(ranked, key=lambda f: (-ranked[f], folded_title(self._films[f].title)))
        return [self._films[f] for f in best[:limit]]

    @staticmethod
    def _raise(ranked: dict[FilmId, float], film: Film, score: float) -> None:
        ranked[film.id] = max(ranked.get(film.id, 0.0), score)


def load_catalogue(path: Path, themes: frozenset[str] | None = None) -> Catalogue:
    """Read the catalogue. Raises ConfigError with every malformed or duplicate row (and unknown themes, if given)."""
    faults: list[str] = []
    films: dict[FilmId, Film] = {}
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise ConfigError([f"{path.name}: {error}"]) from error
    for number, line in enumerate(lines, 1):
        try:
            film = _film(json.loads(line))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            faults.append(f"{path.name} line {number}: {type(error).__name__} {error}")
            continue
        if film.id in films:
            faults.append(f"{path.name} line {number}: {film.id} stands there twice")
        faults += [
            f"{path.name} line {number}: unknown theme {t}"
            for t in film.themes
            if themes is not None and t not in themes
        ]
        films[film.id] = film
    if faults:
        raise ConfigError(faults)
    return Catalogue(list(films.values()))


def _film(row: dict[str, Any]) -> Film:
    """A row as a film; raises KeyError, TypeError, ValueError or AttributeError."""
    year = row["year"]
    if not isinstance(year, int) or not 1888 <= year <= 2100:
        raise ValueError(f"year {year}")
    if not row["title"].strip() or not row["directors"]:
        raise ValueError("a film needs a title and a director")
    known: dict[str, Any] = {name: tuple(row.get(name) or ()) for name in _LISTS}
    return Film(
        id=FilmId(row["id"]),
        title=row["title"],
        year=year,
        original_title=row.get("original_title"),
        runtime=row.get("runtime"),
        blurb=row.get("blurb", ""),
        imdb_id=row.get("imdb_id"),
        wikidata_id=row.get("wikidata_id"),
        **known,
    )
