"""A point: something a participant claims or proposes."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from bot.domain.turn import TurnId


class PointKind(StrEnum):
    """What sort of thing was said."""

    CLAIM = "claim"
    READING = "reading"
    OBJECTION = "objection"
    PROPOSAL = "proposal"
    EVIDENCE = "evidence"
    QUESTION = "question"


@dataclass(frozen=True, slots=True)
class Point:
    """One point, with its place in the turn it comes from.

    ``sentence`` and ``quote`` are verbatim substrings of the turn's text: the sentence that carries the point and the
    clause of it that a host would repeat. ``salience`` is 0 to about 10; ``themes`` are theme ids, best first.
    """

    turn_id: TurnId
    author_id: int
    author_name: str
    kind: PointKind
    sentence: str
    quote: str
    salience: float
    themes: tuple[str, ...] = ()
    characters: tuple[str, ...] = ()


class PointState(StrEnum):
    """Whether anybody has answered it."""

    OPEN = "open"
    TAKEN = "taken"
