"""Jobs in memory: a dictionary of rows and a heap that hints at what is due."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from heapq import heappop, heappush

from bot.local.memory.job_views import MemoryJobViews
from bot.local.memory.rows import JobRow, Rows
from bot.ports import DroppedJob, Job, JobId
from bot.ports.jobs import KEPT
from bot.storage.accept import aware


class MemoryJobs(MemoryJobViews):
    """A JobStore over ``Rows``.

    The heap holds hints only: an entry counts when its job is still there, unparked and ready at that very moment.
    """

    def __init__(self, rows: Rows) -> None:
        super().__init__(rows)
        self._rows = rows

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
        due_at, rows = aware(due_at), self._rows
        job_id = rows.job_ids.get((kind, key))
        if job_id is None:
            job_id = JobId(rows.new_id("job"))
            rows.put(rows.job_ids, (kind, key), job_id)
            row = JobRow(Job(job_id, kind, key, due_at, dict(payload or {}), 0, 1, due_at, guild_id))
        else:
            old = rows.jobs[job_id]
            server = old.job.guild_id if guild_id is None else guild_id
            job = Job(job_id, kind, key, due_at, dict(payload or {}), 0, old.job.version + 1, due_at, server)
            row = JobRow(job, old.held_until)
        self._set(row)
        self._rows.note_due(due_at)

    async def drop(self, kind: str, key: str) -> None:
        """Forget the job of that kind and key."""
        job_id = self._rows.job_ids.get((kind, key))
        if job_id is not None:
            self._delete(self._rows.jobs[job_id])

    async def claim(self, now: datetime, lease: timedelta, limit: int, without: Collection[str] = ()) -> Sequence[Job]:
        """Take due jobs that nobody holds (or whose lease ran out), in the order in which they could be claimed."""
        now = aware(now)
        ready: dict[JobId, JobRow] = {}
        while (row := self._first()) is not None and row.ready_at <= now:
            heappop(self._rows.due)
            ready[row.job.id] = row
        in_order = sorted(ready.values(), key=lambda r: (r.ready_at, r.job.id))
        chosen = [row for row in in_order if row.job.kind not in without][:limit]
        for row in in_order:
            if row not in chosen:
                self._hint(row)
        held = [self._hold(row, now + lease) for row in chosen]
        return sorted(held, key=lambda job: (job.due_at, job.id))

    async def done(self, job: Job) -> None:
        """Delete it, unless it was put again meanwhile (then only release it)."""
        row = self._rows.jobs.get(job.id)
        if row is not None and row.job.version == job.version:
            self._delete(row)
        else:
            self._release(row)

    async def retry(self, job: Job, due_at: datetime, error: str) -> None:
        """Release it to run again at ``due_at``."""
        due_at = aware(due_at)
        row = self._rows.jobs.get(job.id)
        if self._still(row, job):
            self._set(JobRow(replace(job, due_at=due_at), error=error))
        else:
            self._release(row)

    async def park(self, job: Job, error: str, at: datetime) -> None:
        """Set it aside for good; it stays visible for a while."""
        row = self._rows.jobs.get(job.id)
        if self._still(row, job):
            self._set(JobRow(job, parked_at=aware(at), error=error))
        else:
            self._release(row)
        self._purge(aware(at))

    async def too_late(self, job: Job, at: datetime) -> bool:
        """Delete it and keep that it was dropped, unless it was put again or is another's (then only release it)."""
        row = self._rows.jobs.get(job.id)
        if row is None or not self._still(row, job):
            self._release(row)
            return False
        self._delete(row)
        gone = DroppedJob(job.kind, job.wanted_at or job.due_at, aware(at))
        self._rows.put(self._rows.dropped_jobs, self._rows.new_id("dropped"), (job.guild_id, gone))
        self._purge(aware(at))
        return True

    async def free_held_beyond(self, moment: datetime) -> int:
        """Release what is held for longer than ``moment``."""
        rows = self._rows.jobs.values()
        held = [row for row in rows if row.held_until is not None and row.held_until > moment and not row.parked]
        for row in held:
            self._set(row._replace(held_until=None))
        return len(held)

    async def next_due(self, without: Collection[str] = ()) -> datetime | None:
        """When the next job can be claimed (a held one at the end of its lease)."""
        if without:
            rows = self._rows.jobs.values()
            times = [row.ready_at for row in rows if not row.parked and row.job.kind not in without]
            return min(times, default=None)
        row = self._first()
        return None if row is None else row.ready_at

    def _purge(self, now: datetime) -> None:
        over, rows = now - KEPT, self._rows
        for row in list(rows.jobs.values()):
            if row.parked_at is not None and row.parked_at < over:
                self._delete(row)
        for number, (_, gone) in list(rows.dropped_jobs.items()):
            if gone.dropped_at < over:
                rows.drop(rows.dropped_jobs, number)

    def _first(self) -> JobRow | None:
        due, jobs = self._rows.due, self._rows.jobs
        while due:
            ready_at, job_id = due[0]
            row = jobs.get(job_id)
            if row is not None and not row.parked and row.ready_at == ready_at:
                return row
            heappop(due)
        return None

    def _hold(self, row: JobRow, until: datetime) -> Job:
        job = replace(row.job, attempts=row.job.attempts + 1)
        self._set(JobRow(job, held_until=until, error=row.error))
        return job

    def _still(self, row: JobRow | None, job: Job) -> bool:
        """Whether this claim is the last word on the job: not put again, not claimed by another after the lease."""
        return row is not None and (row.job.version, row.job.attempts) == (job.version, job.attempts)

    def _release(self, row: JobRow | None) -> None:
        # Attempts are 0 only while nobody has claimed the newer wish, so another holder's lease is never cut short.
        if row is not None and row.job.attempts == 0 and not row.parked:
            self._set(row._replace(held_until=None))

    def _set(self, row: JobRow) -> None:
        old = self._rows.jobs.get(row.job.id)
        self._rows.put(self._rows.jobs, row.job.id, row)
        self._hint(row)
        if old is not None:
            self._rows.journal(lambda: self._hint(old))

    def _delete(self, row: JobRow) -> None:
        self._rows.drop(self._rows.jobs, row.job.id)
        self._rows.drop(self._rows.job_ids, (row.job.kind, row.job.key))
        self._rows.journal(lambda: self._hint(row))

    def _hint(self, row: JobRow) -> None:
        rows = self._rows
        if not row.parked:
            heappush(rows.due, (row.ready_at, row.job.id))
        if len(rows.due) > 2 * len(rows.jobs) + 1000:
            # Hints of times that were replaced pile up while a job is put again and again.
            rows.due = sorted((r.ready_at, r.job.id) for r in rows.jobs.values() if not r.parked)
