"""The FilmIndex: the house's films and those found on the way in memory, an imported list in a file beside them."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from bot.domain.content import Library
from bot.domain.film import Film, FilmId
from bot.domain.titles import folded_title
from bot.errors import ConfigError
from bot.records import Match
from bot.storage.title_index import TitleIndex
from bot.storage.title_tables import MAKE, VERSION, VOTES_OF_ALL, imdb_number, insert_film

_log = logging.getLogger(__name__)
_FOUND_VOTES = 10_000
"""What a film found on the way weighs: more than most of an imported list, less than the house's own."""
_PAGES = -8_000  # SQLite's cache for the imported file, in KiB with the sign that its documentation asks for
_T = TypeVar("_T")
_Mark = tuple[int, int, int]
"""What tells a file from the one that takes its place: inode, size, time of change."""


def imported_count(path: Path) -> int:
    """How many films an imported list holds; 0 where there is none. Raises ConfigError for a file that is no such list."""
    if not path.exists():
        return 0
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as connection:
            (version,) = connection.execute("PRAGMA user_version").fetchone()
            if version == VERSION:
                return int(connection.execute("SELECT count(*) FROM films").fetchone()[0])
    except sqlite3.Error:
        version = None
    was = "is damaged" if version is None else "was made by another version of Salon"
    raise ConfigError([f"The imported films in {path} cannot be used: the file {was}. Import the list again."])


def with_told_titles(films: Iterable[Film], library: Library) -> Sequence[Film]:
    """Films with what each of the library's languages calls them among their other titles.

    So whatever the bot shows can be typed back; title and original title stay as they are.
    """
    return [
        replace(film, other_titles=(*film.other_titles, *new)) if (new := _told_titles(film, library)) else film
        for film in films
    ]


def _told_titles(film: Film, library: Library) -> Sequence[str]:
    told = dict.fromkeys(content.told(film).title for content in library.contents.values())
    return [title for title in told if title not in film.titles]


class TitleFilmIndex:
    """Implements FilmIndex. ``house`` are the catalogue's films; ``imported`` is the file of `salon films import`.

    The file may be missing, and may be replaced while this runs: it is opened anew when it is another one. Searching
    happens on one thread of its own.
    """

    def __init__(self, house: Sequence[Film], imported: Path | None = None) -> None:
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="titles")
        self._films: dict[str, Film] = {film.id: film for film in house}
        self._house_ids = frozenset(self._films)
        self._imdb: dict[str, Film] = {film.imdb_id: film for film in house if film.imdb_id}
        self._own: TitleIndex | None = None
        self._own_db: sqlite3.Connection | None = None
        self._path = imported
        self._file: tuple[_Mark, TitleIndex, sqlite3.Connection] | None = None
        self._spoilt: _Mark | None = None

    async def get(self, film_id: FilmId) -> Film | None:
        """The film of that id; an IMDb id is one, too."""
        if (film := self._films.get(film_id)) is not None:
            return film
        number = imdb_number(film_id.removeprefix("imdb:"))
        if number is not None and (film := self._imdb.get(f"tt{number:07d}")) is not None:
            return film
        return await self._call(lambda: self._imported_film(film_id, number))

    async def same(self, film: Film) -> Film | None:
        """The film of the index that carries one of this film's identifiers."""
        for known in self._films.values():
            if known.same_as(film):
                return known
        number = imdb_number(film.imdb_id)
        return None if number is None else await self._call(lambda: self._imported_film("", number))

    async def search(self, text: str, limit: int) -> Sequence[Match]:
        """Films whose titles, year or directors answer to the text, best first."""
        return await self._call(lambda: self._both(lambda index: index.search(text, limit), limit))

    async def titled(self, title: str, limit: int) -> Sequence[Match]:
        """Films of exactly that title, best known first."""
        return await self._call(lambda: self._both(lambda index: index.titled(title, limit), limit))

    async def remember(self, films: Iterable[Film]) -> None:
        """Add films found elsewhere, or renew what is known of them; the house's own stay as they are."""
        new = [film for film in films if film.id not in self._house_ids and self._films.get(film.id) != film]
        if new:
            await self._call(lambda: self._add(new))

    async def prepare(self) -> None:
        """Index the house's films and open the imported list."""
        await self._call(lambda: (self._house(), self._imported()))

    async def close(self) -> None:
        """Release what is open."""
        await self._call(self._close)
        self._thread.shutdown(wait=False)

    # --- on the thread ---

    async def _call(self, work: Callable[[], _T]) -> _T:
        return await asyncio.get_running_loop().run_in_executor(self._thread, work)

    def _both(self, find: Callable[[TitleIndex], list[Match]], limit: int) -> Sequence[Match]:
        """What is found in the house and in the imported list, without what the house has already."""
        found = find(self._house())
        nothing: list[Match] = []
        theirs = [match for match in self._in_file(find, nothing) if not self._ours(match.film, found)]
        return sorted([*found, *theirs], key=lambda m: (-m.score, -m.weight, m.film.title, m.film.id))[:limit]

    def _ours(self, film: Film, found: Sequence[Match]) -> bool:
        """Whether an imported film is one of ours: by its IMDb id, or where ours has none by title and year."""
        if film.imdb_id in self._imdb:
            return True
        title = folded_title(film.title)
        return any(
            match.film.imdb_id is None and match.film.year == film.year
            and title in {folded_title(name) for name in match.film.titles}
            for match in found
        )  # fmt: skip

    def _imported_film(self, film_id: str, number: int | None) -> Film | None:
        return self._in_file(
            lambda imported: imported.get(film_id) or (None if number is None else imported.by_imdb(number)), None
        )

    def _in_file(self, ask: Callable[[TitleIndex], _T], otherwise: _T) -> _T:
        """What the imported list says; ``otherwise`` where there is none, or where it turns out to be damaged."""
        imported = self._imported()
        if imported is None:
            return otherwise
        try:
            return ask(imported)
        except sqlite3.Error as error:
            self._is_spoilt(self._file[0] if self._file else None, type(error).__name__)
            return otherwise

    def _is_spoilt(self, mark: _Mark | None, why: str) -> None:
        """Leave this file alone until there is another; said once in the log."""
        self._forget_file()
        self._spoilt = mark
        _log.warning("event=imported_films_unusable why=%s", why)

    def _add(self, films: Sequence[Film]) -> None:
        index = self._house()
        assert self._own_db is not None  # noqa: S101  # made with the index
        for film in films:
            insert_film(self._own_db, film, _FOUND_VOTES)
            self._films[film.id] = film
            if film.imdb_id:
                self._imdb.setdefault(film.imdb_id, film)
        index.changed()

    def _house(self) -> TitleIndex:
        if self._own is None:
            # Used by this object's one thread, and closed by it.
            self._own_db = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
            for statement in MAKE:
                self._own_db.execute(statement)
            self._own_db.execute("BEGIN")
            for film in self._films.values():
                insert_film(self._own_db, film, VOTES_OF_ALL)
            self._own_db.execute("COMMIT")
            self._own = TitleIndex(self._own_db, self._films)
        return self._own

    def _imported(self) -> TitleIndex | None:
        if self._path is None:
            return None
        try:
            state = self._path.stat()
        except OSError:
            self._forget_file()
            return None
        mark = (state.st_ino, state.st_size, state.st_mtime_ns)
        if mark == self._spoilt:
            return None
        if self._file is None or self._file[0] != mark:
            self._forget_file()
            self._file = self._opened(self._path, mark)
        return None if self._file is None else self._file[1]

    def _opened(self, path: Path, mark: _Mark) -> tuple[_Mark, TitleIndex, sqlite3.Connection] | None:
        """The imported file; None for one that cannot be used."""
        connection: sqlite3.Connection | None = None
        try:
            # immutable: nobody changes the file, it is replaced as a whole.
            connection = sqlite3.connect(
                f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True, check_same_thread=False
            )
            connection.execute(f"PRAGMA cache_size = {_PAGES}")
            (version,) = connection.execute("PRAGMA user_version").fetchone()
            why = None if version == VERSION else f"version {version}"
        except sqlite3.Error as error:
            why = type(error).__name__
        if connection is not None and why is None:
            return mark, TitleIndex(connection), connection
        if connection is not None:
            connection.close()
        self._is_spoilt(mark, why or "")
        return None

    def _forget_file(self) -> None:
        if self._file is not None:
            self._file[2].close()
            self._file = None

    def _close(self) -> None:
        self._forget_file()
        if self._own_db is not None:
            self._own_db.close()
            self._own = self._own_db = None
