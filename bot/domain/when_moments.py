"""What a time on a wall is in UTC, by the zones that it may be meant in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

from bot.domain.when_reading import Apart, Reason, Shift
from bot.domain.when_zone_words import NamedZone


@dataclass(frozen=True, slots=True)
class Moment:
    """A moment that may be meant, in UTC, and why it is not the only one (None: nothing speaks against it)."""

    at: datetime
    reason: Reason | None = None
    apart: Apart = Apart.PLAIN
    zone: str | None = None


def moments(wall: datetime, zone: tzinfo) -> list[Moment]:
    """One moment; two where clocks show the time twice, or leap over it."""
    first, second = (wall.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1))
    if first == second:
        return [Moment(first)]
    if first < second:
        return [Moment(first, Reason.TWICE, Apart.FIRST), Moment(second, Reason.TWICE, Apart.SECOND)]
    return [Moment(second, Reason.SKIPPED, Apart.BEFORE), Moment(first, Reason.SKIPPED, Apart.AFTER)]


def moments_in(wall: datetime, named: Sequence[NamedZone], own: ZoneInfo) -> list[Moment]:
    """The moments of a wall's time in a zone that was named.

    A name that several zones have is that of the person's own where their clocks go by it then. A name of winter time in summer
    (or the other way round) is in doubt between the two.
    """
    if len(named) > 1:
        home = [one for one in named if any(_called(one, moment.at, own) for moment in moments(wall, own))]
        named = home or named
    found = [moment for one in named for moment in _in(wall, one)]
    if len(named) > 1:
        return [Moment(one.at, Reason.ZONE, Apart.ABROAD, one.zone) for one in found]
    return found


def shift(at: datetime, zone: ZoneInfo) -> Shift | None:
    """Which of two a moment is where the zone's clocks show its time twice."""
    local = at.astimezone(zone)
    both = moments(local.replace(tzinfo=None, fold=0), zone)
    if len(both) < 2 or both[0].reason is not Reason.TWICE:
        return None
    return Shift.SECOND if local.fold else Shift.FIRST


def wall_clock(zone: NamedZone) -> tzinfo:
    """The clock that a named zone has; for one with an offset of its own, by that offset."""
    if zone.offset is not None:
        return timezone(timedelta(minutes=zone.offset))
    return ZoneInfo(zone.place or "UTC")


def _in(wall: datetime, named: NamedZone) -> Iterator[Moment]:
    if named.offset is None or named.place is None:
        label = named.name if named.offset is not None else named.place
        yield from (Moment(one.at, one.reason, one.apart, label) for one in moments(wall, wall_clock(named)))
        return
    exact = wall.replace(tzinfo=wall_clock(named)).astimezone(UTC)
    place = ZoneInfo(named.place)
    if exact.astimezone(place).utcoffset() == timedelta(minutes=named.offset):
        yield Moment(exact, zone=named.name)
        return
    yield Moment(exact, Reason.ZONE, Apart.ABROAD, named.name)
    yield from (Moment(one.at, Reason.ZONE, Apart.ABROAD, named.place) for one in moments(wall, place))


def _called(named: NamedZone, at: datetime, zone: ZoneInfo) -> bool:
    """Whether a zone's clocks go by that name at a moment."""
    local = at.astimezone(zone)
    offset = None if named.offset is None else timedelta(minutes=named.offset)
    return local.tzname() == named.name and local.utcoffset() == offset
