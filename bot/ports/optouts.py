"""Where it is kept who does not want to be heard."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from bot.domain.optout import Optout


class OptoutStore(Protocol):
    """Who opted out of being heard. While it holds, what they said is left out wherever a salon's turns and tags are read."""

    async def get(self, user_id: int) -> Optout | None:
        """A person's latest choice, if they ever made one."""
        ...

    async def all(self) -> Sequence[Optout]:
        """Everybody's, by person."""
        ...

    async def save(self, optout: Optout) -> None:
        """Keep a choice, in place of the one before."""
        ...

    async def unrecorded(self, user_id: int, after: datetime) -> datetime | None:
        """When the first salon ended, after a moment, in which somebody spoke and of which no record is posted yet."""
        ...

    async def forget_user(self, user_id: int) -> None:
        """Delete a choice that was taken back. One that holds stays: to be forgotten is not to be heard again."""
        ...
