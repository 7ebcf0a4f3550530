"""Calendar files, read by a parser that has nothing to do with what writes them.

``vobject`` reads the file, ``dateutil`` makes clocks of the time zones that the file describes and expands its rules by them.
What comes out of that must be what Salon's own clock gives, over 500 schedules.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from io import StringIO
from itertools import islice
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import vobject
from dateutil import rrule, tz
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.recurrence import Repeat, occurrences
from bot.ui.calendar import CalendarEntry, Moved, calendar_file
from bot.ui.calendar_zone import changes_of, timezone_lines

ZONES = (
    "Europe/Lisbon", "Europe/Dublin", "Europe/Berlin", "America/New_York", "America/Sao_Paulo", "Asia/Kolkata", "Asia/Kathmandu",
    "Australia/Lord_Howe", "Pacific/Auckland", "Pacific/Chatham", "Pacific/Apia", "Africa/Cairo", "Africa/Casablanca",
    "America/Santiago", "Antarctica/Troll", "America/St_Johns", "UTC",
)  # fmt: skip
NOW = datetime(2026, 11, 26, 18, 0, tzinfo=UTC)
SCHEDULES = 500
MOST = 40  # occurrences of one schedule that are compared: more than three years of months


def entry(**changes: Any) -> CalendarEntry:
    made: dict[str, Any] = {
        "uid": "screening-7@salon.example", "sequence": 2, "summary": "Her", "starts_at": datetime(2026, 12, 4, 21, 0, tzinfo=UTC),
        "minutes": 126, "zone": "Europe/Lisbon", "stamped": NOW - timedelta(hours=3), **changes,
    }  # fmt: skip
    return CalendarEntry(**made)


@dataclass(frozen=True, slots=True)
class Told:
    """A file as the independent parser has it: its events, and the clocks that it describes."""

    calendar: Any
    events: list[Any]
    clocks: Mapping[str, Any]


def parsed(file: bytes, *, strictly: bool = True) -> Told:
    text = file.decode("utf-8")
    (calendar,) = vobject.readComponents(text, transform=False)
    if strictly:
        (valid,) = vobject.readComponents(text, validate=True)
        assert len(valid.contents["vevent"]) == len(calendar.contents["vevent"])
    named = re.findall(r"^TZID:(.*?)\r$", text, re.MULTILINE)
    clocks = tz.tzical(StringIO(text)) if named else None
    return Told(calendar, calendar.contents["vevent"], {name: clocks.get(name) for name in named} if clocks else {})


def moment(line: Any, clocks: Mapping[str, Any]) -> tuple[datetime, datetime]:
    """What a line shows, and the moment in UTC by the clock that the file describes."""
    shown = datetime.strptime(line.value.removesuffix("Z"), "%Y%m%dT%H%M%S")  # noqa: DTZ007
    zone = line.params.get("TZID")
    assert (zone is None) == line.value.endswith("Z")
    return shown, shown.replace(tzinfo=UTC if zone is None else clocks[zone[0]]).astimezone(UTC)


def expanded(told: Told) -> Iterator[datetime]:
    """The moments of the one series in a file, as a calendar makes them of it."""
    master, *others = told.events
    (start,), clocks = master.contents["dtstart"], told.clocks
    zone = clocks[start.params["TZID"][0]] if "TZID" in start.params else UTC
    shown = moment(start, clocks)[0].replace(tzinfo=zone)
    left_out = {moment(line, clocks)[0] for line in master.contents.get("exdate", [])}
    instead = {moment(one.contents["recurrence-id"][0], clocks)[0]: one for one in others}
    assert len(instead) == len(others)
    for coming in rrule.rrulestr(master.contents["rrule"][0].value, dtstart=shown):
        wall = coming.replace(tzinfo=None)
        if wall in left_out:
            continue
        other = instead.pop(wall, None)
        if other is None:
            yield coming.astimezone(UTC)
        elif other.contents["status"][0].value != "CANCELLED":
            yield moment(other.contents["dtstart"][0], clocks)[1]


@cache
def changed(name: str) -> tuple[datetime, ...]:
    begin, end = datetime(2026, 3, 1, tzinfo=UTC), datetime(2028, 9, 1, tzinfo=UTC)
    return tuple(change.shown for change in changes_of(ZoneInfo(name), begin, end))


def schedules() -> Iterator[CalendarEntry]:
    """Series in every zone, half of them at hours at which clocks change, some occurrences moved, cancelled or left out."""
    dice = random.Random(20261126)  # noqa: S311  # the same schedules every time
    for number in range(SCHEDULES):
        name, repeat = ZONES[number % len(ZONES)], dice.choice(list(Repeat))
        changes = changed(name) if dice.random() < 0.5 else ()
        if changes:  # at a time that clocks leap over or show twice, some weeks before
            shown = dice.choice(changes) + timedelta(
                minutes=dice.choice([-30, -15, 0, 15, 30]), weeks=-2 * dice.randrange(5)
            )
        else:
            shown = datetime(2026, 1, 1) + timedelta(minutes=15 * dice.randrange(900 * 96))  # noqa: DTZ001
        start = shown.replace(tzinfo=ZoneInfo(name), fold=dice.randrange(2)).astimezone(UTC)
        until = start + timedelta(days=dice.randrange(1, 900)) if dice.random() < 0.5 else None
        zone = ZoneInfo(name)
        found = [one.at for one in islice(occurrences(start, zone, repeat, until=until), MOST)]
        picked = dice.sample(found, min(len(found), dice.randrange(5)))
        moved = tuple(
            Moved(at, at + timedelta(minutes=dice.randrange(15, 4000)), 3, cancelled=dice.random() < 0.3)
            for at in picked[1:]
        )
        yield entry(
            uid=f"{number}@salon.example", starts_at=start, zone=name, repeat=repeat, until=until, moved=moved,
            without=tuple(picked[:1]),
        )  # fmt: skip


def salon_has(one: CalendarEntry) -> list[datetime]:
    moved = {each.original: each for each in one.moved}
    assert one.repeat is not None
    found = (each.at for each in occurrences(one.starts_at, ZoneInfo(one.zone), one.repeat, until=one.until))
    kept = (at for at in islice(found, MOST) if at not in one.without and not (at in moved and moved[at].cancelled))
    return [moved[at].starts_at if at in moved else at for at in kept]


def test_an_independent_parser_finds_the_moments_that_salon_has() -> None:
    compared, leapt = 0, 0
    for number, one in enumerate(schedules()):
        # Full validation costs more than all the rest, and the lines are alike: every fifth file has it.
        expected, told = salon_has(one), parsed(calendar_file([one], "Film club", NOW), strictly=number % 5 == 0)
        got = list(islice(expanded(told), len(expected) + 1))
        assert got[: len(expected)] == expected, one
        if one.until is not None and len(expected) < MOST - 5:
            assert len(got) == len(expected), one
        compared += len(expected)
        leapt += len(told.events) - 1 - len([each for each in one.moved if each.original not in one.without])
    assert compared > SCHEDULES * 15
    assert leapt > 50, "too few schedules meet a change of clocks"


@cache
def clock_of(name: str) -> Any:
    source = "\r\n".join(timezone_lines(ZoneInfo(name), date(2026, 11, 26), date(2030, 1, 1)))
    return tz.tzical(StringIO(source)).get(name)


@pytest.mark.parametrize("name", [name for name in ZONES if name != "UTC"])
def test_the_zones_of_a_file_are_right_around_every_change(name: str) -> None:
    zone, clock = ZoneInfo(name), clock_of(name)
    begin, end = datetime(2025, 2, 1, tzinfo=UTC), datetime(2033, 1, 1, tzinfo=UTC)
    around = [
        change.shown + timedelta(minutes=15 * quarter)
        for change in changes_of(zone, begin, end)
        for quarter in range(-16, 17)
    ] or [begin.replace(tzinfo=None) + timedelta(days=number) for number in range(365)]
    for shown in around:
        local = shown.replace(tzinfo=zone)
        if local.astimezone(UTC).astimezone(zone).replace(tzinfo=None) != shown:
            continue  # clocks leap over it
        assert shown.replace(tzinfo=clock).astimezone(UTC) == local.astimezone(UTC), shown


def test_a_rule_is_written_where_changes_come_by_one() -> None:
    def rules(name: str) -> list[str]:
        return [
            line for line in timezone_lines(ZoneInfo(name), date(2026, 1, 1), date(2030, 1, 1)) if line.startswith("R")
        ]

    assert rules("Europe/Lisbon") == [
        "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU",
        "RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU",
    ]
    assert rules("America/New_York") == [
        "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=2SU",
        "RRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=1SU",
    ]
    assert [line[:6] for line in rules("Africa/Casablanca")] == ["RDATE:", "RDATE:"]
    assert rules("Asia/Kolkata") == []


def lines(file: bytes) -> list[str]:
    return file.decode("utf-8").replace("\r\n ", "").split("\r\n")


def test_what_the_file_says_of_an_evening() -> None:
    said = lines(
        calendar_file(
            [entry(description="Bring tea;\nno, coffee", location="#lobby", url="https://x.example/a b")],
            "Club, ours",
            NOW,
        )
    )
    assert said[:3] == ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Salon//Screenings//EN"]
    for line in (
        "X-WR-CALNAME:Club\\, ours", "DTSTART;TZID=Europe/Lisbon:20261204T210000", "DURATION:PT126M", "UID:screening-7@salon.example",
        "SEQUENCE:2", "DTSTAMP:20261126T180000Z", "LAST-MODIFIED:20261126T150000Z", "STATUS:CONFIRMED", "SUMMARY:Her",
        "DESCRIPTION:Bring tea\\;\\nno\\, coffee", "LOCATION:#lobby", "URL:https://x.example/ab",
    ):  # fmt: skip
        assert said.count(line) == 1, line
    assert said[-2:] == ["END:VCALENDAR", ""]
    assert "STATUS:CANCELLED" in lines(calendar_file([entry(cancelled=True)], "Club", NOW))


@pytest.mark.parametrize(
    ("day", "repeat", "rule"),
    [
        (4, Repeat.WEEKLY, "RRULE:FREQ=WEEKLY"),
        (4, Repeat.FORTNIGHTLY, "RRULE:FREQ=WEEKLY;INTERVAL=2"),
        (11, Repeat.MONTHLY, "RRULE:FREQ=MONTHLY;BYDAY=2FR"),
        (25, Repeat.MONTHLY, "RRULE:FREQ=MONTHLY;BYDAY=-1FR"),
    ],
)
def test_the_rule_of_a_series(day: int, repeat: Repeat, rule: str) -> None:
    assert rule in lines(
        calendar_file([entry(starts_at=datetime(2026, 12, day, 21, 0, tzinfo=UTC), repeat=repeat)], "Club", NOW)
    )


def test_a_time_that_clocks_show_twice_is_told_in_utc() -> None:
    second = entry(zone="Europe/Berlin", starts_at=datetime(2026, 10, 25, 1, 30, tzinfo=UTC))
    assert "DTSTART:20261025T013000Z" in lines(calendar_file([second], "Club", NOW))


def test_several_entries_share_a_zone() -> None:
    said = lines(
        calendar_file(
            [entry(uid="a"), entry(uid="b"), entry(uid="c", zone="Asia/Tokyo"), entry(uid="d", zone="UTC")], "Club", NOW
        )
    )
    assert [line for line in said if line.startswith("TZID:")] == ["TZID:Asia/Tokyo", "TZID:Europe/Lisbon"]
    assert "DTSTART:20261204T210000Z" in said
    assert [line for line in said if line.startswith("UID:")] == ["UID:a", "UID:b", "UID:c", "UID:d"]


def test_no_entries_make_a_file_without_events() -> None:
    assert lines(calendar_file([], "Club", NOW))[-2] == "END:VCALENDAR"


@given(st.text(max_size=300), st.text(max_size=200))
@settings(max_examples=80, deadline=None)
def test_any_text_comes_back_from_well_formed_lines(summary: str, description: str) -> None:
    file = calendar_file([entry(summary=summary or "x", description=description)], "Club", NOW)
    assert file.endswith(b"\r\n")
    for line in file.removesuffix(b"\r\n").split(b"\r\n"):
        assert len(line) <= 75
        assert b"\n" not in line
        assert b"\r" not in line
        line.decode("utf-8")
    (calendar,) = vobject.readComponents(file.decode("utf-8"), validate=True)
    (event,) = calendar.contents["vevent"]
    back = event.contents["summary"][0].value
    assert back.split() == _kept(summary or "x").split()


def _kept(text: str) -> str:
    whole = text.encode("utf-8", "replace").decode("utf-8").replace("\r\n", "\n").replace("\r", "\n")
    return "".join(char for char in whole if char in "\n\t" or (char >= " " and not "\x7f" <= char <= "\x9f"))
