"""Words in pictures: measured, shortened, broken into lines and drawn, each piece in a font that has it."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

from PIL import Image, ImageDraw, ImageFont, features

from bot.ui.pictures.fonts import Face, Fonts
from bot.ui.pictures.rtl import rightward, visual

ELLIPSIS = "…"
LONGEST = 200
"""Characters of a text that are looked at: more would not fit into any picture."""
_FULL_WIDTH = frozenset("WF")


@dataclass(frozen=True, slots=True)
class Type:
    """How words are set: ``size`` in pixels of the finished picture, ``weight`` (400 regular, 700 bold), slant."""

    size: int
    weight: int = 400
    italic: bool = False

    @property
    def line(self) -> float:
        """From one baseline to the next."""
        return self.size * 1.22

    @property
    def ascent(self) -> float:
        """How far capitals and accents rise above the baseline, about."""
        return self.size * 0.86

    @property
    def descent(self) -> float:
        """How far letters reach below the baseline, about."""
        return self.size * 0.24


@dataclass
class Lettering:
    """Sets words at a scale: measures are in pixels of the finished picture, drawing is ``scale`` times as large."""

    fonts: Fonts
    scale: int
    _widths: dict[tuple[str, Type], float] = field(default_factory=dict)

    def clean(self, text: str) -> str:
        """One line of what can be drawn: no control characters, nothing that no font has, at most ``LONGEST`` characters."""
        line = " ".join(unicodedata.normalize("NFC", text[: 4 * LONGEST]).split())
        kept = "".join(one for one in line if unicodedata.category(one) not in {"Cc", "Cs", "Co", "Cn", "Zl", "Zp"})
        drawn = "".join(piece for _, piece in self.fonts.runs(kept[:LONGEST]))
        return " ".join(drawn.split()) if any(unicodedata.category(one)[0] in "LNPS" for one in drawn) else ""

    def width(self, text: str, kind: Type) -> float:
        """How wide a line of text is."""
        key = (text, kind)
        if key not in self._widths:
            pieces = self._pieces(text, kind)
            wide = sum(self._open(face, kind).getlength(self._shown(piece)) for face, piece in pieces)
            self._widths[key] = wide / self.scale
        return self._widths[key]

    def fit(self, text: str, kind: Type, room: float) -> str:
        """The text, with its end replaced by an ellipsis where it is wider than the room."""
        if self.width(text, kind) <= room:
            return text
        low, high = 0, len(text)
        while low < high:
            middle = (low + high + 1) // 2
            if self.width(text[:middle].rstrip() + ELLIPSIS, kind) <= room:
                low = middle
            else:
                high = middle - 1
        return text[:low].rstrip(" ,;:·") + ELLIPSIS

    def wrap(self, text: str, kind: Type, room: float, most: int = 2) -> list[str]:
        """The text in the fewest lines that the room allows, about equally long; what is over ``most`` lines is cut."""
        words = [(word, self.width(word, kind)) for word in _words(text)]
        whole = sum(wide for _, wide in words)
        for count in range(1, most + 1):
            if whole > room * count:
                continue
            low, high = whole / count, min(room, whole)
            for _ in range(8):  # to within 1/256 of the shortest lines
                middle = (low + high) / 2
                low, high = (low, middle) if len(_filled(words, middle)) <= count else (middle, high)
            lines = _filled(words, high)
            if len(lines) <= count and all(self.width(line, kind) <= room for line in lines):
                return lines
        lines = _filled(words, room)
        kept = [*lines[: most - 1], " ".join(lines[most - 1 :])]
        return [self.fit(line, kind, room) for line in kept if line]

    def draw(
        self, onto: Image.Image, at: tuple[float, float], text: str, kind: Type, fill: str | int, anchor: str = "l"
    ) -> None:
        """Draw a line whose baseline begins at a point (``anchor`` "l"), ends there ("r"), or has its middle there ("m")."""
        pen = ImageDraw.Draw(onto)
        x, y = at[0] * self.scale, round(at[1] * self.scale)
        whole = self.width(text, kind) * self.scale
        x -= {"l": 0.0, "m": whole / 2, "r": whole}[anchor]
        for face, piece in self._pieces(text, kind):
            font, shown = self._open(face, kind), self._shown(piece)
            if isinstance(font, ImageFont.FreeTypeFont):
                pen.text((round(x), y), shown, fill=fill, font=font, anchor="ls")
            else:  # Pillow without FreeType has one bitmap font, which knows no baseline
                pen.text((round(x), y - round(kind.size * 0.8)), shown, fill=fill, font=font)
            x += font.getlength(shown)

    def _pieces(self, text: str, kind: Type) -> list[tuple[Face, str]]:
        """The pieces of a line from left to right."""
        pieces = self.fonts.runs(text, kind.italic)
        return pieces[::-1] if rightward(text) else pieces

    def _open(self, face: Face, kind: Type) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
        return self.fonts.open(face, kind.size * self.scale, kind.weight)

    def _shown(self, piece: str) -> str:
        return piece if self._shapes else visual(piece)

    @cached_property
    def _shapes(self) -> bool:
        """Whether Pillow shapes text itself and sets it in both directions (Raqm with FriBiDi)."""
        return bool(features.check("raqm")) and bool(features.check("fribidi"))


def _filled(words: Sequence[tuple[str, float]], room: float) -> list[str]:
    """Words with their widths, as many to a line as fit."""
    lines, used = [""], 0.0
    for word, wide in words:
        if lines[-1] and used + wide > room:
            lines.append("")
            used = 0.0
        lines[-1] += word
        used += wide
    return [line.strip() for line in lines if line.strip()]


def _words(text: str) -> Sequence[str]:
    """What a line may be broken between, each with the space after it."""
    words = [""]
    for character in text:
        wide = unicodedata.east_asian_width(character) in _FULL_WIDTH and character.isalnum()
        begins = words[-1][-1:] == " " or (wide and bool(words[-1]))
        if begins and character != " ":
            words.append(character)
        else:
            words[-1] += character
    return words
