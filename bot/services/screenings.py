"""Planning screenings: proposing one, confirming it, moving it, cancelling it; what is due for it is put in line."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.domain.digest import DigestState
from bot.domain.film import Film
from bot.domain.screening import (
    DOORS,
    Answer,
    Lead,
    NewScreening,
    Rsvp,
    Screening,
    ScreeningId,
    ScreeningState,
    Series,
    going,
    overlapping,
    quorum_asked_at,
)
from bot.errors import BadInput, Conflict, Forbidden, NotFound
from bot.ports import Clock, Database, Job, UnitOfWork
from bot.ports.screenings import Shown
from bot.services.digests import REDRAW
from bot.services.screening_series import follow_move, next_of

_log = logging.getLogger(__name__)
CARD, EVENT, REMIND, QUORUM = "screening_card", "screening_event", "screening_remind", "screening_quorum"
TELL, OPEN, OVER, DRAFT = "screening_tell", "screening_open", "screening_over", "screening_draft"
BARRED = "screening_barred"
MOST_AHEAD = 50
"""Screenings that a server has ahead of it at most; Discord itself holds a hundred events."""
_DRAFTS_LAST = timedelta(days=1)
_SOONEST = timedelta(minutes=1)


def _nothing() -> None:
    """Nobody to wake."""


@dataclass(frozen=True, slots=True)
class Change:
    """What became of a screening, how many people are told of it, and the next one of its series, if one was planned."""

    screening: Screening
    told: int = 0
    following: Screening | None = None


class Screenings:
    """The plans of servers. Whatever is decided is decided inside the transaction that changes it."""

    def __init__(self, db: Database, clock: Clock, *, wake: Callable[[], None] = _nothing) -> None:
        self._db = db
        self._clock = clock
        self.wake = wake

    # --- planning ---

    async def propose(self, new: NewScreening) -> Screening:
        """Keep a draft of a screening until it is confirmed, for a day. Raises Conflict("screenings_full")."""
        now = self._clock.now()
        async with self._db.write() as uow:
            await _room(uow, new.guild_id)
            draft = await uow.screenings.add(replace(new, state=ScreeningState.DRAFT))
            await uow.jobs.put(DRAFT, str(draft.id), now + _DRAFTS_LAST, guild_id=new.guild_id)
        return draft

    async def draft(self, draft_id: ScreeningId, by: int) -> Screening:
        """A draft of one's own. Raises NotFound("draft_gone") or Conflict("draft_settled")."""
        async with self._db.read() as uow:
            return _own_draft(await uow.screenings.get(draft_id), by)

    async def with_film(self, draft_id: ScreeningId, by: int, film: Film) -> Screening:
        """Give a draft of one's own another film. Raises NotFound("draft_gone") or Conflict("draft_settled")."""
        async with self._db.write() as uow:
            draft = replace(_own_draft(await uow.screenings.taken(draft_id), by), film=film)
            await uow.screenings.save(draft)
        return draft

    async def confirm(self, draft_id: ScreeningId, by: int, starts_at: datetime) -> Screening:
        """Plan a draft for a moment.

        Raises NotFound("draft_gone"), Conflict("draft_settled" or "screenings_full") or BadInput("screening_past").
        """
        now = self._clock.now()
        if starts_at < now + _SOONEST:
            raise BadInput("screening_past")
        async with self._db.write() as uow:
            draft = _own_draft(await uow.screenings.taken(draft_id), by)
            await _room(uow, draft.guild_id)
            planned = replace(draft, state=ScreeningState.PLANNED, starts_at=starts_at, changed_at=now)
            if draft.repeat is not None:
                series = await uow.screenings.begin_series(draft.guild_id, draft.repeat, starts_at, draft.zone)
                planned = replace(planned, series_id=series.id, slot=starts_at)
            await uow.screenings.save(planned)
            await uow.screenings.answer(planned.id, Rsvp(by, Answer.GOING, now))
            await uow.jobs.drop(DRAFT, str(draft_id))
            await arrange(uow, planned, now)
        _log.info(
            "event=screening_planned screening=%s guild=%s film=%s", planned.id, planned.guild_id, planned.film.id
        )
        self.wake()
        return planned

    async def discard(self, draft_id: ScreeningId, by: int) -> None:
        """Drop a draft of one's own. Raises NotFound("draft_gone") or Conflict("draft_settled")."""
        async with self._db.write() as uow:
            _own_draft(await uow.screenings.taken(draft_id), by)
            await uow.screenings.remove(draft_id)
            await uow.jobs.drop(DRAFT, str(draft_id))

    async def forget_draft(self, job: Job) -> None:
        """Job "screening_draft": drop a draft that nobody confirmed."""
        async with self._db.write() as uow:
            draft = await uow.screenings.taken(ScreeningId(int(job.key)))
            if draft is not None and draft.state is ScreeningState.DRAFT:
                await uow.screenings.remove(draft.id)

    # --- changing ---

    async def move(
        self,
        screening_id: ScreeningId,
        by: int,
        *,
        manager: bool,
        starts_at: datetime,
        zone: str,
        film: Film | None = None,
        series: bool = False,
    ) -> Change:
        """Give a screening another moment, or another film, and tell who said yes; with ``series`` all that follow move too.

        Raises NotFound("screening_gone"), Forbidden("not_your_screening"), Conflict or BadInput("screening_past").
        """
        now = self._clock.now()
        async with self._db.write() as uow:
            there = _changeable(await uow.screenings.taken(screening_id), by, manager=manager)
            if starts_at != there.starts_at and starts_at < now + _SOONEST:
                raise BadInput("screening_past")
            moved = replace(there, starts_at=starts_at, zone=zone, film=film or there.film)
            if (moved.starts_at, moved.film.id) == (there.starts_at, there.film.id):
                raise Conflict("screening_same")
            tell = "moved" if starts_at != there.starts_at else "recast"
            told = await self._changed(uow, moved, now, tell=tell)
            if series:
                await follow_move(uow, moved)
        _log.info("event=screening_moved screening=%s told=%s", screening_id, told)
        self.wake()
        return Change(moved, told)

    async def cancel(self, screening_id: ScreeningId, by: int | None, *, manager: bool, series: bool = False) -> Change:
        """Call a screening off and tell who said yes; the next of its series is planned, unless ``series`` ends it.

        ``by`` None: somebody did it on Discord's own event. Raises NotFound("screening_gone"), Forbidden or Conflict.
        """
        now = self._clock.now()
        async with self._db.write() as uow:
            there = _changeable(await uow.screenings.taken(screening_id), by, manager=manager)
            off = replace(there, state=ScreeningState.CANCELLED)
            told = await self._changed(uow, off, now, tell="cancelled")
            following = None if series else await next_of(uow, off, now)
            if series:
                await _end_series(uow, off)
            if following is not None:
                await arrange(uow, following, now)
        _log.info("event=screening_cancelled screening=%s told=%s series=%s", screening_id, told, series)
        self.wake()
        return Change(off, told, following)

    async def _changed(self, uow: UnitOfWork, screening: Screening, now: datetime, *, tell: str) -> int:
        """Store a change that others see, put what follows in line, and return how many are told."""
        changed = replace(screening, sequence=screening.sequence + 1, changed_at=now)
        await uow.screenings.save(changed)
        await arrange(uow, changed, now)
        digest = await uow.digests.last(changed.guild_id)
        if digest is not None and digest.state is DigestState.POSTED:  # it may name the screening, and when it is
            await uow.jobs.put(REDRAW, str(digest.id), now, guild_id=changed.guild_id)
        who = going(await uow.screenings.rsvps(changed.id), Answer.GOING, Answer.MAYBE)
        if who:
            payload = {"what": tell, "who": list(who), "sequence": changed.sequence}
            await uow.jobs.put(TELL, f"{changed.id}:{changed.sequence}", now, payload, guild_id=changed.guild_id)
        return len(who)

    # --- looking ---

    async def ahead(self, guild_id: int) -> Sequence[Screening]:
        """A server's screenings to come, the next first."""
        async with self._db.read() as uow:
            return await uow.screenings.ahead(guild_id)

    async def shown(self, guild_id: int, screening_id: ScreeningId) -> Shown:
        """A screening of a server with the answers to it. Raises NotFound("screening_gone")."""
        async with self._db.read() as uow:
            found = await read(uow, screening_id)
        if found is None or found.screening.guild_id != guild_id:
            raise NotFound("screening_gone")
        return found

    async def all_shown(self, guild_id: int) -> Sequence[Shown]:
        """What is going on and what is to come on a server, with the answers."""
        async with self._db.read() as uow:
            found = [*await uow.screenings.going_on(guild_id), *await uow.screenings.ahead(guild_id)]
            several = [await read(uow, one.id) for one in found]
        return [one for one in several if one is not None]

    async def with_series(
        self, guild_id: int, screening_id: ScreeningId | None = None
    ) -> Sequence[tuple[Screening, Series | None, Sequence[Screening]]]:
        """Screenings to come (one, or all), each with its series and all that the series has had."""
        async with self._db.read() as uow:
            found = [one for one in await uow.screenings.ahead(guild_id) if screening_id in {None, one.id}]
            return [
                (one, None, ())
                if one.series_id is None
                else (one, await uow.screenings.series(one.series_id), await uow.screenings.of_series(one.series_id))
                for one in found
            ]

    async def in_the_way(self, screening: Screening) -> Screening | None:
        """Another screening that runs in the same place at the same time."""
        async with self._db.read() as uow:
            around = [
                *await uow.screenings.going_on(screening.guild_id),
                *await uow.screenings.ahead(screening.guild_id),
            ]
            return overlapping(screening, around)


async def read(uow: UnitOfWork, screening_id: ScreeningId) -> Shown | None:
    """A screening as its card shows it; None for a draft, and for what is gone."""
    there = await uow.screenings.get(screening_id)
    if there is None or there.state is ScreeningState.DRAFT:
        return None
    salon = await uow.salons.get(there.salon_id) if there.salon_id is not None else None
    return Shown(there, tuple(await uow.screenings.rsvps(there.id)), None if salon is None else salon.channel_id)


async def arrange(uow: UnitOfWork, screening: Screening, now: datetime) -> None:
    """Put in line what is due for a screening as it stands now, in place of what was due before."""
    key, start, guild = str(screening.id), screening.starts_at, screening.guild_id
    await uow.jobs.put(CARD, key, now, guild_id=guild)
    await uow.jobs.put(EVENT, key, now, guild_id=guild)
    for lead in Lead:
        due = start - lead.before
        if screening.ahead and due > now:
            late = {"latest_s": int(lead.latest.total_seconds())}
            await uow.jobs.put(REMIND, f"{key}:{lead}", due, late, guild_id=guild)
        else:
            await uow.jobs.drop(REMIND, f"{key}:{lead}")
    if screening.ahead:
        await uow.jobs.put(OPEN, key, max(now, start - DOORS), guild_id=guild)
    else:
        await uow.jobs.drop(OPEN, key)
    if screening.ahead and screening.quorum is not None:
        await uow.jobs.put(QUORUM, key, quorum_asked_at(start, now), {"latest_s": 2 * 3600}, guild_id=guild)
    else:
        await uow.jobs.drop(QUORUM, key)


async def _room(uow: UnitOfWork, guild_id: int) -> None:
    """Raise Conflict("screenings_full") where a server has no room for another plan."""
    if len(await uow.screenings.ahead(guild_id)) >= MOST_AHEAD:
        raise Conflict("screenings_full", limit=MOST_AHEAD)


async def _end_series(uow: UnitOfWork, screening: Screening) -> None:
    series = await uow.screenings.series(screening.series_id) if screening.series_id is not None else None
    if series is not None:
        await uow.screenings.save_series(replace(series, ended=True))


def _own_draft(draft: Screening | None, by: int) -> Screening:
    if draft is None or draft.organiser != by:
        raise NotFound("draft_gone")
    if draft.state is not ScreeningState.DRAFT:
        raise Conflict("draft_settled")
    return draft


def _changeable(there: Screening | None, by: int | None, *, manager: bool) -> Screening:
    if there is None or there.state is ScreeningState.DRAFT:
        raise NotFound("screening_gone")
    if by is not None and by != there.organiser and not manager:
        raise Forbidden("not_your_screening")
    if there.state is ScreeningState.CANCELLED:
        raise Conflict("screening_cancelled")
    if not there.ahead:
        raise Conflict("screening_begun")
    return there
