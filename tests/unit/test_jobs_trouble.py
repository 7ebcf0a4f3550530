"""Trouble that the job queue outlives: slow and deaf handlers, clocks that are set, databases that fail."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import timedelta

import pytest

from bot.clock import SystemClock
from bot.errors import Unavailable
from bot.jobs.outcome import ATTEMPTS_WHILE_UNAVAILABLE, Outcome, Verdict, backoff
from bot.jobs.runner import JobRunner
from bot.jobs.settling import Settling
from bot.ports import Job
from tests.fakes import EVENING
from tests.job_bench import Bench, at_first, gone, until


@pytest.fixture
async def bench() -> Bench:
    return Bench()


async def test_slow_jobs_of_one_kind_do_not_hold_up_the_others(bench: Bench) -> None:
    finish, inside = asyncio.Event(), 0

    async def slow(job: Job) -> None:
        nonlocal inside
        inside += 1
        await finish.wait()

    bench.handlers["slow"] = slow
    for number in range(100):
        await bench.put("slow", str(number))
    await bench.put("note", "quick")
    async with bench.running():
        await until(lambda: bench.ran == ["quick"])
        assert inside <= 8
        await bench.put("note", "another")
        bench.runner.wake()
        await until(lambda: bench.ran == ["quick", "another"])
        finish.set()
        await gone(bench)
    assert inside == 100


async def test_what_is_put_for_soon_is_done_without_being_told(bench: Bench) -> None:
    bench.db.on_job = bench.runner.expect
    async with bench.running():
        await until(lambda: bench.runner._rests_until is not None)
        await bench.put("note", "soon")
        await until(lambda: bench.ran == ["soon"])


async def test_a_handler_that_says_it_was_cancelled_has_failed(bench: Bench) -> None:
    bench.raising(asyncio.CancelledError())
    await bench.put("bad", "k")
    async with bench.running():
        await until(lambda: bench.failures == [("k", "CancelledError")])
    assert await bench.next_due() == EVENING + backoff(1)


async def test_a_handler_ends_before_another_process_may_begin(bench: Bench) -> None:
    """Two runners on one database: the second takes the job over, and never while the first is at it."""
    lease = timedelta(milliseconds=200)
    inside, most, begun = 0, 0, 0

    async def hang(job: Job) -> None:
        nonlocal inside, most, begun
        inside, begun = inside + 1, begun + 1
        most = max(most, inside)
        try:
            await asyncio.Event().wait()
        finally:
            inside -= 1

    clock = SystemClock()
    await bench.put("hang", "k")
    runners = [JobRunner(bench.db, clock, {"hang": hang}, lease=lease, grace=timedelta(0)) for _ in range(2)]
    stop = asyncio.Event()
    bench.db.on_job = lambda due: [runner.expect(due) for runner in runners] and None
    tasks = [asyncio.create_task(runner.run(stop)) for runner in runners]
    async with asyncio.timeout(10):
        while begun < 3:
            await asyncio.sleep(0.01)
            await bench.put("hang", "k")  # a newer wish waits for the one that holds it
            await asyncio.sleep(0.05)
    stop.set()
    await asyncio.gather(*tasks)
    assert most == 1


async def test_a_handler_that_does_not_heed_its_end_does_not_keep_the_bot_from_stopping(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.jobs.runner.UNHEEDED", 0.01)
    started, release = asyncio.Event(), asyncio.Event()

    async def deaf(job: Job) -> None:
        started.set()
        while not release.is_set():
            with suppress(asyncio.CancelledError):
                await release.wait()

    runner = JobRunner(bench.db, bench.clock, {"deaf": deaf}, grace=timedelta(0))
    await bench.put("deaf", "k")
    stop = asyncio.Event()
    task = asyncio.create_task(runner.run(stop))
    await started.wait()
    stop.set()
    await asyncio.wait_for(task, 10)
    release.set()
    await until(lambda: not [t for t in asyncio.all_tasks() if t.get_name().startswith("job")])


async def test_a_clock_that_was_set_back_does_not_lengthen_leases(bench: Bench) -> None:
    """A process took a job and died; then the clock was set back by two hours."""
    await bench.put("note", "k", minutes=-180)
    async with bench.db.write() as unit:
        assert await unit.jobs.claim(EVENING, timedelta(seconds=60), 1)
    bench.clock.advance(hours=-2)
    async with bench.running():
        await until(lambda: bench.ran == ["k"])


async def test_a_clock_that_is_set_back_meanwhile_does_not_lengthen_leases(bench: Bench) -> None:
    async with bench.running():
        await until(lambda: bench.runner._rests_until is not None)
        await bench.put("note", "k", minutes=-180)
        async with bench.db.write() as unit:  # another process takes it, and dies
            assert await unit.jobs.claim(EVENING, timedelta(seconds=60), 1)
        bench.clock.advance(hours=-2)
        bench.runner.wake()
        await until(lambda: bench.ran == ["k"])


async def test_what_takes_the_process_with_it_again_and_again_is_set_aside(bench: Bench) -> None:
    await bench.put("note", "k")
    now = EVENING
    for _ in range(ATTEMPTS_WHILE_UNAVAILABLE):
        async with bench.db.write() as unit:
            assert await unit.jobs.claim(now, timedelta(seconds=60), 1)
        now += timedelta(seconds=60)
    await bench.runner.drain(now)
    assert bench.ran == []
    assert await bench.parked() == ["k"]
    assert bench.failures == [("k", "LostJobError")]


async def test_a_disk_that_is_full_for_a_moment_does_not_make_a_job_run_twice(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.jobs.settling.WAITS", (0.001, 0.001))
    real, refused = bench.db.write, 0

    @asynccontextmanager
    async def full() -> AsyncIterator[object]:
        nonlocal refused
        if bench.ran and refused < 2:
            refused += 1
            raise Unavailable("storage")
        async with real() as unit:
            yield unit

    await bench.put("note", "k")
    monkeypatch.setattr(bench.db, "write", full)
    assert await bench.runner.drain(EVENING) == 1
    assert refused == 2
    assert await bench.next_due() is None


async def test_whatever_the_queue_raises_the_loop_goes_on(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("bot.jobs.runner.REST_AFTER_FAILURE", 0.001)
    await bench.put("note", "k")
    monkeypatch.setattr(bench.db, "write", at_first(bench.db.write, RuntimeError("a value that is nobody's business")))
    async with bench.running():
        await until(lambda: bench.ran == ["k"])
    assert "RuntimeError" in caplog.text
    assert "business" not in caplog.text


async def test_jobs_that_end_together_are_settled_together_and_fail_apart(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.jobs.settling.WAITS", (0.001, 0.001, 0.001))
    gate, inside, writes, refused = asyncio.Event(), 0, 0, 0
    real = bench.db.write

    async def handler(job: Job) -> None:
        nonlocal inside
        inside += 1
        await gate.wait()

    @asynccontextmanager
    async def counted() -> AsyncIterator[object]:
        nonlocal writes, refused
        writes += 1
        await asyncio.sleep(0.001)
        if gate.is_set() and refused < 1:
            refused += 1
            raise Unavailable("storage")
        async with real() as unit:
            yield unit

    bench.handlers["slow"] = handler
    for number in range(8):
        await bench.put("slow", str(number))
    monkeypatch.setattr(bench.db, "write", counted)
    async with bench.running():
        await until(lambda: inside == 8)
        writes = 0
        gate.set()
        await gone(bench)
    assert refused == 1
    assert bench.failures == []
    assert writes <= 6, "not one for each"


async def test_a_settling_that_is_cancelled_leaves_nobody_waiting(bench: Bench) -> None:
    settling, held = Settling(bench.db), asyncio.Event()
    for key in "ab":
        await bench.put("note", key)
    async with bench.db.write() as unit:
        jobs = await unit.jobs.claim(EVENING, timedelta(seconds=60), 2)

    async def in_the_way() -> None:
        async with bench.db.write():
            await held.wait()

    blocking = asyncio.create_task(in_the_way())
    await asyncio.sleep(0)
    first, second = (asyncio.create_task(settling.settle(job, Outcome(Verdict.DONE), "", EVENING)) for job in jobs)
    await asyncio.sleep(0.001)
    first.cancel()
    await asyncio.sleep(0.001)
    held.set()
    await asyncio.wait_for(asyncio.gather(second, blocking), 10)
    assert first.cancelled()
    async with bench.db.read() as unit:
        assert await unit.jobs.counts(0) == {}
        assert await unit.jobs.next_due() == EVENING + timedelta(seconds=60), "the first keeps its lease"
