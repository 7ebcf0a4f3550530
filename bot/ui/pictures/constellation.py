"""A server's constellation: its themes as stars, larger with what was said of them, tied by the films that they share."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from bot.domain.theme_map import Constellation
from bot.ui.texts import Locale

if TYPE_CHECKING:  # Pillow is loaded only where something is drawn
    from bot.ui.pictures.canvas import Canvas
    from bot.ui.pictures.plan import Plan


def draw(constellation: Constellation, groups: Mapping[str, str], texts: Locale) -> bytes:
    """The picture as PNG, 1,200 pixels wide; ``groups`` are the names of groups by their ids. ValueError without themes.

    It is computed, for up to about a second: call it in a thread.
    """
    if not constellation.stars:
        raise ValueError("a constellation without stars is not drawn")
    from bot.ui.pictures.canvas import SCALE, Canvas  # noqa: PLC0415  (loads Pillow)
    from bot.ui.pictures.fonts import Fonts  # noqa: PLC0415
    from bot.ui.pictures.heading import head  # noqa: PLC0415
    from bot.ui.pictures.lettering import Lettering  # noqa: PLC0415
    from bot.ui.pictures.sky import plan  # noqa: PLC0415

    lettering = Lettering(Fonts(texts.code), SCALE)
    taken = head(lettering, texts.get("map.title"), facts(constellation, texts))
    sky = plan(constellation, groups, lettering, taken)
    canvas = Canvas(sky.height, lettering)
    _paint(sky, canvas)
    _write(sky, canvas)
    _frame(constellation, sky, canvas, texts)
    return canvas.png()


def facts(constellation: Constellation, texts: Locale) -> str:
    """How many themes and films, and of which weeks."""
    films = {film for star in constellation.stars for film in star.films if film}
    weeks = constellation.weeks
    since = texts.get("map.ever") if weeks is None else texts.get("map.weeks", n=weeks)
    counted = [texts.get("map.themes", n=len(constellation.stars)), texts.get("map.films", n=len(films)), since]
    return " · ".join(counted)


def _paint(sky: Plan, canvas: Canvas) -> None:
    from bot.ui.pictures.palette import FAINT, STARLIGHT, mixed  # noqa: PLC0415

    for colour, discs in sky.clouds:
        canvas.cloud(discs, colour, 0.30)
    faint = [(tie.one, tie.other, 1.4, 0.42) for tie in sky.ties if tie.faint]
    canvas.lines(faint, FAINT)
    strong = [(tie.one, tie.other, 1.5 + 2.6 * tie.share, 0.3 + 0.4 * tie.share) for tie in sky.ties if not tie.faint]
    canvas.lines(strong, mixed(FAINT, STARLIGHT, 0.45))
    for one in (*sky.small, *sky.named):
        canvas.star(*one.at, one.radius, one.colour)


def _write(sky: Plan, canvas: Canvas) -> None:
    from bot.ui.pictures.names import baselines  # noqa: PLC0415

    for one in (*sky.captions, *sky.named):
        for y, line in baselines(one.words, one.box[3] - one.words.height):
            canvas.lettering.draw(canvas.image, (one.at[0], y), line.text, line.kind, line.colour, "m")


def _frame(constellation: Constellation, sky: Plan, canvas: Canvas, texts: Locale) -> None:
    from bot.ui.pictures.heading import foot, heading  # noqa: PLC0415

    heading(canvas, texts.get("map.title"), facts(constellation, texts))
    unnamed = len(constellation.stars) - sum(bool(one.words.lines) for one in sky.named)
    key = texts.get("map.key") if sky.ties else texts.get("map.key_sizes")
    foot(canvas, key if len(constellation.stars) > 1 else "", texts.get("map.unnamed", n=unnamed) if unnamed else "")
