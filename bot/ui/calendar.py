"""Calendar files: screenings as RFC 5545 has them, for whatever calendar people use.

A series is one event with a rule by local time, in a zone that the file describes. Salon and RFC 5545 differ about a time that
clocks leap over (Salon takes the next minute that exists, the RFC counts on from before the leap), so such an occurrence is
written out, as a moved one is.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.domain.recurrence import Occurrence, Repeat, occurrences, place_in_month
from bot.ui.calendar_lines import joined, line_of, text, uri, utc
from bot.ui.calendar_zone import timezone_lines

HORIZON = timedelta(days=3653)
"""How far ahead of today a series without an end is written out where it needs that: ten years."""
_PRODUCT = "-//Salon//Screenings//EN"
_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_UTC_NAMES = frozenset(
    {"UTC", "Etc/UTC", "Etc/UCT", "Etc/Universal", "Etc/Zulu", "UCT", "Universal", "Zulu", "Etc/GMT", "GMT"}
)


@dataclass(frozen=True, slots=True)
class Moved:
    """An occurrence of a series that is not as the rule has it. Moments are in UTC.

    ``original`` is when the rule has it, ``starts_at`` when it is; None for fields that are as in the series.
    """

    original: datetime
    starts_at: datetime
    sequence: int
    minutes: int | None = None
    cancelled: bool = False
    summary: str | None = None
    description: str | None = None


@dataclass(frozen=True, slots=True)
class CalendarEntry:
    """A screening, or a series of them.

    ``uid`` is the same for as long as it exists; ``sequence`` grows by one with every change that people must know of.
    ``starts_at`` is UTC, ``minutes`` how long it takes, ``zone`` an IANA name, ``until`` (UTC) the last moment at which an
    occurrence may begin, ``stamped`` when it was last changed. ``without`` are occurrences that there are not, by the moments
    that the rule has.
    """

    uid: str
    sequence: int
    summary: str
    starts_at: datetime
    minutes: int
    zone: str
    stamped: datetime
    description: str = ""
    location: str = ""
    url: str = ""
    repeat: Repeat | None = None
    until: datetime | None = None
    cancelled: bool = False
    moved: tuple[Moved, ...] = ()
    without: tuple[datetime, ...] = ()


def calendar_file(entries: Sequence[CalendarEntry], name: str, now: datetime) -> bytes:
    """The file of these entries under a calendar's name, made at ``now``."""
    return joined(_lines(entries, name, now))


def _lines(entries: Sequence[CalendarEntry], name: str, now: datetime) -> Iterator[str]:
    yield "BEGIN:VCALENDAR"
    yield "VERSION:2.0"
    yield f"PRODID:{_PRODUCT}"
    yield "CALSCALE:GREGORIAN"
    yield "METHOD:PUBLISH"
    yield f"NAME:{text(name)}"
    yield f"X-WR-CALNAME:{text(name)}"
    for zone, first, last in _zones(entries, now):
        yield from timezone_lines(ZoneInfo(zone), first, last)
    for entry in entries:
        yield from _series(entry, entry.repeat, now) if entry.repeat is not None else _single(entry, now)
    yield "END:VCALENDAR"


def _zones(entries: Sequence[CalendarEntry], now: datetime) -> Iterator[tuple[str, date, date]]:
    """Each zone once, with the days between which it is used."""
    spans: dict[str, list[datetime]] = {}
    for entry in entries:
        if entry.zone in _UTC_NAMES:
            continue
        used = [entry.starts_at, *(one.starts_at for one in entry.moved)]
        if entry.repeat is not None:
            used.append(_end(entry, now))
        spans.setdefault(entry.zone, []).extend(used)
    for name, used in sorted(spans.items()):
        yield name, min(used).date(), max(used).date()


def _end(entry: CalendarEntry, now: datetime) -> datetime:
    """Up to when a series is looked at."""
    return entry.until or max(now, entry.starts_at) + HORIZON


def _single(entry: CalendarEntry, now: datetime) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield _start(entry.starts_at, entry.zone)
    yield from _about(entry, now)
    yield "END:VEVENT"


def _series(entry: CalendarEntry, repeat: Repeat, now: datetime) -> Iterator[str]:
    """The event with its rule, and those occurrences that differ from it."""
    zone = ZoneInfo(entry.zone)
    found = list(occurrences(entry.starts_at, zone, repeat, until=_end(entry, now)))
    # The first one as its clock shows it; where it is the second of two such times, it is written out below as well.
    wall = entry.starts_at.astimezone(zone).replace(tzinfo=None, second=0, microsecond=0, fold=0)
    without = {at for at in entry.without if any(one.at == at for one in found)}
    yield "BEGIN:VEVENT"
    yield line_of("DTSTART", wall, _named(entry.zone))
    yield f"RRULE:{_rule(entry, repeat, wall, found[-1].shown if found else wall)}"
    yield from (line_of("EXDATE", one.shown, _named(entry.zone)) for one in found if one.at in without)
    yield from _about(entry, now)
    yield "END:VEVENT"
    moved = {one.original: one for one in entry.moved}
    for one in found:
        if one.at not in without and (one.at in moved or not one.as_shown(zone)):
            yield from _exception(entry, one, moved.get(one.at), now)


def _exception(entry: CalendarEntry, one: Occurrence, moved: Moved | None, now: datetime) -> Iterator[str]:
    """An occurrence that is not where the rule has it: because it was moved, or because of the clocks."""
    yield "BEGIN:VEVENT"
    yield line_of("RECURRENCE-ID", one.shown, _named(entry.zone))
    yield _start(one.at if moved is None else moved.starts_at, entry.zone)
    yield from _about(entry, now, moved)
    yield "END:VEVENT"


def _about(entry: CalendarEntry, now: datetime, moved: Moved | None = None) -> Iterator[str]:
    """All of an event but its times."""
    summary = entry.summary if moved is None or moved.summary is None else moved.summary
    description = entry.description if moved is None or moved.description is None else moved.description
    minutes = entry.minutes if moved is None or moved.minutes is None else moved.minutes
    cancelled = entry.cancelled or (moved is not None and moved.cancelled)
    yield f"DURATION:PT{minutes}M"
    yield f"UID:{text(entry.uid)}"
    yield f"DTSTAMP:{utc(now)}"
    yield f"LAST-MODIFIED:{utc(entry.stamped)}"
    yield f"SEQUENCE:{entry.sequence if moved is None else moved.sequence}"
    yield f"STATUS:{'CANCELLED' if cancelled else 'CONFIRMED'}"
    yield f"SUMMARY:{text(summary)}"
    if description:
        yield f"DESCRIPTION:{text(description)}"
    if entry.location:
        yield f"LOCATION:{text(entry.location)}"
    if entry.url:
        yield f"URL:{uri(entry.url)}"


def _rule(entry: CalendarEntry, repeat: Repeat, wall: datetime, last: datetime) -> str:
    """The rule of a series; it ends with the last occurrence that there is, by the RFC's reckoning."""
    if repeat is Repeat.MONTHLY:
        rule = f"FREQ=MONTHLY;BYDAY={place_in_month(wall.date())}{_WEEKDAYS[wall.weekday()]}"
    else:
        rule = "FREQ=WEEKLY" + (";INTERVAL=2" if repeat is Repeat.FORTNIGHTLY else "")
    return rule if entry.until is None else f"{rule};UNTIL={utc(last.replace(tzinfo=ZoneInfo(entry.zone)))}"


def _start(at: datetime, zone: str) -> str:
    """When an event begins, by the zone's clocks; in UTC where they show that time for the second time, which only UTC can say."""
    local = at.astimezone(ZoneInfo(zone))
    return line_of("DTSTART", at.astimezone(UTC), None) if local.fold else line_of("DTSTART", local, _named(zone))


def _named(zone: str) -> str | None:
    return None if zone in _UTC_NAMES else zone
