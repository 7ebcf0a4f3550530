"""Screenings in SQL."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from bot.domain.screening import NewScreening, Screening, ScreeningId, ScreeningState, Series, SeriesId
from bot.domain.turn import SalonId
from bot.errors import Conflict
from bot.storage.accept import storable
from bot.storage.codec import film_from_text, film_to_text
from bot.storage.screening_answers import ScreeningAnswers
from bot.storage.screening_tables import screening_rsvps, screening_series, screenings

_PLAIN = tuple(
    one.name for one in fields(Screening) if one.name not in {"id", "film", "state", "zone", "language", "repeat"}
)
_DRAFT = ScreeningState.DRAFT.value


class SqlScreenings(ScreeningAnswers):
    """A ScreeningStore over one connection."""

    async def add(self, new: NewScreening) -> Screening:
        """Store a screening. Raises Conflict("already_stored") when its series has one in that slot."""
        values = {**{name: getattr(new, name) for name in _PLAIN if hasattr(new, name)}, "sequence": 0, **_texts(new)}
        try:
            made = await self._conn.execute(sa.insert(screenings).values(values).returning(screenings))
        except IntegrityError:
            raise Conflict("already_stored") from None
        return _screening(made.one())

    async def get(self, screening_id: ScreeningId) -> Screening | None:
        """The screening of that id."""
        return await self._one(sa.select(screenings).where(screenings.c.id == screening_id))

    async def taken(self, screening_id: ScreeningId) -> Screening | None:
        """The same, held so that nobody else changes it until the unit of work ends."""
        # SQLite, which has one writer anyway, leaves FOR UPDATE out.
        return await self._one(sa.select(screenings).where(screenings.c.id == screening_id).with_for_update())

    async def save(self, screening: Screening) -> None:
        """Replace what is stored of it."""
        values = {**{name: getattr(screening, name) for name in _PLAIN}, **_texts(screening)}
        await self._conn.execute(sa.update(screenings).where(screenings.c.id == screening.id).values(values))

    async def remove(self, screening_id: ScreeningId) -> None:
        """Delete it with its answers and reminders (through the foreign keys)."""
        await self._conn.execute(sa.delete(screenings).where(screenings.c.id == screening_id))

    async def of_event(self, event_id: int) -> Screening | None:
        """The screening that one of Discord's events stands for."""
        return await self._one(sa.select(screenings).where(screenings.c.event_id == event_id))

    async def of_salon(self, salon_id: SalonId) -> Screening | None:
        """The screening that a salon belongs to."""
        return await self._one(sa.select(screenings).where(screenings.c.salon_id == salon_id))

    async def ahead(self, guild_id: int | None = None) -> Sequence[Screening]:
        """The screenings still to come (of one server, or all), the next first."""
        query = sa.select(screenings).where(screenings.c.state == ScreeningState.PLANNED.value)
        return await self._several(query.order_by(screenings.c.starts_at, screenings.c.id), guild_id)

    async def going_on(self, guild_id: int | None = None) -> Sequence[Screening]:
        """The screenings that have begun and are not over, the latest first."""
        query = sa.select(screenings).where(screenings.c.state == ScreeningState.BEGUN.value)
        return await self._several(query.order_by(screenings.c.starts_at.desc(), screenings.c.id.desc()), guild_id)

    async def newest(self, guild_id: int, limit: int) -> Sequence[Screening]:
        """A server's screenings of any state but DRAFT, those that begin last first."""
        query = sa.select(screenings).where(screenings.c.state != _DRAFT)
        query = query.order_by(screenings.c.starts_at.desc(), screenings.c.id.desc()).limit(limit)
        return await self._several(query, guild_id)

    async def between(self, guild_id: int, since: datetime, until: datetime) -> Sequence[Screening]:
        """A server's screenings of any state but DRAFT that begin from one moment on and before another, in their order."""
        within = (screenings.c.starts_at >= since, screenings.c.starts_at < until, screenings.c.state != _DRAFT)
        query = sa.select(screenings).where(*within).order_by(screenings.c.starts_at, screenings.c.id)
        return await self._several(query, guild_id)

    # --- series ---

    async def begin_series(self, guild_id: int, repeat: str, first: datetime, zone: str) -> Series:
        """Store a series."""
        values = {"guild_id": guild_id, "repeat": storable(repeat), "first": first, "zone": storable(zone)}
        insert = sa.insert(screening_series).values(**values, ended=False).returning(screening_series)
        return _series((await self._conn.execute(insert)).one())

    async def series(self, series_id: SeriesId) -> Series | None:
        """The series of that id."""
        query = sa.select(screening_series).where(screening_series.c.id == series_id)
        row = (await self._conn.execute(query)).first()
        return None if row is None else _series(row)

    async def save_series(self, series: Series) -> None:
        """Replace what is stored of it."""
        values = {"repeat": series.repeat, "first": series.first, "zone": storable(series.zone), "ended": series.ended}
        await self._conn.execute(
            sa.update(screening_series).where(screening_series.c.id == series.id).values(values)
        )  # fmt: skip

    async def of_series(self, series_id: SeriesId) -> Sequence[Screening]:
        """The screenings of a series, of any state but DRAFT, by their slots."""
        query = sa.select(screenings).where(screenings.c.series_id == series_id, screenings.c.state != _DRAFT)
        return await self._several(query.order_by(screenings.c.slot, screenings.c.id))

    async def forget_user(self, user_id: int) -> Sequence[ScreeningId]:
        """Delete all answers and reminders of a person, and drafts; what they organised stays, and is nobody's.

        Returns the screenings whose cards named them.
        """
        theirs = screenings.c.organiser == user_id
        await self._conn.execute(sa.delete(screenings).where(theirs, screenings.c.state == _DRAFT))
        answered = sa.select(screening_rsvps.c.screening_id).where(screening_rsvps.c.user_id == user_id)
        named = sa.select(screenings.c.id).where(theirs | screenings.c.id.in_(answered)).order_by(screenings.c.id)
        found = [ScreeningId(number) for number in await self._conn.scalars(named)]
        await self._forget_answers(user_id)
        await self._conn.execute(sa.update(screenings).where(theirs).values(organiser=0))
        return found

    async def _one(self, query: sa.Select[Any]) -> Screening | None:
        row = (await self._conn.execute(query)).first()
        return None if row is None else _screening(row)

    async def _several(self, query: sa.Select[Any], guild_id: int | None = None) -> Sequence[Screening]:
        if guild_id is not None:
            query = query.where(screenings.c.guild_id == guild_id)
        return [_screening(row) for row in await self._conn.execute(query)]


def _texts(one: NewScreening) -> Mapping[str, object]:
    return {
        "film": film_to_text(one.film),
        "state": one.state.value,
        "zone": storable(one.zone),
        "language": storable(one.language),
        "repeat": one.repeat,
    }


def _screening(row: sa.Row[Any]) -> Screening:
    values = {name: getattr(row, name) for name in _PLAIN}
    return Screening(
        id=ScreeningId(row.id), film=film_from_text(row.film), state=ScreeningState(row.state), zone=row.zone,
        language=row.language, repeat=row.repeat, **values,
    )  # fmt: skip


def _series(row: sa.Row[Any]) -> Series:
    return Series(SeriesId(row.id), row.guild_id, row.repeat, row.first, row.zone, row.ended)
