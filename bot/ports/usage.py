"""What the language model used, where that is kept, and what the AI host needs to know of it."""

from __future__ import annotations

from datetime import date
from typing import Protocol

from bot.records import Terms


class UsageStore(Protocol):
    """Tokens by server and day. A day is the server's own, as whoever adds to it reckons."""

    async def add(self, guild_id: int, day: date, tokens: int) -> int:
        """Add to what a server used on a day, and return the day's sum."""
        ...

    async def of_day(self, guild_id: int, day: date) -> int:
        """What a server used on a day."""
        ...

    async def purge(self, before: date) -> int:
        """Forget days earlier than this one and return how many rows those were."""
        ...


class ModelAccount(Protocol):
    """On what terms a server has the language model. Raises Unavailable when that cannot be said now."""

    async def terms(self, guild_id: int) -> Terms:
        """The server's persona, and how many tokens it has left today."""
        ...

    async def spent(self, guild_id: int, tokens: int) -> None:
        """Count tokens that were used for a server just now."""
        ...
