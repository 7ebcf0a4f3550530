"""The rows of screenings in memory."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count

from bot.domain.screening import Reminder, Rsvp, Screening, ScreeningId, Series, SeriesId


@dataclass(slots=True)
class ScreeningRows:
    """The tables of screenings as dictionaries; they are changed through ``Rows``."""

    screenings: dict[ScreeningId, Screening] = field(default_factory=dict)
    rsvps: dict[ScreeningId, dict[int, Rsvp]] = field(default_factory=dict)
    reminders: dict[ScreeningId, tuple[Reminder, ...]] = field(default_factory=dict)
    series: dict[SeriesId, Series] = field(default_factory=dict)
    next_screening: Iterator[int] = field(default_factory=lambda: count(1))
    next_series: Iterator[int] = field(default_factory=lambda: count(1))
