"""A person's rating of a film: half stars, from half a star to five."""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction
from typing import NewType

Stars = NewType("Stars", int)
"""Half stars, 1 to 10: 7 is three and a half stars."""

LOWEST, HIGHEST = Stars(1), Stars(10)
ALL_STARS: Sequence[Stars] = tuple(Stars(n) for n in range(HIGHEST, LOWEST - 1, -1))
"""Every rating, the highest first."""

_NUMBER = re.compile(r"(?P<whole>[0-9])(?:[.,](?P<part>[0-9]{1,2}))?", re.ASCII)
_DRAWN = re.compile(r"(?P<stars>[★⭐*]{0,5}|[0-5])(?P<half>½?)")


def stars_of(typed: str) -> Stars | None:
    """The rating that was typed ("3.5", "3,5", "4", "3½", "★★★½"); None for anything else."""
    text = "".join(typed.split()).replace("\ufe0f", "")
    if (number := _NUMBER.fullmatch(text)) is not None:
        return in_range(2 * Fraction(f"{number['whole']}.{number['part'] or 0}"))
    if (drawn := _DRAWN.fullmatch(text)) is not None:
        stars = drawn["stars"]
        return in_range(Fraction(2 * (int(stars) if stars.isdigit() else len(stars)) + len(drawn["half"])))
    return None


def in_range(halves: Fraction) -> Stars | None:
    """So many half stars as a rating; None when there is none of that size."""
    return Stars(int(halves)) if halves.denominator == 1 and LOWEST <= halves <= HIGHEST else None


def drawn(stars: Stars) -> str:
    """The rating as stars: ★★★½."""
    return "★" * (stars // 2) + "½" * (stars % 2)


def typed_form(stars: Stars) -> str:
    """The rating as a number with one decimal where it has a half: 3.5, 4."""
    return str(stars // 2) + (".5" if stars % 2 else "")
