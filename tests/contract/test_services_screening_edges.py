"""Screenings where things meet: plans at one time, changes in between, notices that come too late."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.screening import Lead, NewScreening, ScreeningState
from bot.errors import Conflict, Unavailable
from bot.ports import Database
from tests.contract.listing import ANNA, BEN
from tests.fakes import EVENING, GUILD, PARENT, her
from tests.screening_stage import START, Office

DAY, HOUR, WEEK = timedelta(days=1), timedelta(hours=1), timedelta(weeks=1)


@pytest.fixture
def office(db: Database) -> Office:
    return Office(db)


async def test_the_same_moment_in_another_zone_is_no_change(office: Office) -> None:
    planned = await office.plan()
    with pytest.raises(Conflict, match="screening_same"):
        await office.screenings.move(planned.id, ANNA, manager=False, starts_at=START, zone="Asia/Tokyo")
    await office.settle()
    assert office.announcer.texts == []


async def test_a_series_can_be_moved_to_where_an_evening_of_it_was_called_off(office: Office) -> None:
    first = await office.plan(repeat="weekly")
    second = (await office.screenings.cancel(first.id, ANNA, manager=True)).following
    assert second is not None
    moved = await office.screenings.move(
        second.id, ANNA, manager=True, starts_at=START, zone=second.zone, series=True
    )  # fmt: skip
    assert moved.screening.starts_at == START
    assert (await office.now(second)).slot == START
    third = (await office.screenings.cancel(second.id, ANNA, manager=True)).following
    assert third is not None
    assert third.starts_at == START + WEEK


async def test_many_drafts_at_once_do_not_get_past_the_limit(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.services.screenings.MOST_AHEAD", 1)
    drafts = [
        await office.screenings.propose(NewScreening(GUILD, PARENT, her(), START, "UTC", who, "en", EVENING))
        for who in (ANNA, BEN)
    ]
    await office.screenings.confirm(drafts[0].id, ANNA, START)
    with pytest.raises(Conflict, match="screenings_full"):
        await office.screenings.confirm(drafts[1].id, BEN, START)


async def test_two_plans_of_one_film_at_one_time_have_an_event_each(office: Office) -> None:
    one, other = await office.plan(), await office.plan(organiser=BEN)
    assert len(office.board.events) == 2
    assert one.event_id != other.event_id
    await office.screenings.cancel(other.id, ANNA, manager=True)
    await office.settle()
    assert office.board.events[one.event_id].state is ScreeningState.PLANNED


async def test_who_takes_a_reminder_back_in_time_does_not_get_it(office: Office) -> None:
    planned = await office.plan()
    await office.answers.remind(GUILD, planned.id, BEN, [(Lead.HOUR, True)])
    office.announcer.refuse("whisper", Unavailable())
    office.clock.set(START - HOUR)
    await office.settle()
    await office.answers.remind(GUILD, planned.id, BEN, [])
    office.announcer.allow("whisper")
    await office.until(START)
    assert office.announcer.whispers == []


@pytest.mark.parametrize(("lead", "late"), [(Lead.DAY, 3 * HOUR), (Lead.HOUR, 3 * HOUR), (Lead.START, 3 * HOUR)])
async def test_three_hours_late_no_reminder_comes(office: Office, lead: Lead, late: timedelta) -> None:
    planned = await office.plan()
    await office.answers.remind(GUILD, planned.id, ANNA, [(lead, False)])
    office.clock.set(START - lead.before + late)
    await office.settle()
    assert office.announcer.texts == []


async def test_a_week_late_nobody_is_told_that_it_was_moved_or_that_few_come(office: Office) -> None:
    planned = await office.plan(quorum=9)
    await office.screenings.move(planned.id, ANNA, manager=False, starts_at=START + HOUR, zone="UTC")
    office.clock.set(START + WEEK)
    await office.settle()
    assert office.announcer.texts == []
    assert office.announcer.whispers == []


async def test_few_come_is_not_said_once_it_is_to_have_begun(office: Office) -> None:
    await office.plan(EVENING + HOUR, quorum=9)
    office.clock.set(EVENING + HOUR + timedelta(minutes=5))
    await office.settle()
    assert office.announcer.whispers == []


async def test_an_event_moved_and_moved_back_at_once_is_followed_twice(office: Office) -> None:
    planned = await office.plan()
    assert planned.event_id is not None
    await office.posts.event_changed(planned.event_id, START + HOUR)
    await office.posts.event_changed(planned.event_id, START)
    await office.settle()
    assert (await office.now(planned)).starts_at == START
    assert office.board.events[planned.event_id].starts_at == START


async def test_what_runs_in_a_place_already_is_in_the_way_of_a_plan(office: Office) -> None:
    planned = await office.plan()
    async with office.db.write() as uow:
        await uow.screenings.save(replace(planned, state=ScreeningState.BEGUN))
    draft = await office.screenings.propose(NewScreening(GUILD, PARENT, her(), START + HOUR, "UTC", BEN, "en", EVENING))
    other = await office.screenings.in_the_way(draft)
    assert other is not None
    assert other.id == planned.id


async def test_an_event_that_is_taken_to_another_voice_channel_or_begun_unheard_is_followed(office: Office) -> None:
    planned = await office.plan(venue_id=70)
    event = office.board.events[planned.event_id]
    event.venue_id, event.state = 71, ScreeningState.BEGUN
    await office.posts.catch_up()
    async with office.db.read() as uow:
        (opening,) = await uow.jobs.coming(GUILD, ["screening_open"], 9)
    assert opening.due_at == EVENING
    await office.settle()
    assert (await office.now(planned)).venue_id == 71
    assert office.board.cards[planned.card].screening.venue_id == 71
