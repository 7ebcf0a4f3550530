"""How far people have seen, and who was offered a spoiler cover, in memory."""

from __future__ import annotations

from collections.abc import Mapping

from bot.domain.spoiler import Horizon
from bot.domain.turn import SalonId, Turn
from bot.errors import NotFound
from bot.local.memory.rows import Rows


class MemoryHorizons:
    """A HorizonStore over ``Rows``."""

    def __init__(self, rows: Rows) -> None:
        self._rows = rows

    async def of_salon(self, salon_id: SalonId) -> Mapping[int, Horizon]:
        """What the people of a salon said, by their ids."""
        return {person: seen for (salon, person), seen in self._rows.horizons.items() if salon == salon_id}

    async def save(self, salon_id: SalonId, user_id: int, seen: Horizon) -> None:
        """Keep what somebody said, in place of what they said before. Raises NotFound("no_salon_here")."""
        if salon_id not in self._rows.salons:
            raise NotFound("no_salon_here")
        self._rows.put(self._rows.horizons, (salon_id, user_id), seen)

    async def offer_cover(self, turn: Turn, most: int) -> bool:
        """Note that the author of a turn is offered a spoiler cover for it.

        False when that was noted before, or ``most`` times for this person in this salon.
        """
        whose = (turn.salon_id, turn.author_id)
        if turn.id in self._rows.covers or sum(one == whose for one in self._rows.covers.values()) >= most:
            return False
        self._rows.put(self._rows.covers, turn.id, whose)
        return True

    async def clear(self, salon_id: SalonId) -> None:
        """Delete everything of a salon."""
        self._drop(0, salon_id)

    async def forget_user(self, user_id: int) -> None:
        """Delete everything about a person."""
        self._drop(1, user_id)

    def _drop(self, place: int, wanted: int) -> None:
        """Delete rows by salon (place 0) or person (place 1)."""
        for whose in [key for key in self._rows.horizons if key[place] == wanted]:
            self._rows.drop(self._rows.horizons, whose)
        for turn_id in [key for key, whose in self._rows.covers.items() if whose[place] == wanted]:
            self._rows.drop(self._rows.covers, turn_id)
