"""The job runner: what is due runs once, failures come back, and a stop is orderly."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from datetime import datetime, timedelta

import pytest

from bot.clock import SystemClock
from bot.errors import Conflict, Gone, HostUnavailable, NotFound, SalonError, Unavailable
from bot.jobs.outcome import ATTEMPTS, ATTEMPTS_WHILE_UNAVAILABLE, LONGEST_WAIT, Verdict, backoff, judge
from bot.jobs.registry import LATEST, RULES, Handler, Rule, UnknownKindError
from bot.jobs.runner import JobRunner
from bot.ports import Job, JobId, UnitOfWork
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


@pytest.fixture
async def bench() -> Bench:
    return Bench()


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
    real, asked = bench.db.write, 0

    @asynccontextmanager
    async def broken() -> AsyncIterator[object]:
        nonlocal asked
        asked += 1
        if asked < 4:
            raise Unavailable("storage")
        async with real() as unit:
            yield unit

    await bench.put("note", "k")
    monkeypatch.setattr(bench.db, "write", broken)
    async with bench.running():
        await until(lambda: bench.ran == ["k"])


# --- lateness ---


class TooLate:
    """A bench whose kind "note" may be a minute late."""

    def __init__(self, bench: Bench, rule: Rule) -> None:
        self.bench = bench
        self.runner = JobRunner(bench.db, bench.clock, bench.handlers, rules={"note": rule}, on_error=bench.failed)

    async def at(self, minutes: float, payload: dict[str, object] | None = None) -> bool:
        """Whether a job is done so many minutes after it was wanted."""
        before = len(self.bench.ran)
        await self.bench.put("note", "k", payload=payload)
        assert await self.runner.drain(EVENING + timedelta(minutes=minutes)) == 1
        assert await self.bench.next_due() is None
        return len(self.bench.ran) > before


async def test_what_is_too_late_for_its_kind_is_dropped_counted_and_logged(
    bench: Bench, caplog: pytest.LogCaptureFixture
) -> None:
    late = TooLate(bench, Rule(timedelta(minutes=1)))
    assert await late.at(1)
    assert late.runner.dropped == {}
    assert not await late.at(1.5, {"text": "what Anna said"})
    assert late.runner.dropped == {"note": 1}
    assert "job note k dropped: 90 s late" in caplog.text
    assert "Anna" not in caplog.text
    assert bench.failures == []


async def test_what_has_no_rule_is_done_however_late(bench: Bench) -> None:
    assert await TooLate(bench, Rule()).at(1e6)
    await bench.put("note", "k")
    assert await bench.runner.drain(EVENING + timedelta(days=900)) == 1
    assert len(bench.ran) == 2


@pytest.mark.parametrize(
    ("said", "done"),
    [
        (300, True),
        (299.5, False),
        (0, False),
        (-5, False),
        (1e300, False),
        (float("nan"), False),
        (True, False),
        ("300", False),
        (None, False),
    ],
)
async def test_a_job_may_say_itself_how_late_it_may_be(bench: Bench, said: object, done: bool) -> None:
    assert await TooLate(bench, Rule(timedelta(minutes=1))).at(5, {LATEST: said}) is done


async def test_a_retry_is_not_late_for_having_waited_until_it_truly_is(bench: Bench) -> None:
    bench.raising(Unavailable())
    rules = {"bad": Rule(timedelta(minutes=5))}
    runner = JobRunner(bench.db, bench.clock, bench.handlers, rules=rules, on_error=bench.failed)
    await bench.put("bad", "k")
    now, tries = EVENING, 0
    while (due := await bench.next_due()) is not None:
        assert isinstance(due, datetime)
        now = due
        tries += await runner.drain(now)
    assert tries == 6, "tried for all of the five minutes, 0, 5, 20, 65 and 200 seconds after it was wanted"
    assert len(bench.failures) == 5
    assert now - EVENING > timedelta(minutes=5)
    assert runner.dropped == {"bad": 1}


async def test_a_handler_can_tell_how_late_it_is(bench: Bench) -> None:
    found: list[timedelta] = []
    errors: list[Exception | None] = [Unavailable(), None]

    async def opens(job: Job) -> None:
        if (error := errors.pop(0)) is not None:
            raise error
        found.append(job.late(EVENING + timedelta(minutes=10)))

    bench.handlers["opens"] = opens
    await bench.put("opens", "k")
    await bench.runner.drain(EVENING + timedelta(minutes=9))
    await bench.runner.drain(EVENING + timedelta(minutes=10))
    assert found == [timedelta(minutes=10)]


async def test_what_follows_from_dropping_happens_with_it(bench: Bench) -> None:
    async def next_one(unit: UnitOfWork, job: Job) -> None:
        await unit.jobs.put(job.kind, "next", EVENING + timedelta(hours=1), guild_id=job.guild_id)

    runner = JobRunner(bench.db, bench.clock, bench.handlers, rules={"note": Rule(timedelta(0), dropped=next_one)})
    await bench.put("note", "k")
    await runner.drain(EVENING + timedelta(minutes=1))
    assert await bench.next_due() == EVENING + timedelta(hours=1)
    assert bench.ran == []


def test_reminders_are_dropped_after_half_an_hour_and_openings_never() -> None:
    assert RULES["screening_remind"].latest == timedelta(minutes=30)
    assert RULES["screening_open"].latest is None
    assert not {"recap", "digest", "open", "redraw"} & {kind for kind, rule in RULES.items() if rule.latest}


# --- what goes wrong ---


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
    real, asked = bench.db.write, 0

    @asynccontextmanager
    async def broken() -> AsyncIterator[object]:
        nonlocal asked
        asked += 1
        if asked < 4:
            raise RuntimeError("a value that is nobody's business")
        async with real() as unit:
            yield unit

    await bench.put("note", "k")
    monkeypatch.setattr(bench.db, "write", broken)
    async with bench.running():
        await until(lambda: bench.ran == ["k"])
    assert "RuntimeError" in caplog.text
    assert "business" not in caplog.text


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
