"""What a frame means, now and in a zone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo

from bot.domain.when_days import Days, TooFar, days_of
from bot.domain.when_frame import Clock, Frame
from bot.domain.when_moments import Moment, moments, moments_in, shift, wall_clock
from bot.domain.when_reading import Asks, Choice, Read, Reading, Reason
from bot.domain.when_words import PARTS

FARTHEST = timedelta(days=366)
MOST_CHOICES = 10
_NOON, _DAY = 12 * 60, 24 * 60
_SMALL_HOURS = 6 * 60
_EVENING, _NIGHT = PARTS.index("evening"), PARTS.index("night")
_FORCED = frozenset({Reason.WEEKDAY, Reason.ORDER, Reason.SKIPPED, Reason.TODAY_OVER})
"""Reasons to ask even where one choice alone is left."""
_PARTS: Sequence[tuple[int, int]] = ((0, 719), (720, 21 * 60), (16 * 60, _DAY), (17 * 60, _DAY), (0, 7 * 60))
"""The minutes of morning, afternoon, evening, night and the small hours, as the order of PARTS has them."""
_OFFERED: Sequence[Sequence[int]] = ((9, 10, 11), (14, 15, 16), (19, 20, 21), (21, 22, 23), (0, 1, 2))
_ORDER = tuple(Reason)


@dataclass(frozen=True, slots=True)
class Times:
    """The minutes of the day that may be meant, and why there are several."""

    minutes: tuple[int, ...]
    reason: Reason | None = None


def sense(frame: Frame, now: datetime, zone: ZoneInfo) -> Reading | None:
    """What a frame means; None where it makes no sense. Raises TooFar."""
    if frame.delay is not None:
        return _delayed(frame, now, zone)
    times = times_of(frame)
    if times is None or (frame.clock is None and frame.part is None and not frame.dayed):
        return None
    today_over = False
    if frame.dayed or times.reason is Reason.MIDNIGHT:
        found = list(_moments(frame, times, now, zone))
    else:
        found = list(_coming(frame, times, now, zone))
        today_over = len(times.minutes) == 1 and not any(_today(one, frame, now, zone) for one in found)
    if not found:
        return None
    choices = _choices(found, now, zone)
    if not choices:
        if all(one.at > now for one in found):
            raise TooFar
        return Asks(Reason.PAST, _choices(_coming(frame, times, now, zone), now, zone))
    return _decided(frame, found, choices, zone, today_over=today_over)


def times_of(frame: Frame) -> Times | None:
    """The times of day that a frame may mean; None where there is none."""
    if frame.clock is None:
        hours = _OFFERED[2 if frame.part is None else frame.part.number]
        return Times(tuple(60 * hour for hour in hours), Reason.NO_TIME)
    times = _spoken(frame.clock, digits=frame.dated is not None and frame.dated.digits)
    return times if frame.part is None else _in_part(times, frame.part.number)


def _spoken(clock: Clock, *, digits: bool) -> Times:
    minute = clock.hour * 60 + clock.minute
    nought = clock.hour == clock.minute == 0 and not digits
    if clock.midnight or nought or (clock.half == 0 and clock.hour == 12 and clock.minute == 0):
        return Times((0, _DAY), Reason.MIDNIGHT)
    if clock.half is not None:
        return Times((minute % _NOON + _NOON * clock.half,))
    if clock.exact or (clock.pair and digits) or not 1 <= clock.hour <= 12:
        return Times((minute,))
    other = minute % _NOON if clock.minute else _DAY  # half past twelve at night begins the day, midnight may end it
    return Times(tuple(sorted((minute, minute + _NOON if clock.hour < 12 else other))), Reason.HALF)


def _in_part(times: Times, part: int) -> Times | None:
    """Those times that are in a part of the day. The small hours of a night are the next day's, or this one's."""
    first, last = _PARTS[part]
    fit = tuple(minute for minute in times.minutes if first <= minute <= last)
    if part == _NIGHT:
        late = tuple(minute for minute in fit if 18 * 60 <= minute < _DAY)
        fit = late or _small_hours(times) or fit
    elif part == _EVENING:
        fit = fit or _small_hours(times)
    if len(fit) > 1 and fit[-1] - fit[0] == _DAY:
        return Times(fit, Reason.MIDNIGHT if fit[0] == 0 else Reason.WHICH_DAY)
    if not fit:
        return None
    return Times(fit, times.reason if len(fit) > 1 else None)


def _small_hours(times: Times) -> tuple[int, ...]:
    small = {minute % _DAY for minute in times.minutes if minute % _DAY < _SMALL_HOURS}
    return tuple(sorted(one + days for one in small for days in (0, _DAY)))


def _moments(frame: Frame, times: Times, now: datetime, zone: ZoneInfo) -> Iterator[Moment]:
    """Every moment that a frame may mean on the days that it names, past ones as well."""
    for days in _calendars(frame, now, zone):
        for day in days.days:
            yield from _at(day, times, frame, zone, days.reason)


def _at(day: date, times: Times, frame: Frame, zone: ZoneInfo, why: Reason | None) -> Iterator[Moment]:
    """The moments of all times on a day."""
    for minute in times.minutes:
        for moment in _on(day, minute, frame, zone):
            reasons = [one for one in (why, times.reason, moment.reason) if one is not None]
            yield replace(moment, reason=min(reasons, key=_ORDER.index, default=None))


def _on(day: date, minute: int, frame: Frame, zone: ZoneInfo) -> list[Moment]:
    """A minute of a day; the one of two that was picked, none where one was picked and there are no two."""
    wall = datetime.combine(day, datetime.min.time()) + timedelta(minutes=minute)
    found = moments(wall, zone) if frame.place is None else moments_in(wall, frame.place.zones, zone)
    if frame.pick is None:
        return found
    twice = [one for one in found if one.reason is Reason.TWICE]
    return [replace(twice[frame.pick.number], reason=None)] if len(twice) == 2 else []


def _calendars(frame: Frame, now: datetime, zone: ZoneInfo) -> Iterator[Days]:
    """The days, by the person's calendar and by that of the place that was named, where they differ."""
    clocks = [zone, *(wall_clock(one) for one in (frame.place.zones[:1] if frame.place else ()))]
    found = [days for days in (days_of(frame, now.astimezone(clock)) for clock in clocks) if days is not None]
    if len({days.days for days in found}) <= 1:
        yield from found[:1]
    else:
        yield from (replace(days, reason=days.reason or Reason.WHICH_DAY) for days in found)


def _coming(frame: Frame, times: Times, now: datetime, zone: ZoneInfo) -> Iterator[Moment]:
    """The next coming of each time, today or tomorrow, by the clock of the place that was named."""
    today = now.astimezone(_clock(frame, zone)).date()
    for minute in times.minutes:
        alone = Times((minute,), times.reason)
        for day in (today, today + timedelta(days=1)):
            found = list(_at(day, alone, frame, zone, None))
            if any(one.at > now for one in found):
                yield from found
                break


def _today(moment: Moment, frame: Frame, now: datetime, zone: ZoneInfo) -> bool:
    clock = _clock(frame, zone)
    return moment.at.astimezone(clock).date() == now.astimezone(clock).date()


def _clock(frame: Frame, zone: ZoneInfo) -> tzinfo:
    return zone if frame.place is None else wall_clock(frame.place.zones[0])


def _choices(found: Iterable[Moment], now: datetime, zone: ZoneInfo) -> tuple[Choice, ...]:
    """The moments that can still be chosen, each once, in the order of time."""
    ahead = {one.at: one for one in found if timedelta(0) < one.at - now <= FARTHEST}
    chosen = [ahead[at] for at in sorted(ahead)][:MOST_CHOICES]
    return tuple(Choice(one.at, one.at.astimezone(zone), one.apart, one.zone) for one in chosen)


def _decided(
    frame: Frame, found: Sequence[Moment], choices: tuple[Choice, ...], zone: ZoneInfo, *, today_over: bool
) -> Reading:
    left = {choice.at for choice in choices}
    reasons = [one.reason for one in found if one.reason is not None and (one.at in left or one.reason in _FORCED)]
    if frame.clock is None:
        return Asks(Reason.NO_TIME, choices)
    if today_over:
        reasons.append(Reason.TODAY_OVER)
    if len(choices) == 1 and not _FORCED & set(reasons):
        only = choices[0]
        return Read(only.at, only.local, shift(only.at, zone))
    return Asks(min(reasons, key=_ORDER.index, default=Reason.UNCLEAR), choices)


def _delayed(frame: Frame, now: datetime, zone: ZoneInfo) -> Reading | None:
    """A time from now, to the minute; nothing else may stand beside it."""
    delay = frame.delay
    if delay is None or frame != Frame(delay=delay) or delay.minutes < 1:
        return None
    if delay.minutes > FARTHEST.days * _DAY:
        raise TooFar
    at = (now + timedelta(minutes=delay.minutes)).astimezone(UTC).replace(second=0, microsecond=0)
    return Read(at, at.astimezone(zone), shift(at, zone))
