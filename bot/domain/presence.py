"""Who is in the room just now, and how much of the film may be given away before them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from bot.domain.spoiler import Horizon

TURNS = 30
"""Turns after which somebody who has not spoken is taken to have left, unless the talk is slow."""
TIME = timedelta(hours=2)
"""How long somebody who has spoken is taken to be there, however many turns went by."""


class Presence:
    """When each participant of a salon last spoke."""

    def __init__(self) -> None:
        self._spoke: dict[int, tuple[int, datetime]] = {}

    def spoke(self, person: int, place: int, at: datetime) -> None:
        """Note that somebody spoke, in the turn of that place (counted from 1)."""
        self._spoke[person] = (place, at)

    def now(self, turns: int, at: datetime) -> Iterable[int]:
        """Who is there after so many turns, at that moment."""
        return [
            person for person, (place, moment) in self._spoke.items() if place > turns - TURNS or moment >= at - TIME
        ]


def least_seen(
    present: Iterable[int], told: Mapping[int, Horizon], heard: Mapping[int, Horizon], opened: Horizon, nobody: Horizon
) -> Horizon:
    """The least that any of those present has seen.

    ``told`` is what people said by command, ``heard`` what they let fall in the talk; the others have seen what the
    salon was opened for. ``nobody`` is the answer for an empty room.
    """
    seen = (told.get(person, heard.get(person, opened)).seen for person in present)
    least = min(seen, default=None)
    return nobody if least is None else Horizon(least)
