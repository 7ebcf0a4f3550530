"""What people cover with ``||...||``, which Discord hides from everybody who does not click on it.

Bars without a partner are ordinary text, as they are for Discord.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

HIDDEN = "▮"
"""A character that stands for covered ones. It belongs to no word."""
_BARS = "||"
_ENDS = (".", "!", "?", "…", "。", "！", "？")
_RUN = re.compile(r"\|\|(.+?)\|\|", re.DOTALL)


def blanked(text: str) -> str:
    """A text of the same length with every covered run, bars and all, made of ``HIDDEN``.

    A run that ends a sentence ends in a line break.
    """
    return _RUN.sub(_blank, text) if _BARS in text else text


def brief(text: str) -> str:
    """A text with a short mark in the place of each covered run, for where nothing can be covered."""
    return _RUN.sub(HIDDEN * 3, text)


def pieces(text: str) -> Iterator[tuple[str, bool]]:
    """The text in pieces, none of them empty, each with whether it is covered; covered ones come without their bars."""
    for number, piece in enumerate(_RUN.split(text)):
        if piece:
            yield piece, number % 2 == 1


def _blank(run: re.Match[str]) -> str:
    length, ends = len(run.group()), run.group(1).rstrip().endswith(_ENDS)
    return HIDDEN * (length - 1) + "\n" if ends else HIDDEN * length
