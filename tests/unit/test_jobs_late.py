"""Jobs that come late: what is dropped by kind, what is done all the same, and what follows."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from bot.errors import Unavailable
from bot.jobs.registry import LATEST, RULES, Rule
from bot.jobs.runner import JobRunner
from bot.ports import Job, UnitOfWork
from tests.fakes import EVENING
from tests.job_bench import Bench


@pytest.fixture
async def bench() -> Bench:
    return Bench()


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
