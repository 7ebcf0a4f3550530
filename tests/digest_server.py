"""A server with a digest, its jobs and its channels, over any database."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from bot.jobs.runner import JobRunner
from bot.ports import Database, Job
from bot.services.digests import POST, REDRAW
from tests.digest_stage import FakeDigests, digests_over
from tests.fakes import ManualClock

WEDNESDAY = datetime(2026, 11, 18, 12, 0, tzinfo=UTC)
DUE = datetime(2026, 11, 20, 18, 0, tzinfo=UTC)  # that week's Friday; Lisbon keeps UTC in winter
WEEK, NEXT = timedelta(weeks=1), datetime(2026, 11, 27, 18, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


class Server:
    """A server with a schedule, its jobs, and its channels."""

    def __init__(self, db: Database, start: datetime = WEDNESDAY) -> None:
        self.db, self.clock, self.board = db, ManualClock(start), FakeDigests()
        self.failures: list[str] = []

    def runner(self, db: Any = None, board: Any = None) -> JobRunner:
        digests = digests_over(db or self.db, self.clock, board or self.board)
        handlers = {POST: digests.post, REDRAW: digests.redraw, "redraw": digests.followed(_nothing)}
        return JobRunner(
            db or self.db, self.clock, handlers, on_error=lambda _job, error: self.failures.append(type(error).__name__)
        )

    async def settle(self) -> None:
        await self.runner().drain(self.clock.now())

    async def at(self, moment: datetime) -> None:
        self.clock.set(moment)
        await self.settle()

    async def due_at(self) -> datetime | None:
        async with self.db.read() as unit:
            return await unit.jobs.next_due()

    @property
    def weeks(self) -> list[str]:
        return [post.week for post in self.board.standing]

    @property
    def words(self) -> str:
        return repr([post.contents for post in self.board.standing])


async def _nothing(_job: Job) -> None:
    """The record itself is renewed elsewhere."""
