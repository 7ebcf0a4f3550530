"""The clock of weeks: when something that comes once a week is due, in a zone's own time, over every change of that time.

A week is an ISO week, named by year and number ("2026-W48"); names sort as the weeks do. A time that a zone leaps over is
taken at the next minute that exists, one that comes twice at its first coming. A moment belongs to the week of the day for
which it was set, also where a leap carries it past midnight.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import NewType
from zoneinfo import ZoneInfo

Week = NewType("Week", str)

_LONGEST_LEAP = 2 * 24 * 60  # minutes; Samoa left out a whole day in 2011


@dataclass(frozen=True, slots=True)
class Slot:
    """A weekday (0 is Monday) and a minute of the day (0 to 1,439), as clocks show them in an IANA zone."""

    weekday: int
    minute: int
    zone: str


def week_of(day: date) -> Week:
    """The ISO week that a day is in."""
    year, number, _ = day.isocalendar()
    return Week(f"{year:04}-W{number:02}")


def due(slot: Slot, week: Week) -> datetime:
    """The moment of a slot in a week, in UTC."""
    return moment(_day(slot, week), slot.minute, ZoneInfo(slot.zone))


def moment(day: date, minute: int, zone: ZoneInfo) -> datetime:
    """A minute of a day as clocks show it, in UTC: the first of two, or the next one that exists."""
    shown = datetime.combine(day, datetime.min.time()) + timedelta(minutes=minute)
    for _ in range(_LONGEST_LEAP):
        found = shown.replace(tzinfo=zone).astimezone(UTC)  # fold 0 is the first of two
        if found.astimezone(zone).replace(tzinfo=None, fold=0) == shown:
            return found
        shown += timedelta(minutes=1)
    raise ValueError(f"{zone.key} has no time on {day}")


def newest(slot: Slot, now: datetime) -> Week:
    """The last week whose moment has come."""
    return next(week for week in reversed(_around(slot, now)) if due(slot, week) <= now)


def following(slot: Slot, now: datetime) -> Week:
    """The first week whose moment is yet to come."""
    return next(week for week in _around(slot, now) if due(slot, week) > now)


def after(week: Week) -> Week:
    """The week after."""
    return week_of(_monday(week) + timedelta(weeks=1))


def _around(slot: Slot, now: datetime) -> tuple[Week, ...]:
    """The weeks near a moment, in their order: one before it at least, and one after it."""
    today = now.astimezone(ZoneInfo(slot.zone)).date()
    return tuple(week_of(today + timedelta(weeks=step)) for step in (-2, -1, 0, 1, 2))


def _day(slot: Slot, week: Week) -> date:
    return _monday(week) + timedelta(days=slot.weekday)


def _monday(week: Week) -> date:
    year, _, number = week.partition("-W")
    return date.fromisocalendar(int(year), int(number), 1)
