"""What the language model used, in memory."""

from __future__ import annotations

from datetime import date

from bot.local.memory.rows import Rows


class MemoryUsage:
    """A UsageStore over ``Rows``."""

    def __init__(self, rows: Rows) -> None:
        self._rows = rows

    async def add(self, guild_id: int, day: date, tokens: int) -> int:
        """Add to what a server used on a day, and return the day's sum."""
        sum_ = await self.of_day(guild_id, day) + tokens
        self._rows.put(self._rows.ai_usage, (guild_id, day), sum_)
        return sum_

    async def of_day(self, guild_id: int, day: date) -> int:
        """What a server used on a day."""
        return self._rows.ai_usage.get((guild_id, day), 0)

    async def purge(self, before: date) -> int:
        """Forget days earlier than this one and return how many rows those were."""
        old = [key for key in self._rows.ai_usage if key[1] < before]
        for key in old:
            self._rows.drop(self._rows.ai_usage, key)
        return len(old)
