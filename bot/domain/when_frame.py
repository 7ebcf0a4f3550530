"""What a phrase says, piece by piece: a clock's time, a day, a zone. How it is read is ``when_grammar``; what it means, ``when_sense``."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from bot.domain.when_zone_words import NamedZone


@dataclass(frozen=True, slots=True)
class Clock:
    """A time of day as it was said. ``half`` is 0 for am and 1 for pm where that was said.

    ``exact`` says that it is on the clock of 24 hours; ``pair`` that it is written with two digits ("10:30"), which beside a
    date of digits means the same.
    """

    hour: int
    minute: int = 0
    half: int | None = None
    exact: bool = False
    pair: bool = False
    midnight: bool = False


@dataclass(frozen=True, slots=True)
class Ahead:
    """A day by its distance from today; more than one where the words do not say it exactly."""

    days: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Dated:
    """A date: (year, month, day), of which year and month may be missing; more than one where their order is in doubt.

    ``digits`` says that it is written as 2026-12-05.
    """

    options: tuple[tuple[int | None, int | None, int], ...]
    digits: bool = False


class Nearness(StrEnum):
    """How a weekday was named: "friday", "this friday", "next friday", "friday next week"."""

    PLAIN = "plain"
    THIS = "this"
    NEXT = "next"
    NEXT_WEEK = "next_week"


@dataclass(frozen=True, slots=True)
class Named:
    """A weekday; 0 is Monday."""

    weekday: int
    nearness: Nearness = Nearness.PLAIN


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the day, by its number in PARTS."""

    number: int


@dataclass(frozen=True, slots=True)
class Pick:
    """The first (0) or second (1) of two times that clocks show alike."""

    number: int


@dataclass(frozen=True, slots=True)
class Delay:
    """A time from now, in minutes."""

    minutes: int


@dataclass(frozen=True, slots=True)
class Place:
    """The zones that were named; more than one where several have that name."""

    zones: tuple[NamedZone, ...]


Fact = Clock | Ahead | Dated | Named | Part | Pick | Delay | Place


@dataclass(frozen=True, slots=True)
class Frame:
    """All that a phrase says, each thing once."""

    clock: Clock | None = None
    ahead: Ahead | None = None
    dated: Dated | None = None
    named: Named | None = None
    part: Part | None = None
    pick: Pick | None = None
    delay: Delay | None = None
    place: Place | None = None

    def with_fact(self, fact: Fact) -> Frame | None:
        """The frame with one more fact; None where it has one of that kind already and it is another."""
        name = _SLOTS[type(fact)]
        there = getattr(self, name)
        if there is not None:
            return self if there == fact and name == "part" else None
        changed: dict[str, Any] = {name: fact}
        return replace(self, **changed)

    @property
    def timed(self) -> bool:
        """Whether it says a time of day or a time from now."""
        return self.clock is not None or self.delay is not None

    @property
    def dayed(self) -> bool:
        """Whether it says a day."""
        return self.ahead is not None or self.dated is not None or self.named is not None


_SLOTS: dict[type, str] = {
    Clock: "clock", Ahead: "ahead", Dated: "dated", Named: "named", Part: "part", Pick: "pick", Delay: "delay", Place: "place",
}  # fmt: skip
