"""What comes again: every week, every two weeks, or once a month on a weekday, at one time by the clocks of its zone.

The clock is Salon's own: an occurrence has the local time of the first one, whatever summer time does. A time that clocks leap
over is taken at the next minute that exists, one that they show twice at its first coming (see ``weekly.moment``); only the
first occurrence is exactly the moment that was chosen for it.

Once a month means the weekday by its place in the month: the second Friday. Where the first one is the last such weekday of its
month, as every day from the 29th on is, "the last" is what is meant, so that every month has one.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from itertools import count, islice
from zoneinfo import ZoneInfo

from bot.domain.weekly import moment

LAST = -1
"""The place in the month of the last such weekday."""
_LAST_YEAR = 9_000  # nobody waits for longer, and dates end at 9999


class Repeat(StrEnum):
    """How often something comes again."""

    WEEKLY = "weekly"
    FORTNIGHTLY = "fortnightly"
    MONTHLY = "monthly"


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One coming: ``shown`` is the local time for which it is set (naive), ``at`` the moment it is, in UTC.

    They differ where clocks leap over the time, and for a first one that was set to the second of two.
    """

    shown: datetime
    at: datetime

    def as_shown(self, zone: ZoneInfo) -> bool:
        """Whether the zone's clocks show its time at that moment, for the first time."""
        local = self.at.astimezone(zone)
        return local.replace(tzinfo=None, fold=0) == self.shown and local.fold == 0


def place_in_month(day: date) -> int:
    """Which of its weekdays in its month a day is, 1 to 4, or LAST."""
    _, days = monthrange(day.year, day.month)
    return LAST if day.day + 7 > days else (day.day - 1) // 7 + 1


def next_after(first: datetime, zone: ZoneInfo, repeat: Repeat, after: datetime) -> datetime:
    """The first occurrence later than a moment, in UTC. ``first`` is local: naive, or aware in any zone."""
    return next(one.at for one in occurrences(first, zone, repeat, after))


def occurrences(
    first: datetime, zone: ZoneInfo, repeat: Repeat, after: datetime | None = None, until: datetime | None = None
) -> Iterator[Occurrence]:
    """The occurrences in their order, those later than ``after`` and not later than ``until``. Without ``until``, no end."""
    begin = _first(first, zone)
    if after is None or begin.at > after:
        if until is not None and begin.at > until:
            return
        yield begin
    day, minute = begin.shown.date(), begin.shown.hour * 60 + begin.shown.minute
    for coming in _days(day, repeat, None if after is None else after.astimezone(zone).date()):
        one = Occurrence(datetime.combine(coming, begin.shown.time()), moment(coming, minute, zone))
        if after is not None and one.at <= after:
            continue
        if until is not None and one.at > until:
            return
        yield one


def upcoming(first: datetime, zone: ZoneInfo, repeat: Repeat, after: datetime, limit: int) -> list[datetime]:
    """The next few occurrences later than a moment, in UTC."""
    return [one.at for one in islice(occurrences(first, zone, repeat, after), limit)]


def _first(first: datetime, zone: ZoneInfo) -> Occurrence:
    """The first occurrence, to the minute: exactly the moment that it names, or what a naive time comes to."""
    first = first.replace(second=0, microsecond=0)
    if first.tzinfo is None:
        return Occurrence(first, moment(first.date(), first.hour * 60 + first.minute, zone))
    local = first.astimezone(zone)
    return Occurrence(local.replace(tzinfo=None, fold=0), first.astimezone(UTC))


def _days(first: date, repeat: Repeat, near: date | None) -> Iterator[date]:
    """The days after the first one; those long before ``near`` may be left out."""
    if repeat is Repeat.MONTHLY:
        yield from _months(first, near)
        return
    step = timedelta(weeks=1 if repeat is Repeat.WEEKLY else 2)
    skip = 1 if near is None else max(1, (near - first) // step - 1)
    for number in count(skip):
        day = first + number * step
        if day.year > _LAST_YEAR:
            return
        yield day


def _months(first: date, near: date | None) -> Iterator[date]:
    """The same weekday of every month that follows."""
    place, begin = place_in_month(first), first.year * 12 + first.month - 1
    skip = 1 if near is None else max(1, near.year * 12 + near.month - 2 - begin)
    for month in range(begin + skip, _LAST_YEAR * 12):
        year, number = divmod(month, 12)
        weekday, days = monthrange(year, number + 1)
        day = 1 + (first.weekday() - weekday) % 7 + 7 * (place - 1 if place != LAST else 0)
        if place == LAST:
            day += 7 * ((days - day) // 7)
        yield date(year, number + 1, day)
