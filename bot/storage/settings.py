"""What servers chose, and small facts about this installation, in SQL."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.ports import ServerSettings
from bot.records import PERSONA
from bot.storage.accept import storable
from bot.storage.statements import insert_into
from bot.storage.tables import meta, servers


class SqlServers:
    """A ServerStore over one connection."""

    def __init__(self, conn: AsyncConnection) -> None:
        self._conn = conn

    async def get(self, guild_id: int) -> ServerSettings:
        """The server's settings, or the defaults."""
        row = (await self._conn.execute(sa.select(servers).where(servers.c.guild_id == guild_id))).first()
        if row is None:
            return ServerSettings(guild_id)
        return ServerSettings(
            row.guild_id,
            row.salon_channel,
            row.timezone,
            row.language,
            persona=row.persona or PERSONA,
            daily_budget=row.daily_budget,
            alert_channel=row.alert_channel,
        )

    async def save(self, settings: ServerSettings) -> None:
        """Store them."""
        values = {
            "salon_channel": settings.salon_channel,
            "timezone": settings.timezone,
            "language": settings.language,
            "persona": storable(settings.persona),
            "daily_budget": settings.daily_budget,
            "alert_channel": settings.alert_channel,
        }
        insert = insert_into(self._conn, servers).values(guild_id=settings.guild_id, **values)
        await self._conn.execute(insert.on_conflict_do_update(index_elements=["guild_id"], set_=values))


class SqlMeta:
    """A MetaStore over one connection."""

    def __init__(self, conn: AsyncConnection) -> None:
        self._conn = conn

    async def get(self, key: str) -> str | None:
        """The value, if any."""
        value: str | None = await self._conn.scalar(sa.select(meta.c.value).where(meta.c.key == key))
        return value

    async def put(self, key: str, value: str) -> None:
        """Store a value."""
        values = {"value": storable(value)}
        insert = insert_into(self._conn, meta).values(key=key, **values)
        await self._conn.execute(insert.on_conflict_do_update(index_elements=["key"], set_=values))
