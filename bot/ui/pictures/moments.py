"""What a film made people write: a bar for each minute of it, pauses as gaps of light, and the time at every peak.

No word of what was written is in the picture, so that nobody who has not seen the film learns anything from it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.domain.film_position import shown_minute
from bot.domain.moments import Moments
from bot.ui.pictures.timing import ticks, written
from bot.ui.texts import Locale

if TYPE_CHECKING:  # Pillow is loaded only where something is drawn
    from bot.ui.pictures.canvas import Canvas

_HEIGHT, _BASE, _TOP = 430, 330.0, 178.0
_BAR, _PEAK, _STOP = "#77AADD", "#EE8866", "#EEDD88"
_LABEL = 76.0  # pixels that the time of a peak takes up


def draw(moments: Moments, texts: Locale) -> bytes:
    """The picture as PNG, 1,200 pixels wide. It is computed: call it in a thread."""
    from bot.ui.pictures.canvas import SCALE, Canvas  # noqa: PLC0415  (loads Pillow)
    from bot.ui.pictures.fonts import Fonts  # noqa: PLC0415
    from bot.ui.pictures.heading import foot, heading  # noqa: PLC0415
    from bot.ui.pictures.lettering import Lettering  # noqa: PLC0415

    canvas = Canvas(_HEIGHT, Lettering(Fonts(texts.code), SCALE))
    heading(canvas, moments.film, facts(moments, texts))
    axis = _Axis(moments)
    _scale(axis, canvas)
    _bars(axis, moments, canvas)
    _stops(axis, moments, canvas)
    _peaks(axis, moments, canvas)
    key = "moments.key_stops" if moments.stops else "moments.key"
    foot(canvas, texts.get(key), "")
    return canvas.png()


def facts(moments: Moments, texts: Locale) -> str:
    """How long the film is, how much was written during it, and how often it stood."""
    parts = [written(moments.length / 60, texts), texts.get("map.turns", n=len(moments.talk))]
    if moments.stops:
        parts.append(texts.get("moments.stops", n=len(moments.stops)))
    return " · ".join(parts)


class _Axis:
    """Where positions of the film stand."""

    def __init__(self, moments: Moments) -> None:
        from bot.ui.pictures.canvas import WIDTH  # noqa: PLC0415
        from bot.ui.pictures.heading import SIDE  # noqa: PLC0415

        self.left, self.right = float(SIDE), float(WIDTH - SIDE)
        self.minutes = max(1.0, moments.length / 60)

    def x(self, position: float) -> float:
        return self.left + (self.right - self.left) * min(1.0, max(0.0, position / 60 / self.minutes))


def _scale(axis: _Axis, canvas: Canvas) -> None:
    from bot.ui.pictures.lettering import Type  # noqa: PLC0415
    from bot.ui.pictures.palette import FAINT, NIGHT, SOFT, mixed  # noqa: PLC0415

    canvas.bar((axis.left, _BASE, axis.right, _BASE + 1), mixed(NIGHT, FAINT, 0.7))
    for minute in ticks(axis.minutes):
        x = axis.x(minute * 60.0)
        canvas.bar((x - 0.5, _BASE, x + 0.5, _BASE + 8), FAINT)
        anchor = "l" if minute == 0 else "r" if x > axis.right - 20 else "m"
        canvas.lettering.draw(canvas.image, (x, _BASE + 32), shown_minute(minute * 60.0), Type(20), SOFT, anchor)


def _bars(axis: _Axis, moments: Moments, canvas: Canvas) -> None:
    counts = moments.by_minute
    highest = max(counts, default=1) or 1
    peaks = {int(peak.position // 60) for peak in moments.peaks}
    wide = max(2.0, (axis.right - axis.left) / axis.minutes - 1.5)
    for minute, count in enumerate(counts):
        if count:
            x, tall = axis.x(minute * 60.0), max(5.0, (_BASE - _TOP) * count / highest)
            colour = _PEAK if minute in peaks else _BAR
            canvas.bar((x, _BASE - tall, min(axis.right, x + wide), _BASE), colour, min(3.0, wide / 2))


def _stops(axis: _Axis, moments: Moments, canvas: Canvas) -> None:
    """Two small strokes where the film stood, as on the key that stops it."""
    for stop in moments.stops:
        x = axis.x(stop.position)
        for left in (x - 5, x + 2):
            canvas.bar((left, _BASE + 9, left + 3, _BASE + 19), _STOP, 1.0)
        canvas.lines([((x, _TOP - 12), (x, _BASE), 1.2, 0.55)], _STOP)


def _peaks(axis: _Axis, moments: Moments, canvas: Canvas) -> None:
    """The time of each peak above it; one that would run into its neighbour stands a line higher."""
    from bot.ui.pictures.lettering import Type  # noqa: PLC0415
    from bot.ui.pictures.palette import INK  # noqa: PLC0415

    taken = [-_LABEL, -_LABEL]
    for peak in moments.peaks:
        x = min(max(axis.x(peak.position), axis.left + _LABEL / 2), axis.right - _LABEL / 2)
        row = 0 if x - taken[0] >= _LABEL else 1
        taken[row] = x
        canvas.lettering.draw(
            canvas.image, (x, _TOP - 14 - 28 * row), shown_minute(peak.position), Type(24, 600), INK, "m"
        )
