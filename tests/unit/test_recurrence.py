"""What comes again, by the clocks of its zone."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import islice, pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.recurrence import LAST, Repeat, next_after, occurrences, place_in_month, upcoming

LISBON, NEW_YORK, BERLIN = ZoneInfo("Europe/Lisbon"), ZoneInfo("America/New_York"), ZoneInfo("Europe/Berlin")
ZONES = st.sampled_from([
    "UTC", "Europe/Lisbon", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "Africa/Casablanca", "Africa/Cairo",
    "America/Santiago", "Pacific/Chatham", "Antarctica/Troll",
]).map(ZoneInfo)  # fmt: skip
MOMENTS = st.integers(0, 3 * 365 * 24 * 60).map(
    lambda minutes: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)


def local(*parts: int) -> datetime:
    """A time as clocks show it, of no zone."""
    return datetime(*parts)  # type: ignore[arg-type]  # noqa: DTZ001


def shown(first: datetime, zone: ZoneInfo, repeat: Repeat, many: int) -> list[str]:
    return [f"{one.at.astimezone(zone):%Y-%m-%d %H:%M%z}" for one in islice(occurrences(first, zone, repeat), many)]


def test_the_local_time_stays_over_summer_time() -> None:
    first = local(2026, 10, 16, 21, 0)
    assert shown(first, LISBON, Repeat.WEEKLY, 3) == [
        "2026-10-16 21:00+0100", "2026-10-23 21:00+0100", "2026-10-30 21:00+0000",
    ]  # fmt: skip
    assert shown(first, NEW_YORK, Repeat.FORTNIGHTLY, 3) == [
        "2026-10-16 21:00-0400", "2026-10-30 21:00-0400", "2026-11-13 21:00-0500",
    ]  # fmt: skip


def test_once_a_month_is_by_the_place_of_the_weekday() -> None:
    assert shown(local(2026, 12, 11, 21, 0), LISBON, Repeat.MONTHLY, 4) == [
        "2026-12-11 21:00+0000", "2027-01-08 21:00+0000", "2027-02-12 21:00+0000", "2027-03-12 21:00+0000",
    ]  # fmt: skip


@pytest.mark.parametrize(("day", "place"), [
    (date(2026, 12, 1), 1), (date(2026, 12, 7), 1), (date(2026, 12, 8), 2), (date(2026, 12, 24), 4), (date(2026, 12, 25), LAST),
    (date(2026, 12, 31), LAST), (date(2027, 2, 21), 3), (date(2027, 2, 22), LAST), (date(2028, 2, 22), 4), (date(2028, 2, 23), LAST),
])  # fmt: skip
def test_the_last_one_of_a_month_is_meant_as_the_last(day: date, place: int) -> None:
    assert place_in_month(day) == place


def test_the_last_weekday_of_every_month() -> None:
    assert [one[:10] for one in shown(local(2027, 1, 29, 21, 0), LISBON, Repeat.MONTHLY, 5)] == [
        "2027-01-29", "2027-02-26", "2027-03-26", "2027-04-30", "2027-05-28",
    ]  # fmt: skip


def test_what_clocks_leap_over_or_show_twice() -> None:
    assert shown(local(2027, 3, 21, 2, 30), BERLIN, Repeat.WEEKLY, 3) == [
        "2027-03-21 02:30+0100", "2027-03-28 03:00+0200", "2027-04-04 02:30+0200",
    ]  # fmt: skip
    assert shown(local(2026, 10, 18, 2, 30), BERLIN, Repeat.WEEKLY, 3) == [
        "2026-10-18 02:30+0200", "2026-10-25 02:30+0200", "2026-11-01 02:30+0100",
    ]  # fmt: skip
    second = datetime(2026, 10, 25, 1, 30, tzinfo=UTC)  # 02:30 for the second time
    assert shown(second, BERLIN, Repeat.WEEKLY, 2) == ["2026-10-25 02:30+0100", "2026-11-01 02:30+0100"]


def test_the_end_and_the_next_ones() -> None:
    first, until = local(2026, 12, 4, 21, 0), datetime(2026, 12, 18, 21, 0, tzinfo=UTC)
    assert len(list(occurrences(first, LISBON, Repeat.WEEKLY, until=until))) == 3
    assert len(list(occurrences(first, LISBON, Repeat.WEEKLY, until=until - timedelta(minutes=1)))) == 2
    assert list(occurrences(first, LISBON, Repeat.WEEKLY, until=datetime(2026, 12, 1, tzinfo=UTC))) == []
    assert next_after(first, LISBON, Repeat.WEEKLY, until) == datetime(2026, 12, 25, 21, 0, tzinfo=UTC)
    assert [at.day for at in upcoming(first, LISBON, Repeat.WEEKLY, until - timedelta(days=30), 3)] == [4, 11, 18]
    assert next_after(first, LISBON, Repeat.MONTHLY, datetime(2126, 1, 1, tzinfo=UTC)).day == 4


@given(MOMENTS, ZONES, st.sampled_from(Repeat), st.integers(-2_000_000, 2_000_000))
@settings(max_examples=100, deadline=None)
def test_the_next_one_is_the_first_that_is_later(at: datetime, zone: ZoneInfo, repeat: Repeat, minutes: int) -> None:
    after = at + timedelta(minutes=minutes)
    everything = (one.at for one in occurrences(at, zone, repeat))
    assert next_after(at, zone, repeat, after) == next(one for one in everything if one > after)


@given(MOMENTS, ZONES, st.sampled_from(Repeat))
@settings(max_examples=100, deadline=None)
def test_each_one_is_later_and_has_the_time_of_the_first(at: datetime, zone: ZoneInfo, repeat: Repeat) -> None:
    found = list(islice(occurrences(at, zone, repeat), 60))
    assert found[0].at == at
    assert all(one.at < other.at for one, other in pairwise(found))
    assert {(one.shown.time(), one.shown.weekday()) for one in found} == {
        (found[0].shown.time(), found[0].shown.weekday())
    }
    assert all(one.as_shown(zone) or one.at.astimezone(zone).time() > one.shown.time() for one in found[1:])
