"""Film clocks in SQL."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.film_clock import AWAY, Deed, DeedKind
from bot.domain.turn import SalonId
from bot.errors import Conflict, NotFound
from bot.ports.clocks import KeptDeed
from bot.storage.clock_tables import clock_deeds as deeds
from bot.storage.tables import salons


class SqlClocks:
    """A ClockStore over one connection."""

    def __init__(self, conn: AsyncConnection) -> None:
        self._conn = conn

    async def of_salon(self, salon_id: SalonId) -> Sequence[KeptDeed]:
        """The deeds of a salon, by number."""
        query = sa.select(deeds).where(deeds.c.salon_id == salon_id).order_by(deeds.c.number)
        return [
            KeptDeed(row.number, Deed(row.at, DeedKind(row.kind), row.position, row.user_id, row.until), row.message_id)
            for row in await self._conn.execute(query)
        ]

    async def add(self, salon_id: SalonId, number: int, deed: Deed) -> None:
        """Store a deed. Raises Conflict("clock_changed") where there is one of that number, NotFound("no_salon_here")."""
        if await self._conn.scalar(sa.select(salons.c.id).where(salons.c.id == salon_id)) is None:
            raise NotFound("no_salon_here")
        values = {
            "salon_id": salon_id, "number": number, "at": deed.at, "kind": deed.kind.value, "position": deed.position,
            "user_id": deed.by, "until": deed.until,
        }  # fmt: skip
        try:
            await self._conn.execute(sa.insert(deeds).values(values))
        except IntegrityError:
            raise Conflict("clock_changed") from None

    async def move(self, salon_id: SalonId, number: int, at: datetime) -> None:
        """Change the moment of a deed."""
        await self._conn.execute(sa.update(deeds).where(_this(salon_id, number)).values(at=at))

    async def posted(self, salon_id: SalonId, number: int, message_id: int) -> None:
        """Record the message that tells of a deed."""
        await self._conn.execute(sa.update(deeds).where(_this(salon_id, number)).values(message_id=message_id))

    async def forget_user(self, user_id: int) -> Sequence[SalonId]:
        """Forget that somebody did what they did (it stays done), and return the salons where that was."""
        if user_id == AWAY:
            return ()
        theirs = sa.update(deeds).where(deeds.c.user_id == user_id).values(user_id=AWAY).returning(deeds.c.salon_id)
        return sorted({SalonId(salon_id) for salon_id in await self._conn.scalars(theirs)})


def _this(salon_id: SalonId, number: int) -> sa.ColumnElement[bool]:
    return (deeds.c.salon_id == salon_id) & (deeds.c.number == number)
