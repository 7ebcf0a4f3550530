"""A turn: one message of a salon, a participant's or the host's."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NewType

from bot.domain.question import Asked

SalonId = NewType("SalonId", int)
TurnId = NewType("TurnId", int)


class UtteranceKind(StrEnum):
    """Why the host speaks."""

    OPENING = "opening"
    TAKEUP = "takeup"
    QUESTION = "question"
    NUDGE = "nudge"
    WHATIF = "whatif"
    TURN_BACK = "turn_back"
    COUNTER = "counter"
    CLOSING = "closing"


class Source(StrEnum):
    """Who made the host's text: the house host, the AI host, or the house host because the AI host failed."""

    HOUSE = "house"
    AI = "ai"
    FALLBACK = "fallback"


@dataclass(frozen=True, slots=True)
class Utterance:
    """What the host says: text (at most 2,000 characters), what it takes up and what it asks, and why it speaks."""

    kind: UtteranceKind
    text: str
    source: Source
    reason: str
    takes_up: tuple[TurnId, ...] = ()
    question: Asked | None = None


@dataclass(frozen=True, slots=True)
class Turn:
    """One message.

    ``message_id`` is Discord's id, None while a host's turn waits to be posted; ``reply_to`` is a message id.
    ``to_host`` says that it mentions the host or replies to it. ``utterance`` is set on the host's turns.
    """

    id: TurnId
    salon_id: SalonId
    author_id: int
    author_name: str
    at: datetime
    text: str
    message_id: int | None = None
    reply_to: int | None = None
    attachments: tuple[str, ...] = ()
    edited_at: datetime | None = None
    to_host: bool = False
    utterance: Utterance | None = None

    @property
    def by_host(self) -> bool:
        """Whether the host said it."""
        return self.utterance is not None

    @property
    def is_opening(self) -> bool:
        """Whether the host opened the salon with it."""
        return self.utterance is not None and self.utterance.kind is UtteranceKind.OPENING

    @property
    def words(self) -> int:
        """How many words it has, split on white space."""
        return len(self.text.split())
