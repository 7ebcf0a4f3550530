"""One evening as lanes over time: all that was said, and below it one lane a theme."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.domain.theme_map import Evening, Strand
from bot.ui.pictures.canvas import WIDTH, Canvas
from bot.ui.pictures.heading import SIDE
from bot.ui.pictures.lettering import Type
from bot.ui.pictures.palette import FAINT, HOST, INK, NIGHT, SOFT, mixed
from bot.ui.pictures.timing import density, ticks, whole_days, written
from bot.ui.texts import Locale

LEFT, RIGHT = 356, WIDTH - 122
"""Where the time begins and ends; names stand before it, numbers of messages after it."""
TALK, AXIS = 80, 46
"""Pixels that the lane of all talk and the scale take up."""
_NAME, _SMALL = Type(24, 600), Type(20)
_BINS, _SPREAD = 240, 3.6
_MARK = 9.0  # pixels: the height of a mark, below the line on which a curve stands


@dataclass(frozen=True, slots=True)
class Lanes:
    """An evening to be drawn: how many themes get a lane, how high one is, and the minutes that the width stands for."""

    evening: Evening
    most: int
    lane: float

    @property
    def strands(self) -> Sequence[Strand]:
        """The themes that get a lane."""
        return [strand for strand in self.evening.strands if strand.moments][: self.most]

    @property
    def height(self) -> float:
        """Pixels that it takes up."""
        return TALK + self.lane * max(1, len(self.strands)) + AXIS

    @property
    def span(self) -> float:
        """Minutes from its first to its last moment, at least one."""
        evening = self.evening
        last = [
            moments[-1]
            for moments in (evening.talk, evening.host, *(one.moments for one in evening.strands))
            if moments
        ]
        return max(1.0, evening.minutes, *last)

    def x(self, moment: float) -> float:
        """Where a moment stands."""
        return LEFT + (RIGHT - LEFT) * min(1.0, max(0.0, moment / self.span))


def draw_lanes(lanes: Lanes, top: float, hues: Mapping[str, str], canvas: Canvas, texts: Locale) -> None:
    """Draw an evening from a height on."""
    _scale(lanes, top, canvas, texts)
    _talk(lanes, top, canvas, texts)
    below = top + TALK
    curves = [density(strand.moments, lanes.span, _BINS, _SPREAD) for strand in lanes.strands]
    highest = max((max(curve) for curve in curves), default=1.0)
    for strand, curve in zip(lanes.strands, curves, strict=True):
        colour = hues[strand.group]
        _ridge(curve, highest, below, lanes.lane, colour, canvas)
        _marks(lanes, strand.moments, below + lanes.lane, colour, canvas)
        _named(strand, below, lanes.lane, canvas, texts)
        below += lanes.lane
    if not lanes.strands:
        canvas.lettering.draw(
            canvas.image, (LEFT, below + lanes.lane * 0.62), texts.get("map.nothing"), Type(24, italic=True), SOFT
        )


def _scale(lanes: Lanes, top: float, canvas: Canvas, texts: Locale) -> None:
    marks = ticks(lanes.span)
    bottom = top + lanes.height - AXIS + 6
    for mark in marks:
        x = lanes.x(mark)
        canvas.bar((x - 0.5, top + 14, x + 0.5, bottom), mixed(NIGHT, FAINT, 0.42))
        text = written(mark, texts, whole_days(marks)) if mark else "0"
        canvas.lettering.draw(canvas.image, (x, bottom + 26), text, _SMALL, SOFT, "m")
    rest = sum(bool(strand.moments) for strand in lanes.evening.strands) - len(lanes.strands)
    if rest > 0:
        line = canvas.lettering.fit(texts.get("map.further", n=rest), _SMALL, LEFT - SIDE - 30)
        canvas.lettering.draw(canvas.image, (SIDE, bottom + 26), line, _SMALL, SOFT)


def _talk(lanes: Lanes, top: float, canvas: Canvas, texts: Locale) -> None:
    """The lane of all that people said, and diamonds where the host spoke."""
    evening = lanes.evening
    curve = density(evening.talk, lanes.span, _BINS, _SPREAD)
    _ridge(curve, max(*curve, 1.0), top, TALK - 28, FAINT, canvas)
    pen = canvas.lettering
    pen.draw(canvas.image, (SIDE, top + 32), pen.fit(texts.get("map.talk"), _SMALL, LEFT - SIDE - 20), _SMALL, SOFT)
    pen.draw(canvas.image, (WIDTH - SIDE, top + 32), texts.number(len(evening.talk)), _SMALL, SOFT, "r")
    if not evening.host:
        return
    y = top + TALK - 24
    _diamond(SIDE + 7, y, canvas)
    pen.draw(canvas.image, (SIDE + 22, y + 7), pen.fit(texts.get("map.host"), _SMALL, LEFT - SIDE - 40), _SMALL, SOFT)
    pen.draw(canvas.image, (WIDTH - SIDE, y + 7), texts.number(len(evening.host)), _SMALL, SOFT, "r")
    for x in sorted({round(lanes.x(moment)) for moment in evening.host}):
        _diamond(x, y, canvas)


def _diamond(x: float, y: float, canvas: Canvas) -> None:
    canvas.shape([(x - 6, y), (x, y - 6), (x + 6, y), (x, y + 6)], HOST)


def _ridge(curve: Sequence[float], highest: float, top: float, lane: float, colour: str, canvas: Canvas) -> None:
    """A soft ridge whose height is the density; it stands on the line above the marks."""
    base, room = top + lane - _MARK - 5, lane - _MARK - 9
    points = [
        (LEFT + (RIGHT - LEFT) * place / (len(curve) - 1), base - room * value / highest)
        for place, value in enumerate(curve)
    ]
    canvas.bar((LEFT, base - 0.5, RIGHT, base + 0.5), mixed(NIGHT, FAINT, 0.6))
    canvas.shape([(LEFT, base), *points, (RIGHT, base)], colour, 0.34)
    for run in _raised(points, base):
        canvas.path(run, colour, 2.0)


def _raised(points: Sequence[tuple[float, float]], base: float) -> Sequence[list[tuple[float, float]]]:
    """The stretches of a curve that rise above its base."""
    runs: list[list[tuple[float, float]]] = [[]]
    for point in points:
        if base - point[1] > 0.4:
            runs[-1].append(point)
        elif runs[-1]:
            runs.append([])
    return [run for run in runs if len(run) > 1]


def _marks(lanes: Lanes, moments: Sequence[float], bottom: float, colour: str, canvas: Canvas) -> None:
    for x in sorted({round(lanes.x(moment)) for moment in moments}):
        canvas.bar((x - 1.5, bottom - _MARK - 2, x + 1.5, bottom - 2), colour, 1.5)


def _named(strand: Strand, top: float, lane: float, canvas: Canvas, texts: Locale) -> None:
    pen = canvas.lettering
    name = pen.clean(strand.name) or pen.clean(strand.theme)
    lines = pen.wrap(name, _NAME, LEFT - SIDE - 22) if name else []
    step = min(_NAME.line, lane / 2 - 1)
    first = top + lane - _MARK - 5 - step * (len(lines) - 1) + (8 if len(lines) > 1 else 0)
    for place, line in enumerate(lines):
        pen.draw(canvas.image, (SIDE, first + place * step), line, _NAME, INK)
    count = texts.number(len(strand.moments))
    pen.draw(canvas.image, (WIDTH - SIDE, top + lane - _MARK - 5), count, Type(24), SOFT, "r")
