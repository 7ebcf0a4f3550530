"""The record of one salon."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from bot.domain.turn import Source, TurnId


class ItemKind(StrEnum):
    """What a line of a recap records."""

    THEME = "theme"
    POINT = "point"
    DISAGREEMENT = "disagreement"
    CHANGED = "changed"
    OPEN = "open"
    MOMENT = "moment"
    WHATIF = "whatif"
    QUOTE = "quote"


BY_CODE = frozenset({ItemKind.THEME, ItemKind.MOMENT})
"""What code puts into a record, whoever wrote the rest: the names of themes, the times of a film."""


@dataclass(frozen=True, slots=True)
class RecapItem:
    """One line: ``text`` in the host's words, ``quote`` verbatim from ``speaker``'s turn, ``turns`` it rests on.

    ``second_quote`` and ``second_speaker`` are the other side: of a disagreement, who gave way to the first, what was made
    of a what-if, or the question that a point answers, which is read before it. ``theme`` is the id of a theme that the
    room may confirm or reject, ``confirmed`` whether it has done so.
    """

    kind: ItemKind
    text: str
    turns: tuple[TurnId, ...]
    speaker: str | None = None
    quote: str | None = None
    second_speaker: str | None = None
    second_quote: str | None = None
    theme: str | None = None
    confirmed: bool = False


@dataclass(frozen=True, slots=True)
class Recap:
    """The whole record: ``film`` is its label, ``minutes`` how long people talked."""

    film: str
    headline: str
    items: tuple[RecapItem, ...]
    source: Source
    people: int = 0
    turns: int = 0
    minutes: int = 0
