"""The durable queue in SQL."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.ports import Job
from bot.ports.jobs import KEPT
from bot.storage.accept import aware
from bot.storage.codec import dump
from bot.storage.job_rows import FIELDS, damaged_id, job_of, moment
from bot.storage.job_tables import dropped_jobs, jobs
from bot.storage.job_views import SqlJobViews
from bot.storage.statements import Insert, in_both

log = logging.getLogger(__name__)
DUE = "salon_job_due"
"""The mark that ``put`` leaves on a connection: the earliest time at which a job that was put is due."""
_RELEASED = {"held_until": None, "ready_at": jobs.c.due_at}


def _put(new: Callable[[sa.Table], Insert]) -> sa.Executable:
    insert = new(jobs)
    due = insert.excluded.due_at
    again = {
        "due_at": due,
        "wanted_at": due,
        "ready_at": sa.case((jobs.c.held_until > due, jobs.c.held_until), else_=due),
        "payload": insert.excluded.payload,
        "guild_id": sa.func.coalesce(insert.excluded.guild_id, jobs.c.guild_id),
        "attempts": 0,
        "version": jobs.c.version + 1,
        "parked": False,
        "parked_at": None,
        "error": None,
    }
    return insert.on_conflict_do_update(index_elements=["kind", "key"], set_=again)


_PUT = in_both(_put)


class SqlJobs(SqlJobViews):
    """A JobStore over one connection."""

    def __init__(self, conn: AsyncConnection) -> None:
        super().__init__(conn)
        self._conn = conn

    async def put(
        self,
        kind: str,
        key: str,
        due_at: datetime,
        payload: Mapping[str, object] | None = None,
        *,
        guild_id: int | None = None,
    ) -> None:
        """Enqueue, or replace due time and payload of the job of that kind and key (attempts start anew)."""
        due_at = aware(due_at)
        values = {
            "kind": kind,
            "key": key,
            "due_at": due_at,
            "wanted_at": due_at,
            "ready_at": due_at,
            "payload": dump(dict(payload or {})),
            "attempts": 0,
            "version": 1,
            "parked": False,
            "guild_id": guild_id,
        }
        await self._conn.execute(_PUT[self._conn.dialect.name], values)
        self._note_due(due_at)

    async def drop(self, kind: str, key: str) -> None:
        """Forget the job of that kind and key."""
        await self._conn.execute(sa.delete(jobs).where(jobs.c.kind == kind, jobs.c.key == key))

    async def claim(self, now: datetime, lease: timedelta, limit: int, without: Collection[str] = ()) -> Sequence[Job]:
        """Take due jobs that nobody holds (or whose lease ran out), in the order in which they could be claimed."""
        now = aware(now)
        ready = _of_other_kinds(sa.select(jobs.c.id).where(jobs.c.ready_at <= now), without)
        ready = ready.order_by(jobs.c.ready_at, jobs.c.id).limit(limit).with_for_update(skip_locked=True)
        hold = (
            sa.update(jobs)
            .where(jobs.c.id.in_(ready))
            .values(held_until=now + lease, ready_at=now + lease, attempts=jobs.c.attempts + 1)
            .returning(*FIELDS)
        )
        claimed: list[Job] = []
        for row in (await self._conn.execute(hold)).all():
            try:
                claimed.append(job_of(row))
            except ValueError:
                await self._set_damaged_aside(damaged_id(row), now)
        return sorted(claimed, key=lambda job: (job.due_at, job.id))

    async def done(self, job: Job) -> None:
        """Delete it, unless it was put again meanwhile (then only release it)."""
        mine = (jobs.c.id == job.id) & (jobs.c.version == job.version)
        if (await self._conn.execute(sa.delete(jobs).where(mine))).rowcount == 0:
            await self._release(job)

    async def retry(self, job: Job, due_at: datetime, error: str) -> None:
        """Release it to run again at ``due_at``."""
        await self._let_go(job, {"due_at": due_at, "ready_at": due_at, "error": error})

    async def park(self, job: Job, error: str, at: datetime) -> None:
        """Set it aside for good; it stays visible for a while."""
        await self._let_go(job, {"parked": True, "ready_at": None, "parked_at": at, "error": error})
        await self._purge(at)

    async def too_late(self, job: Job, at: datetime) -> bool:
        """Delete it and keep that it was dropped, unless it was put again or is another's (then only release it)."""
        if (await self._conn.execute(sa.delete(jobs).where(_last_word(job)))).rowcount == 0:
            await self._release(job)
            return False
        gone = {"guild_id": job.guild_id, "kind": job.kind, "wanted_at": job.wanted_at or job.due_at, "dropped_at": at}
        await self._conn.execute(sa.insert(dropped_jobs).values(**gone))
        await self._purge(at)
        return True

    async def free_held_beyond(self, moment: datetime) -> int:
        """Release what is held for longer than ``moment``."""
        held = jobs.c.held_until > aware(moment)
        freed = await self._conn.execute(sa.update(jobs).where(held, sa.not_(jobs.c.parked)).values(**_RELEASED))
        return freed.rowcount

    async def next_due(self, without: Collection[str] = ()) -> datetime | None:
        """When the next job can be claimed (a held one at the end of its lease)."""
        query = _of_other_kinds(sa.select(sa.type_coerce(jobs.c.ready_at, sa.Text)), without)
        found = await self._conn.scalar(
            query.where(jobs.c.ready_at.is_not(None)).order_by(jobs.c.ready_at, jobs.c.id).limit(1)
        )
        try:
            return None if found is None else moment(found)
        except ValueError:  # a damaged row that no claim reaches, since it sorts behind every moment
            return None

    def _note_due(self, due_at: datetime) -> None:
        known = self._conn.info.get(DUE)
        self._conn.info[DUE] = due_at if known is None else min(known, due_at)

    async def _let_go(self, job: Job, values: Mapping[str, object]) -> None:
        released = sa.update(jobs).where(_last_word(job)).values(held_until=None, **values)
        if (await self._conn.execute(released)).rowcount == 0:
            await self._release(job)

    async def _release(self, job: Job) -> None:
        # Attempts are 0 only while nobody has claimed the newer wish, so another holder's lease is never cut short.
        newer = (jobs.c.id == job.id) & (jobs.c.attempts == 0) & sa.not_(jobs.c.parked)
        await self._conn.execute(sa.update(jobs).where(newer).values(**_RELEASED))

    async def _set_damaged_aside(self, job_id: int, now: datetime) -> None:
        values = {"parked": True, "parked_at": now, "ready_at": None, "held_until": None, "error": "DamagedRow"}
        await self._conn.execute(sa.update(jobs).where(jobs.c.id == job_id).values(**values))
        log.error("job %d cannot be read and was set aside", job_id)

    async def _purge(self, now: datetime) -> None:
        over = aware(now) - KEPT
        await self._conn.execute(sa.delete(jobs).where(jobs.c.parked_at < over))
        await self._conn.execute(sa.delete(dropped_jobs).where(dropped_jobs.c.dropped_at < over))


def _last_word(job: Job) -> sa.ColumnElement[bool]:
    """Whether this claim is the last word on the job: not put again, not claimed by another after the lease."""
    return (jobs.c.id == job.id) & (jobs.c.version == job.version) & (jobs.c.attempts == job.attempts)


def _of_other_kinds(query: sa.Select[Any], without: Collection[str]) -> sa.Select[Any]:
    return query.where(jobs.c.kind.not_in(sorted(without))) if without else query
