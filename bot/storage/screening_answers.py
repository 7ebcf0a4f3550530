"""Answers to screenings, and the reminders asked for, in SQL."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.screening import Answer, Lead, Reminder, Rsvp, ScreeningId
from bot.storage.screening_tables import screening_reminders as reminders
from bot.storage.screening_tables import screening_rsvps as rsvps
from bot.storage.statements import insert_into


class ScreeningAnswers:
    """The part of a ScreeningStore that keeps what people answered."""

    def __init__(self, conn: AsyncConnection) -> None:
        self._conn = conn

    async def answer(self, screening_id: ScreeningId, rsvp: Rsvp) -> None:
        """Store or replace somebody's answer; who changes theirs keeps their place."""
        values = {"answer": rsvp.answer.value, "by_event": rsvp.by_event}
        insert = insert_into(self._conn, rsvps).values(
            screening_id=screening_id, user_id=rsvp.user_id, at=rsvp.at, **values
        )
        await self._conn.execute(insert.on_conflict_do_update(index_elements=["screening_id", "user_id"], set_=values))

    async def unanswer(self, screening_id: ScreeningId, user_id: int) -> bool:
        """Take somebody's answer away; False where there was none."""
        theirs = (rsvps.c.screening_id == screening_id) & (rsvps.c.user_id == user_id)
        return (await self._conn.execute(sa.delete(rsvps).where(theirs))).rowcount == 1

    async def rsvps(self, screening_id: ScreeningId) -> Sequence[Rsvp]:
        """The answers, in the order in which people first gave one."""
        query = sa.select(rsvps).where(rsvps.c.screening_id == screening_id).order_by(rsvps.c.at, rsvps.c.user_id)
        return [Rsvp(row.user_id, Answer(row.answer), row.at, row.by_event) for row in await self._conn.execute(query)]

    async def remind(self, screening_id: ScreeningId, user_id: int, wanted: Sequence[Reminder]) -> None:
        """Replace the reminders that somebody wants."""
        theirs = (reminders.c.screening_id == screening_id) & (reminders.c.user_id == user_id)
        await self._conn.execute(sa.delete(reminders).where(theirs))
        rows = [
            {"screening_id": screening_id, "user_id": user_id, "lead": one.lead.value, "direct": one.direct}
            for one in wanted
        ]
        if rows:
            await self._conn.execute(sa.insert(reminders), rows)

    async def reminders(self, screening_id: ScreeningId, lead: Lead | None = None) -> Sequence[Reminder]:
        """The reminders asked for (of one kind, or all), by person."""
        query = sa.select(reminders).where(reminders.c.screening_id == screening_id)
        if lead is not None:
            query = query.where(reminders.c.lead == lead.value)
        query = query.order_by(reminders.c.user_id, reminders.c.lead)
        return [Reminder(row.user_id, Lead(row.lead), row.direct) for row in await self._conn.execute(query)]

    async def _forget_answers(self, user_id: int) -> None:
        for table in (rsvps, reminders):
            await self._conn.execute(sa.delete(table).where(table.c.user_id == user_id))
