"""When digests come: choosing the time, ending them, and looking at one before it is posted."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from bot.domain.clock_time import minute_of_day
from bot.domain.digest import LATEST, Contents, Digest, Schedule, beginning, due_week
from bot.domain.weekly import Slot, Week, due
from bot.errors import NotFound
from bot.ports import Clock, Database, Gazetteer, UnitOfWork
from bot.ports.digests import Visible
from bot.services.digest_weeks import DigestWeeks
from bot.services.digests import POST, REDRAW, next_week

_LOOKED_THROUGH = 500  # a server's newest salons
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Wished:
    """What somebody wants of a schedule; None leaves it as it was, or as the server has it."""

    weekday: int
    time: str
    timezone: str | None = None
    channel_id: int | None = None
    quiet: bool | None = None


@dataclass(frozen=True, slots=True)
class Planned:
    """A schedule, when the next digest comes, and whether one is due already and follows at once."""

    schedule: Schedule
    next_at: datetime
    at_once: bool


class DigestSchedules:
    """Schedules of servers. ``gazetteer`` finds zones by what is typed; ``wake`` wakes the job runner."""

    def __init__(
        self,
        db: Database,
        clock: Clock,
        weeks: DigestWeeks,
        gazetteer: Gazetteer,
        *,
        wake: Callable[[], None],
    ) -> None:
        self._db = db
        self._clock = clock
        self._weeks = weeks
        self._gazetteer = gazetteer
        self.wake = wake

    async def of(self, guild_id: int) -> Schedule | None:
        """A server's schedule."""
        async with self._db.read() as uow:
            return await uow.digests.schedule(guild_id)

    async def choose(self, guild_id: int, wished: Wished, channel_id: int) -> Planned:
        """Let a digest come every week, in ``channel_id`` unless one is wished for or was before.

        Where only the time or its zone changes, the week that was next stays next: it is moved, and posted at once if its
        new moment has passed. Where the weekday changes, the next one is the first that is yet to come.
        Raises BadInput("unusable_time"), BadInput("unknown_timezone") or BadInput("several_timezones").
        """
        minute = minute_of_day(wished.time)
        zone = None if wished.timezone is None else await self._gazetteer.find(wished.timezone)
        now = self._clock.now()
        async with self._db.write() as uow:
            before = await uow.digests.schedule(guild_id)
            zone = zone or (before.slot.zone if before else (await uow.servers.get(guild_id)).timezone)
            schedule = Schedule(
                guild_id,
                Slot(wished.weekday, minute, zone),
                wished.channel_id or (before.channel_id if before else channel_id),
                _chosen(wished.quiet, before.quiet if before else None),
                Week(""),
            )
            planned = await _plan(uow, before, schedule, now)
        _log.info("event=digest_scheduled guild=%s week=%s zone=%s", guild_id, planned.schedule.first, zone)
        self.wake()
        return planned

    async def zone_changed(self, guild_id: int, old: str, new: str) -> Planned | None:
        """Let a digest move along with its server's zone, to the same hour there; one with a zone of its own stays.

        None where no digest is scheduled, or it is in the new zone already. Whether it moved shows in its zone.
        """
        now = self._clock.now()
        async with self._db.write() as uow:
            before = await uow.digests.schedule(guild_id)
            if before is None or before.slot.zone == new:
                return None
            if before.slot.zone != old:
                return Planned(before, due(before.slot, await next_week(uow, before, now)), at_once=False)
            moved = replace(before, slot=replace(before.slot, zone=new))
            planned = await _plan(uow, before, moved, now)
        _log.info("event=digest_zone_changed guild=%s zone=%s", guild_id, new)
        self.wake()
        return planned

    async def closed(self, guild_id: int, channel_id: int) -> None:
        """Let the digests be redrawn that tell of salons in a channel which not everybody reads any more."""
        async with self._db.write() as uow:
            for salon in await uow.salons.recent(guild_id, _LOOKED_THROUGH):
                if salon.parent_id == channel_id and salon.closed_at is not None:
                    for digest in await uow.digests.covering(guild_id, salon.closed_at):
                        await uow.jobs.put(REDRAW, str(digest.id), self._clock.now(), guild_id=guild_id)
        self.wake()

    async def end(self, guild_id: int) -> None:
        """Let no further digest come. Raises NotFound("no_digest")."""
        now = self._clock.now()
        async with self._db.write() as uow:
            if not await uow.digests.unplan(guild_id):
                raise NotFound("no_digest")
            if await uow.digests.unfinished(guild_id) is None:
                await uow.jobs.drop(POST, str(guild_id))
            else:  # what may stand in the channel already is still to be recorded
                await uow.jobs.put(POST, str(guild_id), now, guild_id=guild_id)
        _log.info("event=digest_ended guild=%s", guild_id)
        self.wake()

    async def preview(self, guild_id: int, channel_id: int, visible: Visible) -> tuple[Digest, Contents]:
        """The digest as it would be if it were posted in that channel now; nothing of it is stored."""
        now = self._clock.now()
        async with self._db.read() as uow:
            schedule, last = await uow.digests.schedule(guild_id), await uow.digests.last(guild_id)
            settings = await uow.servers.get(guild_id)
            zone = schedule.slot.zone if schedule else settings.timezone
            since = beginning(now, None if last is None else last.until)
            digest = Digest(guild_id, Week(""), since, now, zone, settings.language, channel_id, now)
            return digest, await self._weeks.read(uow, digest, visible)


async def _plan(uow: UnitOfWork, before: Schedule | None, schedule: Schedule, now: datetime) -> Planned:
    """Keep a schedule, and enqueue its next digest."""
    schedule = replace(schedule, first=await _first(uow, before, schedule, now))
    at = due(schedule.slot, schedule.first)
    await uow.digests.plan(schedule)
    unfinished = await uow.digests.unfinished(schedule.guild_id) is not None
    await uow.jobs.put(POST, str(schedule.guild_id), now if unfinished else max(at, now), guild_id=schedule.guild_id)
    return Planned(schedule, at, at_once=at <= now)


async def _first(uow: UnitOfWork, before: Schedule | None, schedule: Schedule, now: datetime) -> Week:
    """The first week of a new schedule."""
    if before is not None and before.slot.weekday == schedule.slot.weekday:
        week = due_week(before, now)
        if week is None or await uow.digests.of_week(before.guild_id, week) is not None:
            week = await next_week(uow, before, now)
        if now - due(schedule.slot, week) <= LATEST:
            return week
    return await next_week(uow, schedule, now)


def _chosen(wished: bool | None, before: bool | None) -> bool:
    """Whether quiet weeks get their two lines; they do where nobody chose."""
    return wished if wished is not None else before if before is not None else True
