"""The time zones of people, in memory."""

from __future__ import annotations

from bot.local.memory.rows import Rows
from bot.storage.accept import storable


class MemoryZones:
    """A ZoneStore over ``Rows``."""

    def __init__(self, rows: Rows) -> None:
        self._rows = rows

    async def get(self, user_id: int) -> str | None:
        """A person's zone, where they have set one."""
        return self._rows.zones.get(user_id)

    async def save(self, user_id: int, zone: str) -> None:
        """Keep a person's zone, in place of the one before."""
        self._rows.put(self._rows.zones, user_id, storable(zone))

    async def forget_user(self, user_id: int) -> None:
        """Delete a person's zone."""
        self._rows.drop(self._rows.zones, user_id)
