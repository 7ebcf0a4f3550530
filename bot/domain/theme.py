"""Themes and lenses: the vocabulary in which talk is sorted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.domain.turn import TurnId


@dataclass(frozen=True, slots=True)
class Theme:
    """An entry of the vocabulary.

    ``cues`` are lower-case words and phrases that signal it by themselves, ``hints`` some that only add up with others;
    ``broader`` is the theme of which this one is a part; ``both`` are groups of words of which one each must occur for
    the theme to be meant ("father", "son"); ``names`` are its names in other languages, by code; ``lto`` what the Literary
    Theme Ontology (theme.network, MIT licence) calls what belongs to it.
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


@dataclass(frozen=True, slots=True)
class Tag:
    """A theme found in a turn; ``score`` is 0 to 1, ``evidence`` the words that carry it."""

    theme: str
    turn_id: TurnId
    score: float
    evidence: tuple[str, ...] = ()
