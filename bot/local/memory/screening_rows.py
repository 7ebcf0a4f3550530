"""The rows of screenings in memory."""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.domain.screening import Reminder, Rsvp, Screening, ScreeningId, Series, SeriesId


@dataclass(slots=True)
class ScreeningRows:
    """The tables of screenings as dictionaries; they are changed through ``Rows``."""

    screenings: dict[ScreeningId, Screening] = field(default_factory=dict)
    rsvps: dict[ScreeningId, dict[int, Rsvp]] = field(default_factory=dict)
    reminders: dict[ScreeningId, tuple[Reminder, ...]] = field(default_factory=dict)
    series: dict[SeriesId, Series] = field(default_factory=dict)
