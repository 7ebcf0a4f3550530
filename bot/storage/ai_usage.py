"""What the language model used, in SQL."""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.statements import insert_into
from bot.storage.tables import ai_usage


class SqlUsage:
    """A UsageStore over one connection."""

    def __init__(self, conn: AsyncConnection) -> None:
        self._conn = conn

    async def add(self, guild_id: int, day: date, tokens: int) -> int:
        """Add to what a server used on a day, and return the day's sum."""
        insert = insert_into(self._conn, ai_usage).values(guild_id=guild_id, day=day, tokens=tokens)
        insert = insert.on_conflict_do_update(
            index_elements=["guild_id", "day"], set_={"tokens": ai_usage.c.tokens + insert.excluded.tokens}
        )
        return int((await self._conn.execute(insert.returning(ai_usage.c.tokens))).scalar_one())

    async def of_day(self, guild_id: int, day: date) -> int:
        """What a server used on a day."""
        query = sa.select(ai_usage.c.tokens).where(ai_usage.c.guild_id == guild_id, ai_usage.c.day == day)
        return int(await self._conn.scalar(query) or 0)

    async def purge(self, before: date) -> int:
        """Forget days earlier than this one and return how many rows those were."""
        return (await self._conn.execute(sa.delete(ai_usage).where(ai_usage.c.day < before))).rowcount
