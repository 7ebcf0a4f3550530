"""The time zones of people, in SQL."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.accept import storable
from bot.storage.statements import erasing, insert_into
from bot.storage.tables import person_zones


class SqlZones:
    """A ZoneStore over one connection."""

    def __init__(self, conn: AsyncConnection) -> None:
        self._conn = conn

    async def get(self, user_id: int) -> str | None:
        """A person's zone, where they have set one."""
        query = sa.select(person_zones.c.zone).where(person_zones.c.user_id == user_id)
        zone: str | None = await self._conn.scalar(query)
        return zone

    async def save(self, user_id: int, zone: str) -> None:
        """Keep a person's zone, in place of the one before."""
        values = {"zone": storable(zone)}
        insert = insert_into(self._conn, person_zones).values(user_id=user_id, **values)
        await self._conn.execute(insert.on_conflict_do_update(index_elements=["user_id"], set_=values))

    async def forget_user(self, user_id: int) -> None:
        """Delete a person's zone."""
        await erasing(self._conn).execute(sa.delete(person_zones).where(person_zones.c.user_id == user_id))
