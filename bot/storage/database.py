"""The Database over SQL: units of work, one writer at a time on SQLite."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, nullcontext
from datetime import datetime
from functools import cached_property
from typing import cast

from sqlalchemy.engine import URL
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.errors import Unavailable
from bot.storage.address import parse
from bot.storage.ai_usage import SqlUsage
from bot.storage.ballots import SqlBallots
from bot.storage.clocks import SqlClocks
from bot.storage.digests import SqlDigests
from bot.storage.engine import BUSY_WAIT, WRITES, make_engine, translated
from bot.storage.film_facts import SqlFilmFacts
from bot.storage.holdings import SqlHoldings
from bot.storage.horizons import SqlHorizons
from bot.storage.jobs import DUE, SqlJobs
from bot.storage.nominations import SqlNominations
from bot.storage.one_trip import OneTripConnection
from bot.storage.optouts import SqlOptouts
from bot.storage.recaps import SqlRecaps
from bot.storage.salons import SqlSalons
from bot.storage.schema import migrate
from bot.storage.screenings import SqlScreenings
from bot.storage.settings import SqlMeta, SqlServers
from bot.storage.statements import ERASED, SQLITE
from bot.storage.themes import SqlThemes
from bot.storage.turns import SqlTurns
from bot.storage.watchlists import SqlWatchlists
from bot.storage.whatifs import SqlWhatIfs
from bot.storage.zones import SqlZones

READERS = 4
"""Connections for reading."""
WRITERS_OF_A_SERVER = 4
"""Connections for writing, where many can write at once."""
SHORT_WAIT = 200
"""Milliseconds to wait for readers before SQLite's log is emptied."""


def _nobody_waits(due_at: datetime) -> None:
    """Nobody waits for jobs."""


class SqlUnit:
    """The stores over one connection, each made when it is first used."""

    def __init__(self, conn: AsyncConnection) -> None:
        self._conn = conn

    @cached_property
    def salons(self) -> SqlSalons:
        """Salons."""
        return SqlSalons(self._conn)

    @cached_property
    def turns(self) -> SqlTurns:
        """Turns."""
        return SqlTurns(self._conn)

    @cached_property
    def recaps(self) -> SqlRecaps:
        """Recaps."""
        return SqlRecaps(self._conn)

    @cached_property
    def servers(self) -> SqlServers:
        """Per-server settings."""
        return SqlServers(self._conn)

    @cached_property
    def jobs(self) -> SqlJobs:
        """The queue."""
        return SqlJobs(self._conn)

    @cached_property
    def film_facts(self) -> SqlFilmFacts:
        """What sources said of films."""
        return SqlFilmFacts(self._conn)

    @cached_property
    def watchlists(self) -> SqlWatchlists:
        """Watchlists."""
        return SqlWatchlists(self._conn)

    @cached_property
    def nominations(self) -> SqlNominations:
        """Nominations."""
        return SqlNominations(self._conn)

    @cached_property
    def screenings(self) -> SqlScreenings:
        """Screenings."""
        return SqlScreenings(self._conn)

    @cached_property
    def ballots(self) -> SqlBallots:
        """Ballots and votes."""
        return SqlBallots(self._conn)

    @cached_property
    def whatifs(self) -> SqlWhatIfs:
        """What-ifs."""
        return SqlWhatIfs(self._conn)

    @cached_property
    def themes(self) -> SqlThemes:
        """Tags, verdicts on themes, and themes of servers."""
        return SqlThemes(self._conn)

    @cached_property
    def digests(self) -> SqlDigests:
        """Digests and their schedules."""
        return SqlDigests(self._conn)

    @cached_property
    def clocks(self) -> SqlClocks:
        """Film clocks."""
        return SqlClocks(self._conn)

    @cached_property
    def horizons(self) -> SqlHorizons:
        """How far people have seen."""
        return SqlHorizons(self._conn)

    @cached_property
    def zones(self) -> SqlZones:
        """The time zones of people."""
        return SqlZones(self._conn)

    @cached_property
    def holdings(self) -> SqlHoldings:
        """All that is held of a person."""
        return SqlHoldings(self._conn)

    @cached_property
    def optouts(self) -> SqlOptouts:
        """Who does not want to be heard."""
        return SqlOptouts(self._conn)

    @cached_property
    def usage(self) -> SqlUsage:
        """What the language model used."""
        return SqlUsage(self._conn)

    @cached_property
    def meta(self) -> SqlMeta:
        """Facts about this installation."""
        return SqlMeta(self._conn)


class SqlDatabase:
    """A Database at an address whose schema is current (see ``open_database``).

    On SQLite one connection writes and a lock puts this process's writes in line, so that they never wait on the file's
    lock; other connections read beside it. On PostgreSQL both share a pool. Opening a unit of work inside a write of
    the same task raises RuntimeError: on SQLite it could never be answered. Raises Unavailable("storage") when the
    database does not answer.
    """

    def __init__(self, url: URL) -> None:
        self._url = url
        self.on_job: Callable[[datetime], None] = _nobody_waits
        self._engines: tuple[AsyncEngine, ...]
        self._line: asyncio.Lock | None = None
        if url.get_backend_name() == "sqlite":
            self._engines = (make_engine(url, connections=READERS), make_engine(url, connections=1))
            self._line = asyncio.Lock()
        else:
            self._engines = (make_engine(url, connections=READERS + WRITERS_OF_A_SERVER),)
        self._reads = self._engines[0]
        self._writes = self._engines[-1].execution_options(**{WRITES: True})
        self._writers: set[asyncio.Task[object] | None] = set()

    @asynccontextmanager
    async def read(self) -> AsyncIterator[SqlUnit]:
        """A reading transaction: everything in it sees one moment on SQLite, each statement its own on PostgreSQL."""
        self._refuse_nesting()
        async with self._transaction(self._reads) as conn:
            yield SqlUnit(conn)

    @asynccontextmanager
    async def write(self) -> AsyncIterator[SqlUnit]:
        """A writing transaction (BEGIN IMMEDIATE on SQLite)."""
        self._refuse_nesting()
        async with self._line or nullcontext():
            task = asyncio.current_task()
            self._writers.add(task)
            try:
                async with self._transaction(self._writes) as conn:
                    yield SqlUnit(conn)
            finally:
                self._writers.discard(task)

    async def close(self) -> None:
        """Release connections; the last one to go writes SQLite's log back into the file."""
        for engine in self._engines:
            await engine.dispose()

    @asynccontextmanager
    async def _transaction(self, engine: AsyncEngine) -> AsyncIterator[AsyncConnection]:
        conn = engine.connect()
        with translated(self._url):
            try:
                await conn.start()
            except OSError as error:
                raise Unavailable("storage", reason=type(error).__name__) from error
            try:
                conn.info.pop(DUE, None)  # of a transaction that was taken back
                async with conn.begin():
                    yield conn
                if conn.info.pop(ERASED, False):
                    await self._empty_log(conn)
                if (due_at := conn.info.pop(DUE, None)) is not None:
                    self.on_job(due_at)
            finally:
                await conn.close()

    async def _empty_log(self, conn: AsyncConnection) -> None:
        """Empty SQLite's write-ahead log, which still holds what was just deleted.

        A reader may be in the way; then the next erasure or the log's own turnover does it.
        """
        if conn.dialect.name != SQLITE:
            return
        driver = cast(OneTripConnection, (await conn.get_raw_connection()).driver_connection)
        for pragma in (f"busy_timeout = {SHORT_WAIT}", "wal_checkpoint(TRUNCATE)", f"busy_timeout = {BUSY_WAIT}"):
            await driver.execute_fetchall(f"PRAGMA {pragma}")

    def _refuse_nesting(self) -> None:
        if self._writers and asyncio.current_task() in self._writers:
            raise RuntimeError("a unit of work was opened inside a write of the same task")


async def open_database(url: str) -> SqlDatabase:
    """Open the database of an address, making and migrating it where needed.

    Raises ConfigError with a sentence when the address, the file or the schema cannot be used.
    """
    parsed = parse(url)
    await migrate(url)
    return SqlDatabase(parsed)
