"""A question the host may ask, and one it has asked."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import NewType

from bot.domain.spoiler import Reveal

QuestionId = NewType("QuestionId", str)


class Kind(StrEnum):
    """What an answer would be: a fact, an interpretation or a judgement."""

    FACTUAL = "factual"
    INTERPRETIVE = "interpretive"
    EVALUATIVE = "evaluative"


class Movement(StrEnum):
    """The parts of an evening, in their order."""

    IMPRESSIONS = "impressions"
    READINGS = "readings"
    OBJECTIONS = "objections"
    WHATIF = "whatif"
    CLOSING = "closing"


@dataclass(frozen=True, slots=True)
class Question:
    """One question of the bank: text of at most 40 words, ending in its only question mark.

    ``film``, ``theme`` and ``lens`` are ids or None; ``after`` is a point kind or "any" for evidence questions; ``cues``
    are lower-case words and phrases in people's talk after which it is apt.
    """

    id: QuestionId
    text: str
    kind: Kind
    movement: Movement
    reveals: Reveal = Reveal.NOTHING
    film: str | None = None
    theme: str | None = None
    lens: str | None = None
    anchor: str | None = None
    after: str | None = None
    cues: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as it was put in a salon; ``id`` may be one the AI host made ("ai:...")."""

    id: QuestionId
    kind: Kind
    text: str
    theme: str | None = None
    lens: str | None = None
