"""Where the clocks of films that people watch together are kept, and how they are shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.domain.film_clock import Deed, FilmClock
from bot.domain.salon import Salon
from bot.domain.turn import SalonId


@dataclass(frozen=True, slots=True)
class KeptDeed:
    """A deed as it is kept: its number among those of its salon, from 1 on, and the message that tells of it."""

    number: int
    deed: Deed
    message_id: int | None = None


@dataclass(frozen=True, slots=True)
class ClockNote:
    """A deed to be shown at the moment ``now``; ``clock`` is as it stood after it, ``newest`` that nothing came after it."""

    number: int
    deed: Deed
    clock: FilmClock
    now: datetime
    newest: bool = True
    over: bool = False


class ClockStore(Protocol):
    """What was done to the clocks of salons, in the order in which it was decided; it goes with the salon."""

    async def of_salon(self, salon_id: SalonId) -> Sequence[KeptDeed]:
        """The deeds of a salon, by number."""
        ...

    async def add(self, salon_id: SalonId, number: int, deed: Deed) -> None:
        """Store a deed. Raises Conflict("clock_changed") where there is one of that number, NotFound("no_salon_here")."""
        ...

    async def move(self, salon_id: SalonId, number: int, at: datetime) -> None:
        """Change the moment of a deed."""
        ...

    async def posted(self, salon_id: SalonId, number: int, message_id: int) -> None:
        """Record the message that tells of a deed."""
        ...

    async def forget_user(self, user_id: int) -> Sequence[SalonId]:
        """Forget that somebody did what they did (it stays done), and return the salons where that was."""
        ...


class ClockBoard(Protocol):
    """Shows what was done to clocks, in the salon's channel. Raises Gone, Forbidden or Unavailable."""

    async def post(self, salon: Salon, note: ClockNote, nonce: str) -> int:
        """Post a note and return the id of its message."""
        ...

    async def find(self, salon: Salon, number: int, since: datetime) -> int | None:
        """The message of ours that tells of the deed of that number, posted at or after ``since``."""
        ...

    async def redraw(self, salon: Salon, note: ClockNote, message_id: int) -> None:
        """Show a note as it stands now in its message. Raises Gone when that message is gone."""
        ...
