"""What can be seen of the queue in memory: by a server, and what was set aside."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime

from bot.local.memory.rows import JobRow, Rows
from bot.ports import ComingJob, DroppedJob, Job, JobId, ParkedJob


class MemoryJobViews:
    """The reading half of a JobStore over ``Rows``."""

    def __init__(self, rows: Rows) -> None:
        self._rows = rows

    async def parked(self) -> Sequence[Job]:
        """Jobs set aside, by id."""
        return [row.job for row in self._rows.jobs.values() if row.parked]

    async def coming(self, guild_id: int, kinds: Collection[str], limit: int) -> Sequence[ComingJob]:
        """Jobs of these kinds that a server has ahead of it, the next first."""
        found = sorted(
            (job for job in self._ahead(guild_id) if job.kind in kinds), key=lambda job: (job.due_at, job.id)
        )
        return [ComingJob(job.kind, job.key, job.due_at) for job in found[:limit]]

    async def counts(self, guild_id: int) -> Mapping[str, int]:
        """How many jobs of each kind a server has ahead of it."""
        return Counter(job.kind for job in self._ahead(guild_id))

    async def dropped(self, guild_id: int, since: datetime, limit: int) -> Sequence[DroppedJob]:
        """What was dropped as too late since then, the newest first."""
        numbered = self._rows.dropped_jobs.items()
        found = [
            (gone.dropped_at, number, gone)
            for number, (server, gone) in numbered
            if server == guild_id and gone.dropped_at >= since
        ]
        return [gone for *_, gone in sorted(found, key=lambda one: one[:2], reverse=True)[:limit]]

    async def set_aside(self, guild_id: int, since: datetime, limit: int) -> Sequence[ParkedJob]:
        """What was set aside since then, the newest first."""
        found = [
            ParkedJob(row.job.id, row.job.kind, row.job.key, row.parked_at, row.error or "")
            for row in self._rows.jobs.values()
            if row.job.guild_id == guild_id and row.parked_at is not None and row.parked_at >= since
        ]
        return sorted(found, key=lambda one: (one.parked_at, one.id), reverse=True)[:limit]

    async def again(self, job_id: JobId, guild_id: int, now: datetime) -> bool:
        """Let a job that was set aside run now, as if it had never failed; what it was wanted for stays."""
        row = self._rows.jobs.get(job_id)
        if row is None or not row.parked or row.job.guild_id != guild_id:
            return False
        old = row.job
        job = Job(
            old.id, old.kind, old.key, now, old.payload, 0, old.version + 1, old.wanted_at or old.due_at, guild_id
        )
        self._set(JobRow(job))
        self._rows.note_due(now)
        return True

    def _ahead(self, guild_id: int) -> Iterator[Job]:
        return (row.job for row in self._rows.jobs.values() if row.job.guild_id == guild_id and not row.parked)

    def _set(self, row: JobRow) -> None:
        """Store a row."""
        raise NotImplementedError
