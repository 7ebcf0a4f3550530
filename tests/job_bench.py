"""A job runner over a memory database, with a clock in the test's hand and a list of what ran."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import timedelta
from typing import Any

from bot.jobs.registry import Handler
from bot.jobs.runner import JobRunner
from bot.ports import Job
from tests.fakes import EVENING, ManualClock, MemoryDatabase


class Bench:
    """A runner over a memory database, with a list of what ran."""

    def __init__(self) -> None:
        self.db = MemoryDatabase()
        self.clock = ManualClock()
        self.ran: list[str] = []
        self.failures: list[tuple[str, str]] = []
        self.handlers: dict[str, Handler] = {"note": self.note}
        self.runner = JobRunner(self.db, self.clock, self.handlers, on_error=self.failed, grace=timedelta(seconds=5))

    async def note(self, job: Job) -> None:
        self.ran.append(job.key)

    def failed(self, job: Job, error: BaseException) -> None:
        self.failures.append((job.key, type(error).__name__))

    def raising(self, *errors: BaseException | None) -> None:
        """Let kind "bad" raise these in turn, then the last for ever; None means that it works."""
        left = list(errors)

        async def bad(job: Job) -> None:
            error = left.pop(0) if len(left) > 1 else left[0]
            if error is not None:
                raise error
            self.ran.append(job.key)

        self.handlers["bad"] = bad

    async def put(self, kind: str, key: str, *, minutes: float = 0, payload: dict[str, object] | None = None) -> None:
        async with self.db.write() as unit:
            await unit.jobs.put(kind, key, EVENING + timedelta(minutes=minutes), payload)

    async def parked(self) -> list[str]:
        async with self.db.read() as unit:
            return [job.key for job in await unit.jobs.parked()]

    async def next_due(self) -> object:
        async with self.db.read() as unit:
            return await unit.jobs.next_due()

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        stop = asyncio.Event()
        task = asyncio.create_task(self.runner.run(stop))
        try:
            yield
        finally:
            stop.set()
            await asyncio.wait_for(task, 10)


async def until(condition: Callable[[], bool]) -> None:
    """Let the loop turn until the condition holds."""
    async with asyncio.timeout(10):
        while not condition():  # noqa: ASYNC110 - conditions of all sorts, polled on purpose
            await asyncio.sleep(0.001)


async def gone(bench: Bench) -> None:
    """Wait until nothing is queued."""
    async with asyncio.timeout(10):
        while await bench.next_due() is not None:  # noqa: ASYNC110 - the queue has no event to wait for
            await asyncio.sleep(0.001)


def at_first(write: Callable[[], AbstractAsyncContextManager[Any]], error: Exception) -> Callable[[], Any]:
    """Writing that fails three times before it works."""
    asked = 0

    @asynccontextmanager
    async def broken() -> AsyncIterator[Any]:
        nonlocal asked
        asked += 1
        if asked < 4:
            raise error
        async with write() as unit:
            yield unit

    return broken
