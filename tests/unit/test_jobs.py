"""The job runner: what is due runs once, failures come back, and a stop is orderly."""

from __future__ import annotations

import asyncio
import logging
from datetime import timedelta

import pytest

from bot.errors import Conflict, Gone, HostUnavailable, NotFound, SalonError, Unavailable
from bot.jobs.outcome import ATTEMPTS, ATTEMPTS_WHILE_UNAVAILABLE, LONGEST_WAIT, Verdict, backoff, judge
from bot.jobs.registry import UnknownKindError
from bot.jobs.runner import JobRunner
from bot.ports import Job, JobId
from tests.fakes import EVENING
from tests.job_bench import Bench, at_first, gone, until


@pytest.fixture
async def bench() -> Bench:
    return Bench()


async def test_drain_runs_what_is_due_in_order_with_what_that_enqueues(bench: Bench) -> None:
    async def first(job: Job) -> None:
        bench.ran.append(job.key)
        await bench.put("note", "enqueued")
        await bench.put("note", "later", minutes=1)

    bench.handlers["first"] = first
    await bench.put("note", "b")
    await bench.put("first", "a", minutes=-1)
    await bench.put("note", "c")
    assert await bench.runner.drain(EVENING) == 4
    assert bench.ran == ["a", "b", "c", "enqueued"]
    assert await bench.runner.drain(EVENING + timedelta(minutes=1)) == 1
    assert bench.ran[-1] == "later"


async def test_the_loop_runs_what_is_due_and_what_becomes_due(bench: Bench) -> None:
    await bench.put("note", "now")
    await bench.put("note", "later", minutes=5)
    async with bench.running():
        await until(lambda: bench.ran == ["now"])
        bench.clock.advance(minutes=5)
        bench.runner.wake()
        await until(lambda: bench.ran == ["now", "later"])
        await bench.put("note", "put while asleep", minutes=5)
        bench.runner.wake()
        await until(lambda: len(bench.ran) == 3)
        await gone(bench)


async def test_many_jobs_run_a_few_at_a_time_and_all_of_them(bench: Bench) -> None:
    at_once: list[int] = []
    inside = 0

    async def slow(job: Job) -> None:
        nonlocal inside
        inside += 1
        at_once.append(inside)
        await asyncio.sleep(0)
        inside -= 1
        bench.ran.append(job.key)

    bench.handlers["slow"] = slow
    for number in range(50):
        await bench.put("slow", str(number))
    async with bench.running():
        await until(lambda: len(bench.ran) == 50)
        await gone(bench)
    assert sorted(map(int, bench.ran)) == list(range(50))
    assert 1 < max(at_once) <= 8


async def test_a_job_put_again_while_it_runs_runs_again_afterwards(bench: Bench) -> None:
    started, finish = asyncio.Event(), asyncio.Event()

    async def handler(job: Job) -> None:
        bench.ran.append(f"start {job.payload['n']}")
        started.set()
        await finish.wait()
        bench.ran.append(f"end {job.payload['n']}")

    bench.handlers["slow"] = handler
    await bench.put("slow", "k", payload={"n": 1})
    async with bench.running():
        await started.wait()
        await bench.put("slow", "k", payload={"n": 2})
        bench.runner.wake()
        # Even a clock that leaps past the lease does not start it beside itself.
        bench.clock.advance(hours=2)
        bench.runner.wake()
        await asyncio.sleep(0.01)
        assert bench.ran == ["start 1"]
        finish.set()
        await until(lambda: bench.ran[1:2] == ["end 1"])
        bench.clock.advance(hours=2)
        bench.runner.wake()
        await until(lambda: bench.ran == ["start 1", "end 1", "start 2", "end 2"])
        await gone(bench)


async def test_a_failure_comes_back_and_is_told(bench: Bench) -> None:
    bench.raising(ValueError("secret words"), None)
    await bench.put("bad", "k")
    assert await bench.runner.drain(EVENING) == 1
    assert bench.failures == [("k", "ValueError")]
    assert await bench.next_due() == EVENING + backoff(1)
    await bench.runner.drain(EVENING + backoff(1))
    assert bench.ran == ["k"]
    assert await bench.next_due() is None


async def test_what_keeps_failing_is_parked(bench: Bench) -> None:
    bench.raising(ValueError("always"))
    await bench.put("bad", "k")
    now = EVENING
    for _ in range(ATTEMPTS):
        assert await bench.runner.drain(now) == 1
        now += LONGEST_WAIT
    assert await bench.parked() == ["k"]
    assert await bench.runner.drain(now) == 0
    assert len(bench.failures) == ATTEMPTS


@pytest.mark.parametrize("error", [Gone(), NotFound("no_salon_here"), Conflict("already_ended")])
async def test_a_state_that_moved_on_ends_the_job(bench: Bench, error: SalonError) -> None:
    bench.raising(error)
    await bench.put("bad", "k")
    await bench.runner.drain(EVENING)
    assert await bench.next_due() is None
    assert await bench.parked() == []
    assert bench.failures == []


async def test_an_unknown_kind_is_parked_at_once(bench: Bench) -> None:
    await bench.put("from the future", "k")
    await bench.runner.drain(EVENING)
    assert await bench.parked() == ["k"]
    assert bench.failures == [("k", "UnknownKindError")]


async def test_a_handler_that_takes_longer_than_its_lease_is_stopped_and_comes_back(bench: Bench) -> None:
    stopped = asyncio.Event()

    async def hang(job: Job) -> None:
        try:
            await asyncio.Event().wait()
        finally:
            stopped.set()

    runner = JobRunner(bench.db, bench.clock, {"hang": hang}, lease=timedelta(milliseconds=5), on_error=bench.failed)
    await bench.put("hang", "k")
    await runner.drain(EVENING)
    assert stopped.is_set()
    assert bench.failures == [("k", "TimeoutError")]
    assert await bench.next_due() == EVENING + backoff(1)


async def test_a_stop_lets_handlers_finish(bench: Bench) -> None:
    started, finish = asyncio.Event(), asyncio.Event()

    async def slow(job: Job) -> None:
        started.set()
        await finish.wait()
        bench.ran.append(job.key)

    bench.handlers["slow"] = slow
    await bench.put("slow", "k")
    stop = asyncio.Event()
    task = asyncio.create_task(bench.runner.run(stop))
    await started.wait()
    stop.set()
    await asyncio.sleep(0)
    finish.set()
    await asyncio.wait_for(task, 10)
    assert bench.ran == ["k"]
    assert await bench.next_due() is None


@pytest.mark.parametrize("how", ["grace is over", "cancelled"])
async def test_a_handler_that_is_cut_off_keeps_its_lease(bench: Bench, how: str) -> None:
    started = asyncio.Event()

    async def hang(job: Job) -> None:
        started.set()
        await asyncio.Event().wait()

    lease = timedelta(seconds=60)
    runner = JobRunner(bench.db, bench.clock, {"hang": hang}, lease=lease, grace=timedelta(0), on_error=bench.failed)
    await bench.put("hang", "k")
    stop = asyncio.Event()
    task = asyncio.create_task(runner.run(stop))
    await started.wait()
    if how == "cancelled":
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
    else:
        stop.set()
        await asyncio.wait_for(task, 10)
    assert await bench.next_due() == EVENING + lease
    assert bench.failures == []
    assert [t.get_name() for t in asyncio.all_tasks() if t.get_name().startswith("job")] == []


async def test_a_database_that_does_not_answer_does_not_end_the_loop(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.jobs.runner.REST_AFTER_FAILURE", 0.001)
    await bench.put("note", "k")
    monkeypatch.setattr(bench.db, "write", at_first(bench.db.write, Unavailable("storage")))
    async with bench.running():
        await until(lambda: bench.ran == ["k"])


async def test_logs_name_the_job_and_the_error_but_no_content(bench: Bench, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG, "bot.jobs")
    bench.raising(ValueError("what Anna said"))
    await bench.put("bad", "k", payload={"text": "what Anna said"})
    await bench.runner.drain(EVENING)
    assert "job bad 1, attempt 1: retry after ValueError" in caplog.text
    assert "Anna" not in caplog.text


def _job(attempts: int) -> Job:
    return Job(JobId(1), "k", "1", EVENING, {}, attempts, 1)


def test_waits_grow_to_a_quarter_of_an_hour() -> None:
    assert [backoff(n).total_seconds() for n in range(1, 8)] == [5, 15, 45, 135, 405, 900, 900]
    assert backoff(5000) == LONGEST_WAIT


def test_the_other_sides_wish_is_honoured_and_outages_are_waited_out() -> None:
    assert judge(_job(1), Unavailable(retry_after=90)).wait == timedelta(seconds=90)
    assert judge(_job(3), Unavailable(retry_after=1)).wait == backoff(3)
    assert judge(_job(ATTEMPTS + 1), HostUnavailable()).verdict is Verdict.RETRY
    assert judge(_job(ATTEMPTS_WHILE_UNAVAILABLE), Unavailable()).verdict is Verdict.PARK
    assert judge(_job(ATTEMPTS), ValueError()).verdict is Verdict.PARK
    assert judge(_job(1), UnknownKindError("x")).verdict is Verdict.PARK
