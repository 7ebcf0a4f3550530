"""What is written at a star: its theme's name, and in small type the films it was spoken of with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain.theme_map import Star
from bot.ui.pictures.lettering import ELLIPSIS, Lettering, Type
from bot.ui.pictures.palette import INK, SOFT

SMALLEST = 20
"""Pixels of the smallest letters: nine in the chat, where the picture is shown at less than half its size."""
_BETWEEN = ", "
_LEADING = 3  # pixels between a name and its films


@dataclass(frozen=True, slots=True)
class Sizes:
    """How large things are on a map with so many names: letters, the largest star's radius, the widest name."""

    name: int
    films: int
    radius: float
    room: float


@dataclass(frozen=True, slots=True)
class Line:
    """A line of words."""

    text: str
    kind: Type
    colour: str
    width: float


@dataclass(frozen=True, slots=True)
class Words:
    """Lines below each other, with the width and height of all."""

    lines: tuple[Line, ...] = ()
    width: float = 0.0
    height: float = 0.0


def sizes(names: int) -> Sizes:
    """The sizes for a map with that many names."""
    if names <= 1:
        return Sizes(50, 27, 84.0, 800.0)
    if names <= 3:
        return Sizes(40, 25, 60.0, 420.0)
    if names <= 6:
        return Sizes(34, 23, 46.0, 300.0)
    return Sizes(30, 21, 34.0, 220.0) if names <= 12 else Sizes(28, 20, 27.0, 200.0)


def star_words(star: Star, share: float, size: Sizes, colour: str, lettering: Lettering) -> Words:
    """The words of a star; ``share`` is how large it is among all, from 0 to 1. Nothing where no font has its name."""
    name = lettering.clean(star.name) or lettering.clean(star.theme)
    if not name:
        return Words()
    kind = Type(max(22, round(size.name * (0.72 + 0.28 * share))), 600)
    lines = _lines(_wrapped(name, kind, size.room, lettering), kind, colour, lettering)
    small = Type(max(SMALLEST, round(size.films * (0.82 + 0.18 * share))), italic=True)
    room = max(size.room * 1.05, *(line.width for line in lines))
    if films := _films(star.films, small, room, lettering):
        lines += _lines([films], small, SOFT, lettering)
    return _measured(lines)


def caption(name: str, colour: str, lettering: Lettering) -> Words:
    """The name of a group beside its cluster."""
    kind = Type(25, 400)
    clean = lettering.clean(name)
    return _measured(_lines(lettering.wrap(clean, kind, 260.0), kind, colour, lettering)) if clean else Words()


def colour_of_name(names_its_group: bool, colour: str) -> str:
    """A star that names its cluster is written in the cluster's colour, all others in white."""
    return colour if names_its_group else INK


def _films(labels: Sequence[str], kind: Type, room: float, lettering: Lettering) -> str:
    """As many of the first three films as fit whole; the first, shortened, where not even that does."""
    clean = [text for label in labels[:3] if (text := lettering.clean(label))]
    for count in range(len(clean), 0, -1):
        text = _BETWEEN.join(clean[:count])
        if lettering.width(text, kind) <= room:
            return text
    return lettering.fit(clean[0], kind, room) if clean else ""


def _wrapped(name: str, kind: Type, room: float, lettering: Lettering) -> Sequence[str]:
    """A name in two lines, in wider ones where it would be cut, in three where it still would."""
    for wider, most in ((1.0, 2), (1.3, 2)):
        lines = lettering.wrap(name, kind, room * wider, most)
        if not any(line.endswith(ELLIPSIS) for line in lines):
            return lines
    return lettering.wrap(name, kind, room * 1.3, 3)


def _lines(texts: Sequence[str], kind: Type, colour: str, lettering: Lettering) -> list[Line]:
    return [Line(text, kind, colour, lettering.width(text, kind)) for text in texts]


def _measured(lines: Sequence[Line]) -> Words:
    height = sum(line.kind.line for line in lines) + _LEADING * (len({line.kind for line in lines}) - 1)
    return Words(tuple(lines), max(line.width for line in lines), height)


def baselines(words: Words, top: float) -> Sequence[tuple[float, Line]]:
    """Where the baseline of each line is, below a top."""
    found: list[tuple[float, Line]] = []
    for place, line in enumerate(words.lines):
        top += _LEADING if place and words.lines[place - 1].kind != line.kind else 0
        found.append((top + line.kind.ascent, line))
        top += line.kind.line
    return found
