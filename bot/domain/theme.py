"""Themes and lenses: the vocabulary in which talk is sorted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from bot.domain.turn import TurnId

OWN = "own"
"""The group of themes that servers add."""
GROUPS = ("love", "self", "right", "world", "wild", "fantastic", "future", "form", OWN)
"""The large groups in which themes are shown: love and kin, the inner life, right and wrong, the world and its powers,
the wild, the fantastic, the future, and how films are made."""


@dataclass(frozen=True, slots=True)
class Theme:
    """An entry of the vocabulary.

    ``cues`` are lower-case words and phrases that signal it by themselves, ``hints`` some that only add up with others;
    ``broader`` is the theme of which this one is a part; ``both`` are groups of words of which one each must occur for
    the theme to be meant ("father", "son"); ``names`` are its names in other languages, by code; ``lto`` what the Literary
    Theme Ontology (theme.network, MIT licence) calls what belongs to it. ``group`` is one of ``GROUPS``, for drawing.
    """

    id: str
    name: str
    definition: str
    cues: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    hints: tuple[str, ...] = ()
    broader: str | None = None
    both: tuple[str, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)
    lto: tuple[str, ...] = ()
    group: str = OWN

    def calls(self) -> tuple[str, ...]:
        """Every name of it, its own first."""
        return (self.name, *self.names.values())


@dataclass(frozen=True, slots=True)
class Lens:
    """A critical approach."""

    id: str
    name: str
    definition: str
    cues: tuple[str, ...] = ()

    def calls(self) -> tuple[str, ...]:
        """Every name of it."""
        return (self.name,)


class Verdict(StrEnum):
    """What the room says of a theme of a film."""

    CONFIRMED = "confirmed"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class Tag:
    """A theme tied to a film through what somebody said.

    ``author_id`` said it; ``score`` is above 0 and at most 1, which is that of a tag by hand; ``evidence`` are the words
    that carry it; ``by`` is who tagged it so, None where it was found.
    """

    theme: str
    turn_id: TurnId
    author_id: int
    score: float
    evidence: tuple[str, ...] = ()
    by: int | None = None


LONGEST_ID = 40
"""Characters of a theme's id."""
