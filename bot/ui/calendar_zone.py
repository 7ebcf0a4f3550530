"""A time zone as calendar files describe it (RFC 5545, 3.6.5): each change of its clocks, by the clock before the change."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

_STEP = timedelta(days=5)  # no zone has changed its clocks twice in so few days for decades
_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_REGULAR = 4  # changes in as many years, after which a rule is believed


@dataclass(frozen=True, slots=True)
class Change:
    """A change of clocks: what they show before it (naive), the offsets before and after, and the name of the time after."""

    shown: datetime
    before: timedelta
    after: timedelta
    name: str


def timezone_lines(zone: ZoneInfo, first: date, last: date) -> Iterator[str]:
    """The lines of a zone's VTIMEZONE, right from the year before ``first`` until three years after ``last``.

    Changes that come by a rule are written as one, which goes on; others one by one.
    """
    begin = datetime(first.year - 1, 1, 1, tzinfo=UTC)
    end = datetime(last.year + 4, 1, 1, tzinfo=UTC)
    changes = list(changes_of(zone, begin, end))
    yield "BEGIN:VTIMEZONE"
    yield f"TZID:{zone.key}"
    local = begin.astimezone(zone)
    offset = local.utcoffset() or timedelta(0)
    start = Change(local.replace(tzinfo=None), offset, offset, _name(local))
    summer = bool(changes) and changes[0].after < changes[0].before
    yield from _observance([start], daylight=summer, goes_on=False)
    groups: dict[tuple[object, ...], list[Change]] = {}
    for change in changes:
        groups.setdefault((change.before, change.after, change.name), []).append(change)
    for group in groups.values():
        goes_on = group[-1].shown.year >= end.year - 1
        yield from _observance(group, daylight=group[0].after > group[0].before, goes_on=goes_on)
    yield "END:VTIMEZONE"


def changes_of(zone: ZoneInfo, begin: datetime, end: datetime) -> Iterator[Change]:
    """The changes of a zone's clocks between two moments, found by looking every few days."""
    at, here = begin, _offset(begin, zone)
    while at < end:
        there = _offset(at + _STEP, zone)
        if there != here:
            moment = _exactly(zone, at, at + _STEP)
            yield Change((moment + here).replace(tzinfo=None), here, there, _name(moment.astimezone(zone)))
        at, here = at + _STEP, there


def _exactly(zone: ZoneInfo, early: datetime, late: datetime) -> datetime:
    """The first second of the new offset between two moments with different ones."""
    here = _offset(early, zone)
    seconds = int((late - early).total_seconds())
    low, high = 0, seconds
    while high - low > 1:
        middle = (low + high) // 2
        if _offset(early + timedelta(seconds=middle), zone) == here:
            low = middle
        else:
            high = middle
    return early + timedelta(seconds=high)


def _observance(group: Sequence[Change], *, daylight: bool, goes_on: bool) -> Iterator[str]:
    kind = "DAYLIGHT" if daylight else "STANDARD"
    yield f"BEGIN:{kind}"
    yield f"DTSTART:{group[0].shown:%Y%m%dT%H%M%S}"
    rule = _rule(group) if goes_on else None
    if rule is not None:
        yield f"RRULE:{rule}"
    elif len(group) > 1:
        yield "RDATE:" + ",".join(f"{change.shown:%Y%m%dT%H%M%S}" for change in group[1:])
    yield f"TZOFFSETFROM:{told(group[0].before)}"
    yield f"TZOFFSETTO:{told(group[0].after)}"
    yield f"TZNAME:{group[0].name}"
    yield f"END:{kind}"


def _rule(group: Sequence[Change]) -> str | None:
    """The yearly rule of changes that come by one: the same weekday of the same month at the same time, once in every year."""
    first = group[0].shown
    if len(group) < _REGULAR or [one.shown.year for one in group] != list(range(first.year, first.year + len(group))):
        return None
    if len({(one.shown.month, one.shown.weekday(), one.shown.time()) for one in group}) > 1:
        return None
    month, weekday = f"FREQ=YEARLY;BYMONTH={first.month}", _WEEKDAYS[first.weekday()]
    days = [(one.shown.day, monthrange(one.shown.year, one.shown.month)[1]) for one in group]
    if all(day + 7 > length for day, length in days):
        return f"{month};BYDAY=-1{weekday}"
    places = {(day - 1) // 7 + 1 for day, _ in days}
    return f"{month};BYDAY={places.pop()}{weekday}" if len(places) == 1 else None


def told(offset: timedelta) -> str:
    """An offset as RFC 5545 has it: "+0530"."""
    seconds = int(offset.total_seconds())
    minutes, rest = divmod(abs(seconds), 60)
    sign = "-" if seconds < 0 else "+"
    return f"{sign}{minutes // 60:02}{minutes % 60:02}" + (f"{rest:02}" if rest else "")


def _offset(at: datetime, zone: ZoneInfo) -> timedelta:
    return at.astimezone(zone).utcoffset() or timedelta(0)


def _name(local: datetime) -> str:
    return local.tzname() or "LMT"
