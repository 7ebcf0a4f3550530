"""Where the small stars without names stand: round what they belong to, clear of words and of each other."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from zlib import crc32

from bot.ui.pictures.layout import GOLDEN, Point, Rect

_SPACE = (6.0, 26.0)  # pixels that stay free between two stars, where there are many and where there are few
_CELL = 46.0  # of the grid in which neighbours are sought; more than two small stars' reach
_TRIES = 2_500


class Scatter:
    """Finds places for small stars, one after the other, in a frame some of which is taken by words and by stars."""

    def __init__(
        self, frame: Rect, words: Sequence[Rect], stars: Sequence[tuple[float, float, float]], count: int
    ) -> None:
        self._frame = frame
        self._words = words
        self._stars = stars
        self._near: defaultdict[tuple[int, int], list[tuple[float, float, float]]] = defaultdict(list)
        sky = (frame[2] - frame[0]) * (frame[3] - frame[1]) - sum((c - a + 30) * (d - b + 30) for a, b, c, d in words)
        self._space = min(_SPACE[1], max(_SPACE[0], 0.5 * math.sqrt(max(0.0, sky) / max(1, count)) - 4))
        self._open: dict[tuple[int, int], bool] = {}

    def place(self, key: str, radius: float, anchor: Point) -> Point | None:
        """A free place near an anchor, and taken from now on; None where there is none left."""
        turn = crc32(key.encode()) / 2**32 * math.tau
        for step in range(_TRIES):
            reach = 26.0 + 7.5 * math.sqrt(step)
            angle = turn + GOLDEN * step
            x, y = anchor[0] + 1.35 * reach * math.cos(angle), anchor[1] + reach * math.sin(angle)
            if self._free(x, y, radius):
                self._near[int(x // _CELL), int(y // _CELL)].append((x, y, radius))
                return x, y
        return None

    def _free(self, x: float, y: float, radius: float) -> bool:
        cell = int(x // 4), int(y // 4)
        if cell not in self._open:
            self._open[cell] = self._clear(4.0 * cell[0] + 2, 4.0 * cell[1] + 2)
        if not self._open[cell]:
            return False
        column, row = int(x // _CELL), int(y // _CELL)
        for dx in (-1, 0, 1):
            for dy in (-1, 0, 1):
                for ox, oy, other in self._near.get((column + dx, row + dy), ()):
                    if math.hypot(x - ox, y - oy) < radius + other + self._space:
                        return False
        return True

    def _clear(self, x: float, y: float) -> bool:
        """Whether a place is in the frame and off the words and the named stars, for a star of up to ten pixels."""
        pad = 15.0
        left, top, right, bottom = self._frame
        if not (left + pad < x < right - pad and top + pad < y < bottom - pad):
            return False
        if any(a - pad < x < c + pad and b - pad < y < d + pad for a, b, c, d in self._words):
            return False
        return all(math.hypot(x - sx, y - sy) > radius + pad + 4 for sx, sy, radius in self._stars)


def anchors(
    keys: Mapping[str, str], partners: Mapping[str, str], places: Mapping[str, Point], frame: Rect
) -> Mapping[str, Point]:
    """Where each small star belongs, by key: with its group (``keys`` gives it), else with its partner, else by itself."""
    groups: defaultdict[str, list[Point]] = defaultdict(list)
    for key, point in places.items():
        if key in keys:
            groups[keys[key]].append(point)
    found: dict[str, Point] = {}
    for key, group in keys.items():
        if key in places:
            continue
        if groups[group]:
            found[key] = tuple_mean(groups[group])
        else:
            found[key] = places.get(partners.get(key, "")) or _somewhere(key, frame)
    return found


def _somewhere(key: str, frame: Rect) -> Point:
    """A point of the frame that is always the same for a key."""
    number = crc32(key.encode())
    across, down = number % 1_009 / 1_009, number // 1_009 % 997 / 997
    return frame[0] + across * (frame[2] - frame[0]), frame[1] + down * (frame[3] - frame[1])


def tuple_mean(points: Sequence[Point]) -> Point:
    """The middle of some points."""
    return sum(x for x, _ in points) / len(points), sum(y for _, y in points) / len(points)
