"""Lists that people bring along: a Letterboxd export (zip), one of its csv files, or any csv with title and year."""

from __future__ import annotations

import asyncio
import re
import threading
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import PureWindowsPath

from bot.domain.titles import folded
from bot.domain.watchlist_import import ListedFilm, ReadList
from bot.errors import BadInput
from bot.films.letterboxd_csv import Rows, rows_of
from bot.films.letterboxd_zip import KNOWN, is_zip, known_files

_TO_SEE = "watchlist"
_SEEN = ("watched", "diary", "reviews", "ratings")
"""Files of films seen, the one whose rating counts most last: it holds how a film is rated now."""
_COPY = re.compile(r"(?:[\s_-]*\(?\d{1,3}\)?)?\.csv", re.IGNORECASE)


class _Abandoned(Exception):
    """Nobody waits for the list any more; never seen outside, it only ends the thread."""


class LetterboxdReader:
    """A ListReader that works in a thread, and ends it soon when nobody waits any more."""

    async def read(self, name: str, data: bytes) -> ReadList:
        """The films of a file of that name, each once. Raises BadInput with a sentence for whatever cannot be used."""
        abandoned = threading.Event()

        def go_on() -> None:
            if abandoned.is_set():
                raise _Abandoned

        try:
            return await asyncio.to_thread(_read, name, data, go_on)
        finally:
            abandoned.set()


def _read(name: str, data: bytes, go_on: Callable[[], None]) -> ReadList:
    name = PureWindowsPath(name).name  # for sentences and for telling which file it is; nothing is opened by it
    if is_zip(data):
        files = known_files(data, go_on)
        parts = [
            (_stem(file), rows_of(files[file], file, _seen(_stem(file)), go_on)) for file in KNOWN if file in files
        ]
    elif name.casefold().endswith(".zip"):
        raise BadInput("import_broken_zip")
    else:
        stem = _stem(name)
        parts = [(stem, rows_of(data, name, _seen(stem), go_on))]
    read = ReadList(
        films=_each_once(_in_order(parts)),
        untitled=sum(rows.untitled for _, rows in parts),
        odd_ratings=sum(rows.odd_ratings for _, rows in parts),
    )
    if not read.films:
        raise BadInput("import_no_films", file=name)
    return read


def _stem(name: str) -> str:
    """Which file of an export a name is ("watched (1).csv" is "watched"), else an empty text."""
    stem = _COPY.sub("", name).casefold()
    return stem if stem in {_TO_SEE, *_SEEN} else ""


def _seen(stem: str) -> bool | None:
    return None if not stem else stem != _TO_SEE


def _in_order(parts: Sequence[tuple[str, Rows]]) -> Iterable[ListedFilm]:
    order = {stem: place for place, stem in enumerate(_SEEN)}
    for _, rows in sorted(parts, key=lambda part: order.get(part[0], -1)):
        yield from rows.films


def _each_once(films: Iterable[ListedFilm]) -> tuple[ListedFilm, ...]:
    """Films of one title and year together: seen where any row says so, rated as the last row that rates them."""
    found: dict[tuple[str, int | None], ListedFilm] = {}
    for film in films:
        # A title of signs alone ("$") folds to nothing and stands for itself.
        key = (folded(film.title) or film.title, film.year)
        known = found.get(key, film)
        found[key] = replace(known, seen=known.seen or film.seen, stars=film.stars or known.stars)
    return tuple(found.values())
