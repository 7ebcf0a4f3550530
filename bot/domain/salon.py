"""A salon: one hosted discussion of one film, in one thread."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.domain.film import Film
from bot.domain.spoiler import EVERYTHING, Horizon
from bot.domain.turn import SalonId


class SalonState(StrEnum):
    """Where a salon stands.

    ``OPENING`` means: decided, but its thread is not made yet. ``WATCHING``: its film is on, and the host is silent unless called.
    """

    OPENING = "opening"
    OPEN = "open"
    PAUSED = "paused"
    WATCHING = "watching"
    CLOSED = "closed"


LIVE = frozenset({SalonState.OPEN, SalonState.PAUSED, SalonState.WATCHING})
"""The states in which turns belong to a salon; one at a time in a channel."""
HEARING = frozenset({SalonState.OPEN, SalonState.WATCHING})
"""The states in which the host answers who calls it."""


@dataclass(frozen=True, slots=True)
class Salon:
    """One salon.

    ``channel_id`` is where the talk happens (None while OPENING); ``parent_id`` the channel it was started in;
    ``read_until`` is the id of the newest message known to have been read (a Discord snowflake).
    """

    id: SalonId
    guild_id: int
    parent_id: int
    channel_id: int | None
    film: Film
    state: SalonState
    opened_by: int
    opened_at: datetime
    lens: str | None = None
    horizon: Horizon = EVERYTHING
    language: str = "en"
    closed_at: datetime | None = None
    last_turn_at: datetime | None = None
    read_until: int = 0

    @property
    def live(self) -> bool:
        """Whether turns still belong to it (open, paused, or its film is on)."""
        return self.state in LIVE
