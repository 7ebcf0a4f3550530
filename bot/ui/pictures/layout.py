"""Where the named stars of a constellation stand: near what they share films with, and never one label over another.

Springs and repulsion in a unit square (Fruchterman and Reingold, "Graph drawing by force-directed placement", 1991), stretched to the
frame, then boxes pushed apart. Nothing is drawn by lot: the same bodies come to stand in the same places.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

Point = tuple[float, float]
Rect = tuple[float, float, float, float]

GOLDEN = math.pi * (3 - math.sqrt(5))
"""The angle by which the seeds of a sunflower turn: points at its multiples are spread evenly."""
GAP = 8
"""Pixels between a star and its name."""
_STEPS, _PUSHES = 200, 260
_PAD = 9.0  # pixels that stay free around a star with its name


@dataclass(frozen=True, slots=True)
class Body:
    """A star with its name below it: ``radius`` of the star (0: a name without a star), width and height of the words."""

    key: str
    group: str
    radius: float
    width: float
    height: float

    def box(self, at: Point) -> Rect:
        """What it takes up when the star's middle is at a point."""
        side = max(self.radius, self.width / 2)
        return at[0] - side, at[1] - self.radius, at[0] + side, self.words(at)[3]

    def words(self, at: Point) -> Rect:
        """Where its words stand."""
        top = at[1] + self.radius + (GAP if self.radius else 0)
        return at[0] - self.width / 2, top, at[0] + self.width / 2, top + self.height


def arrange(
    bodies: Sequence[Body], ties: Mapping[tuple[str, str], float], frame: Rect, taken: Sequence[Rect] = ()
) -> Mapping[str, Point]:
    """The middle of every star that finds a place, by key; what is lightest may find none.

    ``bodies`` are in the order of weight, ``ties`` pull two together (0 to 1), ``taken`` are parts of the frame that are not free.
    """
    spread = _forces([_seed(place) for place in range(len(bodies))], _pulls(bodies, ties))
    for count in range(len(bodies), 0, -1):
        points = _stretched(bodies[:count], spread[:count], frame)
        for _ in range(_PUSHES):
            if not _pushed(bodies[:count], points, frame, taken):
                return {body.key: point for body, point in zip(bodies, points, strict=False)}
    return {}


def meet(one: Rect, other: Rect, pad: float = 0.0) -> bool:
    """Whether two boxes come nearer to each other than ``pad``."""
    across = one[0] < other[2] + pad and other[0] < one[2] + pad
    return across and one[1] < other[3] + pad and other[1] < one[3] + pad


def visible(
    start: Point, end: Point, hidden: Sequence[tuple[float, float]], least: float
) -> Sequence[tuple[Point, Point]]:
    """The pieces of a line that stay when stretches of it (from and to, 0 to 1) are hidden; none shorter than ``least``."""
    found: list[tuple[Point, Point]] = []
    open_from = 0.0
    for low, high in [*sorted(hidden), (1.0, 1.0)]:
        if (low - open_from) * math.dist(start, end) >= least:
            found.append((_along(start, end, open_from), _along(start, end, low)))
        open_from = max(open_from, high)
    return found


def crossing(start: Point, end: Point, rect: Rect) -> tuple[float, float] | None:
    """Which stretch of a line (from and to, 0 to 1) is in a box; None where it misses it (the algorithm of Liang and Barsky)."""
    first, last = 0.0, 1.0
    for axis in (0, 1):
        way = end[axis] - start[axis]
        low, high = rect[axis] - start[axis], rect[axis + 2] - start[axis]
        if abs(way) < 1e-9:
            if low > 0 or high < 0:
                return None
            continue
        first, last = max(first, min(low / way, high / way)), min(last, max(low / way, high / way))
    return (first, last) if first < last else None


def _along(start: Point, end: Point, share: float) -> Point:
    return start[0] + share * (end[0] - start[0]), start[1] + share * (end[1] - start[1])


def _seed(place: int) -> Point:
    radius = 0.16 * math.sqrt(place)
    return 0.5 + radius * math.cos(GOLDEN * place + 2.6), 0.5 + radius * math.sin(GOLDEN * place + 2.6)


def _pulls(bodies: Sequence[Body], ties: Mapping[tuple[str, str], float]) -> list[tuple[int, int, float]]:
    """Which bodies pull each other and how much: those of one group, and those that share films."""
    found: list[tuple[int, int, float]] = []
    for one, body in enumerate(bodies):
        for other in range(one):
            same = 1.6 if bodies[other].group == body.group else 0.0
            key = body.key, bodies[other].key
            pull = same + 0.55 * max(ties.get(key, 0.0), ties.get(key[::-1], 0.0))
            if pull:
                found.append((one, other, pull))
    return found


def _forces(points: list[Point], pulls: Sequence[tuple[int, int, float]]) -> list[Point]:
    count = len(points)
    ideal = 0.62 / math.sqrt(max(1, count))
    for step in range(_STEPS):
        moves = [[0.35 * (0.5 - x), 0.35 * (0.5 - y)] for x, y in points]
        for one in range(count):
            for other in range(one):
                dx, dy = points[one][0] - points[other][0], points[one][1] - points[other][1]
                square = dx * dx + dy * dy + 1e-6
                _pull(moves, one, other, dx, dy, ideal * ideal / square)
        for one, other, strength in pulls:
            dx, dy = points[one][0] - points[other][0], points[one][1] - points[other][1]
            _pull(moves, one, other, dx, dy, -strength * math.hypot(dx, dy) / ideal * 0.5)
        heat = 0.08 * (1 - step / _STEPS)
        points = [_moved(point, move, heat) for point, move in zip(points, moves, strict=True)]
    return points


def _pull(moves: list[list[float]], one: int, other: int, dx: float, dy: float, factor: float) -> None:
    moves[one][0] += dx * factor
    moves[one][1] += dy * factor
    moves[other][0] -= dx * factor
    moves[other][1] -= dy * factor


def _moved(point: Point, move: Sequence[float], most: float) -> Point:
    length = math.hypot(*move) or 1.0
    share = min(length, most) / length
    return point[0] + move[0] * share, point[1] + move[1] * share


def _stretched(bodies: Sequence[Body], points: Sequence[Point], frame: Rect) -> list[Point]:
    """The points over the whole frame, each with room for its box."""
    found: list[list[float]] = [[], []]
    for axis in (0, 1):
        values = _evened([point[axis] for point in points])
        low, high = min(values), max(values)
        for body, value in zip(bodies, values, strict=True):
            box = body.box((0.0, 0.0))
            first, last = frame[axis] - box[axis], frame[axis + 2] - box[axis + 2]
            # Two or three stars stand nearer to each other than the edges are.
            inset = (last - first) * max(0.0, 0.3 - 0.06 * len(bodies))
            share = (value - low) / (high - low) if high - low > 1e-9 else 0.5
            found[axis].append(first + inset + share * (last - first - 2 * inset))
    return list(zip(*found, strict=True))


def _evened(values: Sequence[float]) -> list[float]:
    """Values from 0 to 1, half as they lie and half as they rank, so that no part of the frame stays empty."""
    low, wide = min(values), (max(values) - min(values)) or 1.0
    ranks = sorted(range(len(values)), key=lambda place: (values[place], place))
    last = max(1, len(values) - 1)
    found = [0.5 * (value - low) / wide for value in values]
    for rank, place in enumerate(ranks):
        found[place] += 0.5 * rank / last
    return found


def _pushed(bodies: Sequence[Body], points: list[Point], frame: Rect, taken: Sequence[Rect]) -> bool:
    """Push boxes that meet apart, each half of the way, and off what is taken; whether there were any."""
    any_met = False
    for one, body in enumerate(bodies):
        for rect in taken:
            if meet(body.box(points[one]), rect):
                any_met = True
                points[one] = _off(body, points[one], rect)
        for other in range(one):
            a, b = body.box(points[one]), bodies[other].box(points[other])
            if meet(a, b, _PAD):
                any_met = True
                dx, dy = _apart(a, b)
                points[one] = _inside(body, (points[one][0] + dx, points[one][1] + dy), frame)
                points[other] = _inside(bodies[other], (points[other][0] - dx, points[other][1] - dy), frame)
    return any_met


def _apart(a: Rect, b: Rect) -> Point:
    """Half of the shorter way that parts two boxes, as the first goes it."""
    dx = min(a[2], b[2]) - max(a[0], b[0]) + _PAD
    dy = min(a[3], b[3]) - max(a[1], b[1]) + _PAD
    if dx < dy:
        return math.copysign(dx / 2 + 0.5, (a[0] + a[2]) - (b[0] + b[2])), 0.0
    return 0.0, math.copysign(dy / 2 + 0.5, (a[1] + a[3]) - (b[1] + b[3]))


def _off(body: Body, at: Point, rect: Rect) -> Point:
    """The point moved right or down, whichever is nearer, until the box is off a taken part at the upper left."""
    box = body.box(at)
    right, down = rect[2] - box[0], rect[3] - box[1]
    return (at[0] + right + 1, at[1]) if right < down else (at[0], at[1] + down + 1)


def _inside(body: Body, at: Point, frame: Rect) -> Point:
    box = body.box((0.0, 0.0))
    x = min(max(at[0], frame[0] - box[0]), frame[2] - box[2])
    return x, min(max(at[1], frame[1] - box[1]), frame[3] - box[3])
