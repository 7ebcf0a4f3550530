"""Which days a phrase may mean, as the calendar of a place has them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot.domain.when_frame import Ahead, Dated, Frame, Named, Nearness
from bot.domain.when_reading import Reason

_WEEK = timedelta(weeks=1)
_SUNDAY = 6
_DAWN = 4  # before this hour, "tomorrow" may be the day that has begun
_JUST_PAST = timedelta(days=60)  # "25 November" on the 26th is hardly next year's
_YEARS_AHEAD = 2
_LONG_AGO = 1972  # all before it has passed in the same way


class TooFar(Exception):  # answered in this package
    """A date whose year is out of reach."""


@dataclass(frozen=True, slots=True)
class Days:
    """The days that may be meant, and why there are several."""

    days: tuple[date, ...]
    reason: Reason | None = None


def days_of(frame: Frame, now: datetime) -> Days | None:
    """The days that a frame may mean by the clock of ``now``; None where there is no such day. Raises TooFar."""
    today = now.date()
    if frame.dated is not None and frame.ahead is not None:
        return None
    if frame.dated is not None:
        return _dated(frame.dated, frame.named, today)
    if frame.ahead is not None:
        return _checked(_ahead(frame.ahead, now), frame.named)
    if frame.named is not None:
        return _weekday(frame.named, today)
    return Days((today + timedelta(days=1),))  # midnight alone: the next one, or the end of that day


def _ahead(ahead: Ahead, now: datetime) -> Days:
    today = now.date()
    if any(days > 366 for days in ahead.days):
        raise TooFar
    days = [today + timedelta(days=one) for one in ahead.days]
    if ahead.days == (1,) and now.hour < _DAWN:
        days.insert(0, today)
    return Days(tuple(sorted(days)), Reason.WHICH_DAY if len(days) > 1 else None)


def _weekday(named: Named, today: date) -> Days:
    """The next such day, and the one a week later where the words may mean that."""
    ahead = (named.weekday - today.weekday()) % 7
    coming = today + timedelta(days=ahead)
    both = Days((coming, coming + _WEEK), Reason.WHICH_DAY)
    if named.nearness is Nearness.NEXT_WEEK:
        return _in_next_week(named.weekday, today)
    if named.nearness is Nearness.THIS:
        return Days((coming,))
    if named.nearness is Nearness.PLAIN:
        return both if ahead == 0 else Days((coming,))
    if ahead == 0:
        return Days((coming + _WEEK,))
    return Days((coming,)) if _next_week_for_all(today, coming) else both


def _in_next_week(weekday: int, today: date) -> Days:
    """The day of next week, by weeks that begin on Monday and by those that begin on Sunday."""
    days = {_began(today, first) + _WEEK + timedelta(days=(weekday - first) % 7) for first in (0, _SUNDAY)}
    return Days(tuple(sorted(days)), Reason.WHICH_DAY if len(days) > 1 else None)


def _next_week_for_all(today: date, day: date) -> bool:
    """Whether a day is in next week, for those whose week begins on Monday as for those whose week begins on Sunday."""
    return all(_began(today, first) < _began(day, first) for first in (0, _SUNDAY))


def _began(day: date, first: int) -> date:
    return day - timedelta(days=(day.weekday() - first) % 7)


def _dated(dated: Dated, named: Named | None, today: date) -> Days | None:
    found = [day for option in dated.options for day in _dates(option, today)]
    if named is not None and len(dated.options) > 1:
        found = [day for day in found if day.weekday() == named.weekday] or found
    if not found:
        return None
    days = tuple(sorted(set(found)))
    return _checked(Days(days, Reason.ORDER if len(days) > 1 else None), named)


def _dates(option: tuple[int | None, int | None, int], today: date) -> Iterator[date]:
    """The day of a date; without a year, the next such day, or the one that has just passed."""
    year, month, day = option
    if year is not None:
        if year > today.year + _YEARS_AHEAD:
            raise TooFar
        yield from _real(max(year, _LONG_AGO), month or 1, day)
        return
    if month is None:
        months = [(today.year + (today.month - 1 + step) // 12, (today.month - 1 + step) % 12 + 1) for step in range(3)]
        yield from [one for each in months for one in _real(*each, day) if one >= today][:1]
        return
    for one in (one for each in (today.year - 1, today.year, today.year + 1) for one in _real(each, month, day)):
        if one >= today - _JUST_PAST:
            yield one
            return


def _real(year: int, month: int, day: int) -> Iterator[date]:
    try:
        yield date(year, month, day)
    except ValueError:
        return


def _checked(days: Days, named: Named | None) -> Days:
    """The days, with those of the weekday that was named beside them where it is another."""
    if named is None or any(day.weekday() == named.weekday for day in days.days):
        return days
    return Days(tuple(sorted({*days.days, *(_nearest(day, named.weekday) for day in days.days)})), Reason.WEEKDAY)


def _nearest(day: date, weekday: int) -> date:
    return day + timedelta(days=(weekday - day.weekday() + 3) % 7 - 3)
