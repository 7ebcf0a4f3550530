"""Reading all that is held of a person, wherever it is kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from bot.domain.holding import Batch, Held
from bot.domain.salon import Salon


class HoldingStore(Protocol):
    """What all stores hold of a person; it only reads. What a new store keeps of people belongs here and in its forgetting."""

    async def counts(self, user_id: int) -> Mapping[Held, Mapping[str | None, int]]:
        """How many records there are of each kind, by server (its id as text; None: of no server); kinds without are left out."""
        ...

    async def batch(self, user_id: int, kind: Held, cursor: int = 0, limit: int = 500) -> Batch:
        """Records of a kind, oldest first, from a cursor on."""
        ...

    async def spoke_in(self, user_id: int, guild_id: int, limit: int) -> Sequence[tuple[Salon, int]]:
        """The salons of a server in which somebody spoke, the latest first, with how many messages are stored."""
        ...
