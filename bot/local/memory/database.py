"""The database in memory: units of work over one set of rows, with rollback."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime

from bot.local.memory.ai_usage import MemoryUsage
from bot.local.memory.ballots import MemoryBallots
from bot.local.memory.clocks import MemoryClocks
from bot.local.memory.digests import MemoryDigests
from bot.local.memory.film_facts import MemoryFilmFacts
from bot.local.memory.holdings import MemoryHoldings
from bot.local.memory.horizons import MemoryHorizons
from bot.local.memory.jobs import MemoryJobs
from bot.local.memory.nominations import MemoryNominations
from bot.local.memory.optouts import MemoryOptouts
from bot.local.memory.rows import Rows
from bot.local.memory.salons import MemorySalons
from bot.local.memory.screenings import MemoryScreenings
from bot.local.memory.themes import MemoryThemes
from bot.local.memory.turns import MemoryRecaps, MemoryTurns
from bot.local.memory.watchlists import MemoryWatchlists
from bot.local.memory.whatifs import MemoryWhatIfs
from bot.local.memory.zones import MemoryZones
from bot.ports import ServerSettings
from bot.storage.accept import storable


class MemoryServers:
    """A ServerStore over ``Rows``."""

    def __init__(self, rows: Rows) -> None:
        self._rows = rows

    async def get(self, guild_id: int) -> ServerSettings:
        """The server's settings, or the defaults."""
        return self._rows.servers.get(guild_id) or ServerSettings(guild_id)

    async def save(self, settings: ServerSettings) -> None:
        """Store them."""
        self._rows.put(self._rows.servers, settings.guild_id, settings)


class MemoryMeta:
    """A MetaStore over ``Rows``."""

    def __init__(self, rows: Rows) -> None:
        self._rows = rows

    async def get(self, key: str) -> str | None:
        """The value, if any."""
        return self._rows.meta.get(key)

    async def put(self, key: str, value: str) -> None:
        """Store a value."""
        self._rows.put(self._rows.meta, key, storable(value))


class MemoryUnit:
    """The stores over one set of rows."""

    def __init__(self, rows: Rows) -> None:
        self.salons = MemorySalons(rows)
        self.turns = MemoryTurns(rows, self.salons)
        self.recaps = MemoryRecaps(rows)
        self.servers = MemoryServers(rows)
        self.jobs = MemoryJobs(rows)
        self.film_facts = MemoryFilmFacts(rows)
        self.watchlists = MemoryWatchlists(rows)
        self.nominations = MemoryNominations(rows)
        self.screenings = MemoryScreenings(rows)
        self.ballots = MemoryBallots(rows)
        self.whatifs = MemoryWhatIfs(rows)
        self.themes = MemoryThemes(rows)
        self.digests = MemoryDigests(rows, self.themes)
        self.clocks = MemoryClocks(rows)
        self.meta = MemoryMeta(rows)
        self.horizons = MemoryHorizons(rows)
        self.usage = MemoryUsage(rows)
        self.zones = MemoryZones(rows)
        self.holdings = MemoryHoldings(rows)
        self.optouts = MemoryOptouts(rows)


def _nobody_waits(due_at: datetime) -> None:
    """Nobody waits for jobs."""


class MemoryDatabase:
    """A Database whose writes run one after another and are taken back when their block raises.

    A read waits for a write that is under way. Opening a unit of work inside a write of the same task raises
    RuntimeError: it could never be answered.
    """

    def __init__(self) -> None:
        self._rows = Rows()
        self._unit = MemoryUnit(self._rows)
        self._lock = asyncio.Lock()
        self._writer: asyncio.Task[object] | None = None
        self.on_job: Callable[[datetime], None] = _nobody_waits

    @asynccontextmanager
    async def read(self) -> AsyncIterator[MemoryUnit]:
        """A reading transaction."""
        if self._lock.locked():
            self._refuse_nesting()
            async with self._lock:
                pass
        yield self._unit

    @asynccontextmanager
    async def write(self) -> AsyncIterator[MemoryUnit]:
        """A writing transaction."""
        self._refuse_nesting()
        async with self._lock:
            self._writer = asyncio.current_task()
            self._rows.begin()
            try:
                yield self._unit
            except BaseException:
                self._rows.rollback()
                raise
            finally:
                self._writer = None
            due_at = self._rows.job_due
        if due_at is not None:
            self.on_job(due_at)

    async def close(self) -> None:
        """Nothing to release."""

    def _refuse_nesting(self) -> None:
        if self._writer is not None and self._writer is asyncio.current_task():
            raise RuntimeError("a unit of work was opened inside a write of the same task")
