"""What sources said of films: remembering what was looked for, and letting go of all when its time is over."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import timedelta

from bot.domain.film import Film
from bot.domain.film_card import Sourced
from bot.ports import Clock, Database, Job

_log = logging.getLogger(__name__)
PURGE = "purge_film_facts"
"""The kind of the job."""
_KEY = "daily"
_EVERY = timedelta(days=1)
_FOUND = "found"
_KEPT = timedelta(days=365)
_RECALLED = 5_000


class FoundFilms:
    """Films that somebody looked for and a free source knew, so that they complete at the next key, restart or not."""

    def __init__(self, db: Database, clock: Clock) -> None:
        self._db = db
        self._clock = clock

    async def keep(self, film: Film) -> None:
        """Remember one, or that it was looked for again. Only for facts that anybody may keep (CC0)."""
        async with self._db.write() as uow:
            await uow.film_facts.put(_FOUND, film.id, [Sourced(_FOUND, film)], self._clock.now() + _KEPT)

    async def recall(self) -> Sequence[Film]:
        """Those that may still be kept."""
        async with self._db.read() as uow:
            return [one.film for one in await uow.film_facts.all_of(_FOUND, self._clock.now(), _RECALLED)]


class FilmFacts:
    """Deletes answers of film sources that may not be kept any longer, once a day and at every start."""

    def __init__(self, db: Database, clock: Clock) -> None:
        self._db = db
        self._clock = clock

    async def arrange(self) -> None:
        """Enqueue the job, due now."""
        async with self._db.write() as uow:
            await uow.jobs.put(PURGE, _KEY, self._clock.now())

    async def purge(self, job: Job) -> None:
        """Job: delete what is over, and come back tomorrow."""
        now = self._clock.now()
        async with self._db.write() as uow:
            gone = await uow.film_facts.purge(now)
            await uow.jobs.put(PURGE, job.key, now + _EVERY)
        _log.info("event=film_facts_purged answers=%s", gone)
