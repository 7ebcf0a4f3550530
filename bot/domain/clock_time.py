"""A time of day as people type it: "18:00", "6pm", "18h", "18.30"."""

from __future__ import annotations

import re

from bot.errors import BadInput

_TYPED = re.compile(
    r"(?:à\s*|at\s+)?(?P<hour>\d{1,2})"
    r"(?:\s*[:.,]\s*(?P<minute>\d{2})|\s*(?P<h>h(?:eures?)?|時)\s*(?P<past>\d{2})?(?:\s*(?:min|分))?)?"
    r"\s*(?P<half>[ap]\.?\s?m\.?)?(?P<uhr>\s*uhr)?"
)
_TOGETHER = re.compile(r"(?P<hour>\d{2})(?P<minute>\d{2})")
_NAMED = {"noon": 12 * 60, "midday": 12 * 60, "midi": 12 * 60, "midnight": 0, "minuit": 0}


def minute_of_day(typed: str) -> int:
    """The minute of the day, 0 to 1,439. Raises BadInput("unusable_time", time=) for what is no time."""
    text = " ".join(typed.casefold().split())
    if text in _NAMED:
        return _NAMED[text]
    found = _TYPED.fullmatch(text) or _TOGETHER.fullmatch(text)
    if found is None:
        raise _unusable(typed)
    parts = found.groupdict()
    hour, minute, half = int(parts["hour"]), int(parts["minute"] or parts.get("past") or 0), parts.get("half")
    if half:
        if not 1 <= hour <= 12:
            raise _unusable(typed)
        hour = hour % 12 + 12 * half.startswith("p")
    # "7" may be either half of the day, and nobody is asked again before it is posted.
    bare = not any(parts.get(name) for name in ("minute", "h", "past", "half", "uhr"))
    if hour > 23 or minute > 59 or (bare and hour < 13):
        raise _unusable(typed)
    return hour * 60 + minute


def _unusable(typed: str) -> BadInput:
    return BadInput("unusable_time", time=typed.strip()[:30])
