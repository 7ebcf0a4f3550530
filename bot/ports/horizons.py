"""Where it is kept how far people have seen, and who was offered a spoiler cover."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from bot.domain.spoiler import Horizon
from bot.domain.turn import SalonId, Turn


class HorizonStore(Protocol):
    """How far people said they have seen, by salon; all of it goes with the salon."""

    async def of_salon(self, salon_id: SalonId) -> Mapping[int, Horizon]:
        """What the people of a salon said, by their ids."""
        ...

    async def save(self, salon_id: SalonId, user_id: int, seen: Horizon) -> None:
        """Keep what somebody said, in place of what they said before. Raises NotFound("no_salon_here")."""
        ...

    async def offer_cover(self, turn: Turn, most: int) -> bool:
        """Note that the author of a turn is offered a spoiler cover for it.

        False when that was noted before, or ``most`` times for this person in this salon.
        """
        ...

    async def clear(self, salon_id: SalonId) -> None:
        """Delete everything of a salon."""
        ...

    async def forget_user(self, user_id: int) -> None:
        """Delete everything about a person."""
        ...
