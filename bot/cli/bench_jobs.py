"""The job queue with 100,000 jobs in it: what a claim costs, and how soon after its time a job begins."""

from __future__ import annotations

import asyncio
import statistics
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count

from bot.cli.address import sqlite_url
from bot.cli.bench_figures import Bench, Figure, percentile
from bot.clock import SystemClock
from bot.domain.film import Film, FilmId
from bot.jobs.runner import JobRunner
from bot.ports import Database, Job, NewSalon, NewTurn
from bot.storage.database import open_database

PENDING = (1_000, 10_000, 100_000)
"""How many jobs wait, far from being due, while others are claimed."""
CLAIMED = 400
"""Jobs claimed at each size, eight at a time as the runner does."""
SPREAD, OVER = 300, 20.0
"""Jobs that become due one after another, and in how many seconds."""
AT_ONCE = 200
"""Jobs that are due at the same second."""
AHEAD = 1.0
"""Seconds between the enqueuing of jobs and the first of them being due."""
WRITES_EVERY = 0.01
"""Seconds between other writes, in the run that has any."""
_TARGET, _FLAT = 1.0, 1.5  # seconds; how much more a claim may cost in the longest queue than in the shortest
_BATCH, _LEASE = 8, timedelta(seconds=60)
_SERVERS = 500


async def jobs(bench: Bench) -> Sequence[Figure]:
    """Fill an SQLite file step by step, claim at each size, and run what becomes due with all of it waiting."""
    database = await open_database(sqlite_url(bench.room("jobs") / "salon.db"))
    try:
        queue = _Queue(database)
        costs = {size: await queue.claim_costs(size) for size in PENDING}
        return [*_cost_figures(costs), *await _punctuality(queue)]
    finally:
        await database.close()


@dataclass(slots=True)
class _Queue:
    """A queue that is filled with jobs of next month."""

    db: Database
    numbers: count[int] = field(default_factory=count)
    waiting: int = 0

    async def claim_costs(self, size: int) -> Sequence[float]:
        """Milliseconds that each claim of eight takes while so many others wait, its commit included."""
        await self._fill(size)
        now = datetime.now(UTC)
        await self.put([now - timedelta(seconds=1)] * CLAIMED)
        costs: list[float] = []
        while True:
            began = time.perf_counter()
            async with self.db.write() as unit:
                claimed = await unit.jobs.claim(now, _LEASE, _BATCH)
            if not claimed:
                return costs
            costs.append((time.perf_counter() - began) * 1000)
            async with self.db.write() as unit:
                for job in claimed:
                    await unit.jobs.done(job)

    async def put(self, times: Sequence[datetime]) -> None:
        """Enqueue jobs due at these times."""
        async with self.db.write() as unit:
            for at in times:
                number = next(self.numbers)
                await unit.jobs.put("bench", str(number), at, {"n": number}, guild_id=number % _SERVERS + 1)

    async def _fill(self, size: int) -> None:
        month = datetime.now(UTC) + timedelta(days=30)
        while self.waiting < size:
            step = min(1_000, size - self.waiting)
            await self.put([month + timedelta(seconds=n) for n in range(step)])
            self.waiting += step


def _cost_figures(costs: dict[int, Sequence[float]]) -> list[Figure]:
    figures = [
        Figure(f"claiming {_BATCH} of {size:,} pending", tuple(took), "ms", note=f"median of claims, SQLite file; p99 {percentile(took, 0.99):.2f}")
        for size, took in costs.items()
    ]  # fmt: skip
    ratio = statistics.median(costs[max(costs)]) / statistics.median(costs[min(costs)])
    return [*figures, Figure(f"cost at {max(costs):,} over {min(costs):,}", (ratio,), "", _FLAT)]


async def _punctuality(queue: _Queue) -> list[Figure]:
    """How late handlers begin, in real time."""
    step = OVER / SPREAD
    spread = [step * n for n in range(SPREAD)]
    runs = (
        (f"{SPREAD} over {OVER:.0f} s", spread, False),
        (f"{SPREAD} beside other writes", spread, True),
        (f"{AT_ONCE} at one second", [0.0] * AT_ONCE, False),
        (f"{AT_ONCE} at once beside writes", [0.0] * AT_ONCE, True),
    )
    figures: list[Figure] = []
    for name, offsets, busy in runs:
        late = await _lateness(queue, offsets, busy=busy)
        p50, most = percentile(late, 0.5), max(late)
        note = f"begun after due time, {queue.waiting:,} pending; p50 {p50 * 1000:.0f} ms, max {most * 1000:.0f} ms"
        figures.append(Figure(f"p99 of {name}", (percentile(late, 0.99),), "s", _TARGET, note=note))
    return figures


async def _lateness(queue: _Queue, offsets: Sequence[float], *, busy: bool) -> Sequence[float]:
    """Seconds from due time to the beginning of the handler, for jobs due at these seconds from now."""
    late: list[float] = []
    clock, all_done = SystemClock(), asyncio.Event()

    async def handler(job: Job) -> None:
        late.append((clock.now() - job.due_at).total_seconds())
        async with queue.db.write() as unit:  # as those do that record what they posted
            await unit.meta.put("bench", job.key)
        if len(late) == len(offsets):
            all_done.set()

    runner = JobRunner(queue.db, clock, {"bench": handler})
    queue.db.on_job = runner.expect
    stop = asyncio.Event()
    running = asyncio.create_task(runner.run(stop), name="bench-jobs")
    async with _writes(queue.db) if busy else _quiet():
        first = clock.now() + timedelta(seconds=AHEAD)
        await queue.put([first + timedelta(seconds=offset) for offset in offsets])
        await asyncio.wait_for(all_done.wait(), OVER + 60)
    stop.set()
    runner.wake()
    await running
    return late


@asynccontextmanager
async def _quiet() -> AsyncIterator[None]:
    yield


@asynccontextmanager
async def _writes(database: Database) -> AsyncIterator[None]:
    """Store turns meanwhile, each with its job, as hearing does."""
    film, now = Film(FilmId("her-2013"), "Her", 2013), datetime.now(UTC)
    async with database.write() as unit:
        salon = await unit.salons.add(NewSalon(1, 2, film, 3, now))

    async def talk() -> None:
        for number in count(int(now.timestamp() * 1000)):
            at = datetime.now(UTC)
            async with database.write() as unit:
                await unit.turns.add(NewTurn(salon.id, 10, "Wren", at, "The letters are gifts. " * 5, number))
                await unit.jobs.put("consider", str(salon.id), at + timedelta(days=1))
            await asyncio.sleep(WRITES_EVERY)

    talking = asyncio.create_task(talk(), name="bench-writes")
    try:
        yield
    finally:
        talking.cancel()
        await asyncio.gather(talking, return_exceptions=True)
