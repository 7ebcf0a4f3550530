"""The queue in SQL alone: damaged rows, and plans that do not grow with the queue."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot.errors import Unavailable
from bot.jobs.runner import JobRunner
from bot.ports import Job
from bot.storage.database import SqlDatabase, open_database
from tests.fakes import EVENING, ManualClock, open_salon

LEASE = timedelta(seconds=60)


@pytest.fixture
async def db(tmp_path: Path) -> AsyncIterator[SqlDatabase]:
    database = await open_database(f"sqlite:///{tmp_path / 'salon.db'}")
    yield database
    await database.close()


async def fill(db: SqlDatabase, *keys: str) -> None:
    async with db.write() as unit:
        for key in keys:
            await unit.jobs.put("post", key, EVENING, {"n": 1}, guild_id=1)


def damage(path: Path, change: str) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(f"UPDATE jobs SET {change} WHERE key = 'bad'")  # noqa: S608 - the test's own words


@pytest.mark.parametrize(
    "change",
    [
        "payload = '{'",
        "payload = '[1]'",
        "payload = x'ff'",
        f"payload = '{'[' * 100_000}'",
        "due_at = 'soon'",
        "due_at = 'soon', ready_at = ''",
        "wanted_at = ''",
        "version = 'x'",
        "guild_id = 'x'",
    ],
)
async def test_a_damaged_row_is_set_aside_and_the_others_are_done(db: SqlDatabase, tmp_path: Path, change: str) -> None:
    await fill(db, "bad", "good")
    damage(tmp_path / "salon.db", change)
    async with db.write() as unit:
        assert [job.key for job in await unit.jobs.claim(EVENING, LEASE, 9)] == ["good"]
    async with db.read() as unit:
        await unit.jobs.parked()
        await unit.jobs.coming(1, ["post"], 9)
        assert await unit.jobs.next_due() == EVENING + LEASE
    with closing(sqlite3.connect(tmp_path / "salon.db")) as connection:
        assert connection.execute("SELECT key, error FROM jobs WHERE parked").fetchall() == [("bad", "DamagedRow")]


async def test_a_row_that_is_never_due_for_its_damage_keeps_nobody_waiting(db: SqlDatabase, tmp_path: Path) -> None:
    await fill(db, "bad")
    damage(tmp_path / "salon.db", "ready_at = 'zzz'")
    async with db.write() as unit:
        assert await unit.jobs.next_due() is None
        assert not await unit.jobs.claim(EVENING, LEASE, 9)
        await unit.jobs.put("post", "bad", EVENING)
        assert len(await unit.jobs.claim(EVENING, LEASE, 9)) == 1


async def test_two_processes_on_one_database_do_each_job_once(db: SqlDatabase, tmp_path: Path) -> None:
    other = await open_database(f"sqlite:///{tmp_path / 'salon.db'}")
    await fill(db, *(str(number) for number in range(60)))
    ran: list[str] = []
    all_ran = asyncio.Event()

    async def handler(job: Job) -> None:
        ran.append(job.key)
        if len(ran) >= 60:
            all_ran.set()

    runners = [JobRunner(one, ManualClock(), {"post": handler}) for one in (db, other)]
    stop = asyncio.Event()
    tasks = [asyncio.create_task(runner.run(stop)) for runner in runners]
    await asyncio.wait_for(all_ran.wait(), 20)
    stop.set()
    await asyncio.gather(*tasks)
    await other.close()
    assert sorted(map(int, ran)) == list(range(60))
    async with db.read() as unit:
        assert await unit.jobs.next_due() is None


async def test_an_index_leads_to_what_is_due(db: SqlDatabase, monkeypatch: pytest.MonkeyPatch) -> None:
    await fill(db, "1")
    seen: list[tuple[str, object]] = []

    def note(conn: object, cursor: object, statement: str, parameters: object, *more: object) -> None:
        seen.append((statement, parameters))

    for engine in db._engines:
        sa.event.listen(engine.sync_engine, "before_cursor_execute", note)
    async with db.write() as unit:
        await unit.jobs.next_due()
        await unit.jobs.claim(EVENING, LEASE, 8)
        await unit.jobs.coming(1, ["post"], 9)
        await unit.jobs.set_aside(1, EVENING, 9)
    asked = list(seen)
    plans = []
    async with db._engines[0].connect() as conn:
        for statement, parameters in asked:
            rows = await conn.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)  # type: ignore[arg-type]
            plans.append(" / ".join(str(row[3]) for row in rows))
    assert len(plans) == 4
    for plan, index in zip(
        plans, ("ix_jobs_ready_at_id", "ix_jobs_ready_at_id", "ix_jobs_guild_id", "ix_jobs"), strict=True
    ):
        assert index in plan
        assert "SCAN jobs" not in plan.replace("SCAN jobs USING COVERING INDEX", "")
    assert not any("TEMP B-TREE" in plan for plan in plans[:2])


LATER = (
    "person_zones", "clock_deeds", "ballot_votes", "ballot_options", "ballots", "screening_rsvps", "screening_reminders",
    "screenings", "screening_series", "optouts",
)  # fmt: skip
"""Tables that came after that queue."""


async def test_a_queue_from_before_is_taken_over(tmp_path: Path) -> None:
    url, path = f"sqlite:///{tmp_path / 'salon.db'}", tmp_path / "salon.db"
    database = await open_database(url)
    salon = await open_salon(database)
    async with database.write() as unit:
        await unit.jobs.put("digest", "77", EVENING)
        await unit.jobs.put("lull", str(salon.id), EVENING)
        await unit.jobs.put("recap", "9", EVENING)
        (lull,) = [job for job in await unit.jobs.claim(EVENING, LEASE, 9) if job.kind == "lull"]
        await unit.jobs.park(lull, "ValueError", EVENING)
    await database.close()
    with closing(sqlite3.connect(path)) as connection, connection:
        for name in ("ix_jobs_ready_at_id", "ix_jobs_guild_id", "ix_jobs_parked_at"):
            connection.execute(f"DROP INDEX {name}")
        for name in ("wanted_at", "ready_at", "parked_at", "guild_id"):
            connection.execute(f"ALTER TABLE jobs DROP COLUMN {name}")
        connection.execute("CREATE INDEX ix_jobs_due_at ON jobs (due_at)")
        for name in ("dropped_jobs", *LATER):
            connection.execute(f"DROP TABLE {name}")
        connection.execute("UPDATE alembic_version SET version_num = '0010'")
    database = await open_database(url)
    async with database.write() as unit:
        assert await unit.jobs.next_due() == EVENING + LEASE
        claimed = await unit.jobs.claim(EVENING + LEASE, LEASE, 9)
        assert [(job.kind, job.guild_id, job.wanted_at) for job in claimed] == [
            ("digest", 77, EVENING),
            ("recap", None, EVENING),
        ]
        assert [one.kind for one in await unit.jobs.set_aside(salon.guild_id, EVENING, 9)] == ["lull"]
    await database.close()


async def test_a_full_disk_refuses_what_is_new_and_lets_the_rest_be_done(db: SqlDatabase) -> None:
    await fill(db, "1")
    writes = db._engines[1]

    async def pages(most: str) -> None:
        async with writes.connect() as conn:
            ((count,),) = (await conn.exec_driver_sql("PRAGMA page_count")).all()
            await conn.exec_driver_sql(f"PRAGMA max_page_count = {most.format(count)}")

    async def put() -> None:
        async with db.write() as unit:
            await unit.jobs.put("post", "2", EVENING, {"ids": list(range(10_000))})

    await pages("{}")
    with pytest.raises(Unavailable):
        await put()
    async with db.write() as unit:
        (job,) = await unit.jobs.claim(EVENING, LEASE, 9)
        await unit.jobs.done(job)
    await pages("1073741823")
    await put()
    async with db.read() as unit:
        assert await unit.jobs.next_due() == EVENING
