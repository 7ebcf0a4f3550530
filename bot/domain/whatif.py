"""A what-if: an alternative ending or plot that a room invents together, with credit for each contribution."""

from __future__ import annotations

from collections.abc import Collection, Container, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import NewType

from bot.domain.turn import SalonId, TurnId

WhatIfId = NewType("WhatIfId", int)

LONGEST_PART = 600
"""Characters of a premise or a contribution, as far as the draft shows it."""
MOST_PARTS = 40
"""Contributions to one what-if, its premise not counted."""


class WhatIfState(StrEnum):
    """Where a what-if stands."""

    OPEN = "open"
    AGREED = "agreed"
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True)
class Part:
    """One contribution: a turn of the salon, and the version of the draft that it made (1: it is the premise).

    ``message_id`` is the message it was said in; None when it was put into the draft itself. ``edited`` says that the
    message has been edited since.
    """

    turn_id: TurnId
    author_id: int
    author_name: str
    at: datetime
    text: str
    version: int
    message_id: int | None = None
    edited: bool = False

    @property
    def shown(self) -> str:
        """Its words as the draft shows them: a message longer than LONGEST_PART is cut at a word."""
        if len(self.text) <= LONGEST_PART:
            return self.text
        head = self.text[: LONGEST_PART - 1]
        return (head.rsplit(None, 1)[0] if any(c.isspace() for c in head) else head) + "…"


@dataclass(frozen=True, slots=True)
class WhatIf:
    """One what-if as it stands. Every change made a version; words that were taken back are in none of them any more.

    ``card`` is the message that shows it (a Discord id), ``asked_by`` who asks the room whether it is agreed.
    """

    id: WhatIfId
    salon_id: SalonId
    state: WhatIfState
    version: int
    opened_at: datetime
    parts: tuple[Part, ...] = ()
    card: int | None = None
    asked_by: int | None = None

    @property
    def premise(self) -> Part | None:
        """What it began with, unless that was taken back."""
        return next((part for part in self.parts if part.version == 1), None)

    @property
    def contributions(self) -> tuple[Part, ...]:
        """What was added to the premise, oldest first."""
        return tuple(part for part in self.parts if part.version > 1)

    @property
    def last(self) -> Part | None:
        """The newest part."""
        return self.parts[-1] if self.parts else None

    @property
    def full(self) -> bool:
        """Whether nothing can be added any more."""
        return len(self.contributions) >= MOST_PARTS

    @property
    def turns(self) -> frozenset[TurnId]:
        """The turns it is made of."""
        return frozenset(part.turn_id for part in self.parts)

    @property
    def authors(self) -> frozenset[int]:
        """Who has contributed."""
        return frozenset(part.author_id for part in self.parts)

    def last_of(self, user_id: int) -> Part | None:
        """A person's newest contribution, else their premise."""
        return next((part for part in reversed(self.parts) if part.author_id == user_id), None)

    def at_version(self, number: int) -> tuple[Part, ...]:
        """The parts of a version, without those taken back since."""
        return tuple(part for part in self.parts if part.version <= number)

    def maker(self, number: int) -> Part | None:
        """The part that made a version; None where something was taken back, or where what made it was."""
        return next((part for part in self.parts if part.version == number), None)


def only(draft: WhatIf, turns: Container[TurnId]) -> WhatIf:
    """A what-if without the parts whose turns are not among these."""
    return replace(draft, parts=tuple(part for part in draft.parts if part.turn_id in turns))


class Voice(StrEnum):
    """What it means when somebody says that a what-if is agreed."""

    ASKS = "asks"
    CONFIRMS = "confirms"
    ADDED_LAST = "added_last"
    ASKED = "asked"


def voice(draft: WhatIf, user_id: int, people: Collection[int]) -> Voice:
    """What a person's "agreed" means; ``people`` are those who have spoken in the room.

    Whoever added last does not confirm, and whoever asked only when nobody else could. Alone one agrees with oneself.
    """
    last = draft.last.author_id if draft.last is not None else None
    able = {*people, *draft.authors} - {last}
    if not able and user_id == last:
        return Voice.CONFIRMS
    if draft.asked_by is None:
        return Voice.ASKS
    if user_id == last:
        return Voice.ADDED_LAST
    return Voice.ASKED if user_id == draft.asked_by and able - {user_id} else Voice.CONFIRMS


def says(text: str) -> bool:
    """Whether there are words in a text."""
    return any(character.isalnum() for character in text)


def open_one(drafts: Sequence[WhatIf]) -> WhatIf | None:
    """The one that is open; a salon has one at most."""
    return next((draft for draft in drafts if draft.state is WhatIfState.OPEN), None)
