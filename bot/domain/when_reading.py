"""What a phrase about a time can come to: a moment without doubt, or a question with the moments it may mean."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Shift(StrEnum):
    """Which of two moments is meant that clocks show alike, at the end of summer time."""

    FIRST = "first"
    SECOND = "second"


class Reason(StrEnum):
    """Why a phrase is not clear; where several hold, the one that stands first here is given."""

    UNCLEAR = "unclear"  # the words can be read in more than one way
    NO_TIME = "no_time"  # a day without a time of day
    PAST = "past"  # it has passed
    TODAY_OVER = "today_over"  # a time of day alone, which has passed today
    WEEKDAY = "weekday"  # the weekday is not that of the date
    ORDER = "day_or_month"  # 5/12 or 12/5
    WHICH_DAY = "which_day"  # this Friday or the one after
    ZONE = "zone"  # the zone named does not have that time then, or there are several of that name
    MIDNIGHT = "midnight"  # at the day's beginning or its end
    HALF = "half"  # in the morning or in the evening
    SKIPPED = "skipped"  # clocks leap over it
    TWICE = "twice"  # clocks show it twice


class Apart(StrEnum):
    """What sets a choice apart from the others, besides its day and its time."""

    PLAIN = "plain"  # nothing
    BEFORE = "before"  # the clock as it would be had it not leapt yet: the time is read by summer time, before the leap
    AFTER = "after"  # by the time before the leap, which is shown as an hour later
    FIRST = "first"  # the first of two that clocks show alike
    SECOND = "second"  # the second of them
    ABROAD = "abroad"  # by the zone in ``Choice.zone``


@dataclass(frozen=True, slots=True)
class Read:
    """A moment that is meant without doubt.

    ``at`` is in UTC, ``local`` the same in the person's zone. ``note`` says which of two it is where that zone's clocks show
    the time twice and the phrase said which.
    """

    at: datetime
    local: datetime
    note: Shift | None = None


@dataclass(frozen=True, slots=True)
class Choice:
    """A moment that may be meant: ``at`` in UTC, ``local`` in the person's zone, and what sets it apart.

    ``zone`` is the zone's name as typed, or an IANA name, where the choice is between zones; else None.
    """

    at: datetime
    local: datetime
    apart: Apart = Apart.PLAIN
    zone: str | None = None


@dataclass(frozen=True, slots=True)
class Asks:
    """The phrase is not clear: why, and what it may mean, in the order of time. There may be no choices."""

    reason: Reason
    choices: tuple[Choice, ...]


Reading = Read | Asks
