"""The dramatic questions by which the host helps a what-if along."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.domain.question import QuestionId

MOST_WORDS = 30
"""Words of what the host says when it asks one, somebody's own words included."""
PREFIX = "whatif:"
"""How the ids of these questions begin."""


class Stage(StrEnum):
    """What a story needs next, in this order."""

    PREMISE = "premise"
    WANTS = "wants"
    OBSTACLE = "obstacle"
    PRICE = "price"
    TURN = "turn"
    LAST_IMAGE = "last_image"


@dataclass(frozen=True, slots=True)
class WhatIfQuestion:
    """One question; ``named`` is its form for when a ``{character}`` of the film has just been brought in."""

    id: QuestionId
    stage: Stage
    text: str
    named: str | None = None


@dataclass(frozen=True, slots=True)
class WhatIfHeads:
    """Ways to repeat a contribution before the question: to one person alone, in a group, and by its author's name only."""

    alone: tuple[str, ...]
    anyone: tuple[str, ...]
    bare: tuple[str, ...]


def stages(asked: int) -> Sequence[Stage]:
    """The stages to choose from after so many questions, the one that is due first.

    The premise is asked about once; after the last image a story that goes on begins anew with what is wanted.
    """
    every = tuple(Stage)
    due = asked if asked < len(every) else 1 + (asked - len(every)) % (len(every) - 1)
    return (*every[due:], *every[1:due])


@dataclass(frozen=True, slots=True)
class Workshop:
    """All that the host brings to a what-if, in one language; ``link`` says that a link between two parts is the host's own."""

    heads: WhatIfHeads
    questions: tuple[WhatIfQuestion, ...]
    link: str = ""
