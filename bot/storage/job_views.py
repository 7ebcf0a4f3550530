"""What can be seen of the queue, in SQL: by a server, and what was set aside."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.ports import ComingJob, DroppedJob, Job, JobId, ParkedJob
from bot.storage.accept import aware
from bot.storage.job_rows import FIELDS, job_of, moment
from bot.storage.job_tables import dropped_jobs, jobs


class SqlJobViews:
    """The reading half of a JobStore over one connection; rows that were damaged are passed over."""

    def __init__(self, conn: AsyncConnection) -> None:
        self._conn = conn

    async def parked(self) -> Sequence[Job]:
        """Jobs set aside, by id."""
        query = sa.select(*FIELDS).where(jobs.c.parked_at.is_not(None)).order_by(jobs.c.id)
        return list(_readable(await self._conn.execute(query)))

    async def coming(self, guild_id: int, kinds: Collection[str], limit: int) -> Sequence[ComingJob]:
        """Jobs of these kinds that a server has ahead of it, the next first."""
        due = sa.type_coerce(jobs.c.due_at, sa.Text).label("due_at")
        query = sa.select(jobs.c.kind, jobs.c.key, due).where(*_ahead(guild_id), jobs.c.kind.in_(sorted(kinds)))
        found: list[ComingJob] = []
        for kind, key, at in await self._conn.execute(query.order_by(jobs.c.due_at, jobs.c.id).limit(limit)):
            with suppress(ValueError):
                found.append(ComingJob(kind, key, moment(at)))
        return found

    async def counts(self, guild_id: int) -> Mapping[str, int]:
        """How many jobs of each kind a server has ahead of it."""
        query = sa.select(jobs.c.kind, sa.func.count()).where(*_ahead(guild_id)).group_by(jobs.c.kind)
        return {str(row[0]): int(row[1]) for row in await self._conn.execute(query)}

    async def dropped(self, guild_id: int, since: datetime, limit: int) -> Sequence[DroppedJob]:
        """What was dropped as too late since then, the newest first."""
        table = dropped_jobs.c
        query = sa.select(table.kind, table.wanted_at, table.dropped_at)
        query = query.where(table.guild_id == guild_id, table.dropped_at >= aware(since))
        rows = await self._conn.execute(query.order_by(table.dropped_at.desc(), table.id.desc()).limit(limit))
        return [DroppedJob(*row) for row in rows]

    async def set_aside(self, guild_id: int, since: datetime, limit: int) -> Sequence[ParkedJob]:
        """What was set aside since then, the newest first."""
        table = jobs.c
        query = sa.select(table.id, table.kind, table.key, table.parked_at, table.error)
        query = query.where(table.guild_id == guild_id, table.parked_at >= aware(since))
        rows = await self._conn.execute(query.order_by(table.parked_at.desc(), table.id.desc()).limit(limit))
        return [ParkedJob(JobId(job_id), kind, key, at, error or "") for job_id, kind, key, at, error in rows]

    async def again(self, job_id: JobId, guild_id: int, now: datetime) -> bool:
        """Let a job that was set aside run now, as if it had never failed; what it was wanted for stays."""
        mine = (jobs.c.id == job_id) & (jobs.c.guild_id == guild_id) & jobs.c.parked
        anew = {"due_at": now, "ready_at": now, "attempts": 0, "parked": False, "parked_at": None, "error": None}
        changed = sa.update(jobs).where(mine).values(version=jobs.c.version + 1, **anew)
        if (await self._conn.execute(changed)).rowcount == 0:
            return False
        self._note_due(aware(now))
        return True

    def _note_due(self, due_at: datetime) -> None:
        """Remember that something is due at a time, for whoever waits for jobs."""
        raise NotImplementedError


def _ahead(guild_id: int) -> tuple[sa.ColumnElement[bool], ...]:
    return (jobs.c.guild_id == guild_id, sa.not_(jobs.c.parked))


def _readable(rows: Iterable[Sequence[Any]]) -> Iterable[Job]:
    for row in rows:
        with suppress(ValueError):
            yield job_of(row)
