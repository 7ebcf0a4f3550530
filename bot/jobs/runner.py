"""Runs durable jobs: claims what is due, runs each in its own task, retries, and parks what keeps failing."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime, timedelta

from bot.errors import Unavailable
from bot.jobs.outcome import LostJobError, Verdict, judge, lost
from bot.jobs.registry import ALWAYS, RULES, Handler, Rule, handler_for, latest_for
from bot.jobs.settling import Settling
from bot.ports import Clock, Database, Job, JobId

log = logging.getLogger(__name__)

LONGEST_REST = 30.0
"""Seconds after which the runner looks again unasked: another process may have put a job, or the clock was set."""
REST_AFTER_FAILURE = 5.0
"""Seconds to wait when the database does not answer."""
PATIENCE = 0.9
"""The share of the lease that a handler may take: it has ended before another process may begin the same job."""
GATHER = 0.002
"""Seconds to wait for more handlers to end before their places are filled; a claim costs as much for one as for eight."""
UNHEEDED = 5.0
"""Seconds that a handler gets to end after it was cancelled; one that does not heed it is left behind."""


def _say_nothing(job: Job, error: BaseException) -> None:
    """Nobody listens to failures."""


class JobRunner:
    """One loop over the queue, for one process.

    ``handlers`` maps kinds to handlers and may be filled after this object is made; ``rules`` says how late a kind may be
    done. ``lease`` is how long a job is held; a handler may take nine tenths of that. ``on_error`` hears of every failure
    that is retried or parked. ``at_once`` bounds how many handlers run together and ``of_a_kind`` how many of one kind,
    so that slow ones do not hold up the others; jobs of one kind and key never run together. ``grace`` is how long a stop
    waits for handlers that run. ``dropped`` counts by kind what this process dropped as too late.
    """

    def __init__(
        self,
        db: Database,
        clock: Clock,
        handlers: Mapping[str, Handler],
        *,
        rules: Mapping[str, Rule] = RULES,
        lease: timedelta = timedelta(seconds=60),
        on_error: Callable[[Job, BaseException], None] = _say_nothing,
        at_once: int = 32,
        of_a_kind: int = 8,
        grace: timedelta = timedelta(seconds=10),
    ) -> None:
        self._db = db
        self._clock = clock
        self._handlers = handlers
        self._rules = rules
        self._lease = lease
        self.on_error = on_error
        self._at_once = at_once
        self._of_a_kind = of_a_kind
        self._grace = grace
        self._settling = Settling(db)
        self._wake = asyncio.Event()
        self._one_ended = False
        self._running: dict[JobId, asyncio.Task[None]] = {}
        self._kinds: Counter[str] = Counter()
        self._rests_until: datetime | None = None
        self._latest: datetime | None = None
        self.dropped: Counter[str] = Counter()

    def wake(self) -> None:
        """Look at the queue now: something was put, or time moved."""
        self._wake.set()

    def expect(self, due_at: datetime) -> None:
        """Something was put that is due at a time: look again then, if not before."""
        if self._rests_until is None or due_at < self._rests_until:
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
            left = [stopper, *self._running.values()]
            for task in left:
                task.cancel()
            await asyncio.wait(left, timeout=UNHEEDED)

    async def drain(self, now: datetime) -> int:
        """Run everything due at ``now``, and what that enqueues due at ``now``, one after another; return how many.

        The order is that in which they could be claimed, then id. A job that fails is put off, so this always ends unless
        a handler keeps enqueuing work due at once.
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
        self._rests_until = None
        try:
            await self._heed_the_clock()
            full = frozenset(kind for kind, running in self._kinds.items() if running >= self._of_a_kind)
            limit = self._room(full)
            if limit <= 0:
                return None
            claimed = await self._claim(self._clock.now(), limit, full)
            for job in claimed:
                self._start(job)
            return 0.0 if len(claimed) == limit else await self._until_next(full)
        except Unavailable as error:
            log.warning("the job queue does not answer: %s", error)
        except Exception as error:  # noqa: BLE001 - whatever it is, without this loop nothing would be done any more
            log.error("the job queue failed: %s", type(error).__name__)  # noqa: TRY400 - its text may hold values
        return REST_AFTER_FAILURE

    def _room(self, full: Collection[str]) -> int:
        """How many jobs may be claimed at once, so that no kind gets more than its share even if all are of one."""
        most = max((running for kind, running in self._kinds.items() if kind not in full), default=0)
        return min(self._at_once - len(self._running), self._of_a_kind - most)

    async def _rest(self, seconds: float | None) -> None:
        self._one_ended = False
        try:
            async with asyncio.timeout(seconds):
                await self._wake.wait()
        except TimeoutError:
            return
        if self._one_ended:  # others end with it: one claim for all of them
            await asyncio.sleep(GATHER)

    async def _until_next(self, full: Collection[str]) -> float:
        async with self._db.read() as unit:
            due = await unit.jobs.next_due(full)
        now = self._clock.now()
        seconds = LONGEST_REST if due is None else min(max((due - now).total_seconds(), 0.0), LONGEST_REST)
        self._rests_until = now + timedelta(seconds=seconds)
        return seconds

    async def _heed_the_clock(self) -> None:
        """After the start, and when the clock was set back: nobody holds a job for longer than a lease."""
        now, before = self._clock.now(), self._latest
        self._latest = now
        if before is not None and before - now < self._lease:
            self._latest = max(now, before)
            return
        async with self._db.write() as unit:
            freed = await unit.jobs.free_held_beyond(now + 2 * self._lease)
        if freed:
            log.warning("the clock was set back: %d jobs were freed that would be held for too long", freed)

    async def _claim(self, now: datetime, limit: int, full: Collection[str] = ()) -> Sequence[Job]:
        async with self._db.write() as unit:
            return await unit.jobs.claim(now, self._lease, limit, full)

    def _start(self, job: Job) -> None:
        # A clock that leapt (a suspended machine, a test) ends leases early; what still runs here is not run twice.
        if job.id in self._running:
            return
        task = asyncio.create_task(self._do(job, self._clock.now), name=f"job:{job.kind}:{job.id}")
        self._running[job.id] = task
        self._kinds[job.kind] += 1
        task.add_done_callback(lambda done: self._finished(job, done))

    def _finished(self, job: Job, task: asyncio.Task[None]) -> None:
        self._running.pop(job.id, None)
        self._kinds[job.kind] -= 1
        if not self._kinds[job.kind]:
            del self._kinds[job.kind]
        self._one_ended = True
        self._wake.set()
        if not task.cancelled() and (error := task.exception()) is not None:
            # Only settling can fail here; the lease then runs out and the job runs again.
            log.error("job %s %d was not settled: %s", job.kind, job.id, type(error).__name__)

    async def _do(self, job: Job, now: Callable[[], datetime]) -> None:
        rule = self._rules.get(job.kind, ALWAYS)
        late, latest = job.late(now()), latest_for(job, rule)
        if latest is not None and late > latest:
            if await self._settling.drop(job, rule, now()):
                self.dropped[job.kind] += 1
                log.warning("job %s %s dropped: %d s late", job.kind, job.key, late.total_seconds())
            return
        error = await self._handled(job)
        outcome = judge(job, error)
        name = "" if error is None else type(error).__name__
        await self._settling.settle(job, outcome, name, now())
        if error is None:
            return
        level = {Verdict.MOOT: logging.INFO, Verdict.RETRY: logging.WARNING}.get(outcome.verdict, logging.ERROR)
        log.log(level, "job %s %d, attempt %d: %s after %s", job.kind, job.id, job.attempts, outcome.verdict, name)
        if outcome.verdict is not Verdict.MOOT:
            self.on_error(job, error)

    async def _handled(self, job: Job) -> BaseException | None:
        """Run the handler and return what it raised."""
        if lost(job):
            return LostJobError()
        try:
            async with asyncio.timeout(self._lease.total_seconds() * PATIENCE):
                await handler_for(self._handlers, job.kind)(job)
        except asyncio.CancelledError as raised:
            # Whoever stops the runner cancels this task; a handler that raises it by itself has failed like any other.
            if (task := asyncio.current_task()) is None or task.cancelling():
                raise
            return raised
        except Exception as raised:  # noqa: BLE001 - whatever a handler raises, the queue goes on
            return raised
        return None
