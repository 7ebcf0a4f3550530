"""Taking a list of films into the title index: first into a working file, then into a new index that replaces the old.

A working file survives whatever ends the process, and the next call goes on where it stopped. The index that searches
read is replaced in one step at the end, so nobody ever sees half of a list.
"""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing
from itertools import islice
from pathlib import Path
from typing import IO

from bot.domain.title_forms import search_form
from bot.errors import ConfigError
from bot.records import TitleRow
from bot.storage.holding import hold
from bot.storage.title_tables import AFTERWARDS, FILMS, FORMS, VERSION, forms_of, joined, parted, words_of

BATCH = 20_000
"""Rows taken in one transaction, with the mark of how far that is."""
_AKAS = 12
"""Other titles that are kept of a film."""
_COLUMNS = "id, imdb, title, original, year, runtime, genres, directors, other, votes"
# What a newer list says wins; what it does not say stays.
_TAKE = f"""
INSERT INTO films ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, COALESCE(?, 0))
ON CONFLICT (id) DO UPDATE SET imdb = excluded.imdb, title = excluded.title,
  original = COALESCE(excluded.original, original), year = COALESCE(excluded.year, year),
  runtime = COALESCE(excluded.runtime, runtime), genres = COALESCE(excluded.genres, genres),
  directors = COALESCE(excluded.directors, directors), other = COALESCE(excluded.other, other),
  votes = CASE WHEN excluded.votes > 0 THEN excluded.votes ELSE votes END
"""  # noqa: S608  # our own words
_SORTED = f"INSERT INTO films ({_COLUMNS}) SELECT {_COLUMNS} FROM work.films ORDER BY votes DESC, imdb, id"  # noqa: S608


STOPS = (OSError, sqlite3.Error)
"""What stops an import that could go on when it is repeated: a full or failing disk, a damaged file."""


class FilmImport:
    """One import into the index at ``index``. Call the steps in their order; each goes on where it was stopped.

    ``wish`` describes the files (names, sizes, times): a working file left by other files is thrown away. Raises
    ConfigError when the folder cannot be written in.
    """

    took_over = True
    """False when what was imported before could not be read and is left behind."""

    def __init__(self, index: Path, wish: str) -> None:
        self._index = index
        self._work = index.with_name(index.name + ".work")
        self._new = index.with_name(index.name + ".new")
        try:
            index.parent.mkdir(parents=True, exist_ok=True)
            self._lock = _locked(index.with_name(index.name + ".lock"))
        except OSError as error:
            raise ConfigError(
                [
                    f"The folder {index.parent} cannot be written in ({error.strerror}). Choose another with SALON_DATA_DIR."
                ]
            ) from None
        try:
            self._db = self._working(wish)
        except BaseException:
            self._lock.close()
            raise

    def done(self, step: str) -> int:
        """How many rows of a step are taken already; -1 when the step is finished."""
        row = self._db.execute("SELECT rows FROM steps WHERE step = ?", (step,)).fetchone()
        return 0 if row is None else int(row[0])

    def left_out(self, step: str) -> dict[str, int]:
        """How many rows of a step were left out so far, by the reason."""
        row = self._db.execute("SELECT left_out FROM steps WHERE step = ?", (step,)).fetchone()
        return {} if row is None or row[0] is None else dict(json.loads(row[0]))

    def films(self, rows: Iterable[TitleRow], place: Callable[[], tuple[int, Mapping[str, int]]]) -> int:
        """Take films; ``place`` tells how many rows of the file were seen, and what was left out of them and why.

        Returns how many films were taken.
        """
        taken = 0
        for batch in _batches(rows):
            with self._db:
                self._db.execute("BEGIN IMMEDIATE")
                self._db.executemany(_TAKE, map(_values, batch))
                self._mark("films", *place())
            taken += len(batch)
        self._finish("films", place()[1])
        return taken

    def votes(self, rows: Iterable[tuple[int, int]]) -> None:
        """Take how many people rated which film (by IMDb number). Starts over when it was interrupted."""
        with self._db:
            self._db.execute("BEGIN IMMEDIATE")
            self._db.execute("CREATE TEMP TABLE rated (imdb INTEGER PRIMARY KEY, votes INTEGER)")
            self._db.executemany("INSERT OR REPLACE INTO rated VALUES (?, ?)", rows)
            self._db.execute("UPDATE films SET votes = rated.votes FROM rated WHERE rated.imdb = films.imdb")
            self._mark("votes", -1)
        self._db.execute("DROP TABLE rated")

    def titles(self, rows: Iterable[tuple[int, str]]) -> None:
        """Take other titles of films that are there (by IMDb number), in the file's order. Starts over when interrupted."""
        known = {
            row[0]: (row[1], row[2])
            for row in self._db.execute("SELECT imdb, title, original FROM films WHERE imdb IS NOT NULL")
        }
        for batch in _batches(_grouped(rows, known)):
            with self._db:
                self._db.execute("BEGIN IMMEDIATE")
                self._db.executemany("UPDATE films SET other = ? WHERE imdb = ?", batch)
        self._finish("titles")

    def build(self, tick: Callable[[], None]) -> int:
        """Make the new index of everything taken and put it in place; returns how many films it holds."""
        self._new.unlink(missing_ok=True)
        self._db.close()
        with closing(sqlite3.connect(self._new, isolation_level=None)) as db:
            # A crash leaves this file behind, and the next build begins it anew.
            for pragma in ("journal_mode = OFF", "synchronous = OFF", "cache_size = -64000", "temp_store = MEMORY"):
                db.execute(f"PRAGMA {pragma}")
            db.execute("ATTACH ? AS work", (str(self._work),))
            db.execute("BEGIN")
            db.execute(FILMS)
            # In the order of how well known they are; among equals, those that IMDb has had for longest.
            db.execute(_SORTED)
            count = _index(db, tick)
            db.execute("COMMIT")
            db.execute("DETACH work")
            db.execute(f"PRAGMA user_version = {VERSION}")
        with self._new.open("rb") as file:
            os.fsync(file.fileno())
        self._new.replace(self._index)
        self._discard()
        return count

    def close(self) -> None:
        """Leave the working file for the next call, and let another import begin."""
        self._db.close()
        self._lock.close()

    def give_back(self) -> None:
        """Take away the half-made new index, which would keep a full disk full."""
        self._new.unlink(missing_ok=True)

    # --- the working file ---

    def _working(self, wish: str) -> sqlite3.Connection:
        if self._work.exists():
            if (left := self._left_by(wish)) is not None:
                return left
            self._discard()
        db = self._open()
        db.execute(FILMS)
        db.execute("CREATE TABLE steps (step TEXT PRIMARY KEY, rows INTEGER NOT NULL, left_out TEXT)")
        db.execute("CREATE TABLE wish (text TEXT NOT NULL)")
        db.execute("CREATE INDEX films_imdb ON films(imdb)")
        if self._index.exists():
            self._take_over(db)
        # Last, so that a working file without a wish was not finished being made.
        db.execute("INSERT INTO wish VALUES (?)", (wish,))
        return db

    def _left_by(self, wish: str) -> sqlite3.Connection | None:
        """The working file of these same files; None for one of others, or one that cannot be read."""
        try:
            db = self._open()
        except sqlite3.Error:
            return None
        if _wish(db) == wish:
            return db
        db.close()
        return None

    def _open(self) -> sqlite3.Connection:
        db = sqlite3.connect(self._work, isolation_level=None)
        # The operating system keeps what a killed process wrote; only a power cut could lose the working file.
        for pragma in ("journal_mode = WAL", "synchronous = OFF", "cache_size = -64000"):
            db.execute(f"PRAGMA {pragma}")
        return db

    def _take_over(self, db: sqlite3.Connection) -> None:
        """Begin with what the present index holds, unless another version of Salon made it or it is damaged."""
        self.took_over = False
        try:
            db.execute("ATTACH ? AS old", (str(self._index),))
            (version,) = db.execute("PRAGMA old.user_version").fetchone()
            if version == VERSION:
                db.execute(f"INSERT INTO films ({_COLUMNS}) SELECT {_COLUMNS} FROM old.films")  # noqa: S608  # our own words
                self.took_over = True
            db.execute("DETACH old")
        except sqlite3.DatabaseError as error:
            if isinstance(error, sqlite3.OperationalError) and "full" in str(error):
                raise
            db.execute("DELETE FROM films")

    def _mark(self, step: str, rows: int, left_out: Mapping[str, int] | None = None) -> None:
        kept = json.dumps(dict(left_out)) if left_out else None
        self._db.execute("INSERT OR REPLACE INTO steps VALUES (?, ?, ?)", (step, rows, kept))

    def _finish(self, step: str, left_out: Mapping[str, int] | None = None) -> None:
        with self._db:
            self._mark(step, -1, left_out)

    def _discard(self) -> None:
        for suffix in ("", "-wal", "-shm"):
            self._work.with_name(self._work.name + suffix).unlink(missing_ok=True)


def _locked(path: Path) -> IO[bytes]:
    """A file that is held for as long as it is open, and let go when the process ends, however it does.

    Raises ConfigError when another import holds it.
    """
    file = path.open("ab")
    try:
        hold(file)
    except OSError:
        file.close()
        raise ConfigError(
            ["Another import is running here. Wait until it has ended, then repeat the command."]
        ) from None
    return file


def _wish(db: sqlite3.Connection) -> str | None:
    try:
        row = db.execute("SELECT text FROM wish").fetchone()
    except sqlite3.Error:
        return None
    return None if row is None else str(row[0])


def _values(film: TitleRow) -> tuple[object, ...]:
    return (
        film.id, film.imdb, film.title, film.original, film.year, film.runtime, joined(film.genres),
        joined(film.directors), joined(film.other), film.votes,
    )  # fmt: skip


def _batches(rows: Iterable[object]) -> Iterator[list]:  # type: ignore[type-arg]  # of whatever comes
    source = iter(rows)
    while batch := list(islice(source, BATCH)):
        yield batch


def _grouped(
    rows: Iterable[tuple[int, str]], known: dict[int, tuple[str, str | None]]
) -> Iterator[tuple[str | None, int]]:
    """(other titles for one column, IMDb number) of known films; rows of one film stand together in IMDb's file."""
    present, gathered = 0, dict[str, str]()
    for number, title in rows:
        if number != present:
            if gathered:
                yield joined(list(gathered.values())[:_AKAS]), present
            present, gathered = number, {}
            own = known.get(number)
            taken = {search_form(name) for name in own if name} if own else set()
        if number in known and (form := search_form(title)) and form not in taken:
            taken.add(form)
            gathered[form] = title
    if gathered:
        yield joined(list(gathered.values())[:_AKAS]), present


def _index(db: sqlite3.Connection, tick: Callable[[], None]) -> int:
    """Fill the tables by which films are found. Returns how many films there are."""
    for statement in FORMS:
        db.execute(statement)
    rows = db.execute("SELECT no, title, original, year, directors, other FROM films ORDER BY no")
    count = 0
    while some := rows.fetchmany(BATCH):
        names: list[tuple[int, str]] = []
        words: list[tuple[int, str]] = []
        for number, title, original, year, directors, other in some:
            forms = forms_of((title, *((original,) if original else ()), *parted(other)))
            names.extend((number, form) for form in forms)
            words.append((number, words_of(forms, parted(directors), year)))
        db.executemany("INSERT INTO names (film, form) VALUES (?, ?)", names)
        db.executemany("INSERT INTO words (rowid, text) VALUES (?, ?)", words)
        count += len(some)
        tick()
    db.execute("INSERT INTO grams (rowid, form) SELECT no, form FROM names")
    for table in ("grams", "words"):
        db.execute(f"INSERT INTO {table} ({table}) VALUES ('optimize')")  # noqa: S608  # our own words
        tick()
    db.execute("CREATE VIRTUAL TABLE temp.counted USING fts5vocab('main', 'grams', 'row')")
    db.execute("INSERT INTO gram_counts SELECT term, doc FROM temp.counted")
    db.execute("DROP TABLE temp.counted")
    for statement in AFTERWARDS:
        db.execute(statement)
        tick()
    return count
