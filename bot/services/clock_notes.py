"""Telling a salon's thread what was done to the clock: one message for each deed, whatever dies in between.

The newest has the buttons; one that counts down to a common moment is shown again when the moment has come.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot.domain.film_clock import AWAY, RUNS, ClockState, DeedKind, FilmClock
from bot.domain.salon import Salon, SalonState
from bot.domain.turn import SalonId
from bot.errors import Forbidden, Gone
from bot.ports import Clock, ClockBoard, ClockNote, Database, Job, KeptDeed
from bot.services.film_clocks import AT_LEAST, FRESH, SHOW, TO_GET_READY, TO_GO_ON, clock_of, common_moment, expect_end

_log = logging.getLogger(__name__)
_ALL = "all"  # in the payload: every note is shown anew (somebody is forgotten)
_BEFORE = timedelta(minutes=1)  # the deed of a countdown lies ahead of its message


class ClockNotes:
    """Posts and redraws the notes of clocks. A note is stored as posted; one that may have been is looked for first."""

    def __init__(self, db: Database, clock: Clock, board: ClockBoard) -> None:
        self._db = db
        self._clock = clock
        self._board = board

    async def show(self, job: Job) -> None:
        """Job "clock": post what is not told yet, bring the newest notes up to date, and come again at a common moment."""
        salon_id = SalonId(int(job.key))
        salon, kept = await self._read(salon_id)
        if salon is None or salon.channel_id is None:
            return
        fresh = int(str(job.payload.get(FRESH, 0))) if job.attempts <= 1 else 0
        try:
            posted = False
            for one in kept:
                if one.message_id is None and _told(one):
                    await self._post(salon, one.number, sure=one.number == fresh)
                    posted = True
            await self._renew(salon_id, every=bool(job.payload.get(_ALL)), stepped=posted or job.attempts > 1)
        except (Gone, Forbidden) as error:
            _log.warning("event=clock_not_shown salon=%s error=%s", salon_id, type(error).__name__)
        await self._come_again(salon_id)

    async def _post(self, salon: Salon, number: int, *, sure: bool) -> None:
        """Tell of one deed; ``sure`` that nothing was posted of it before."""
        kept = (await self._read(salon.id))[1]
        one = kept[number - 1]
        since = min(kept[number - 2].deed.at, one.deed.at) if number > 1 else salon.opened_at
        found = None if sure else await self._board.find(salon, number, since - _BEFORE)
        if found is None:
            kept = await self._in_time(salon, kept, number)
            note = self._note(salon, kept, number)
            found = await self._board.post(salon, note, f"k{salon.id}.{number}.{int(note.deed.at.timestamp()) % 10**8}")
        async with self._db.write() as uow:
            await uow.clocks.posted(salon.id, number, found)
            now = await uow.salons.get(salon.id)
            if now is not None and now.state is SalonState.WATCHING:
                # A film whose beginning nobody was known to be told of is not taken to be over; now it may be.
                await expect_end(uow, now, clock_of(now, await uow.clocks.of_salon(salon.id)))

    async def _in_time(self, salon: Salon, kept: Sequence[KeptDeed], number: int) -> Sequence[KeptDeed]:
        """Put a common moment off that nobody could be told of in time; nobody has pressed play by it."""
        deed, now = kept[number - 1].deed, self._clock.now()
        if deed.kind not in RUNS or number != len(kept) or deed.at - now >= AT_LEAST:
            return kept
        at = common_moment(now, TO_GET_READY if deed.kind is DeedKind.START else TO_GO_ON)
        async with self._db.write() as uow:
            kept = await uow.clocks.of_salon(salon.id)
            if len(kept) == number:
                await uow.clocks.move(salon.id, number, at)
                kept = await uow.clocks.of_salon(salon.id)
                await expect_end(uow, salon, clock_of(salon, kept))
        _log.info("event=common_moment_put_off salon=%s number=%s", salon.id, number)
        return kept

    async def _renew(self, salon_id: SalonId, *, every: bool, stepped: bool) -> None:
        """Show the newest notes as they stand: a moment has come, or the buttons have gone to a newer one."""
        salon, kept = await self._read(salon_id)
        told = [one for one in kept if one.message_id is not None]
        if salon is None or not told:
            return
        for one in told if every else told[-2:]:
            note, last = self._note(salon, kept, one.number), one is told[-1]
            came = note.over or (note.deed.kind in RUNS and note.deed.at <= note.now)
            if one.message_id is None or not (every or (came if last else stepped)):
                continue
            try:
                await self._board.redraw(salon, note, one.message_id)
            except Gone:
                _log.info("event=clock_note_gone salon=%s number=%s", salon_id, one.number)

    async def _come_again(self, salon_id: SalonId) -> None:
        async with self._db.write() as uow:
            salon, kept = await uow.salons.get(salon_id), await uow.clocks.of_salon(salon_id)
            if salon is None or salon.state is not SalonState.WATCHING:
                return
            moment = clock_of(salon, kept).begins_at(self._clock.now())
            if moment is not None and all(one.message_id is not None or not _told(one) for one in kept):
                await uow.jobs.put(SHOW, str(salon_id), moment, guild_id=salon.guild_id)

    def _note(self, salon: Salon, kept: Sequence[KeptDeed], number: int) -> ClockNote:
        now = self._clock.now()
        whole = clock_of(salon, kept)
        newest = not any(_told(one) for one in kept[number:])
        until = replace(whole, deeds=whole.deeds[:number])
        over = salon.state is not SalonState.WATCHING or _over(whole, now)
        return ClockNote(number, kept[number - 1].deed, until, now, newest, over)

    async def _read(self, salon_id: SalonId) -> tuple[Salon | None, Sequence[KeptDeed]]:
        async with self._db.read() as uow:
            return await uow.salons.get(salon_id), await uow.clocks.of_salon(salon_id)


def _told(one: KeptDeed) -> bool:
    """Whether the thread is told of a deed; that a film ran out is seen by everybody."""
    return one.deed.kind is not DeedKind.END or one.deed.by != AWAY


def _over(clock: FilmClock, now: datetime) -> bool:
    return clock.state(now) is ClockState.OVER
