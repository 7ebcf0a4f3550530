"""The house host's sentences, for one language: loaded from ``config/host/<language>.toml``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.domain.bank import Uptake


@dataclass(frozen=True, slots=True)
class Heads:
    """Ways to repeat somebody's words before a question: to one person alone, or in a group."""

    alone: tuple[str, ...]
    anyone: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Speech:
    """Forms the house host fills in; ``replies``, ``opening`` and ``recap`` are by name; ``praise`` and ``dislike`` tell shades of a claim."""

    uptakes: tuple[Uptake, ...]
    heads: Mapping[str, Heads]
    connect: tuple[str, ...]
    connect_questions: tuple[str, ...]
    nudge: tuple[str, ...]
    nudge_alone: tuple[str, ...]
    quiet: tuple[str, ...]
    replies: Mapping[str, tuple[str, ...]]
    opening: Mapping[str, tuple[str, ...]]
    recap: Mapping[str, str]
    praise: tuple[str, ...]
    dislike: tuple[str, ...]
