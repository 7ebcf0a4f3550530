"""The surface that pictures are drawn on: a night sky, twice as large as the finished picture, which smooths every edge."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence

from PIL import Image, ImageDraw, ImageFilter

from bot.ui.pictures.lettering import Lettering
from bot.ui.pictures.palette import DUSK, NIGHT

WIDTH = 1_200
"""Pixels of the finished picture; Discord shows about half as many in the chat."""
SCALE = 2
_SOFT = 8
"""Clouds are drawn this many times smaller than the finished picture: they have no edges to lose."""

Point = tuple[float, float]
Rect = tuple[float, float, float, float]


class Canvas:
    """A picture in the making. Measures are in pixels of the finished picture."""

    def __init__(self, height: int, lettering: Lettering) -> None:
        self.height = height
        self.lettering = lettering
        self._large = (WIDTH * SCALE, height * SCALE)
        light = Image.radial_gradient("L").resize((WIDTH // _SOFT, height // _SOFT), Image.Resampling.BICUBIC)
        shade = light.resize(self._large, Image.Resampling.BICUBIC)
        self.image = Image.composite(Image.new("RGB", self._large, NIGHT), Image.new("RGB", self._large, DUSK), shade)
        rays = Image.radial_gradient("L")  # 0 in the middle, 255 in the corners: 180 at the nearest points of the edge
        fall = [max(0.0, 1 - value / 180) for value in range(256)]
        self._glow = rays.point([round(185 * share**2) for share in fall])
        self._gleam = rays.point([round(165 * share) for share in fall])

    def cloud(self, discs: Iterable[tuple[float, float, float]], colour: str, strength: float) -> None:
        """A soft cloud around discs (x, y, radius); ``strength`` is its opacity in the middle."""
        small = Image.new("L", (WIDTH // _SOFT, self.height // _SOFT), 0)
        pen = ImageDraw.Draw(small)
        for x, y, radius in discs:
            around = [(value / _SOFT) for value in (x - radius, y - radius, x + radius, y + radius)]
            pen.ellipse(around, fill=255)
        small = small.filter(ImageFilter.GaussianBlur(5.5)).point([round(strength * value) for value in range(256)])
        self.image.paste(colour, (0, 0), small.resize(self._large, Image.Resampling.BICUBIC))

    def lines(self, lines: Iterable[tuple[Point, Point, float, float]], colour: str) -> None:
        """Lines (from, to, width, opacity); where two cross, the stronger one shows."""
        mask = Image.new("L", self._large, 0)
        pen = ImageDraw.Draw(mask)
        for (x0, y0), (x1, y1), width, opacity in sorted(lines, key=lambda line: line[3]):
            ends = (x0 * SCALE, y0 * SCALE, x1 * SCALE, y1 * SCALE)
            pen.line(ends, fill=round(255 * opacity), width=max(1, round(width * SCALE)))
        self.image.paste(colour, (0, 0), mask)

    def star(self, x: float, y: float, radius: float, colour: str) -> None:
        """A star: its disc, paler towards the middle, and its glow."""
        self._sprite(self._glow, x, y, radius * 2.3 + 4, colour)
        around = [value * SCALE for value in (x - radius, y - radius, x + radius, y + radius)]
        ImageDraw.Draw(self.image).ellipse(around, fill=colour)
        self._sprite(self._gleam, x, y, radius, "#ffffff")

    def _sprite(self, sprite: Image.Image, x: float, y: float, radius: float, colour: str) -> None:
        size = max(2, round(2 * radius * SCALE))
        corner = (round((x - radius) * SCALE), round((y - radius) * SCALE))
        self.image.paste(colour, corner, sprite.resize((size, size), Image.Resampling.BILINEAR))

    def shape(self, points: Sequence[Point], colour: str, opacity: float = 1.0) -> None:
        """A filled shape."""
        xs, ys = [x for x, _ in points], [y for _, y in points]
        left, top = int(min(xs)) - 1, int(min(ys)) - 1
        size = ((int(max(xs)) + 2 - left) * SCALE, (int(max(ys)) + 2 - top) * SCALE)
        mask = Image.new("L", size, 0)
        corners = [((x - left) * SCALE, (y - top) * SCALE) for x, y in points]
        ImageDraw.Draw(mask).polygon(corners, fill=round(255 * opacity))
        self.image.paste(colour, (left * SCALE, top * SCALE), mask)

    def path(self, points: Sequence[Point], colour: str, width: float) -> None:
        """A line through points."""
        corners = [(x * SCALE, y * SCALE) for x, y in points]
        ImageDraw.Draw(self.image).line(corners, fill=colour, width=round(width * SCALE), joint="curve")

    def bar(self, box: Rect, colour: str, radius: float = 0.0) -> None:
        """A filled rectangle with round corners."""
        ImageDraw.Draw(self.image).rounded_rectangle([value * SCALE for value in box], radius * SCALE, fill=colour)

    def png(self) -> bytes:
        """The finished picture."""
        done = self.image.reduce(SCALE)
        out = io.BytesIO()
        done.save(out, "PNG", compress_level=6)
        return out.getvalue()
