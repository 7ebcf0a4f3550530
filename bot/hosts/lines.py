"""Which words of a point go into the record."""

from __future__ import annotations

import re

from bot.domain.point import Point

_SPACES = str.maketrans(
    "\u00a0\u202f", "  "
)  # no-break spaces, which French puts before marks and str calls unprintable
LONGEST = 45
"""Words of a line; a longer sentence is represented by its clause."""
_FEWEST = 4  # words that must be left where a head or a tail is cut off


def line_of(point: Point) -> str:
    """The sentence without its closing mark when it is short and clean, else the clause: verbatim either way."""
    sentence = point.sentence.strip()
    if is_clean(sentence) and len(sentence.split()) <= LONGEST:
        return sentence.rstrip(".") if not sentence.endswith("..") else sentence
    return point.quote


def is_clean(text: str) -> bool:
    """Whether a text can stand inside quotation marks: printable, without marks of its own and without markup."""
    return text.translate(_SPACES).isprintable() and not any(c in text for c in '"“”«»`|\n\r<>[]*_~#@')


def short_of(line: str, heads: re.Pattern[str], tails: re.Pattern[str]) -> str:
    """The line without what people begin and end on besides ("Yeah, but ...", "... lol"): a slice of it."""
    begin = found.end() if (found := heads.match(line)) else 0
    rest = line[begin:]
    if (found := tails.search(rest)) and found.start():
        rest = rest[: found.start()]
    rest = rest.strip()
    return rest if len(rest.split()) >= _FEWEST and rest[0].isalnum() else line.strip()
