"""How far people have seen, and who was offered a spoiler cover, in SQL."""

from __future__ import annotations

from collections.abc import Mapping

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.spoiler import Horizon
from bot.domain.turn import SalonId, Turn
from bot.errors import NotFound
from bot.storage.statements import insert_into
from bot.storage.tables import salon_covers, salon_horizons


class SqlHorizons:
    """A HorizonStore over one connection."""

    def __init__(self, conn: AsyncConnection) -> None:
        self._conn = conn

    async def of_salon(self, salon_id: SalonId) -> Mapping[int, Horizon]:
        """What the people of a salon said, by their ids."""
        query = sa.select(salon_horizons).where(salon_horizons.c.salon_id == salon_id)
        return {row.user_id: Horizon(row.seen) for row in await self._conn.execute(query)}

    async def save(self, salon_id: SalonId, user_id: int, seen: Horizon) -> None:
        """Keep what somebody said, in place of what they said before. Raises NotFound("no_salon_here")."""
        insert = insert_into(self._conn, salon_horizons).values(salon_id=salon_id, user_id=user_id, seen=seen.seen)
        insert = insert.on_conflict_do_update(index_elements=["salon_id", "user_id"], set_={"seen": seen.seen})
        try:
            await self._conn.execute(insert)
        except IntegrityError:
            raise NotFound("no_salon_here") from None

    async def offer_cover(self, turn: Turn, most: int) -> bool:
        """Note that the author of a turn is offered a spoiler cover for it.

        False when that was noted before, or ``most`` times for this person in this salon.
        """
        offers = salon_covers.c
        query = sa.select(sa.func.count()).where(offers.salon_id == turn.salon_id, offers.user_id == turn.author_id)
        if int(await self._conn.scalar(query) or 0) >= most:
            return False
        insert = insert_into(self._conn, salon_covers).values(
            turn_id=turn.id, salon_id=turn.salon_id, user_id=turn.author_id
        )
        return (await self._conn.execute(insert.on_conflict_do_nothing())).rowcount == 1

    async def clear(self, salon_id: SalonId) -> None:
        """Delete everything of a salon."""
        for table in (salon_horizons, salon_covers):
            await self._conn.execute(sa.delete(table).where(table.c.salon_id == salon_id))

    async def forget_user(self, user_id: int) -> None:
        """Delete everything about a person."""
        for table in (salon_horizons, salon_covers):
            await self._conn.execute(sa.delete(table).where(table.c.user_id == user_id))
