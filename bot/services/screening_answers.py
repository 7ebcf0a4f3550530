"""Who comes to a screening, and who wants to be reminded of it."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence

from bot.domain.screening import Answer, Lead, Reminder, Rsvp, Screening, ScreeningId, ScreeningState
from bot.errors import Conflict, NotFound
from bot.ports import Clock, Database, UnitOfWork
from bot.ports.screenings import Shown
from bot.services.screenings import CARD, read

_log = logging.getLogger(__name__)


class ScreeningAnswers:
    """Keeps answers and reminders; the card follows by a job. ``wake`` tells the job runner that something is due."""

    def __init__(self, db: Database, clock: Clock, *, wake: Callable[[], None]) -> None:
        self._db = db
        self._clock = clock
        self._wake = wake

    async def answer(self, guild_id: int, screening_id: ScreeningId, user_id: int, answer: Answer) -> Shown:
        """Note somebody's answer; giving the same once more takes it back. Who cannot come is not reminded.

        Raises NotFound("screening_gone"), Conflict("screening_cancelled") or Conflict("screening_over").
        """
        now = self._clock.now()
        async with self._db.write() as uow:
            there = _open(await uow.screenings.taken(screening_id), guild_id)
            before = {one.user_id: one for one in await uow.screenings.rsvps(there.id)}.get(user_id)
            if before is not None and before.answer is answer and not before.by_event:
                await uow.screenings.unanswer(there.id, user_id)
            else:
                await uow.screenings.answer(there.id, Rsvp(user_id, answer, now))
            if answer is Answer.CANT:
                await uow.screenings.remind(there.id, user_id, ())
            shown = await self._followed(uow, there)
        self._wake()
        return shown

    async def remind(
        self, guild_id: int, screening_id: ScreeningId, user_id: int, wanted: Sequence[tuple[Lead, bool]]
    ) -> Sequence[Reminder]:
        """Replace the reminders that somebody wants, each with whether by direct message, and return those that will come.

        Raises as ``answer`` does.
        """
        async with self._db.write() as uow:
            there = _open(await uow.screenings.taken(screening_id), guild_id)
            ahead = self.still(there)
            chosen = [Reminder(user_id, lead, direct) for lead, direct in dict(wanted).items() if lead in ahead]
            await uow.screenings.remind(there.id, user_id, chosen)
        return chosen

    async def reminders(
        self, guild_id: int, screening_id: ScreeningId, user_id: int
    ) -> tuple[Shown, Sequence[Reminder]]:
        """A screening and the reminders that somebody wants of it. Raises as ``answer`` does."""
        async with self._db.read() as uow:
            there = _open(await uow.screenings.get(screening_id), guild_id)
            shown = await read(uow, there.id)
            wanted = [one for one in await uow.screenings.reminders(there.id) if one.user_id == user_id]
        return shown or Shown(there), wanted

    def still(self, screening: Screening) -> Sequence[Lead]:
        """The reminders of a screening whose time is yet to come."""
        now = self._clock.now()
        return [lead for lead in Lead if screening.ahead and screening.starts_at - lead.before > now]

    # --- Discord's "interested" ---

    async def interested(self, event_id: int, user_id: int, *, interested: bool) -> None:
        """Follow Discord's own "interested": it counts as going, until the same person says otherwise on the card."""
        async with self._db.write() as uow:
            found = await uow.screenings.of_event(event_id)
            if found is None or not found.ahead:
                return
            there = await uow.screenings.taken(found.id)
            if there is None or not await _follow(
                uow, there, user_id, Rsvp(user_id, Answer.GOING, self._clock.now(), True), interested
            ):
                return
            await self._followed(uow, there)
        self._wake()

    async def compare(self, screening: Screening, interested: Sequence[int]) -> None:
        """Bring the answers that came by Discord's event to what they are there now."""
        now, there = self._clock.now(), set(interested)
        async with self._db.write() as uow:
            held = await uow.screenings.taken(screening.id)
            if held is None or not held.ahead:
                return
            known = {one.user_id: one for one in await uow.screenings.rsvps(held.id)}
            came = [user for user in interested if user not in known]
            left = [user for user, one in known.items() if one.by_event and user not in there]
            for user in came:
                await uow.screenings.answer(held.id, Rsvp(user, Answer.GOING, now, by_event=True))
            for user in left:
                await uow.screenings.unanswer(held.id, user)
            if came or left:
                await self._followed(uow, held)
        self._wake()

    async def _followed(self, uow: UnitOfWork, screening: Screening) -> Shown:
        await uow.jobs.put(CARD, str(screening.id), self._clock.now(), guild_id=screening.guild_id)
        return await read(uow, screening.id) or Shown(screening)


async def _follow(uow: UnitOfWork, there: Screening, user_id: int, rsvp: Rsvp, interested: bool) -> bool:
    """Note or withdraw an answer that came by the event; False when that changes nothing."""
    before = {one.user_id: one for one in await uow.screenings.rsvps(there.id)}.get(user_id)
    if interested:
        if before is not None and before.answer is Answer.GOING:
            return False
        await uow.screenings.answer(there.id, rsvp)
        return True
    return before is not None and before.by_event and await uow.screenings.unanswer(there.id, user_id)


def _open(there: Screening | None, guild_id: int) -> Screening:
    """A screening that can still be answered."""
    if there is None or there.guild_id != guild_id or there.state is ScreeningState.DRAFT:
        raise NotFound("screening_gone")
    if there.state is ScreeningState.CANCELLED:
        raise Conflict("screening_cancelled")
    if there.state is ScreeningState.OVER:
        raise Conflict("screening_over")
    return there
