"""Rows of films from a csv, whatever its encoding and delimiter."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import islice

from bot.domain.rating import Stars, in_range
from bot.domain.watchlist_import import ListedFilm
from bot.errors import BadInput

MOST_ROWS = 20_000
_TITLE, _YEAR, _RATING, _WATCHED = ("name", "title"), ("year",), ("rating",), ("watched date",)
_DELIMITERS = (",", ";", "\t")
_HEAD = 20
"""Records within which the columns must be named: a list's csv begins with a few lines about the list."""
_LONGEST_RECORD = 131_072
"""Characters of one record, line ends included; as many as Python's csv allows one cell. A record of commas alone would
else become as many cells, and nothing else of the process had its turn while it does."""
_MOST_COLUMNS = 100
"""Cells of the record that names the columns; an export's have some ten."""
_LONGEST_TITLE = 300
_YEAR_TYPED = re.compile(r"\s*(1[89]\d\d|20\d\d)(?:\.0)?\s*", re.ASCII)
_NUMBER = re.compile(r"\s*(\d{1,2}(?:[.,]\d{1,4})?)\s*", re.ASCII)


@dataclass(frozen=True, slots=True)
class Rows:
    """The films of one csv in its order; rows without a title and ratings that are none are counted."""

    films: tuple[ListedFilm, ...]
    untitled: int
    odd_ratings: int


@dataclass(frozen=True, slots=True)
class _Columns:
    """Where in a row title, year, rating and the day it was watched stand."""

    title: int
    year: int
    rating: int | None
    watched: int | None


class _Lines:
    """The lines of a text with their ends, for csv.reader. ``taken`` counts the characters taken of the present record.

    Raises csv.Error for a record that is too long, without looking at the rest of it.
    """

    def __init__(self, text: str) -> None:
        self._text = text
        self._place = 0
        self.taken = 0

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        text, start = self._text, self._place
        if start == len(text):
            raise StopIteration
        most = min(start + _LONGEST_RECORD - self.taken, len(text))
        feed = text.find("\n", start, most)
        end = most if feed < 0 else feed + 1
        back = text.find("\r", start, end)
        if back >= 0:
            end = back + (2 if text.startswith("\n", back + 1) else 1)
        elif feed < 0 and end < len(text):
            raise csv.Error("a record is too long")
        self._place, self.taken = end, self.taken + end - start
        return text[start:end]


def decoded(data: bytes, name: str) -> str:
    """The text: UTF-8 or UTF-16 by its mark, else UTF-8, else Windows-1252; NUL is dropped.

    Raises BadInput("import_encoding") for what is none of them; ``name`` is the file's, for the sentence.
    """
    utf_16 = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ("utf-16",) if utf_16 else ("utf-8-sig", "cp1252"):
        try:
            return data.decode(encoding).replace("\0", "")
        except UnicodeDecodeError:
            continue
    raise BadInput("import_encoding", file=name)


def rows_of(data: bytes, name: str, seen: bool | None, go_on: Callable[[], None]) -> Rows:
    """The films of a csv.

    ``seen`` is whether they were seen, None where only a rating or a day can tell. ``name`` is the file's, for sentences.
    ``go_on`` is called now and then and may raise. Raises BadInput for missing columns, too many rows, or no csv at all.
    """
    text = decoded(data, name)
    columns, records = _begun(text, name)
    films: list[ListedFilm] = []
    untitled = odd = 0
    for number, record in enumerate(records):
        if number >= MOST_ROWS:
            raise BadInput("import_too_many_rows", file=name, limit=MOST_ROWS)
        if number % 500 == 0:
            go_on()
        title = _clean(_cell(record, columns.title))
        if not title:
            untitled += any(cell.strip() for cell in record)
            continue
        stars, wrong = _rating(_cell(record, columns.rating))
        odd += wrong
        watched = bool(_cell(record, columns.watched).strip()) if seen is None else seen
        films.append(ListedFilm(title, _year(_cell(record, columns.year)), watched or stars is not None, stars))
    return Rows(tuple(films), untitled, odd)


def _begun(text: str, name: str) -> tuple[_Columns, Iterator[Sequence[str]]]:
    """The columns, and the records below the line that names them, by the delimiter that makes most sense of it."""
    best: Mapping[str, int] = {}
    for delimiter in _DELIMITERS:
        records = _checked(_records(text, delimiter), name)
        for record in islice(records, _HEAD):
            if len(record) > _MOST_COLUMNS:
                continue  # no line of names, whatever it is
            columns = {cell.strip().casefold(): place for place, cell in reversed(list(enumerate(record)))}
            title, year = _first(columns, _TITLE), _first(columns, _YEAR)
            if title is not None and year is not None:
                return _Columns(title, year, _first(columns, _RATING), _first(columns, _WATCHED)), records
            if _named(columns) > _named(best):
                best = columns
    lacking = [label for label, names in (("Name", _TITLE), ("Year", _YEAR)) if _first(best, names) is None]
    raise BadInput("import_columns", file=name, columns=", ".join(lacking))


def _records(text: str, delimiter: str) -> Iterator[Sequence[str]]:
    lines = _Lines(text)
    for record in csv.reader(lines, delimiter=delimiter):
        lines.taken = 0
        yield record


def _checked(records: Iterator[Sequence[str]], name: str) -> Iterator[Sequence[str]]:
    try:
        yield from records
    except csv.Error as error:
        raise BadInput("import_broken_csv", file=name) from error


def _first(columns: Mapping[str, int], names: Sequence[str]) -> int | None:
    return next((columns[name] for name in names if name in columns), None)


def _named(columns: Mapping[str, int]) -> int:
    return sum(_first(columns, names) is not None for names in (_TITLE, _YEAR))


def _cell(record: Sequence[str], place: int | None) -> str:
    return record[place] if place is not None and place < len(record) else ""


def _clean(title: str) -> str:
    return " ".join("".join(c if c.isprintable() else " " for c in title).split())[:_LONGEST_TITLE]


def _year(text: str) -> int | None:
    found = _YEAR_TYPED.fullmatch(text)
    return int(found[1]) if found else None


def _rating(text: str) -> tuple[Stars | None, bool]:
    """A rating from half a star to five, and whether the text is something else instead."""
    if not text.strip():
        return None, False
    found = _NUMBER.fullmatch(text)
    stars = in_range(2 * Fraction(found[1].replace(",", "."))) if found else None
    return stars, stars is None
