"""Film clocks in memory."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

from bot.domain.film_clock import AWAY, Deed
from bot.domain.turn import SalonId
from bot.errors import Conflict, NotFound
from bot.local.memory.rows import Rows
from bot.ports.clocks import KeptDeed
from bot.storage.accept import aware


class MemoryClocks:
    """A ClockStore over ``Rows``."""

    def __init__(self, rows: Rows) -> None:
        self._rows = rows

    async def of_salon(self, salon_id: SalonId) -> Sequence[KeptDeed]:
        """The deeds of a salon, by number."""
        return self._rows.clocks.get(salon_id, ())

    async def add(self, salon_id: SalonId, number: int, deed: Deed) -> None:
        """Store a deed. Raises Conflict("clock_changed") where there is one of that number, NotFound("no_salon_here")."""
        if salon_id not in self._rows.salons:
            raise NotFound("no_salon_here")
        kept = self._rows.clocks.get(salon_id, ())
        if any(one.number == number for one in kept):
            raise Conflict("clock_changed")
        until = None if deed.until is None else aware(deed.until)
        added = (*kept, KeptDeed(number, replace(deed, at=aware(deed.at), until=until)))
        self._rows.put(self._rows.clocks, salon_id, tuple(sorted(added, key=lambda one: one.number)))

    async def move(self, salon_id: SalonId, number: int, at: datetime) -> None:
        """Change the moment of a deed."""
        at = aware(at)
        self._change(salon_id, lambda one: replace(one, deed=replace(one.deed, at=at)) if one.number == number else one)

    async def posted(self, salon_id: SalonId, number: int, message_id: int) -> None:
        """Record the message that tells of a deed."""
        self._change(salon_id, lambda one: replace(one, message_id=message_id) if one.number == number else one)

    async def forget_user(self, user_id: int) -> Sequence[SalonId]:
        """Forget that somebody did what they did (it stays done), and return the salons where that was."""
        if user_id == AWAY:
            return ()

        def forgotten(one: KeptDeed) -> KeptDeed:
            return replace(one, deed=replace(one.deed, by=AWAY)) if one.deed.by == user_id else one

        where = sorted(s for s, kept in self._rows.clocks.items() if any(one.deed.by == user_id for one in kept))
        for salon_id in where:
            self._change(salon_id, forgotten)
        return where

    def _change(self, salon_id: SalonId, change: Callable[[KeptDeed], KeptDeed]) -> None:
        if kept := self._rows.clocks.get(salon_id):
            self._rows.put(self._rows.clocks, salon_id, tuple(map(change, kept)))
