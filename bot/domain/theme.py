"""Themes and lenses: the vocabulary in which talk is sorted."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.turn import TurnId


@dataclass(frozen=True, slots=True)
class Theme:
    """An entry of the vocabulary; ``cues`` are lower-case words and phrases that signal it."""

    id: str
    name: str
    definition: str
    cues: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()
    related: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Lens:
    """A critical approach."""

    id: str
    name: str
    definition: str
    cues: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Tag:
    """A theme found in a turn; ``score`` is 0 to 1, ``evidence`` the words that carry it."""

    theme: str
    turn_id: TurnId
    score: float
    evidence: tuple[str, ...] = ()
