"""Salons in SQL."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain import salon as states
from bot.domain.film import FilmId
from bot.domain.salon import Salon, SalonState
from bot.domain.spoiler import Horizon
from bot.domain.turn import SalonId
from bot.errors import Conflict, NotFound
from bot.ports import NewSalon
from bot.storage.accept import aware
from bot.storage.codec import film_from_text, film_to_text
from bot.storage.statements import erasing
from bot.storage.tables import salons

LIVE = tuple(sorted(state.value for state in states.LIVE))

_LAST, _UNTIL = (
    sa.bindparam("new_last", type_=salons.c.last_turn_at.type),
    sa.bindparam("new_until", type_=sa.BigInteger),
)
_TOUCH = (
    sa.update(salons)
    .where(salons.c.id == sa.bindparam("salon"))
    .values(
        last_turn_at=sa.case((salons.c.last_turn_at > _LAST, salons.c.last_turn_at), else_=_LAST),
        read_until=sa.case((salons.c.read_until > _UNTIL, salons.c.read_until), else_=_UNTIL),
    )
)


async def touch(conn: AsyncConnection, salon_id: SalonId, last_turn_at: datetime, read_until: int) -> None:
    """Move ``last_turn_at`` and ``read_until`` of a salon forward (never back)."""
    await conn.execute(_TOUCH, {"salon": salon_id, "new_last": last_turn_at, "new_until": read_until})


class SqlSalons:
    """A SalonStore over one connection."""

    def __init__(self, conn: AsyncConnection) -> None:
        self._conn = conn

    async def add(self, new: NewSalon) -> Salon:
        """Store a salon in state OPENING."""
        values = {
            "guild_id": new.guild_id,
            "parent_id": new.parent_id,
            "film_id": new.film.id,
            "film": film_to_text(new.film),
            "state": SalonState.OPENING.value,
            "opened_by": new.opened_by,
            "opened_at": new.opened_at,
            "lens": new.lens,
            "horizon": new.horizon.seen,
            "language": new.language,
            "read_until": 0,
        }
        result = await self._conn.execute(sa.insert(salons).values(values).returning(salons))
        return salon_of(result.one())

    async def get(self, salon_id: SalonId) -> Salon | None:
        """The salon of that id."""
        return await self._one(salons.c.id == salon_id)

    async def live_at(self, channel_id: int) -> Salon | None:
        """The live salon of a channel or thread."""
        return await self._one((salons.c.channel_id == channel_id) & salons.c.state.in_(LIVE))

    async def held_in(self, channel_id: int) -> Sequence[Salon]:
        """The salons that are or were held in a channel or thread, newest first."""
        return await self._newest(sa.select(salons).where(salons.c.channel_id == channel_id))

    async def live(self, guild_id: int | None = None) -> Sequence[Salon]:
        """Live salons (of one server, or all), newest first."""
        query = sa.select(salons).where(salons.c.state.in_(LIVE))
        return await self._newest(query if guild_id is None else query.where(salons.c.guild_id == guild_id))

    async def recent(self, guild_id: int, limit: int) -> Sequence[Salon]:
        """A server's salons of any state but OPENING, newest first."""
        shown = (salons.c.guild_id == guild_id) & (salons.c.state != SalonState.OPENING.value)
        return await self._newest(sa.select(salons).where(shown).limit(limit))

    async def on_film(self, guild_id: int, film_ids: Sequence[FilmId], limit: int) -> Sequence[Salon]:
        """A server's salons on a film of any state but OPENING, newest first."""
        shown = (salons.c.guild_id == guild_id) & (salons.c.state != SalonState.OPENING.value)
        return await self._newest(sa.select(salons).where(shown, salons.c.film_id.in_(film_ids)).limit(limit))

    async def films(self, guild_id: int) -> Sequence[FilmId]:
        """Ids of the films a server has held salons on, each once."""
        held = (salons.c.guild_id == guild_id) & (salons.c.state != SalonState.OPENING.value)
        rows = await self._conn.scalars(sa.select(salons.c.film_id).where(held).distinct())
        return [FilmId(film_id) for film_id in rows]

    async def place(self, salon_id: SalonId, channel_id: int, state: SalonState = SalonState.OPEN) -> Salon:
        """Record the channel or thread of an OPENING salon and give it a live state.

        Placing it a second time in the same channel changes nothing. Raises NotFound("no_salon_here"),
        Conflict("already_open", channel=id) or Conflict("already_ended").
        """
        salon = await self.get(salon_id)
        if salon is None:
            raise NotFound("no_salon_here")
        if salon.state is SalonState.CLOSED:
            raise Conflict("already_ended")
        if salon.state is not SalonState.OPENING:
            if salon.channel_id == channel_id:
                return salon
            raise Conflict("already_open", channel=salon.channel_id)
        opened = (
            sa.update(salons)
            .where(salons.c.id == salon_id)
            .values(channel_id=channel_id, state=state.value)
            .returning(salons)
        )
        try:
            return salon_of((await self._conn.execute(opened)).one())
        except IntegrityError:
            raise Conflict("already_open", channel=channel_id) from None

    async def set_state(self, salon_id: SalonId, state: SalonState, at: datetime) -> bool:
        """Change the state; False when it is unknown, already had that state or is CLOSED."""
        at = aware(at)
        change = (
            sa.update(salons)
            .where(salons.c.id == salon_id, salons.c.state.not_in([state.value, SalonState.CLOSED.value]))
            .values(state=state.value, closed_at=at if state is SalonState.CLOSED else None)
        )
        try:
            return (await self._conn.execute(change)).rowcount == 1
        except IntegrityError:
            raise Conflict("already_open") from None

    async def set_horizon(self, salon_id: SalonId, horizon: Horizon) -> None:
        """Change how far people have seen who say nothing else."""
        await self._conn.execute(sa.update(salons).where(salons.c.id == salon_id).values(horizon=horizon.seen))

    async def touch(self, salon_id: SalonId, last_turn_at: datetime, read_until: int) -> None:
        """Move ``last_turn_at`` and ``read_until`` forward (never back)."""
        await touch(self._conn, salon_id, last_turn_at, read_until)

    async def alert(self, salon_id: SalonId, at: datetime, rest: timedelta) -> bool:
        """Note that managers are told of the salon; False when that was noted less than ``rest`` before, or it is unknown."""
        at = aware(at)
        rested = salons.c.alerted_at.is_(None) | (salons.c.alerted_at <= at - rest)
        change = sa.update(salons).where(salons.c.id == salon_id, rested).values(alerted_at=at)
        return (await self._conn.execute(change)).rowcount == 1

    async def remove(self, salon_id: SalonId) -> None:
        """Delete a salon and its turns and recap (through the foreign keys)."""
        await erasing(self._conn).execute(sa.delete(salons).where(salons.c.id == salon_id))

    async def _one(self, condition: sa.ColumnElement[bool]) -> Salon | None:
        row = (await self._conn.execute(sa.select(salons).where(condition))).first()
        return None if row is None else salon_of(row)

    async def forget_user(self, user_id: int) -> None:
        """Forget that somebody opened salons: nobody (0) did."""
        await self._conn.execute(sa.update(salons).where(salons.c.opened_by == user_id).values(opened_by=0))

    async def _newest(self, query: sa.Select[Any]) -> Sequence[Salon]:
        rows = await self._conn.execute(query.order_by(salons.c.opened_at.desc(), salons.c.id.desc()))
        return [salon_of(row) for row in rows]


def salon_of(row: sa.Row[Any]) -> Salon:
    """The salon in a row that has the columns of the table."""
    return Salon(
        id=SalonId(row.id),
        guild_id=row.guild_id,
        parent_id=row.parent_id,
        channel_id=row.channel_id,
        film=film_from_text(row.film),
        state=SalonState(row.state),
        opened_by=row.opened_by,
        opened_at=row.opened_at,
        lens=row.lens,
        horizon=Horizon(row.horizon),
        language=row.language,
        closed_at=row.closed_at,
        last_turn_at=row.last_turn_at,
        read_until=row.read_until,
    )
