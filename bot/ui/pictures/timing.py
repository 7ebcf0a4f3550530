"""Time on a picture: where ticks stand, how they are written, and how thickly moments lie."""

from __future__ import annotations

import math
from collections.abc import Sequence

from bot.ui.texts import Locale

_STEPS = (1, 2, 5, 10, 15, 30, 60, 120, 180, 240, 360, 720, 1_440, 2_880, 10_080)
"""Minutes between two ticks that people find easy to read."""
_MOST = 7  # ticks after the first
_HOUR, _DAY = 60, 1_440
_BELL = 3.0  # standard deviations after which a bell curve counts as nothing


def ticks(span: float) -> Sequence[int]:
    """Whole minutes from 0 on, at most eight of them, in an even and sensible step."""
    step = next((one for one in _STEPS if span / one <= _MOST), 0)
    if not step:
        step = _STEPS[-1] * math.ceil(span / _MOST / _STEPS[-1])
    return range(0, int(span) + 1, step)


def written(minutes: float, texts: Locale, days: bool = False) -> str:
    """A length of time in the reader's language, such as "1 h 30"; ``days`` where whole days are meant."""
    whole = round(minutes)
    if days and whole >= _DAY:
        return texts.get("map.days", number=texts.number(whole // _DAY))
    hours, rest = divmod(whole, _HOUR)
    if not hours:
        return texts.get("map.minutes", number=rest)
    return (
        texts.get("map.hours_minutes", hours=hours, minutes=f"{rest:02}")
        if rest
        else texts.get("map.hours", number=hours)
    )


def whole_days(marks: Sequence[int]) -> bool:
    """Whether ticks stand at whole days."""
    return all(mark % _DAY == 0 for mark in marks) and len(marks) > 1


def density(moments: Sequence[float], span: float, bins: int, spread: float) -> list[float]:
    """How thickly moments lie at ``bins`` + 1 points over a span: a sum of bell curves, ``spread`` bins wide (one sigma)."""
    counts = [0] * (bins + 1)
    for moment in moments:
        counts[round(min(1.0, max(0.0, moment / span)) * bins)] += 1
    reach = math.ceil(_BELL * spread)
    bell = [math.exp(-0.5 * (step / spread) ** 2) for step in range(-reach, reach + 1)]
    curve = [0.0] * (bins + 1)
    for place, count in enumerate(counts):
        if count:
            for step in range(max(-reach, -place), min(reach, bins - place) + 1):
                curve[place + step] += count * bell[step + reach]
    return curve
