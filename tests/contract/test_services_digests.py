"""Digests over every database: one a week, whatever dies in between, in whatever zone, and nothing of what was withdrawn."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.domain.digest import DigestState
from bot.domain.salon import SalonState
from bot.domain.screening import Answer
from bot.domain.watchlist import Deed, NewEntry, Owner, Whose
from bot.errors import BadInput, Forbidden, NotFound, Unavailable
from bot.ports import Database, Job, JobId
from bot.services.digest_schedules import Wished
from tests.digest_server import DUE, MINUTE, NEXT, WEEK, Server
from tests.digest_stage import (
    CHANNEL,
    digests_over,
    held,
    planned,
    schedules_over,
)
from tests.fakes import GUILD, her, new_salon, open_salon, recap
from tests.screening_stage import Office


@pytest.fixture
def server(db: Database) -> Server:
    return Server(db)


# --- one a week ---


async def test_it_comes_every_week_and_tells_of_that_week(server: Server) -> None:
    made = await planned(server.db, server.clock)
    assert (made.next_at, made.at_once) == (DUE, False)
    await held(server.db, DUE - timedelta(days=2, hours=-1), "the first week's words", number=1)
    await server.at(DUE - MINUTE)
    assert server.weeks == []
    await server.at(DUE)
    assert server.weeks == ["2026-W47"]
    assert "the first week's words" in server.words
    assert await server.due_at() == NEXT
    await held(server.db, DUE + timedelta(days=1), "the second week's words", number=2)
    await server.at(NEXT)
    assert server.weeks == ["2026-W47", "2026-W48"]
    assert "first" not in repr(server.board.standing[1].contents)
    assert server.failures == []


async def test_a_salon_that_ends_just_then_is_told_of_once(server: Server) -> None:
    await planned(server.db, server.clock)
    for number, at in enumerate((DUE - timedelta(seconds=1), DUE), 1):
        await held(server.db, at, f"words number {number}", number=number)
    await server.at(DUE + MINUTE)
    await server.at(NEXT)
    first, second = (repr(post.contents) for post in server.board.standing)
    assert ("number 1" in first, "number 2" in first) == (True, False)
    assert ("number 1" in second, "number 2" in second) == (False, True)


async def test_it_is_caught_up_with_once(server: Server) -> None:
    await planned(server.db, server.clock)
    await held(server.db, DUE - timedelta(hours=5))
    await server.at(DUE + timedelta(days=2))
    (post,) = server.board.standing
    assert (post.week, post.late) == ("2026-W47", True)
    assert await server.due_at() == NEXT
    await server.at(NEXT + timedelta(minutes=30))
    assert [p.late for p in server.board.standing] == [True, False]


async def test_more_than_six_days_late_it_is_the_next_ones_turn(server: Server) -> None:
    await planned(server.db, server.clock)
    await held(server.db, DUE - timedelta(hours=5), "words of the week that was missed")
    await server.at(DUE + timedelta(days=6, minutes=1))
    assert server.weeks == []
    await server.at(NEXT)
    assert server.weeks == ["2026-W48"]


async def test_after_weeks_away_only_the_newest_comes(server: Server) -> None:
    await planned(server.db, server.clock)
    await server.at(DUE)
    await server.at(DUE + 4 * WEEK + timedelta(days=1))
    assert server.weeks == ["2026-W47", "2026-W51"]
    assert await server.due_at() == DUE + 5 * WEEK


async def test_what_fell_between_two_digests_is_told_of_in_the_second(server: Server) -> None:
    await planned(server.db, server.clock)
    await server.at(DUE)
    await held(server.db, DUE + timedelta(days=1), "words of Saturday")
    server.clock.advance(days=2)
    made = await planned(server.db, server.clock, Wished(3, "18:00"))  # Thursday: the Saturday is five days before
    assert made.next_at == NEXT - timedelta(days=1)
    await server.at(made.next_at)
    assert "words of Saturday" in server.words


async def test_a_quiet_week_is_told_of_or_not(server: Server) -> None:
    await planned(server.db, server.clock, Wished(4, "18:00", quiet=False))
    await server.at(DUE)
    assert server.weeks == []
    async with server.db.read() as unit:
        last = await unit.digests.last(GUILD)
    assert last is not None
    assert last.state is DigestState.QUIET
    assert await server.due_at() == NEXT
    await planned(server.db, server.clock, Wished(4, "18:00", quiet=True))
    await server.at(NEXT)
    assert server.weeks == ["2026-W48"]


# --- changing the schedule ---


async def test_a_change_of_zone_moves_the_next_one_and_never_makes_two(server: Server) -> None:
    await planned(server.db, server.clock)
    made = await planned(server.db, server.clock, Wished(4, "18:00", "America/New_York"))
    assert made.next_at == DUE + timedelta(hours=5)
    await server.at(DUE)
    assert server.weeks == []
    await server.at(made.next_at)
    made = await planned(server.db, server.clock, Wished(4, "23:59", "America/New_York"))
    assert made.next_at == NEXT + timedelta(hours=10, minutes=59), "this week's has come"
    made = await planned(server.db, server.clock, Wished(4, "18:00", "Asia/Kathmandu"))
    assert made.next_at == NEXT - timedelta(hours=5, minutes=45)
    await server.at(NEXT)
    assert server.weeks == ["2026-W47", "2026-W48"]


async def test_a_change_of_zone_across_the_moment_skips_no_week(server: Server) -> None:
    await planned(server.db, server.clock)
    server.clock.set(DUE - timedelta(hours=2))  # in Kathmandu it is past six already
    made = await planned(server.db, server.clock, Wished(4, "18:00", "Asia/Kathmandu"))
    assert made.at_once
    await server.settle()
    assert server.weeks == ["2026-W47"]
    await server.at(DUE)
    await server.at(NEXT)
    assert server.weeks == ["2026-W47", "2026-W48"]


async def test_a_new_weekday_begins_with_its_next_day(server: Server) -> None:
    await planned(server.db, server.clock)
    made = await planned(server.db, server.clock, Wished(0, "18:00"))
    assert (made.next_at, made.at_once) == (DUE + timedelta(days=3), False)
    await server.at(made.next_at)
    made = await planned(server.db, server.clock, Wished(6, "18:00"))
    await server.at(made.next_at)
    assert server.weeks == ["2026-W48", "2026-W49"], "that week has one, so Sunday's is the week after's"


async def test_an_end_and_a_new_beginning(server: Server) -> None:
    schedules = schedules_over(server.db, server.clock)
    await planned(server.db, server.clock)
    await server.at(DUE)
    await schedules.end(GUILD)
    with pytest.raises(NotFound):
        await schedules.end(GUILD)
    await server.at(NEXT)
    assert server.weeks == ["2026-W47"]
    server.clock.set(DUE + timedelta(minutes=10))
    made = await planned(server.db, server.clock, Wished(4, "19:00"))
    assert made.next_at == NEXT + timedelta(hours=1)


async def test_zones_and_times_are_read_kindly(server: Server) -> None:
    made = await planned(server.db, server.clock, Wished(4, "6pm", "kathmandu"))
    assert made.schedule.slot.zone == "Asia/Kathmandu"
    assert (await planned(server.db, server.clock, Wished(4, "18h"))).schedule.slot.zone == "Asia/Kathmandu"
    for wished in (Wished(4, "18:00", "Nowhere"), Wished(4, "18:00", " "), Wished(4, "soon")):
        with pytest.raises(BadInput):
            await planned(server.db, server.clock, wished)


@pytest.mark.parametrize(
    ("zone", "around"),
    [
        ("Europe/Lisbon", datetime(2026, 10, 25, tzinfo=UTC)),
        ("America/New_York", datetime(2026, 11, 1, tzinfo=UTC)),
        ("Australia/Lord_Howe", datetime(2026, 10, 3, tzinfo=UTC)),
        ("Asia/Kathmandu", datetime(2026, 10, 25, tzinfo=UTC)),
        ("Africa/Casablanca", datetime(2026, 2, 15, tzinfo=UTC)),
    ],
)
async def test_over_a_change_of_the_clocks_there_is_one_a_week(db: Database, zone: str, around: datetime) -> None:
    server = Server(db, around - timedelta(days=10))
    await planned(db, server.clock, Wished(6, "02:15", zone))
    for _ in range(24 * 36):
        server.clock.advance(hours=1)
        due = await server.due_at()
        if due is not None and due <= server.clock.now():
            await server.settle()
    assert len(server.weeks) in {5, 6}
    assert len(set(server.weeks)) == len(server.weeks)
    numbers = [int(week[-2:]) for week in server.weeks]
    assert numbers == list(range(numbers[0], numbers[0] + len(numbers)))
    assert not any(post.late for post in server.board.standing)


# --- what stops it ---


async def test_it_waits_for_a_channel_that_refuses_it(server: Server) -> None:
    await planned(server.db, server.clock)
    await held(server.db, DUE - timedelta(hours=5))
    server.board.fails = Forbidden("forbidden", permission="send_messages")
    await server.at(DUE)
    await server.at(DUE + timedelta(hours=1))
    assert server.failures == []
    server.board.fails = None
    await server.at(DUE + timedelta(hours=2))
    assert server.weeks == ["2026-W47"]
    assert await server.due_at() == NEXT


async def test_it_moves_to_the_channel_that_is_named_instead(server: Server) -> None:
    await planned(server.db, server.clock)
    server.board.gone.add(CHANNEL)
    await server.at(DUE)
    assert server.weeks == []
    await planned(server.db, server.clock, Wished(4, "18:00", channel_id=CHANNEL + 1))
    await server.settle()
    (post,) = server.board.standing
    assert (post.week, post.channel_id) == ("2026-W47", CHANNEL + 1)
    assert await server.due_at() == NEXT


async def test_a_channel_that_nobody_lets_it_see_is_left_for_another(server: Server) -> None:
    await planned(server.db, server.clock)
    server.board.closed.add(CHANNEL)
    await server.at(DUE)
    await server.at(DUE + timedelta(hours=1))
    assert server.weeks == []
    await planned(server.db, server.clock, Wished(4, "18:00", channel_id=CHANNEL + 1))
    await server.settle()
    (post,) = server.board.standing
    assert (post.week, post.channel_id) == ("2026-W47", CHANNEL + 1)


async def test_a_digest_that_could_never_be_posted_is_given_up(server: Server) -> None:
    await planned(server.db, server.clock)
    server.board.fails = Unavailable("discord_away")
    await server.at(DUE)
    for _ in range(6 * 24 + 12):
        server.clock.advance(hours=1)
        await server.settle()
    async with server.db.read() as unit:
        assert await unit.digests.unfinished(GUILD) is None
    assert await server.due_at() == NEXT


async def test_a_channel_that_stays_gone_does_not_stop_the_weeks(server: Server) -> None:
    await planned(server.db, server.clock)
    server.board.gone.add(CHANNEL)
    for _ in range(9 * 24):
        server.clock.advance(hours=1)
        await server.settle()
    server.board.gone.clear()
    for _ in range(24):
        server.clock.advance(hours=1)
        await server.settle()
    assert server.weeks == ["2026-W48"]
    assert server.failures == []


async def test_an_outage_of_days_does_not_end_it(server: Server) -> None:
    await planned(server.db, server.clock)
    server.board.fails = Unavailable("discord_away")
    for _ in range(3 * 24 * 4):
        server.clock.advance(minutes=15)
        await server.settle()
    async with server.db.read() as unit:
        assert not await unit.jobs.parked()
    server.board.fails = None
    server.clock.advance(hours=2)
    await server.settle()
    assert server.weeks == ["2026-W47"]


# --- nothing of what was withdrawn or hidden ---


async def test_words_that_are_deleted_leave_what_was_posted(server: Server) -> None:
    await planned(server.db, server.clock)
    salon = await held(server.db, DUE - timedelta(hours=5), "uncle Zebedee's letters are gifts")
    await server.at(DUE)
    assert "Zebedee" in server.words
    async with server.db.write() as unit:
        await unit.turns.remove([600_001])
        await unit.jobs.put("redraw", str(salon.id), server.clock.now())
    await server.settle()
    assert "Zebedee" not in server.words
    assert len(server.board.posts) == 1
    assert "Her" in server.words


async def test_a_record_that_fails_to_be_shown_does_not_keep_the_digest_from_following(server: Server) -> None:
    await planned(server.db, server.clock)
    salon = await held(server.db, DUE - timedelta(hours=5), "uncle Zebedee's letters are gifts")
    await server.at(DUE)

    async def fails(_job: Job) -> None:
        async with server.db.write() as unit:
            await unit.turns.remove([600_001])
        raise Forbidden

    digests = digests_over(server.db, server.clock, server.board)
    with pytest.raises(Forbidden):
        await digests.followed(fails)(Job(JobId(1), "redraw", str(salon.id), DUE, {}, 1, 1))
    await server.settle()
    assert "Zebedee" not in server.words


async def test_a_record_that_comes_after_the_digest_is_put_into_it(server: Server) -> None:
    await planned(server.db, server.clock)
    late = await open_salon(server.db, channel_id=3_050, new=new_salon(at=DUE - timedelta(hours=3)))
    gone = await open_salon(server.db, channel_id=3_051, new=new_salon(at=DUE - timedelta(hours=9)))
    async with server.db.write() as unit:
        await unit.salons.set_state(late.id, SalonState.CLOSED, DUE - MINUTE)
        await unit.salons.set_state(gone.id, SalonState.CLOSED, DUE - timedelta(hours=8))
    await server.at(DUE)
    ((note,),) = [post.contents.salons for post in server.board.standing]
    assert (note.salon_id, note.headline) == (late.id, "")
    async with server.db.write() as unit:
        await unit.recaps.save(late.id, replace(recap(), headline="Her: consent", turns=5), DUE + MINUTE)
        await unit.jobs.put("redraw", str(late.id), DUE)
    await server.settle()
    assert server.board.standing[0].contents.salons[0].headline == "consent"


async def test_words_that_are_edited_while_it_is_posted_are_not_left_standing(server: Server) -> None:
    await planned(server.db, server.clock)
    await held(server.db, DUE - timedelta(hours=5), "uncle Zebedee's letters are gifts")
    real = server.board.post

    async def post(*args: Any) -> Any:
        async with server.db.write() as unit:
            await unit.turns.edit(600_001, "never mind", DUE)
        return await real(*args)

    server.board.post = post  # type: ignore[method-assign]
    await server.at(DUE)
    assert server.board.redrawn == 1
    assert "Zebedee" not in server.words


async def test_salons_of_hidden_channels_are_told_of_in_those_alone(server: Server) -> None:
    await planned(server.db, server.clock)
    server.board.hidden = {2_001, CHANNEL}
    for number, parent in enumerate((2_000, 2_001, CHANNEL), 1):
        await held(
            server.db, DUE - timedelta(hours=number), f"words of channel {parent}", number=number, parent_id=parent
        )
    await server.at(DUE)
    assert "words of channel 2000" in server.words
    assert f"words of channel {CHANNEL}" in server.words
    assert "words of channel 2001" not in server.words


async def test_films_of_the_week_and_what_was_seen(server: Server) -> None:
    await planned(server.db, server.clock)
    owner = Owner(Whose.SERVER, GUILD)
    async with server.db.write() as unit:
        change = await unit.watchlists.begin(owner, 11, DUE - timedelta(days=1), Deed.ADDED)
        await unit.watchlists.put_in(change, [NewEntry(her())])
    await server.at(DUE)
    assert [film.title for film in server.board.standing[0].contents.added.shown] == ["Her"]
    assert not server.board.standing[0].contents.quiet


# --- what is planned ---


async def test_screenings_ahead_are_told_with_who_comes_and_follow_when_they_move(server: Server) -> None:
    office = Office(server.db, server.clock)
    await planned(server.db, server.clock)
    soon = await office.plan(DUE + timedelta(days=2))
    off = await office.plan(DUE + timedelta(days=3))
    await office.plan(DUE - timedelta(hours=1))  # over by then
    await office.plan(DUE + timedelta(days=90))  # told of later
    await office.answers.answer(GUILD, soon.id, 12, Answer.GOING)
    await office.answers.answer(GUILD, soon.id, 13, Answer.MAYBE)
    await office.screenings.cancel(off.id, 11, manager=True)
    await server.at(DUE)
    (post,) = server.board.standing
    (told,) = post.contents.screenings
    assert (told.screening_id, told.coming, told.perhaps) == (soon.id, 2, 1)
    assert (told.starts_at, told.spot.message_id) == (soon.starts_at, soon.card)
    later = DUE + timedelta(days=4)
    await office.screenings.move(soon.id, 11, manager=True, starts_at=later, zone="UTC")
    await server.at(DUE + MINUTE)
    (told,) = server.board.standing[0].contents.screenings
    assert told.starts_at == later
    await office.screenings.cancel(soon.id, 11, manager=True)
    await server.at(DUE + 2 * MINUTE)
    assert server.board.standing[0].contents.screenings == ()


async def test_a_week_with_nothing_but_a_plan_is_not_quiet(server: Server) -> None:
    await planned(server.db, server.clock, Wished(4, "18:00", "Europe/Lisbon", quiet=False))
    await Office(server.db, server.clock).plan(DUE + timedelta(days=1))
    await server.at(DUE)
    assert server.weeks == ["2026-W47"]
