"""The durable queue, and what can be seen of it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Protocol

from bot.records import ComingJob, DroppedJob, Job, JobId, ParkedJob

KEPT = timedelta(days=30)
"""For how long it can be seen what was dropped or set aside; then it is deleted."""


class JobStore(Protocol):
    """The durable queue. Times at which something becomes of a job are those of the runner's clock.

    A job that cannot be read (its row was damaged) is set aside by ``claim`` and never stands in the way of others.
    """

    async def put(
        self,
        kind: str,
        key: str,
        due_at: datetime,
        payload: Mapping[str, object] | None = None,
        *,
        guild_id: int | None = None,
    ) -> None:
        """Enqueue, or replace due time and payload of the job of that kind and key (attempts start anew).

        ``guild_id`` is the server it is done for, whose managers can see it; None leaves it as it is known already.
        """
        ...

    async def drop(self, kind: str, key: str) -> None:
        """Forget the job of that kind and key."""
        ...

    async def claim(self, now: datetime, lease: timedelta, limit: int, without: Collection[str] = ()) -> Sequence[Job]:
        """Take due jobs that nobody holds (or whose lease ran out) and hold them for ``lease``.

        Those that could be claimed first come first. Parked ones stay, and those of the kinds in ``without``.
        """
        ...

    async def done(self, job: Job) -> None:
        """Delete it, unless it was put again meanwhile (then only release it)."""
        ...

    async def retry(self, job: Job, due_at: datetime, error: str) -> None:
        """Release it to run again at ``due_at``; ``error`` is a class name or id, never content."""
        ...

    async def park(self, job: Job, error: str, at: datetime) -> None:
        """Set it aside for good; it stays visible for ``KEPT``."""
        ...

    async def too_late(self, job: Job, at: datetime) -> bool:
        """Delete it and keep for ``KEPT`` that it was dropped; False when it was put again or is another's (then only release it)."""
        ...

    async def free_held_beyond(self, moment: datetime) -> int:
        """Release what is held for longer than ``moment`` and return how many that were.

        No lease is that long: the clock was set back since it was given.
        """
        ...

    async def next_due(self, without: Collection[str] = ()) -> datetime | None:
        """When the next job can be claimed: the earliest unparked one, where a held one counts at the end of its lease."""
        ...

    async def parked(self) -> Sequence[Job]:
        """Jobs set aside, of all servers, as far as they can be read."""
        ...

    # --- what a server's managers see ---

    async def coming(self, guild_id: int, kinds: Collection[str], limit: int) -> Sequence[ComingJob]:
        """Jobs of these kinds that a server has ahead of it, the next first."""
        ...

    async def counts(self, guild_id: int) -> Mapping[str, int]:
        """How many jobs of each kind a server has ahead of it."""
        ...

    async def dropped(self, guild_id: int, since: datetime, limit: int) -> Sequence[DroppedJob]:
        """What was dropped as too late since then, the newest first."""
        ...

    async def set_aside(self, guild_id: int, since: datetime, limit: int) -> Sequence[ParkedJob]:
        """What was set aside since then, the newest first."""
        ...

    async def again(self, job_id: JobId, guild_id: int, now: datetime) -> bool:
        """Let a job that was set aside run now, as if it had never failed; False when that server has none of that id."""
        ...
