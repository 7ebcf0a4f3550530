"""What a constellation consists of once everything has its place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.ui.pictures.layout import Point, Rect
from bot.ui.pictures.names import Words, baselines


@dataclass(frozen=True, slots=True)
class Placed:
    """A star or a group's name (radius 0) where it stands; ``words`` are empty where it has no name."""

    key: str
    at: Point
    radius: float
    colour: str
    words: Words
    box: Rect

    @property
    def gaps(self) -> Sequence[Rect]:
        """What lines keep clear of: every line of its words, with some air."""
        x = self.at[0]
        return [
            (x - line.width / 2 - 7, y - line.kind.ascent - 2, x + line.width / 2 + 7, y + line.kind.descent + 3)
            for y, line in baselines(self.words, self.box[3] - self.words.height)
        ]


@dataclass(frozen=True, slots=True)
class Tie:
    """A piece of a line between two stars; ``share`` is how many films it stands for, from 0 to 1."""

    one: Point
    other: Point
    share: float
    faint: bool


@dataclass(frozen=True, slots=True)
class Plan:
    """A constellation ready to be drawn: named and small stars, names of groups, lines, and clouds (discs by colour)."""

    height: int
    named: tuple[Placed, ...]
    small: tuple[Placed, ...]
    captions: tuple[Placed, ...]
    ties: tuple[Tie, ...]
    clouds: tuple[tuple[str, tuple[tuple[float, float, float], ...]], ...]
