"""An SQLite connection on its own thread that does a statement in one trip there.

A trip to the thread and back costs about as much as the statement itself. The usual cursor makes four (make it,
execute, fetch, close); this one makes one, and BEGIN travels with the first statement of a transaction. Storing a turn
takes four trips instead of fourteen.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable, Generator, Iterable, Sequence
from typing import Any

import aiosqlite


class OneTripCursor:
    """What SQLAlchemy asks of a cursor; rows are fetched with the statement, closing has nothing left to do."""

    def __init__(self, connection: OneTripConnection) -> None:
        self._connection = connection
        self._rows: Sequence[Any] = ()
        self.description: Any = None
        self.rowcount = -1
        self.lastrowid: int | None = None
        self.arraysize = 1

    async def __aenter__(self) -> OneTripCursor:
        return self

    async def execute(self, sql: str, parameters: Sequence[Any] = ()) -> OneTripCursor:
        """Execute a statement and fetch its rows."""
        await self._connection.trip(lambda cursor: self._take(cursor.execute(sql, parameters)))
        return self

    async def executemany(self, sql: str, parameters: Iterable[Sequence[Any]]) -> OneTripCursor:
        """Execute a statement for each set of parameters."""
        await self._connection.trip(lambda cursor: self._take(cursor.executemany(sql, parameters)))
        return self

    async def fetchall(self) -> Sequence[Any]:
        """Return the rows, once."""
        rows, self._rows = self._rows, ()
        return rows

    async def close(self) -> None:
        """Let go of the rows."""
        self._rows = ()

    def _take(self, cursor: sqlite3.Cursor) -> None:
        self.description = cursor.description
        self._rows = cursor.fetchall() if cursor.description else ()
        self.rowcount = cursor.rowcount
        self.lastrowid = cursor.lastrowid


class OneTripConnection(aiosqlite.Connection):
    """A connection whose transactions are begun by ``begin_with`` and the next statement."""

    def __init__(self, connector: Callable[[], sqlite3.Connection]) -> None:
        super().__init__(connector, iter_chunk_size=64)
        # A thread that hangs in a broken file system must not keep the process from ending.
        self._thread.daemon = True
        self.begin_with: str | None = None
        self._stopped: asyncio.Future[object] | None = None

    def __await__(self) -> Generator[Any, None, aiosqlite.Connection]:
        """Open, and when that fails wait for the thread to end: it must not outlive the event loop."""
        self._thread.start()
        return self._open().__await__()

    def stop(self) -> asyncio.Future[object] | None:
        """Ask the thread to close and end; the future is done when it has."""
        self._stopped = super().stop()
        return self._stopped

    def cursor(self) -> OneTripCursor:  # type: ignore[override]
        """Make a cursor, without a trip."""
        return OneTripCursor(self)

    async def trip(self, work: Callable[[sqlite3.Cursor], None]) -> None:
        """Run ``work`` with a new cursor on the thread, after a BEGIN where one is due."""
        begin, self.begin_with = self.begin_with, None
        await self._execute(self._work, begin, work)  # type: ignore[no-untyped-call]

    async def commit(self) -> None:
        """Commit; a transaction without statements was never begun."""
        if self.begin_with is None:
            await super().commit()
        self.begin_with = None

    async def rollback(self) -> None:
        """Roll back; a transaction without statements was never begun."""
        if self.begin_with is None:
            await super().rollback()
        self.begin_with = None

    async def _open(self) -> aiosqlite.Connection:
        try:
            return await self._connect()
        except BaseException:
            if self._stopped is not None:
                await self._stopped
            raise

    def _work(self, begin: str | None, work: Callable[[sqlite3.Cursor], None]) -> None:
        cursor = self._conn.cursor()
        try:
            if begin is not None:
                cursor.execute(begin)
            work(cursor)
        finally:
            cursor.close()
