"""The durable queue in SQL."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.ports import Job, JobId
from bot.storage.accept import aware
from bot.storage.codec import dump
from bot.storage.statements import Insert, in_both
from bot.storage.tables import jobs

_FIELDS = (
    jobs.c.id,
    jobs.c.kind,
    jobs.c.key,
    jobs.c.due_at,
    jobs.c.payload,
    jobs.c.attempts,
    jobs.c.version,
)


def _put(new: Callable[[sa.Table], Insert]) -> sa.Executable:
    insert = new(jobs)
    again = {
        "due_at": insert.excluded.due_at,
        "payload": insert.excluded.payload,
        "attempts": 0,
        "version": jobs.c.version + 1,
        "parked": False,
        "error": None,
    }
    return insert.on_conflict_do_update(index_elements=["kind", "key"], set_=again)


_PUT = in_both(_put)


class SqlJobs:
    """A JobStore over one connection."""

    def __init__(self, conn: AsyncConnection) -> None:
        self._conn = conn

    async def put(self, kind: str, key: str, due_at: datetime, payload: Mapping[str, object] | None = None) -> None:
        """Enqueue, or replace due time and payload of the job of that kind and key (attempts start anew)."""
        values = {
            "kind": kind,
            "key": key,
            "due_at": due_at,
            "payload": dump(dict(payload or {})),
            "attempts": 0,
            "version": 1,
            "parked": False,
        }
        await self._conn.execute(_PUT[self._conn.dialect.name], values)

    async def drop(self, kind: str, key: str) -> None:
        """Forget the job of that kind and key."""
        await self._conn.execute(sa.delete(jobs).where(jobs.c.kind == kind, jobs.c.key == key))

    async def claim(self, now: datetime, lease: timedelta, limit: int) -> Sequence[Job]:
        """Take due jobs that nobody holds (or whose lease ran out), by due time, then id."""
        now = aware(now)
        ready = (
            sa.select(jobs.c.id)
            .where(sa.not_(jobs.c.parked), jobs.c.due_at <= now)
            .where(jobs.c.held_until.is_(None) | (jobs.c.held_until <= now))
            .order_by(jobs.c.due_at, jobs.c.id)
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
        hold = (
            sa.update(jobs)
            .where(jobs.c.id.in_(ready))
            .values(held_until=now + lease, attempts=jobs.c.attempts + 1)
            .returning(*_FIELDS)
        )
        claimed = [_job(row) for row in await self._conn.execute(hold)]
        return sorted(claimed, key=lambda job: (job.due_at, job.id))

    async def done(self, job: Job) -> None:
        """Delete it, unless it was put again meanwhile (then only release it)."""
        mine = (jobs.c.id == job.id) & (jobs.c.version == job.version)
        if (await self._conn.execute(sa.delete(jobs).where(mine))).rowcount == 0:
            await self._release(job)

    async def retry(self, job: Job, due_at: datetime, error: str) -> None:
        """Release it to run again at ``due_at``."""
        await self._let_go(job, {"due_at": due_at, "error": error})

    async def park(self, job: Job, error: str) -> None:
        """Set it aside for good; it stays visible."""
        await self._let_go(job, {"parked": True, "error": error})

    async def next_due(self) -> datetime | None:
        """When the earliest unheld, unparked job is due (a held one counts at the end of its lease)."""
        ready_at = sa.case((jobs.c.held_until > jobs.c.due_at, jobs.c.held_until), else_=jobs.c.due_at)
        query = sa.select(ready_at).where(sa.not_(jobs.c.parked)).order_by(ready_at).limit(1)
        due: datetime | None = await self._conn.scalar(query)
        return due

    async def parked(self) -> Sequence[Job]:
        """Jobs set aside, by id."""
        query = sa.select(*_FIELDS).where(jobs.c.parked).order_by(jobs.c.id)
        return [_job(row) for row in await self._conn.execute(query)]

    async def _let_go(self, job: Job, values: Mapping[str, object]) -> None:
        # Only while this claim is the last word: not put again, not claimed by another after the lease.
        mine = (jobs.c.id == job.id) & (jobs.c.version == job.version) & (jobs.c.attempts == job.attempts)
        if (await self._conn.execute(sa.update(jobs).where(mine).values(held_until=None, **values))).rowcount == 0:
            await self._release(job)

    async def _release(self, job: Job) -> None:
        # Attempts are 0 only while nobody has claimed the newer wish, so another holder's lease is never cut short.
        newer = (jobs.c.id == job.id) & (jobs.c.attempts == 0)
        await self._conn.execute(sa.update(jobs).where(newer).values(held_until=None))


def _job(row: Sequence[Any]) -> Job:
    job_id, kind, key, due_at, payload, attempts, version = row
    return Job(JobId(job_id), kind, key, due_at, json.loads(payload), attempts, version)
