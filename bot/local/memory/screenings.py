"""Screenings in memory."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import fields, replace
from datetime import datetime

from bot.domain.screening import (
    Lead,
    NewScreening,
    Reminder,
    Rsvp,
    Screening,
    ScreeningId,
    ScreeningState,
    Series,
    SeriesId,
)
from bot.domain.turn import SalonId
from bot.errors import Conflict
from bot.local.memory.rows import Rows
from bot.storage.accept import aware


class MemoryScreenings:
    """A ScreeningStore over ``Rows``. Writes run one after another, so that nothing needs holding."""

    def __init__(self, rows: Rows) -> None:
        self._rows = rows
        self._party = rows.party

    async def add(self, new: NewScreening) -> Screening:
        """Store a screening. Raises Conflict("already_stored") when its series has one in that slot."""
        series = await self.of_series(new.series_id) if new.series_id is not None else ()
        if new.slot is not None and any(one.slot == new.slot for one in series):
            raise Conflict("already_stored")
        given = {one.name: getattr(new, one.name) for one in fields(NewScreening)}
        given |= {"starts_at": aware(new.starts_at), "created_at": aware(new.created_at)}
        made = Screening(id=ScreeningId(self._rows.new_id("screening")), **given)
        self._rows.put(self._party.screenings, made.id, made)
        return made

    async def get(self, screening_id: ScreeningId) -> Screening | None:
        """The screening of that id."""
        return self._party.screenings.get(screening_id)

    async def taken(self, screening_id: ScreeningId) -> Screening | None:
        """The same."""
        return await self.get(screening_id)

    async def save(self, screening: Screening) -> None:
        """Replace what is stored of it."""
        if screening.id in self._party.screenings:
            self._rows.put(self._party.screenings, screening.id, screening)

    async def remove(self, screening_id: ScreeningId) -> None:
        """Delete it with its answers and reminders."""
        self._rows.drop(self._party.screenings, screening_id)
        self._rows.drop(self._party.rsvps, screening_id)
        self._rows.drop(self._party.reminders, screening_id)

    async def of_event(self, event_id: int) -> Screening | None:
        """The screening that one of Discord's events stands for."""
        return next((one for one in self._party.screenings.values() if one.event_id == event_id), None)

    async def of_salon(self, salon_id: SalonId) -> Screening | None:
        """The screening that a salon belongs to."""
        return next((one for one in self._party.screenings.values() if one.salon_id == salon_id), None)

    async def ahead(self, guild_id: int | None = None) -> Sequence[Screening]:
        """The screenings still to come (of one server, or all), the next first."""
        return self._found(lambda one: one.state is ScreeningState.PLANNED, guild_id)

    async def going_on(self, guild_id: int | None = None) -> Sequence[Screening]:
        """The screenings that have begun and are not over, the latest first."""
        return self._found(lambda one: one.state is ScreeningState.BEGUN, guild_id)[::-1]

    async def newest(self, guild_id: int, limit: int) -> Sequence[Screening]:
        """A server's screenings of any state but DRAFT, those that begin last first."""
        return self._found(lambda one: one.state is not ScreeningState.DRAFT, guild_id)[::-1][:limit]

    async def between(self, guild_id: int, since: datetime, until: datetime) -> Sequence[Screening]:
        """A server's screenings of any state but DRAFT that begin from one moment on and before another, in their order."""
        return self._found(
            lambda one: since <= one.starts_at < until and one.state is not ScreeningState.DRAFT, guild_id
        )

    async def answer(self, screening_id: ScreeningId, rsvp: Rsvp) -> None:
        """Store or replace somebody's answer; who changes theirs keeps their place."""
        there = self._party.rsvps.get(screening_id, {})
        before = there.get(rsvp.user_id)
        kept = replace(rsvp, at=aware(rsvp.at) if before is None else before.at)
        self._rows.put(self._party.rsvps, screening_id, {**there, rsvp.user_id: kept})

    async def unanswer(self, screening_id: ScreeningId, user_id: int) -> bool:
        """Take somebody's answer away; False where there was none."""
        there = self._party.rsvps.get(screening_id, {})
        self._rows.put(self._party.rsvps, screening_id, {key: one for key, one in there.items() if key != user_id})
        return user_id in there

    async def rsvps(self, screening_id: ScreeningId) -> Sequence[Rsvp]:
        """The answers, in the order in which people first gave one."""
        return sorted(self._party.rsvps.get(screening_id, {}).values(), key=lambda one: (one.at, one.user_id))

    async def remind(self, screening_id: ScreeningId, user_id: int, wanted: Sequence[Reminder]) -> None:
        """Replace the reminders that somebody wants."""
        others = [one for one in self._party.reminders.get(screening_id, ()) if one.user_id != user_id]
        in_order = sorted((*others, *wanted), key=lambda one: (one.user_id, one.lead))
        self._rows.put(self._party.reminders, screening_id, tuple(in_order))

    async def reminders(self, screening_id: ScreeningId, lead: Lead | None = None) -> Sequence[Reminder]:
        """The reminders asked for (of one kind, or all), by person."""
        return [one for one in self._party.reminders.get(screening_id, ()) if lead in {None, one.lead}]

    async def begin_series(self, guild_id: int, repeat: str, first: datetime, zone: str) -> Series:
        """Store a series."""
        made = Series(SeriesId(self._rows.new_id("series")), guild_id, repeat, aware(first), zone)
        self._rows.put(self._party.series, made.id, made)
        return made

    async def series(self, series_id: SeriesId) -> Series | None:
        """The series of that id."""
        return self._party.series.get(series_id)

    async def save_series(self, series: Series) -> None:
        """Replace what is stored of it."""
        if series.id in self._party.series:
            self._rows.put(self._party.series, series.id, series)

    async def of_series(self, series_id: SeriesId) -> Sequence[Screening]:
        """The screenings of a series, of any state but DRAFT, by their slots."""
        found = self._found(lambda one: one.series_id == series_id and one.state is not ScreeningState.DRAFT)
        return sorted(found, key=lambda one: (one.slot or one.starts_at, one.id))

    async def forget_user(self, user_id: int) -> Sequence[ScreeningId]:
        """Delete all answers and reminders of a person, and drafts; what they organised stays, and is nobody's.

        Returns the screenings whose cards named them.
        """
        found = []
        for screening in sorted(self._party.screenings.values(), key=lambda one: one.id):
            theirs = screening.organiser == user_id
            if theirs and screening.state is ScreeningState.DRAFT:
                await self.remove(screening.id)
                continue
            if theirs:
                await self.save(replace(screening, organiser=0))
            if await self.unanswer(screening.id, user_id) or theirs:
                found.append(screening.id)
            await self.remind(screening.id, user_id, ())
        return found

    def _found(self, wanted: Callable[[Screening], bool], guild_id: int | None = None) -> Sequence[Screening]:
        found = [
            one for one in self._party.screenings.values() if wanted(one) and guild_id in {None, one.guild_id}
        ]  # fmt: skip
        return sorted(found, key=lambda one: (one.starts_at, one.id))
