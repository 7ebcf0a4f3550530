"""Positions in a film as people type and read them: "1:02:33", "42:10", "42", "1h05", "90s", "+5", "-10"."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.errors import BadInput

_LONGEST = 24 * 3600.0  # seconds; nobody watches longer in one evening
_UNKNOWN = 5 * 3600.0  # up to which "h:mm" is read as hours where nobody knows the runtime
_CLOCK = re.compile(r"(?:(\d{1,2}):)?(\d{1,3}):([0-5]\d)")
_UNITS = re.compile(
    r"(?:(\d{1,2})\s*h(?:ours?|eures?|rs?)?)?\s*(?:(\d{1,3})\s*(?:m(?:in(?:ute)?s?)?|$))?\s*(?:(\d{1,5})\s*s(?:ec(?:onde?)?s?)?)?"
)


@dataclass(frozen=True, slots=True)
class Position:
    """A position in seconds, or, where it is ``relative``, how far to go on (or back) from where the film stands."""

    seconds: float
    relative: bool = False

    def resolved(self, here: float) -> float:
        """The position meant by somebody for whom the film stands at ``here``; never before its beginning."""
        return max(0.0, here + self.seconds if self.relative else self.seconds)


def read_position(typed: str, runtime: float | None = None) -> Position:
    """What somebody typed. A plain number is minutes. Raises BadInput("position_unclear").

    "1:02" is an hour and two minutes, as positions are shown, where the film is as long as that; else minutes and seconds.
    """
    text = typed.strip().casefold().replace("\u2212", "-")
    sign = text[:1] if text[:1] in {"+", "-"} else ""
    seconds = _seconds(text.removeprefix(sign).strip(), None if sign else runtime or _UNKNOWN)
    if seconds is None or seconds > _LONGEST:
        raise BadInput("position_unclear", typed=typed.strip()[:40])
    return Position(-seconds if sign == "-" else seconds, relative=bool(sign))


def _seconds(text: str, hours_within: float | None) -> float | None:
    if (found := _CLOCK.fullmatch(text)) is not None:
        hours, first, last = found.groups()
        if hours is not None:
            return int(hours) * 3600.0 + int(first) * 60 + int(last) if int(first) < 60 else None
        as_hours = int(first) * 3600.0 + int(last) * 60
        if hours_within is not None and as_hours <= hours_within:
            return as_hours
        return int(first) * 60.0 + int(last)
    found = _UNITS.fullmatch(text)
    if found is None or not any(found.groups()):
        return None
    hours, minutes, seconds = (int(part or 0) for part in found.groups())
    return hours * 3600.0 + minutes * 60 + seconds


def shown_position(seconds: float) -> str:
    """A position to the second: "0:42:10"."""
    whole = int(seconds)
    return f"{whole // 3600}:{whole // 60 % 60:02}:{whole % 60:02}"


def shown_minute(seconds: float) -> str:
    """A position to the minute: "0:42", "1:02"."""
    minutes = int(seconds // 60)
    return f"{minutes // 60}:{minutes % 60:02}"
