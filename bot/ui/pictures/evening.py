"""The themes of a film's evenings over time: a lane a theme, a mark for every message that speaks of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from bot.domain.theme_map import Evening
from bot.ui.pictures.timing import written
from bot.ui.texts import Locale

if TYPE_CHECKING:  # Pillow is loaded only where something is drawn
    from bot.ui.pictures.canvas import Canvas

MOST = 3
"""Evenings in one picture."""
_LANES = {1: (8, 58.0), 2: (6, 54.0), 3: (4, 54.0)}
"""How many themes an evening gets and how high a lane is, by the number of evenings."""
_TOP, _PANEL, _BETWEEN, _FOOT = 118, 44, 22, 56


def draw(evenings: Sequence[Evening], texts: Locale) -> bytes:
    """The picture as PNG, 1,200 pixels wide: up to three evenings below each other, in their order. ValueError without any.

    It is computed, for up to about half a second: call it in a thread.
    """
    if not evenings:
        raise ValueError("no evening is not drawn")
    from bot.ui.pictures.canvas import SCALE, Canvas  # noqa: PLC0415  (loads Pillow)
    from bot.ui.pictures.fonts import Fonts  # noqa: PLC0415
    from bot.ui.pictures.heading import foot, heading  # noqa: PLC0415
    from bot.ui.pictures.lanes import Lanes, draw_lanes  # noqa: PLC0415
    from bot.ui.pictures.lettering import Lettering  # noqa: PLC0415
    from bot.ui.pictures.palette import STARLIGHT, hues_of  # noqa: PLC0415

    shown = evenings[:MOST]
    panels = [Lanes(evening, *_LANES[len(shown)]) for evening in shown]
    groups = dict.fromkeys(strand.group for panel in panels for strand in panel.strands)
    own = hues_of(groups)
    hues = {group: own.get(group, STARLIGHT) for group in groups}
    several = len(panels) > 1
    height = _TOP + sum(panel.height + (_PANEL + _BETWEEN) * several for panel in panels) + _FOOT
    canvas = Canvas(round(height), Lettering(Fonts(texts.code), SCALE))
    one_film = len({evening.film for evening in shown}) == 1
    title = shown[0].film if one_film else texts.get("map.evenings_title")
    heading(canvas, title, texts.get("map.evenings", n=len(shown)) if several else facts(shown[0], texts))
    top = float(_TOP)
    for panel in panels:
        if several:
            about = facts(panel.evening, texts)
            _panel_heading(canvas, about if one_film else f"{panel.evening.film} · {about}", top)
            top += _PANEL
        draw_lanes(panel, top, hues, canvas, texts)
        top += panel.height + _BETWEEN
    foot(canvas, texts.get("map.evening_key"), "")
    return canvas.png()


def facts(evening: Evening, texts: Locale) -> str:
    """The day of an evening, how long it was, how much was said, and of how many themes."""
    strands = sum(bool(strand.moments) for strand in evening.strands)
    length = written(evening.minutes, texts) if evening.minutes >= 1 else texts.get("map.moment")
    said = texts.get("map.turns", n=len(evening.talk))
    named = texts.get("map.themes", n=strands) if strands else ""
    return " · ".join(part for part in (evening.date, length, said, named) if part)


def _panel_heading(canvas: Canvas, text: str, top: float) -> None:
    from bot.ui.pictures.canvas import WIDTH  # noqa: PLC0415
    from bot.ui.pictures.heading import SIDE  # noqa: PLC0415
    from bot.ui.pictures.lettering import Type  # noqa: PLC0415
    from bot.ui.pictures.palette import INK  # noqa: PLC0415

    pen, kind = canvas.lettering, Type(26, 600)
    pen.draw(canvas.image, (SIDE, top + 34), pen.fit(pen.clean(text), kind, WIDTH - 2 * SIDE), kind, INK)
