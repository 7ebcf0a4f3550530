"""The clock of a film, and positions as people type them."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.film_clock import ClockState, Deed, DeedKind, FilmClock
from bot.domain.film_position import Position, read_position, shown_minute, shown_position
from bot.errors import BadInput, Conflict

EIGHT = datetime(2026, 11, 20, 20, tzinfo=UTC)
HER = 126 * 60.0


def at(seconds: float) -> datetime:
    return EIGHT + timedelta(seconds=seconds)


def clock(*deeds: tuple[float, DeedKind, float], runtime: float | None = HER) -> FilmClock:
    return FilmClock(tuple(Deed(at(when), kind, position, 1) for when, kind, position in deeds), runtime)


def test_before_the_common_moment_everybody_gets_ready() -> None:
    made = clock((20, DeedKind.START, 0))
    assert made.state(at(5)) is ClockState.READY
    assert made.begins_at(at(5)) == at(20)
    assert made.film_time(at(5)) is None
    assert made.state(at(20)) is ClockState.PLAYING
    assert made.film_time(at(21)) == 1
    assert made.over_at() == at(20 + HER)
    assert made.state(at(20 + HER)) is ClockState.OVER
    assert made.film_time(at(21 + HER)) is None
    assert made.position(at(99_999)) == HER


def test_what_is_said_in_a_pause_belongs_to_where_the_film_stands() -> None:
    made = clock((0, DeedKind.START, 0), (600, DeedKind.PAUSE, 600), (1_208, DeedKind.RESUME, 600))
    assert [made.film_time(at(s)) for s in (599, 600, 900, 1_207, 1_208, 1_218)] == [599, 600, 600, 600, 600, 610]
    assert made.state(at(900)) is ClockState.READY, "it will go on, as far as is known now"
    assert made.over_at() == at(1_208 + HER - 600)
    (rest,) = made.rests()
    assert (rest.position, rest.since, rest.until) == (600, at(600), at(1_208))
    paused = FilmClock(made.deeds[:2], HER)
    assert (paused.state(at(900)), paused.over_at()) == (ClockState.PAUSED, None)


def test_what_is_decided_before_a_moment_comes_takes_its_place() -> None:
    made = clock((20, DeedKind.START, 0), (10, DeedKind.PAUSE, 0))
    assert made.state(at(60)) is ClockState.PAUSED
    assert made.position(at(60)) == 0
    sought = clock((20, DeedKind.START, 0), (10, DeedKind.SEEK, 300))
    assert (sought.state(at(15)), sought.begins_at(at(15))) == (ClockState.READY, at(20))
    assert sought.position(at(30)) == 310
    again = clock((0, DeedKind.START, 0), (60, DeedKind.PAUSE, 60), (100, DeedKind.RESUME, 60), (95, DeedKind.SEEK, 40))
    assert [again.position(at(s)) for s in (94, 96, 100, 110)] == [60, 40, 40, 50]


def test_an_end_that_came_too_early_can_be_undone() -> None:
    made = clock((0, DeedKind.START, 0), (600, DeedKind.END, 600))
    assert made.state(at(700)) is ClockState.OVER
    deed = made.start(at(720), at(700), 7)
    assert deed.position == 600
    assert made.applied(deed).film_time(at(710)) is None
    assert made.applied(deed).film_time(at(730)) == 610


def test_what_does_not_go_is_refused() -> None:
    idle, now = FilmClock((), HER), at(50)
    playing = clock((0, DeedKind.START, 0))
    paused = playing.applied(playing.pause(at(40), 1))
    over = playing.applied(playing.end(at(45), 1))
    refused = [
        (lambda: idle.pause(now, 1), "clock_not_started"),
        (lambda: idle.resume(now, now, 1), "clock_not_started"),
        (lambda: idle.seek(1, now, 1), "clock_not_started"),
        (lambda: playing.start(now, now, 1), "clock_running"),
        (lambda: playing.resume(now, now, 1), "clock_running"),
        (lambda: paused.pause(now, 1), "clock_paused_already"),
        (lambda: paused.start(now, now, 1), "clock_paused"),
        (lambda: over.pause(now, 1), "clock_over"),
        (lambda: over.seek(1, now, 1), "clock_over"),
        (lambda: over.end(now, 1), "clock_over"),
        (lambda: clock((0, DeedKind.START, 0), runtime=30).pause(now, 1), "clock_over"),
    ]
    for act, key in refused:
        with pytest.raises(Conflict) as error:
            act()
        assert error.value.key == key
    with pytest.raises(BadInput) as beyond:
        playing.seek(HER + 1, now, 1)
    assert beyond.value.values == {"minutes": 126}
    assert paused.intermission(now, 2, at(600)).position == 40
    called = paused.applied(paused.intermission(now, 2, None))
    assert [rest.position for rest in called.rests()] == [40], "a pause that became an intermission is one"


STEPS = st.lists(
    st.tuples(st.floats(0.5, 900), st.sampled_from(["pause", "resume", "seek"]), st.floats(0, HER)), max_size=12
)


def lived(steps: list[tuple[float, str, float]]) -> tuple[FilmClock, list[datetime]]:
    """A clock after what people tried, each when it came; what was refused was not done."""
    made = clock((20, DeedKind.START, 0))
    now, moments = EIGHT, [EIGHT]
    for wait, what, position in steps:
        now += timedelta(seconds=wait)
        moments.append(now)
        try:
            if what == "pause":
                made = made.applied(made.pause(now, 1))
            elif what == "resume":
                made = made.applied(made.resume(now + timedelta(seconds=8), now, 1))
            else:
                made = made.applied(made.seek(position, now, 1))
        except Conflict:
            continue
    return made, [*moments, now + timedelta(hours=4)]


@given(STEPS, st.lists(st.floats(0, 20_000), min_size=2, max_size=20))
def test_the_film_goes_forward_but_by_a_seek_and_never_faster_than_time(
    steps: list[tuple[float, str, float]], looks: list[float]
) -> None:
    made, _ = lived(steps)
    seeks = [deed.at for deed in made.deeds if deed.kind is DeedKind.SEEK]
    moments = sorted(map(at, looks))
    for before, after in itertools.pairwise(moments):
        gone = made.position(after) - made.position(before)
        if not any(before < seek <= after for seek in seeks):
            assert -1e-6 <= gone <= (after - before).total_seconds() + 1e-6
        assert 0 <= made.position(after) <= HER


@given(STEPS, st.floats(1, 3_600))
def test_a_pause_adds_nothing_however_long(steps: list[tuple[float, str, float]], pause: float) -> None:
    made, moments = lived(steps)
    now = moments[-2] + timedelta(seconds=30)
    try:
        stopped = made.applied(made.pause(now, 1))
    except Conflict:
        return
    later = now + timedelta(seconds=pause)
    assert stopped.position(later) == stopped.position(now) == made.position(now)
    assert stopped.film_time(later) == made.position(now)
    assert stopped.over_at() is None
    went_on = stopped.applied(stopped.resume(later, later, 1))
    assert went_on.position(later + timedelta(seconds=1)) == min(HER, made.position(now) + 1)


@given(st.floats(0, 3_000), st.floats(10, 600), st.floats(0, 6_000))
def test_film_time_is_the_inverse_of_when_the_film_came_there(before: float, pause: float, position: float) -> None:
    made = clock((0, DeedKind.START, 0), (before, DeedKind.PAUSE, before), (before + pause, DeedKind.RESUME, before))
    came = at(position if position < before else position + pause)
    assert made.film_time(came) == pytest.approx(position, abs=1e-3)


@pytest.mark.parametrize(
    ("typed", "seconds"),
    [("1:02:33", 3753), ("42:10", 2530), ("42", 2520), ("1h05", 3900), ("90s", 90), ("1h", 3600), ("42m", 2520),
     ("42 min", 2520), ("1h05m30s", 3930), ("1:02", 3720), ("0:42", 2520), ("2:06", 7560), ("2:07", 127), ("5:30", 330),
     ("0", 0), ("1 h 5", 3900), ("12 minutes", 720), ("1 heure 5", 3900)],
)  # fmt: skip
def test_positions_are_read_as_they_are_typed(typed: str, seconds: float) -> None:
    assert read_position(typed, HER) == Position(seconds)


@pytest.mark.parametrize(
    ("typed", "here", "there"), [("+5", 60, 360), ("-10", 900, 300), ("-10", 60, 0), ("+1:30", 0, 90), ("−30s", 60, 30)]
)
def test_positions_go_on_and_back_from_here(typed: str, here: float, there: float) -> None:
    read = read_position(typed, HER)
    assert read.relative
    assert read.resolved(here) == there


@pytest.mark.parametrize("typed", ["", "soon", "1:75", "1:2:3:4", "h", "+", "--5", "99:99:99", "1e3", "٤٢x", "12345"])
def test_what_is_no_position_is_asked_about(typed: str) -> None:
    with pytest.raises(BadInput) as error:
        read_position(typed, HER)
    assert error.value.key == "position_unclear"


@given(st.integers(0, 5 * 3600))
def test_a_position_as_shown_is_read_as_the_same(seconds: int) -> None:
    assert read_position(shown_position(seconds), HER).seconds == seconds
    if seconds <= HER:
        assert read_position(shown_minute(seconds), HER).seconds == seconds // 60 * 60
