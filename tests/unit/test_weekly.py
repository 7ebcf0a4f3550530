"""The clock of weeks: one moment a week in a zone's own time, whatever becomes of its clocks."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.weekly import Slot, Week, after, due, following, moment, newest, week_of

ZONES = (
    "UTC", "Europe/Lisbon", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "Africa/Casablanca",
    "Pacific/Apia", "America/St_Johns", "Antarctica/Troll",
)  # fmt: skip


def minute(hour: int, minutes: int = 0) -> int:
    return hour * 60 + minutes


@pytest.mark.parametrize(
    ("zone", "day", "at", "expected"),
    [
        # leapt over: the next minute that exists
        ("Europe/Lisbon", date(2026, 3, 29), minute(1, 30), datetime(2026, 3, 29, 1, 0, tzinfo=UTC)),
        ("America/New_York", date(2026, 3, 8), minute(2, 0), datetime(2026, 3, 8, 7, 0, tzinfo=UTC)),
        ("America/New_York", date(2026, 3, 8), minute(2, 59), datetime(2026, 3, 8, 7, 0, tzinfo=UTC)),
        ("Australia/Lord_Howe", date(2026, 10, 4), minute(2, 10), datetime(2026, 10, 3, 15, 30, tzinfo=UTC)),
        ("Africa/Casablanca", date(2026, 3, 22), minute(2, 30), datetime(2026, 3, 22, 2, 0, tzinfo=UTC)),
        ("Pacific/Apia", date(2011, 12, 30), minute(12), datetime(2011, 12, 30, 10, 0, tzinfo=UTC)),
        # twice: the first
        ("Europe/Lisbon", date(2026, 10, 25), minute(1, 30), datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),
        ("America/New_York", date(2026, 11, 1), minute(1, 30), datetime(2026, 11, 1, 5, 30, tzinfo=UTC)),
        ("Australia/Lord_Howe", date(2026, 4, 5), minute(1, 45), datetime(2026, 4, 4, 14, 45, tzinfo=UTC)),
        ("Africa/Casablanca", date(2026, 2, 15), minute(2, 30), datetime(2026, 2, 15, 1, 30, tzinfo=UTC)),
        # as ever
        ("Asia/Kathmandu", date(2026, 3, 29), minute(18), datetime(2026, 3, 29, 12, 15, tzinfo=UTC)),
        ("Europe/Lisbon", date(2026, 7, 3), minute(18), datetime(2026, 7, 3, 17, 0, tzinfo=UTC)),
    ],
)
def test_a_time_that_is_not_there_or_there_twice(zone: str, day: date, at: int, expected: datetime) -> None:
    assert moment(day, at, ZoneInfo(zone)) == expected


def test_weeks_are_named_as_iso_has_them_and_sort_so() -> None:
    assert week_of(date(2026, 11, 26)) == "2026-W48"
    assert week_of(date(2027, 1, 1)) == "2026-W53"
    assert week_of(date(2024, 12, 30)) == "2025-W01"
    assert after(Week("2026-W53")) == "2027-W01"
    days = [date(2020, 1, 1) + timedelta(weeks=n) for n in range(500)]
    assert [week_of(day) for day in days] == sorted({week_of(day) for day in days})


def test_the_moment_of_a_week_is_its_own_days() -> None:
    slot = Slot(4, minute(18), "America/New_York")
    assert due(slot, Week("2026-W48")) == datetime(2026, 11, 27, 23, 0, tzinfo=UTC)
    assert newest(slot, datetime(2026, 11, 27, 22, 59, tzinfo=UTC)) == "2026-W47"
    assert newest(slot, datetime(2026, 11, 27, 23, 0, tzinfo=UTC)) == "2026-W48"
    assert following(slot, datetime(2026, 11, 27, 23, 0, tzinfo=UTC)) == "2026-W49"


@settings(max_examples=300, deadline=None)
@given(
    zone=st.sampled_from(ZONES),
    weekday=st.integers(0, 6),
    at=st.integers(0, 1439),
    now=st.integers(0, 32 * 366 * 24 * 60).map(lambda past: datetime(2005, 1, 1, tzinfo=UTC) + timedelta(minutes=past)),
)
def test_weeks_follow_each_other_without_gap_or_double(zone: str, weekday: int, at: int, now: datetime) -> None:
    slot = Slot(weekday, at, zone)
    last, coming = newest(slot, now), following(slot, now)
    assert due(slot, last) <= now < due(slot, coming)
    assert after(last) == coming
    assert timedelta(days=5) < due(slot, coming) - due(slot, last) < timedelta(days=9)
    there = due(slot, coming).astimezone(ZoneInfo(zone))
    assert (there - timedelta(days=1)).weekday() == weekday or there.weekday() == weekday
