"""Runs durable jobs: claims what is due, runs each in its own task, retries, and parks what keeps failing."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta

from bot.errors import Unavailable
from bot.jobs.outcome import Verdict, judge
from bot.jobs.registry import Handler, handler_for
from bot.ports import Clock, Database, Job, JobId

log = logging.getLogger(__name__)

LONGEST_REST = 30.0
"""Seconds after which the runner looks again unasked: another process may have put a job, or the clock was set."""
REST_AFTER_FAILURE = 5.0
"""Seconds to wait when the database does not answer."""


def _say_nothing(job: Job, error: BaseException) -> None:
    """Nobody listens to failures."""


class JobRunner:
    """One loop over the queue, for one process.

    ``handlers`` maps kinds to handlers and may be filled after this object is made. ``lease`` is how long a job is held
    and also the longest a handler may take. ``on_error`` hears of every failure that is retried or parked. ``at_once``
    bounds how many handlers run together; jobs of one kind and key never do. ``grace`` is how long a stop waits for
    handlers that run.
    """

    def __init__(
        self,
        db: Database,
        clock: Clock,
        handlers: Mapping[str, Handler],
        *,
        lease: timedelta = timedelta(seconds=60),
        on_error: Callable[[Job, BaseException], None] = _say_nothing,
        at_once: int = 8,
        grace: timedelta = timedelta(seconds=10),
    ) -> None:
        self._db = db
        self._clock = clock
        self._handlers = handlers
        self._lease = lease
        self.on_error = on_error
        self._at_once = at_once
        self._grace = grace
        self._wake = asyncio.Event()
        self._running: dict[JobId, asyncio.Task[None]] = {}

    def wake(self) -> None:
        """Look at the queue now: something was put, or time moved."""
        self._wake.set()

    async def run(self, stop: asyncio.Event) -> None:
        """Run jobs until ``stop`` is set; then let running handlers finish within ``grace``.

        A cancelled handler keeps its lease, so that its job runs again once the lease is over.
        """
        stopper = asyncio.create_task(self._wake_when(stop), name="jobs:stop")
        try:
            while not stop.is_set():
                self._wake.clear()
                await self._rest(await self._round())
            if self._running:
                await asyncio.wait(self._running.values(), timeout=self._grace.total_seconds())
        finally:
            stopper.cancel()
            left = [stopper, *self._running.values()]
            for task in left:
                task.cancel()
            await asyncio.gather(*left, return_exceptions=True)

    async def drain(self, now: datetime) -> int:
        """Run everything due at ``now``, and what that enqueues due at ``now``, one after another; return how many.

        The order is due time, then id. A job that fails is put off, so this always ends unless a handler keeps
        enqueuing work due at once.
        """
        count = 0
        while claimed := await self._claim(now, 1):
            for job in claimed:
                await self._do(job, lambda: now)
                count += 1
        return count

    async def _wake_when(self, stop: asyncio.Event) -> None:
        await stop.wait()
        self._wake.set()

    async def _round(self) -> float | None:
        """Start what is due and return how many seconds to rest; None means until woken."""
        free = self._at_once - len(self._running)
        if free <= 0:
            return None
        try:
            claimed = await self._claim(self._clock.now(), free)
            for job in claimed:
                self._start(job)
            return 0.0 if len(claimed) == free else await self._until_next()
        except Unavailable as error:
            log.warning("the job queue does not answer: %s", error)
            return REST_AFTER_FAILURE

    async def _rest(self, seconds: float | None) -> None:
        try:
            async with asyncio.timeout(seconds):
                await self._wake.wait()
        except TimeoutError:
            return

    async def _until_next(self) -> float:
        async with self._db.read() as unit:
            due = await unit.jobs.next_due()
        if due is None:
            return LONGEST_REST
        return min(max((due - self._clock.now()).total_seconds(), 0.0), LONGEST_REST)

    async def _claim(self, now: datetime, limit: int) -> Sequence[Job]:
        async with self._db.write() as unit:
            return await unit.jobs.claim(now, self._lease, limit)

    def _start(self, job: Job) -> None:
        # A clock that leapt (a suspended machine, a test) ends leases early; what still runs here is not run twice.
        if job.id in self._running:
            return
        task = asyncio.create_task(self._do(job, self._clock.now), name=f"job:{job.kind}:{job.id}")
        self._running[job.id] = task
        task.add_done_callback(lambda done: self._finished(job, done))

    def _finished(self, job: Job, task: asyncio.Task[None]) -> None:
        self._running.pop(job.id, None)
        self._wake.set()
        if not task.cancelled() and (error := task.exception()) is not None:
            # Only settling can fail here; the lease then runs out and the job runs again.
            log.error("job %s %d was not settled: %s", job.kind, job.id, type(error).__name__)

    async def _do(self, job: Job, now: Callable[[], datetime]) -> None:
        error: Exception | None = None
        try:
            async with asyncio.timeout(self._lease.total_seconds()):
                await handler_for(self._handlers, job.kind)(job)
        except Exception as raised:  # noqa: BLE001 - whatever a handler raises, the queue goes on
            error = raised
        await self._settle(job, error, now)

    async def _settle(self, job: Job, error: Exception | None, now: Callable[[], datetime]) -> None:
        outcome = judge(job, error)
        name = "" if error is None else type(error).__name__
        async with self._db.write() as unit:
            match outcome.verdict:
                case Verdict.DONE | Verdict.MOOT:
                    await unit.jobs.done(job)
                case Verdict.RETRY:
                    await unit.jobs.retry(job, now() + outcome.wait, name)
                case Verdict.PARK:
                    await unit.jobs.park(job, name)
        if error is None:
            return
        level = {Verdict.MOOT: logging.INFO, Verdict.RETRY: logging.WARNING}.get(outcome.verdict, logging.ERROR)
        log.log(level, "job %s %d, attempt %d: %s after %s", job.kind, job.id, job.attempts, outcome.verdict, name)
        if outcome.verdict is not Verdict.MOOT:
            self.on_error(job, error)
