"""Keeping what stands on Discord in step with a screening: its card, and Discord's own scheduled event; both ways."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

from bot.domain.screening import Screening, ScreeningId, ScreeningState
from bot.errors import Conflict, Forbidden, Gone, SalonError
from bot.ports import Clock, Database, Job, ScreeningBoard
from bot.ports.screenings import EventSeen, Shown
from bot.services.screening_answers import ScreeningAnswers
from bot.services.screenings import CARD, EVENT, OPEN, Screenings, read
from bot.services.waiting import put_off

_log = logging.getLogger(__name__)


class ScreeningPosts:
    """Posts and redraws cards, makes and changes events; each is looked for before it is made a second time."""

    def __init__(
        self,
        db: Database,
        clock: Clock,
        board: ScreeningBoard,
        screenings: Screenings,
        answers: ScreeningAnswers,
        *,
        wake: Callable[[], None],
    ) -> None:
        self._db = db
        self._clock = clock
        self._board = board
        self._screenings = screenings
        self._answers = answers
        self._wake = wake

    # --- the card ---

    async def card(self, job: Job) -> None:
        """Job "screening_card": post a screening's card once, or show it as it is now."""
        shown = await self._shown(job)
        if shown is None:
            return
        try:
            if shown.screening.card is not None:
                await self._board.redraw(shown)
            elif shown.screening.state in {ScreeningState.PLANNED, ScreeningState.BEGUN}:
                found = await self._board.find(shown.screening) if job.attempts > 1 else None
                await self._carded(shown, found or await self._board.post(shown, f"s{shown.screening.id}"))
        except Forbidden:
            _log.warning("event=screening_card_forbidden screening=%s", shown.screening.id)
            await put_off(self._db, job, self._clock.now())

    async def _carded(self, shown: Shown, message_id: int) -> None:
        async with self._db.write() as uow:
            there = await uow.screenings.taken(shown.screening.id)
            if there is None:
                return
            await uow.screenings.save(replace(there, card=message_id))
            if await read(uow, there.id) != replace(shown, screening=replace(shown.screening, card=message_id)):
                await uow.jobs.put(CARD, str(there.id), self._clock.now(), guild_id=there.guild_id)
        self._wake()

    async def _shown(self, job: Job) -> Shown | None:
        async with self._db.read() as uow:
            return await read(uow, ScreeningId(int(job.key)))

    # --- ours to theirs ---

    async def event(self, job: Job) -> None:
        """Job "screening_event": make Discord's event of a screening, or bring it to where the screening stands."""
        shown = await self._shown(job)
        if shown is None:
            return
        there = shown.screening
        try:
            if there.event_id is not None:
                await self._board.follow_event(there)
                await self._known(there, there.event_id)
            elif there.ahead and there.starts_at > self._clock.now():
                await self._known(there, await self._board.make_event(there, await self._events(there)))
        except (Forbidden, Conflict, Gone) as error:
            # A server may have no room for events or not let us make any: the card carries the screening alone.
            _log.warning("event=screening_without_event screening=%s error=%s", there.id, type(error).__name__)

    async def _events(self, screening: Screening) -> Sequence[int]:
        """The events of a server's other screenings."""
        async with self._db.read() as uow:
            others = await uow.screenings.ahead(screening.guild_id)
        return [one.event_id for one in others if one.event_id is not None and one.id != screening.id]

    async def _known(self, shown: Screening, event_id: int) -> None:
        """Note the event and when it begins, as it was brought to be."""
        async with self._db.write() as uow:
            there = await uow.screenings.taken(shown.id)
            if there is None:
                return
            await uow.screenings.save(replace(there, event_id=event_id, event_start=shown.starts_at))
            if (there.sequence, there.state) != (shown.sequence, shown.state):
                await uow.jobs.put(EVENT, str(there.id), self._clock.now(), guild_id=there.guild_id)
        self._wake()

    # --- theirs to ours ---

    async def event_seen(self, event_id: int, seen: EventSeen | None) -> None:
        """Follow what was done to Discord's event there: another time or place, begun early, or (None) called off or deleted."""
        await self.event_changed(event_id, seen.starts_at if seen else None, begun=seen is not None and seen.begun)
        if seen is not None:
            await self._elsewhere(event_id, seen.venue_id)

    async def _elsewhere(self, event_id: int, venue_id: int | None) -> None:
        async with self._db.write() as uow:
            found = await uow.screenings.of_event(event_id)
            there = None if found is None else await uow.screenings.taken(found.id)
            if there is None or not there.ahead or there.venue_id == venue_id:
                return
            await uow.screenings.save(replace(there, venue_id=venue_id))
            await uow.jobs.put(CARD, str(there.id), self._clock.now(), guild_id=there.guild_id)
        self._wake()

    async def event_changed(self, event_id: int, starts_at: datetime | None, *, begun: bool = False) -> None:
        """Follow what was done to Discord's event there: another time, begun early, or (None) cancelled or deleted."""
        async with self._db.read() as uow:
            there = await uow.screenings.of_event(event_id)
        if there is None or not there.ahead:
            return
        if starts_at is None:
            await self._cancelled(there)
        elif starts_at not in {there.event_start, there.starts_at}:
            await self._moved(there, starts_at)
        elif begun:
            async with self._db.write() as uow:
                await uow.jobs.put(OPEN, str(there.id), self._clock.now(), guild_id=there.guild_id)
            self._wake()

    async def _cancelled(self, there: Screening) -> None:
        try:
            await self._screenings.cancel(there.id, None, manager=True)
        except SalonError as error:  # somebody was faster
            _log.info("event=event_not_followed screening=%s error=%s", there.id, error.key)

    async def _moved(self, there: Screening, starts_at: datetime) -> None:
        try:
            await self._screenings.move(there.id, 0, manager=True, starts_at=starts_at, zone=there.zone)
            await self._stands(there.id, starts_at)
        except SalonError as error:
            # What cannot be followed (a time that is over) is put back to where the screening stands.
            _log.info("event=event_not_followed screening=%s error=%s", there.id, error.key)
            async with self._db.write() as uow:
                await uow.jobs.put(EVENT, str(there.id), self._clock.now(), guild_id=there.guild_id)
            self._wake()

    async def _stands(self, screening_id: ScreeningId, starts_at: datetime) -> None:
        """Note when the event begins now, so that being moved back at once is not taken for an echo of our own."""
        async with self._db.write() as uow:
            there = await uow.screenings.taken(screening_id)
            if there is not None:
                await uow.screenings.save(replace(there, event_start=starts_at))

    async def catch_up(self) -> int:
        """Follow what was done to events, and who became interested, while nobody listened; return how many are ahead."""
        async with self._db.read() as uow:
            ahead = [one for one in await uow.screenings.ahead() if one.event_id is not None]
        for one in ahead:
            try:
                await self._catch_up(one)
            except SalonError as error:
                _log.warning("event=event_not_read screening=%s error=%s", one.id, type(error).__name__)
        return len(ahead)

    async def _catch_up(self, screening: Screening) -> None:
        if screening.event_id is None:
            return
        seen = await self._board.event(screening)
        await self.event_seen(screening.event_id, seen)
        if seen is not None:
            await self._answers.compare(screening, await self._board.interested(screening))
