r"""Lists of films in files: IMDb's title.basics, title.akas and title.ratings, and any CSV with a title and a year.

IMDb's formats: https://developer.imdb.com/non-commercial-datasets/ (tab-separated, UTF-8, ``\N`` for nothing).
Everything is streamed; a row that cannot be used is counted, never fatal.
"""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, cast

from bot.domain.titles import slug, split_year
from bot.errors import ConfigError
from bot.records import TitleRow

KINDS = frozenset({"movie", "short", "tvMovie"})
"""IMDb's kinds of title that a club may watch as a film."""
_NOTHING = "\\N"
_BASICS = (
    "tconst",
    "titleType",
    "primaryTitle",
    "originalTitle",
    "isAdult",
    "startYear",
    "endYear",
    "runtimeMinutes",
    "genres",
)
_AKAS = ("titleId", "ordering", "title")
_RATINGS = ("tconst", "averageRating", "numVotes")
_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "title": ("title", "name", "primarytitle", "film", "movie", "movie_title", "series_title"),
    "year": ("year", "startyear", "release_year", "released_year", "release year"),
    "original": ("original_title", "originaltitle", "original title"),
    "directors": ("directors", "director"),
    "runtime": ("runtime", "runtimeminutes", "runtime_minutes", "duration"),
    "genres": ("genres", "genre"),
    "imdb": ("imdb_id", "imdbid", "imdb", "tconst", "const"),
    "other": ("other_titles", "akas", "also_known_as"),
    "votes": ("votes", "numvotes", "num_votes", "vote_count"),
}
_LONGEST = 300  # characters of a title that are kept; the longest in IMDb's list is about 400
_SAMPLE = 1 << 16
_UNREADABLE = "{file} is neither IMDb's title.basics nor a CSV with a title column. Its first line reads: {line}"
_LINE = 1 << 20  # characters
_FIELD = 1 << 17  # characters of one field of a CSV, Python's own default


@dataclass(slots=True)
class Reading:
    """How far a file is read: ``rows`` of it seen, ``bytes_read`` of its size, and why rows were left out.

    ``taken_before`` says that an earlier call took it whole.
    """

    path: Path
    rows: int = 0
    bytes_read: int = 0
    left_out: Counter[str] = field(default_factory=Counter)
    header: tuple[str, ...] = ()
    taken_before: bool = False

    @property
    def size(self) -> int:
        """The file's size in bytes, as ``bytes_read`` counts them (compressed ones where it is compressed)."""
        return self.path.stat().st_size


def films(reading: Reading, skip: int = 0) -> Iterator[TitleRow]:
    """The films of a list, after so many rows that were taken before.

    Raises ConfigError for a file that is neither of IMDb's nor a CSV with a title.
    """
    with _Opened(reading.path) as (text, raw):
        first = text.readline(_FIELD)
        reading.header = tuple(first.rstrip("\r\n").split("\t"))
        if reading.header[: len(_BASICS)] == _BASICS:
            yield from _imdb_films(reading, text, raw, skip)
        else:
            yield from _csv_films(reading, text, raw, first, skip)


def titles(reading: Reading) -> Iterator[tuple[int, str]]:
    """(IMDb number, title) of title.akas, in its order. Raises ConfigError for another file."""
    for row in _imdb_rows(reading, _AKAS, "title.akas"):
        number = _number(row[0])
        title = row[2] if len(row) > 2 else ""
        if number is None or not title or title == _NOTHING:
            reading.left_out["broken"] += 1
        else:
            yield number, _clean(title)


def votes(reading: Reading) -> Iterator[tuple[int, int]]:
    """(IMDb number, votes) of title.ratings. Raises ConfigError for another file."""
    for row in _imdb_rows(reading, _RATINGS, "title.ratings"):
        number = _number(row[0])
        count = row[2].strip() if len(row) > 2 else ""
        if number is None or not _digits(count):
            reading.left_out["broken"] += 1
        else:
            yield number, int(count)


def _imdb_rows(reading: Reading, header: Sequence[str], kind: str) -> Iterator[list[str]]:
    with _Opened(reading.path) as (text, raw):
        reading.header = tuple(text.readline(_FIELD).rstrip("\r\n").split("\t"))
        if reading.header[: len(header)] != tuple(header):
            raise ConfigError([f"{reading.path.name} is not IMDb's {kind}."])
        for line in _lines(text, reading, raw):
            yield line.rstrip("\r\n").split("\t")


def _imdb_films(reading: Reading, text: IO[str], raw: IO[bytes], skip: int) -> Iterator[TitleRow]:
    left_out = reading.left_out
    for line in _lines(text, reading, raw):
        if reading.rows <= skip:
            continue
        row = line.rstrip("\r\n").split("\t")
        if len(row) != len(_BASICS):
            left_out["broken"] += 1
            continue
        tconst, kind, title, original, adult, year, _end, runtime, genres = row
        if kind not in KINDS:
            left_out["other kinds"] += 1
        elif adult != "0":
            left_out["adult"] += 1
        elif (number := _number(tconst)) is None or not title or title == _NOTHING or not _year_or_none(year):
            left_out["broken"] += 1
        else:
            yield TitleRow(
                "imdb:" + tconst, number, _clean(title), None if original in {title, _NOTHING, ""} else _clean(original),
                int(year) if year != _NOTHING else None, int(runtime) if _digits(runtime) else None,
                () if genres == _NOTHING else tuple(genres.lower().split(",")), (), (), None,
            )  # fmt: skip


def _csv_films(reading: Reading, text: IO[str], raw: IO[bytes], first: str, skip: int) -> Iterator[TitleRow]:
    delimiter = max(",;\t|", key=first.count)
    heads = [head.strip().strip('"').casefold() for head in first.rstrip("\r\n").split(delimiter)]
    places = {name: heads.index(head) for name, known in _COLUMNS.items() for head in known if head in heads}
    if "title" not in places:
        raise ConfigError([_UNREADABLE.format(file=reading.path.name, line=", ".join(heads)[:200])])
    rows = csv.reader(_lines(text, reading, raw, count=False), delimiter=delimiter)
    while True:
        try:
            row = next(rows)
        except StopIteration:
            return
        except csv.Error:
            reading.rows += 1
            reading.left_out["broken"] += 1
            continue
        reading.rows += 1
        if reading.rows <= skip or not row:
            continue
        film = _csv_film(row, places, len(heads))
        if film is None:
            reading.left_out["broken"] += 1
        else:
            yield film


def _csv_film(row: Sequence[str], places: Mapping[str, int], columns: int) -> TitleRow | None:
    if len(row) != columns:
        return None
    said = {name: row[place].strip().replace("\0", "") for name, place in places.items()}
    title, year = said["title"], said.get("year", "")
    if "year" not in places:
        title, found = split_year(title)
        year = str(found or "")
    year = year.removesuffix(".0")
    if not any(c.isalnum() for c in title) or not _year_or_none(year or _NOTHING):
        return None
    imdb = _number(said.get("imdb", ""))
    directors = _several(said.get("directors", ""))
    runtime = "".join(c for c in said.get("runtime", "").split(" ")[0].removesuffix(".0") if c.isdigit())
    votes = said.get("votes", "").replace(",", "").removesuffix(".0")
    original = said.get("original", "")[:_LONGEST]
    return TitleRow(
        f"imdb:tt{imdb:07d}" if imdb is not None else _list_id(title, year, directors),
        imdb, _clean(title), _clean(original) if original not in {"", title} else None, int(year) if year else None,
        int(runtime) if _digits(runtime) and 0 < int(runtime) < 2_000 else None,
        tuple(genre.lower() for genre in _several(said.get("genres", ""))), directors,
        _several(said.get("other", "")), int(votes) if _digits(votes) else None,
    )  # fmt: skip


def _list_id(title: str, year: str, directors: Sequence[str]) -> str:
    """An id made of what the row says, so that the same row gets the same id the next time."""
    mark = hashlib.blake2b("|".join((title, year, *directors)).encode("utf-8", "replace"), digest_size=4).hexdigest()
    return f"list:{slug(title)[:40]}-{year or 0}-{mark}"


def _several(text: str) -> tuple[str, ...]:
    """The items of a list in one field: separated by "|" or ";", else by commas."""
    mark = next((mark for mark in "|;" if mark in text), ",")
    return tuple(part.strip()[:_LONGEST] for part in text.split(mark) if part.strip())[:12]


def _clean(title: str) -> str:
    """A title on one line, without signs that print nothing or turn the writing round."""
    if title.isascii() and title.isprintable():
        return title[:_LONGEST]
    return " ".join("".join(c if c.isprintable() else " " for c in title).split())[:_LONGEST]


def _digits(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 12


def _number(imdb_id: str) -> int | None:
    text = imdb_id.removeprefix("tt")
    return int(text) if _digits(text) and len(text) <= 10 and int(text) > 0 else None


def _year_or_none(text: str) -> bool:
    """Whether it is a year in which films are made, or says that none is known."""
    return text == _NOTHING or (len(text) == 4 and _digits(text) and 1870 <= int(text) <= 2100)


def _lines(text: IO[str], reading: Reading, raw: IO[bytes], *, count: bool = True) -> Iterator[str]:
    """The lines left in a file; every so many of them the place in it is noted."""
    # A "line" without an end, as in a file that is no list at all, is taken in pieces: they count as broken rows.
    for number, line in enumerate(iter(lambda: text.readline(_LINE), "")):
        if count:
            reading.rows += 1
        if number & 0x3FF == 0:
            reading.bytes_read = raw.tell()
        yield line
    reading.bytes_read = reading.size


class _Opened:
    """A file as text, unpacked where it is gzip, with the raw file below it; UTF-8, UTF-16 with a mark, else cp1252."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __enter__(self) -> tuple[IO[str], IO[bytes]]:
        try:
            self._raw = self._path.open("rb")
            packed = self._raw.read(2) == b"\x1f\x8b"
            self._raw.seek(0)
            data = cast(IO[bytes], gzip.open(self._raw) if packed else self._raw)
            encoding = _encoding(data.read(_SAMPLE))
            data.seek(0)
        except (OSError, EOFError) as error:
            raise ConfigError([f"{self._path.name} cannot be read ({type(error).__name__})."]) from error
        # A byte that is no letter in this encoding spoils its row, not the import.
        self._text = io.TextIOWrapper(data, encoding=encoding, errors="replace", newline="")
        return self._text, self._raw

    def __exit__(self, *_: object) -> None:
        self._text.close()
        self._raw.close()


def _encoding(sample: bytes) -> str:
    if sample.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    try:
        sample[: sample.rfind(b"\n") + 1 or len(sample)].decode("utf-8")
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8-sig"
