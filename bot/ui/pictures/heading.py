"""What stands above and below a picture."""

from __future__ import annotations

from bot.ui.pictures.canvas import WIDTH, Canvas
from bot.ui.pictures.lettering import Lettering, Type
from bot.ui.pictures.palette import INK, SOFT

SIDE = 48
"""Pixels free at the left and at the right."""
TITLE, FACTS, FOOT = Type(40, 700), Type(23), Type(20)


def heading(canvas: Canvas, title: str, facts: str, top: float = 0.0) -> None:
    """A title and a line of facts below it, from a height on; 120 pixels in all."""
    for text, kind, y, colour in ((title, TITLE, 68, INK), (facts, FACTS, 104, SOFT)):
        line = canvas.lettering.fit(canvas.lettering.clean(text), kind, WIDTH - 2 * SIDE)
        canvas.lettering.draw(canvas.image, (SIDE, top + y), line, kind, colour)


def head(lettering: Lettering, title: str, facts: str) -> tuple[float, float, float, float]:
    """What a heading takes up at the upper left, with some air."""
    return 0.0, 0.0, SIDE + max(lettering.width(title, TITLE), lettering.width(facts, FACTS)) + 24, 122.0


def foot(canvas: Canvas, left: str, right: str) -> None:
    """How to read the picture, and what is not in it."""
    y = canvas.height - 30
    lettering: Lettering = canvas.lettering
    lettering.draw(canvas.image, (WIDTH - SIDE, y), right, FOOT, SOFT, "r")
    room = WIDTH - 2 * SIDE - (lettering.width(right, FOOT) + 40 if right else 0)
    lettering.draw(canvas.image, (SIDE, y), lettering.fit(left, FOOT, room), FOOT, SOFT)
