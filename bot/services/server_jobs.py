"""What a server's managers see of its jobs: what is coming up, what was dropped as too late, what was set aside."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.errors import NotFound
from bot.ports import Clock, ComingJob, Database, DroppedJob, JobId, ParkedJob
from bot.ports.jobs import KEPT

_log = logging.getLogger(__name__)
TOLD = ("screening_open", "screening_remind", "film_over", "ballot_close", "digest", "recap", "open")
"""Kinds that people wait for. All others are housekeeping: they are counted only."""
MOST_COMING, MOST_DROPPED, MOST_ASIDE = 50, 11, 6
"""How many of each are read; a page shows fewer and says that there are more."""


@dataclass(frozen=True, slots=True)
class ServerJobs:
    """The jobs of a server: the next ones that people wait for, of ``waiting`` in all, and ``internal`` others."""

    coming: Sequence[ComingJob]
    waiting: int
    internal: int
    dropped: Sequence[DroppedJob]
    set_aside: Sequence[ParkedJob]


class JobsOfServers:
    """Shows a server's jobs, and has those tried again that were set aside. ``wake`` wakes the job runner."""

    def __init__(self, db: Database, clock: Clock, *, wake: Callable[[], None]) -> None:
        self._db = db
        self._clock = clock
        self._wake = wake

    async def of(self, guild_id: int) -> ServerJobs:
        """How things stand now."""
        since = self._clock.now() - KEPT
        async with self._db.read() as uow:
            counts = await uow.jobs.counts(guild_id)
            waiting = sum(counts.get(kind, 0) for kind in TOLD)
            return ServerJobs(
                await uow.jobs.coming(guild_id, TOLD, MOST_COMING),
                waiting,
                sum(counts.values()) - waiting,
                await uow.jobs.dropped(guild_id, since, MOST_DROPPED),
                await uow.jobs.set_aside(guild_id, since, MOST_ASIDE),
            )

    async def again(self, guild_id: int, job_id: JobId) -> None:
        """Let a job that was set aside run now. Raises NotFound("job_gone")."""
        async with self._db.write() as uow:
            if not await uow.jobs.again(job_id, guild_id, self._clock.now()):
                raise NotFound("job_gone")
        self._wake()
        _log.info("event=job_tried_again guild=%s job=%s", guild_id, job_id)
