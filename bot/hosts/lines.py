"""Which words of a point go into the record."""

from __future__ import annotations

from bot.domain.point import Point

_SPACES = str.maketrans(
    "\u00a0\u202f", "  "
)  # no-break spaces, which French puts before marks and str calls unprintable
_LONGEST = 42  # words; a longer sentence is represented by its clause


def line_of(point: Point) -> str:
    """The sentence without its closing mark when it is short and clean, else the clause: verbatim either way."""
    sentence = point.sentence.strip()
    clean = sentence.translate(_SPACES).isprintable() and not any(c in sentence for c in '"“”«»`|\n\r<>[]*_~#@')
    if clean and len(sentence.split()) <= _LONGEST:
        return sentence.rstrip(".") if not sentence.endswith("..") else sentence
    return point.quote
