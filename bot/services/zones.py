"""Stub."""

from __future__ import annotations
from dataclasses import dataclass
from zoneinfo import ZoneInfo
from bot.ports import Database


@dataclass(frozen=True, slots=True)
class Zone:
    """x."""

    zone: ZoneInfo
    chosen: bool


class Zones:
    """x."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def of(self, user_id: int, guild_id: int, typed: str | None) -> Zone:
        """x."""
        async with self._db.read() as uow:
            zone = (await uow.servers.get(guild_id)).timezone
        return Zone(ZoneInfo(typed or zone), typed is not None or zone != "UTC")
