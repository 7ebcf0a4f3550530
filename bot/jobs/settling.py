"""Telling the queue what became of a job, also where the database fails for a moment."""

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


class Settling:
    """Settles jobs. ``now`` tells the time that counts for them."""

    def __init__(self, db: Database, now: Callable[[], datetime]) -> None:
        self._db = db
        self._now = now

    async def settle(self, job: Job, outcome: Outcome, error: str) -> None:
        """Delete, put off or set aside; ``error`` is a class name. Raises Unavailable when the database stays away."""

        async def tell(unit: UnitOfWork) -> None:
            match outcome.verdict:
                case Verdict.DONE | Verdict.MOOT:
                    await unit.jobs.done(job)
                case Verdict.RETRY:
                    await unit.jobs.retry(job, self._now() + outcome.wait, error)
                case Verdict.PARK:
                    await unit.jobs.park(job, error, self._now())

        await self._patiently(tell)

    async def drop(self, job: Job, rule: Rule) -> bool:
        """Drop a job as too late, with what follows from that; False when it was put again meanwhile."""
        dropped = False

        async def tell(unit: UnitOfWork) -> None:
            nonlocal dropped
            dropped = await unit.jobs.too_late(job, self._now())
            if dropped and rule.dropped is not None:
                await rule.dropped(unit, job)

        await self._patiently(tell)
        return dropped

    async def _patiently(self, tell: Callable[[UnitOfWork], Awaitable[None]]) -> None:
        for wait in (*WAITS, None):
            try:
                async with self._db.write() as unit:
                    await tell(unit)
            except Unavailable:
                if wait is None:
                    raise
                await asyncio.sleep(wait)
            else:
                return
