"""Work that must be done and may not be done now: it is tried again every hour, for a month."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from bot.ports import Database, Job

_log = logging.getLogger(__name__)
_REST, _TIMES = timedelta(hours=1), 24 * 30
_KEY = "waited"


async def put_off(db: Database, job: Job, now: datetime) -> None:
    """Enqueue a job again for later, in place of having it set aside for good; after a month it is let go."""
    waited = int(str(job.payload.get(_KEY, 0))) + 1
    if waited > _TIMES:
        _log.warning("event=waited_in_vain kind=%s key=%s", job.kind, job.key)
        return
    async with db.write() as uow:
        await uow.jobs.put(job.kind, job.key, now + _REST, {**job.payload, _KEY: waited}, guild_id=job.guild_id)
