"""A phrase cut into pieces: words, numbers and the shapes in which times and dates are written."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from bot.domain.when_words import fold
from bot.domain.when_zone_words import NamedZone, by_iana_name, by_offset


class Shape(StrEnum):
    """How a piece is written."""

    WORD = "word"
    NUMBER = "number"
    TIME = "time"  # 20:30, 20:30:00
    H_TIME = "h_time"  # 20h, 20h30
    POINT = "point"  # 20.30, 5.12: a time or a date
    YEAR_FIRST = "year_first"  # 2026-12-05
    YEAR_LAST = "year_last"  # 05/12/2026
    DAY_MONTH = "day_month"  # 05/12 or 5.12.
    DECIMAL = "decimal"  # 1.5
    ZONE = "zone"
    MARK = "mark"


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece: its folded text, its numbers as they are written, for dates the mark between them, and for zones the zone."""

    shape: Shape
    text: str
    digits: tuple[str, ...] = ()
    mark: str = ""
    zones: tuple[NamedZone, ...] = ()

    @property
    def numbers(self) -> tuple[int, ...]:
        """Its numbers."""
        return tuple(int(one) for one in self.digits)


_SLOT = "\ue000"  # stands for an IANA name, whose case folding would lose
_IANA = re.compile(r"(?<![\w/])[A-Za-z_]+(?:/[A-Za-z][A-Za-z_+\-0-9]*)+(?![\w/])")
_PIECES = re.compile(
    rf"""
    (?P<slot>{_SLOT}\d+{_SLOT})
  | (?P<zone>(?<!\w)(?:utc|gmt)\s?[+\-−]\s?\d{{1,2}}(?::?\d{{2}})?(?!\d))
  | (?P<year_first>\d{{4}}(?P<m1>[-/.])\d{{1,2}}(?P=m1)\d{{1,2}}(?!\d))
  | (?P<year_last>\d{{1,2}}(?P<m2>[-/.])\s?\d{{1,2}}(?P=m2)\s?(?:\d{{4}}|\d{{2}})(?![\d:]))
  | (?P<day_month>\d{{1,2}}/\d{{1,2}}(?![\d/])|\d{{1,2}}\.\s?\d{{1,2}}\.(?!\d))
  | (?P<time>\d{{1,2}}:\d{{2}}(?::\d{{2}})?(?![\d:]))
  | (?P<h_time>\d{{1,2}}\s?h(?:\s?\d{{2}})?(?![^\W_]))
  | (?P<point>\d{{1,2}}\.\d{{2}}(?![\d.]))
  | (?P<decimal>\d{{1,2}}[.,]\d(?![\d.]))
  | (?P<number>\d+)
  | (?P<word>[^\W\d_]+)
  | (?P<mark>\S)
    """,
    re.VERBOSE,
)
_DIGITS = re.compile(r"\d+")
GLUED = "glued"
"""The mark of a word without a space behind a number: "8am"."""
LONGEST = 200
"""Characters of a phrase that is looked at."""


def pieces(typed: str) -> list[Piece]:
    """The pieces of a phrase, in their order."""
    named: list[tuple[NamedZone, ...]] = []

    def keep(found: re.Match[str]) -> str:
        zones = by_iana_name(found[0])
        if not zones:
            return found[0]
        named.append(zones)
        return f" {_SLOT}{len(named) - 1}{_SLOT} "

    text = fold(_IANA.sub(keep, unicodedata.normalize("NFKC", typed).replace(_SLOT, " ")))
    text = re.sub(r"(?<=\d\d-\d\d)t(?=\d\d:)", " ", text)
    return [_piece(found, named) for found in _PIECES.finditer(text)]


def _piece(found: re.Match[str], named: list[tuple[NamedZone, ...]]) -> Piece:
    shape, text = str(found.lastgroup), found[0]
    if shape == "slot":
        return Piece(Shape.ZONE, text, zones=named[int(text.strip(_SLOT))])
    digits = tuple(_DIGITS.findall(text))
    if shape == "zone":
        packed = "".join(digits)
        hours, minutes = (digits[0], "0") if len(packed) < 3 else (packed[:-2], packed[-2:])
        sign = "+" if "+" in text else "-"
        return Piece(Shape.ZONE, text, zones=by_offset(sign, int(hours), int(minutes)))
    if shape == "word" and found.start() and found.string[found.start() - 1].isdecimal():
        return Piece(Shape.WORD, text, mark=GLUED)
    mark = next((one for one in text if one in "-/."), "")
    return Piece(Shape(shape), text, digits, mark)
