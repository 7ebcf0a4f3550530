"""Spoilers: how far somebody has seen, and what a text gives away."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Reveal(StrEnum):
    """What a question or fact gives away of the film."""

    NOTHING = "nothing"
    FIRST_HALF = "first_half"
    MOST = "most"
    ALL = "all"

    @property
    def share(self) -> float:
        """The part of the film, 0 to 1, that one must have seen to be safe from it."""
        return {Reveal.NOTHING: 0.0, Reveal.FIRST_HALF: 0.5, Reveal.MOST: 0.85, Reveal.ALL: 1.0}[self]


@dataclass(frozen=True, slots=True)
class Horizon:
    """How far somebody has seen: ``seen`` is a share of the film from 0 (nothing) to 1 (all of it)."""

    seen: float

    @classmethod
    def at_minute(cls, minute: int, runtime: int | None) -> Horizon:
        """The horizon of somebody at ``minute``; with an unknown runtime a film is taken to last 110 minutes."""
        return cls(max(0.0, min(1.0, minute / (runtime or 110))))

    def allows(self, reveal: Reveal) -> bool:
        """Whether a text so marked is safe here."""
        return reveal.share <= self.seen

    @property
    def widest(self) -> Reveal:
        """The most revealing mark that is still safe."""
        return max((r for r in Reveal if self.allows(r)), key=lambda r: r.share)


NOTHING = Horizon(0.0)
HALF = Horizon(0.5)
EVERYTHING = Horizon(1.0)
