"""Telling the queue what became of jobs: many in one transaction, and also where the database fails for a moment."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime

from bot.errors import Unavailable
from bot.jobs.outcome import Outcome, Verdict
from bot.jobs.registry import Rule
from bot.ports import Database, Job, UnitOfWork

WAITS = (0.2, 1.0, 4.0)
"""Seconds between the tries to settle a job. They end before a lease does; then the job runs again and looks what it did."""
Tell = Callable[[UnitOfWork], Awaitable[None]]


class Settling:
    """Settles jobs. Those that end while a write is waited for are told in that one, since each commit has its price."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._line: list[tuple[Tell, asyncio.Future[None]]] = []

    async def settle(self, job: Job, outcome: Outcome, error: str, now: datetime) -> None:
        """Delete, put off or set aside; ``error`` is a class name. Raises Unavailable when the database stays away."""

        async def tell(unit: UnitOfWork) -> None:
            match outcome.verdict:
                case Verdict.DONE | Verdict.MOOT:
                    await unit.jobs.done(job)
                case Verdict.RETRY:
                    await unit.jobs.retry(job, now + outcome.wait, error)
                case Verdict.PARK:
                    await unit.jobs.park(job, error, now)

        await self._patiently(lambda: self._together(tell))

    async def drop(self, job: Job, rule: Rule, now: datetime) -> bool:
        """Drop a job as too late, with what follows from that; False when it was put again meanwhile."""
        dropped = False

        async def alone() -> None:
            nonlocal dropped
            async with self._db.write() as unit:
                dropped = await unit.jobs.too_late(job, now)
                if dropped and rule.dropped is not None:
                    await rule.dropped(unit, job)

        await self._patiently(alone)
        return dropped

    async def _patiently(self, tell: Callable[[], Awaitable[None]]) -> None:
        for wait in (*WAITS, None):
            try:
                await tell()
            except Unavailable:
                if wait is None:
                    raise
                await asyncio.sleep(wait)
            else:
                return

    async def _together(self, tell: Tell) -> None:
        """Stand in line; whoever stands there first writes for all that have come by the time it can."""
        told: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._line.append((tell, told))
        if len(self._line) > 1:
            await told
            return
        batch = self._line
        try:
            async with self._db.write() as unit:
                self._line = []
                for each, _ in batch:
                    await each(unit)
        except BaseException:
            # Whatever it is, the others try again by themselves; a line that nobody writes for would wait for ever.
            self._line = [one for one in self._line if one not in batch]
            for _, waiting in batch[1:]:
                if not waiting.done():
                    waiting.set_exception(Unavailable("storage"))
            raise
        for _, waiting in batch[1:]:
            if not waiting.done():
                waiting.set_result(None)
