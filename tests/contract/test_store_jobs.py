"""The durable queue: the same for every database."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import datetime, timedelta

import pytest

from bot.ports import Database, DroppedJob, Job
from bot.ports.jobs import KEPT
from tests.fakes import EVENING

LEASE = timedelta(seconds=60)
LATER = EVENING + timedelta(minutes=10)


async def claim(db: Database, now: datetime = EVENING, limit: int = 10) -> list[Job]:
    async with db.write() as unit:
        return list(await unit.jobs.claim(now, LEASE, limit))


async def put(
    db: Database, kind: str, key: str, due_at: datetime = EVENING, payload: Mapping[str, object] | None = None
) -> None:
    async with db.write() as unit:
        await unit.jobs.put(kind, key, due_at, payload)


async def test_due_jobs_are_claimed_by_due_time_then_id(db: Database) -> None:
    await put(db, "post", "2")
    await put(db, "post", "1")
    await put(db, "lull", "1", EVENING - LEASE, {"salon": 1, "names": ["ü", None], "share": 0.5})
    await put(db, "recap", "1", LATER)
    claimed = await claim(db)
    assert [(job.kind, job.key) for job in claimed] == [("lull", "1"), ("post", "2"), ("post", "1")]
    assert claimed[0].payload == {"salon": 1, "names": ["ü", None], "share": 0.5}
    assert claimed[1].payload == {}
    assert {(job.attempts, job.version) for job in claimed} == {(1, 1)}
    assert await claim(db) == []


async def test_the_limit_takes_the_earliest(db: Database) -> None:
    for number in range(5):
        await put(db, "post", str(number), EVENING - number * LEASE)
    assert [job.key for job in await claim(db, limit=2)] == ["4", "3"]
    assert [job.key for job in await claim(db, limit=9)] == ["2", "1", "0"]


async def test_a_lease_that_ran_out_is_claimed_again(db: Database) -> None:
    await put(db, "post", "1")
    (first,) = await claim(db)
    assert await claim(db, EVENING + LEASE / 2) == []
    (second,) = await claim(db, EVENING + LEASE)
    assert (second.id, second.attempts) == (first.id, 2)


async def test_done_deletes(db: Database) -> None:
    await put(db, "post", "1")
    (job,) = await claim(db)
    async with db.write() as unit:
        await unit.jobs.done(job)
        await unit.jobs.done(job)
        assert await unit.jobs.next_due() is None
    assert await claim(db, LATER) == []


async def test_put_again_replaces(db: Database) -> None:
    await put(db, "post", "1", EVENING, {"a": 1})
    await put(db, "post", "1", LATER, {"b": 2})
    assert await claim(db) == []
    (job,) = await claim(db, LATER)
    assert job.payload == {"b": 2}


async def test_put_again_while_held_survives_done_but_waits_for_it(db: Database) -> None:
    await put(db, "post", "1")
    (old,) = await claim(db)
    await put(db, "post", "1", EVENING, {"newer": True})
    assert await claim(db) == []
    async with db.write() as unit:
        await unit.jobs.done(old)
    (new,) = await claim(db)
    assert new.payload == {"newer": True}
    assert (new.attempts, new.version > old.version) == (1, True)


async def test_put_for_later_while_held_is_not_early_when_the_lease_runs_out(db: Database) -> None:
    await put(db, "lull", "1")
    await claim(db)
    await put(db, "lull", "1", LATER)
    async with db.read() as unit:
        assert await unit.jobs.next_due() == LATER
    assert await claim(db, EVENING + LEASE) == []
    assert len(await claim(db, LATER)) == 1


async def test_a_newer_wish_wins_over_retry_and_park(db: Database) -> None:
    for settle in ("retry", "park"):
        await put(db, "post", settle)
        (old,) = await claim(db)
        await put(db, "post", settle, EVENING)
        async with db.write() as unit:
            if settle == "retry":
                await unit.jobs.retry(old, LATER, "Error")
            else:
                await unit.jobs.park(old, "Error", EVENING)
        (new,) = await claim(db)
        assert new.attempts == 1
        async with db.write() as unit:
            await unit.jobs.done(new)


async def test_a_late_holder_does_not_take_the_lease_of_the_next(db: Database) -> None:
    await put(db, "post", "1")
    (slow,) = await claim(db)
    (quick,) = await claim(db, EVENING + LEASE)
    async with db.write() as unit:
        await unit.jobs.retry(slow, EVENING, "TimeoutError")
        await unit.jobs.park(slow, "TimeoutError", EVENING)
    assert await claim(db, EVENING + LEASE) == []
    async with db.write() as unit:
        await unit.jobs.done(quick)
        assert await unit.jobs.next_due() is None


async def test_a_late_holder_of_an_older_wish_does_not_release_the_newer(db: Database) -> None:
    await put(db, "post", "1")
    (old,) = await claim(db)
    await put(db, "post", "1", EVENING)
    (new,) = await claim(db, EVENING + LEASE)
    async with db.write() as unit:
        await unit.jobs.done(old)
    assert await claim(db, EVENING + LEASE) == []
    async with db.write() as unit:
        await unit.jobs.done(new)
        assert await unit.jobs.next_due() is None


async def test_a_finished_id_is_not_used_again(db: Database) -> None:
    await put(db, "post", "1")
    (old,) = await claim(db)
    async with db.write() as unit:
        await unit.jobs.drop("post", "1")
        await unit.jobs.drop("post", "1")
    await put(db, "post", "1")
    async with db.write() as unit:
        await unit.jobs.done(old)
    assert len(await claim(db)) == 1


async def test_retry_waits_and_park_sets_aside_until_put_again(db: Database) -> None:
    await put(db, "post", "1", EVENING, {"turn": 4})
    (job,) = await claim(db)
    async with db.write() as unit:
        await unit.jobs.retry(job, LATER, "Unavailable")
        assert await unit.jobs.next_due() == LATER
    assert await claim(db) == []
    (again,) = await claim(db, LATER)
    assert again.attempts == 2
    async with db.write() as unit:
        await unit.jobs.park(again, "ValueError", LATER)
        assert await unit.jobs.next_due() is None
        assert list(await unit.jobs.parked()) == [again]
    assert await claim(db, LATER + 2 * LEASE) == []
    await put(db, "post", "1", LATER)
    (fresh,) = await claim(db, LATER)
    assert fresh.attempts == 1
    async with db.read() as unit:
        assert not await unit.jobs.parked()


async def test_next_due_counts_a_held_job_at_the_end_of_its_lease(db: Database) -> None:
    async with db.read() as unit:
        assert await unit.jobs.next_due() is None
    await put(db, "post", "1", EVENING)
    await put(db, "post", "2", LATER)
    await claim(db)
    async with db.read() as unit:
        assert await unit.jobs.next_due() == EVENING + LEASE


async def test_claims_at_once_claim_each_job_once(db: Database) -> None:
    async with db.write() as unit:
        for number in range(60):
            await unit.jobs.put("post", str(number), EVENING)

    async def work() -> list[Job]:
        mine: list[Job] = []
        while claimed := await claim(db, limit=4):
            mine += claimed
            await asyncio.sleep(0)
        return mine

    claimed = [job for mine in await asyncio.gather(*(work() for _ in range(5))) for job in mine]
    assert sorted(int(job.key) for job in claimed) == list(range(60))


async def test_a_job_put_a_thousand_times_is_still_one(db: Database) -> None:
    for minutes in range(1500):
        await put(db, "lull", "1", EVENING + timedelta(minutes=minutes))
    async with db.read() as unit:
        assert await unit.jobs.next_due() == EVENING + timedelta(minutes=1499)
    assert await claim(db, EVENING + timedelta(minutes=1498)) == []
    assert len(await claim(db, EVENING + timedelta(minutes=1499))) == 1


# --- lateness, servers, and what their managers see ---

SERVER, OTHER = 1000, 2000
MONTH = KEPT


async def put_for(db: Database, server: int, kind: str, key: str, due_at: datetime = EVENING) -> None:
    async with db.write() as unit:
        await unit.jobs.put(kind, key, due_at, guild_id=server)


async def test_what_was_wanted_when_outlives_a_retry_but_not_a_newer_wish(db: Database) -> None:
    await put(db, "remind", "1")
    (job,) = await claim(db)
    async with db.write() as unit:
        await unit.jobs.retry(job, LATER, "Unavailable")
    (again,) = await claim(db, LATER)
    assert (again.due_at, again.wanted_at) == (LATER, EVENING)
    assert again.late(LATER + LEASE) == LATER + LEASE - EVENING
    assert again.late(EVENING - LEASE) == timedelta(0)
    await put(db, "remind", "1", LATER + LEASE)
    async with db.write() as unit:
        await unit.jobs.done(again)
    (newer,) = await claim(db, LATER + LEASE)
    assert newer.wanted_at == LATER + LEASE


async def test_a_server_stays_known_until_another_is_named(db: Database) -> None:
    await put_for(db, SERVER, "digest", "1")
    await put(db, "digest", "1")
    (job,) = await claim(db)
    assert job.guild_id == SERVER
    await put_for(db, OTHER, "digest", "1")
    async with db.read() as unit:
        assert await unit.jobs.counts(SERVER) == {}
        assert await unit.jobs.counts(OTHER) == {"digest": 1}


async def test_what_is_too_late_is_gone_and_can_be_seen_for_a_while(db: Database) -> None:
    await put_for(db, SERVER, "remind", "1")
    await put_for(db, OTHER, "remind", "2", EVENING + LEASE)
    for job in await claim(db, LATER):
        async with db.write() as unit:
            assert await unit.jobs.too_late(job, LATER)
            assert not await unit.jobs.too_late(job, LATER)
    async with db.read() as unit:
        assert await unit.jobs.next_due() is None
        assert list(await unit.jobs.dropped(SERVER, EVENING, 9)) == [DroppedJob("remind", EVENING, LATER)]
        assert not await unit.jobs.dropped(SERVER, LATER + LEASE, 9)
    await put_for(db, OTHER, "remind", "3", LATER + MONTH)
    (job,) = await claim(db, LATER + MONTH + LEASE)
    async with db.write() as unit:
        await unit.jobs.too_late(job, LATER + MONTH + LEASE)
    async with db.read() as unit:
        assert not await unit.jobs.dropped(SERVER, EVENING, 9)
        assert [one.wanted_at for one in await unit.jobs.dropped(OTHER, EVENING, 9)] == [LATER + MONTH]


async def test_what_was_put_again_is_not_dropped(db: Database) -> None:
    await put_for(db, SERVER, "remind", "1")
    (old,) = await claim(db)
    await put_for(db, SERVER, "remind", "1", LATER)
    async with db.write() as unit:
        assert not await unit.jobs.too_late(old, LATER)
        assert not await unit.jobs.dropped(SERVER, EVENING, 9)
    assert len(await claim(db, LATER)) == 1


async def test_a_server_sees_what_it_has_ahead(db: Database) -> None:
    for key, due_at in (("1", LATER), ("2", EVENING), ("3", LATER + LEASE)):
        await put_for(db, SERVER, "remind", key, due_at)
    await put_for(db, SERVER, "lull", "1")
    await put_for(db, OTHER, "remind", "9")
    await put(db, "remind", "nobody's")
    async with db.read() as unit:
        coming = await unit.jobs.coming(SERVER, ["remind", "digest"], 2)
        assert [(one.kind, one.key, one.due_at) for one in coming] == [
            ("remind", "2", EVENING),
            ("remind", "1", LATER),
        ]
        assert await unit.jobs.counts(SERVER) == {"remind": 3, "lull": 1}


async def test_what_was_set_aside_can_be_seen_and_tried_again(db: Database) -> None:
    await put_for(db, SERVER, "recap", "7")
    (job,) = await claim(db)
    async with db.write() as unit:
        await unit.jobs.park(job, "ValueError", LATER)
    async with db.read() as unit:
        (seen,) = await unit.jobs.set_aside(SERVER, EVENING, 9)
        assert (seen.kind, seen.key, seen.parked_at, seen.error) == ("recap", "7", LATER, "ValueError")
        assert not await unit.jobs.set_aside(OTHER, EVENING, 9)
        assert await unit.jobs.counts(SERVER) == {}
    async with db.write() as unit:
        assert not await unit.jobs.again(seen.id, OTHER, LATER)
        assert await unit.jobs.again(seen.id, SERVER, LATER)
        assert not await unit.jobs.again(seen.id, SERVER, LATER)
        assert not await unit.jobs.set_aside(SERVER, EVENING, 9)
    (anew,) = await claim(db, LATER)
    assert (anew.attempts, anew.wanted_at, anew.guild_id) == (1, EVENING, SERVER)


async def test_what_was_set_aside_goes_after_a_while(db: Database) -> None:
    for key, at in (("1", EVENING), ("2", EVENING + MONTH + LEASE)):
        await put_for(db, SERVER, "recap", key)
        (job,) = await claim(db)
        async with db.write() as unit:
            await unit.jobs.park(job, "ValueError", at)
    async with db.read() as unit:
        assert [job.key for job in await unit.jobs.parked()] == ["2"]


async def test_kinds_can_be_left_out(db: Database) -> None:
    await put(db, "slow", "1")
    await put(db, "quick", "1", LATER)
    async with db.write() as unit:
        assert [job.kind for job in await unit.jobs.claim(LATER, LEASE, 9, ["slow"])] == ["quick"]
        assert await unit.jobs.next_due(["quick"]) == EVENING
        assert await unit.jobs.next_due(["slow"]) == LATER + LEASE
        assert await unit.jobs.next_due(["slow", "quick"]) is None
    assert [job.kind for job in await claim(db)] == ["slow"]


async def test_what_no_lease_would_hold_is_freed(db: Database) -> None:
    await put(db, "post", "1")
    await claim(db, LATER)
    async with db.write() as unit:
        assert await unit.jobs.free_held_beyond(LATER + LEASE) == 0
        assert await unit.jobs.free_held_beyond(EVENING + 2 * LEASE) == 1
    assert len(await claim(db, EVENING)) == 1


async def test_who_waits_hears_of_what_was_put_once_it_is_stored(db: Database) -> None:
    told: list[datetime] = []
    db.on_job = told.append
    async with db.write() as unit:
        await unit.jobs.put("post", "1", LATER)
        await unit.jobs.put("post", "2", EVENING)
        assert told == []
    assert told == [EVENING]

    async def fail() -> None:
        async with db.write() as unit:
            await unit.jobs.put("post", "3", EVENING)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fail()
    async with db.write() as unit:
        await unit.jobs.drop("post", "1")
    assert told == [EVENING]
