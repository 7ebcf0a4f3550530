"""Screenings as people plan, answer, move and cancel them, and what they are told of it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.domain.screening import Answer, Lead, NewScreening, ScreeningState
from bot.errors import BadInput, Conflict, Forbidden, Gone, NotFound
from bot.ports import Database
from tests.contract.listing import ALIEN, ANNA, BEN
from tests.fakes import EVENING, GUILD, PARENT, her
from tests.screening_stage import START, Office

CLEO = 13
DAY, HOUR = timedelta(days=1), timedelta(hours=1)


@pytest.fixture
def office(db: Database) -> Office:
    return Office(db)


async def test_a_plan_is_announced_with_a_card_and_an_event_once(office: Office) -> None:
    planned = await office.plan()
    assert [one.screening.film for one in office.board.cards.values()] == [her()]
    assert [event.starts_at for event in office.board.events.values()] == [START]
    assert planned.card in office.board.cards
    assert (planned.event_id, planned.event_start) == (next(iter(office.board.events)), START)
    with pytest.raises(Conflict, match="draft_settled"):
        await office.screenings.confirm(planned.id, ANNA, START)
    await office.settle()
    assert len(office.board.cards) == len(office.board.events) == 1


async def test_drafts_are_their_planners_and_last_a_day(office: Office) -> None:
    new = NewScreening(GUILD, PARENT, her(), START, "UTC", ANNA, "en", EVENING)
    draft = await office.screenings.propose(new)
    for wrong in (BEN, CLEO):
        with pytest.raises(NotFound, match="draft_gone"):
            await office.screenings.confirm(draft.id, wrong, START)
    with pytest.raises(BadInput, match="screening_past"):
        await office.screenings.confirm(draft.id, ANNA, EVENING - HOUR)
    assert await office.screenings.ahead(GUILD) == []
    await office.until(EVENING + DAY + HOUR)
    with pytest.raises(NotFound, match="draft_gone"):
        await office.screenings.confirm(draft.id, ANNA, START)


async def test_answers_show_on_the_card_and_the_same_once_more_takes_it_back(office: Office) -> None:
    planned = await office.plan()
    await office.answers.answer(GUILD, planned.id, BEN, Answer.GOING)
    await office.answers.answer(GUILD, planned.id, CLEO, Answer.MAYBE)
    await office.settle()
    card = office.board.cards[planned.card]
    assert (card.of(Answer.GOING), card.of(Answer.MAYBE)) == ([ANNA, BEN], [CLEO])
    await office.answers.answer(GUILD, planned.id, BEN, Answer.GOING)
    await office.answers.answer(GUILD, planned.id, CLEO, Answer.GOING)
    await office.settle()
    assert office.board.cards[planned.card].of(Answer.GOING) == [ANNA, CLEO]
    with pytest.raises(NotFound, match="screening_gone"):
        await office.answers.answer(GUILD + 1, planned.id, BEN, Answer.GOING)


async def test_reminders_come_once_to_those_who_asked_where_they_asked(office: Office) -> None:
    planned = await office.plan()
    await office.answers.remind(GUILD, planned.id, ANNA, [(Lead.DAY, False), (Lead.START, True)])
    await office.answers.remind(GUILD, planned.id, BEN, [(Lead.DAY, False), (Lead.HOUR, True)])
    await office.answers.remind(GUILD, planned.id, CLEO, [(Lead.HOUR, False)])
    await office.answers.answer(GUILD, planned.id, CLEO, Answer.CANT)
    await office.until(START - DAY)
    assert office.announcer.texts == ["day Her 24 20:00 <@11> <@12>"]
    assert office.announcer.called == [(PARENT, "day Her 24 20:00 <@11> <@12>", (ANNA, BEN))]
    assert office.announcer.whispers == []
    await office.until(START)
    assert len(office.announcer.texts) == 1
    assert office.announcer.whispers == [(BEN, "hour Her 24 20:00"), (ANNA, "start Her 24 20:00")]
    assert await office.answers.remind(GUILD, planned.id, BEN, [(Lead.DAY, True)]) == []


async def test_a_reminder_three_hours_late_is_dropped_and_one_a_little_late_comes(office: Office) -> None:
    planned = await office.plan()
    await office.answers.remind(GUILD, planned.id, ANNA, [(Lead.DAY, False), (Lead.HOUR, False), (Lead.START, True)])
    office.clock.set(START - DAY + 3 * HOUR + timedelta(minutes=1))
    await office.settle()
    assert office.announcer.texts == []
    office.clock.set(START - HOUR + timedelta(minutes=20))
    await office.settle()
    assert office.announcer.texts == ["hour Her 24 20:00 <@11>"]


async def test_moving_tells_who_said_yes_and_moves_event_card_and_reminders(office: Office) -> None:
    planned = await office.plan()
    for who, said in ((BEN, Answer.MAYBE), (CLEO, Answer.CANT)):
        await office.answers.answer(GUILD, planned.id, who, said)
    await office.answers.remind(GUILD, planned.id, BEN, [(Lead.HOUR, False)])
    later = START + 2 * HOUR
    for who, manager, error in ((BEN, False, Forbidden), (BEN, True, Conflict)):
        with pytest.raises(error):
            await office.screenings.move(planned.id, who, manager=manager, starts_at=START, zone=planned.zone)
    change = await office.screenings.move(planned.id, ANNA, manager=False, starts_at=later, zone="UTC")
    assert change.told == 2
    await office.settle()
    assert office.announcer.texts == ["moved to 24 22:00 <@11> <@12>"]
    moved = await office.now(planned)
    assert (moved.starts_at, moved.sequence, moved.event_start) == (later, 1, later)
    assert next(iter(office.board.events.values())).starts_at == later
    assert office.board.cards[moved.card].screening.starts_at == later
    await office.until(START)
    assert len(office.announcer.texts) == 1
    await office.until(later)
    assert office.announcer.texts[1:] == ["hour Her 24 22:00 <@12>"]


async def test_cancelling_tells_who_said_yes_and_ends_all_that_was_due(office: Office) -> None:
    planned = await office.plan(quorum=5)
    await office.answers.answer(GUILD, planned.id, BEN, Answer.GOING)
    await office.answers.remind(GUILD, planned.id, BEN, [(Lead.HOUR, False)])
    await office.screenings.cancel(planned.id, ANNA, manager=False)
    await office.until(START + DAY)
    assert office.announcer.texts == ["cancelled <@11> <@12>"]
    assert office.announcer.whispers == []
    assert next(iter(office.board.events.values())).state is ScreeningState.CANCELLED
    assert office.board.cards[planned.card].screening.state is ScreeningState.CANCELLED
    with pytest.raises(Conflict, match="screening_cancelled"):
        await office.answers.answer(GUILD, planned.id, BEN, Answer.GOING)
    with pytest.raises(Conflict, match="screening_cancelled"):
        await office.screenings.cancel(planned.id, ANNA, manager=False)
    async with office.db.read() as uow:
        assert await uow.jobs.next_due() is None


async def test_a_plan_moved_twice_at_once_is_told_of_the_last_time_only(office: Office) -> None:
    planned = await office.plan()
    await office.answers.answer(GUILD, planned.id, BEN, Answer.GOING)
    for hours in (1, 3):
        await office.screenings.move(planned.id, ANNA, manager=True, starts_at=START + hours * HOUR, zone="UTC")
    await office.settle()
    assert office.announcer.texts == ["moved to 24 23:00 <@11> <@12>"]


@pytest.mark.parametrize(("coming", "told"), [(0, ["few 1 of 2"]), (1, [])])
async def test_who_organises_is_warned_when_few_come(office: Office, coming: int, told: list[str]) -> None:
    planned = await office.plan(quorum=2)
    for who in (BEN, CLEO)[:coming]:
        await office.answers.answer(GUILD, planned.id, who, Answer.GOING)
    await office.until(START)
    assert [text for _, text in office.announcer.whispers] == told


async def test_who_takes_no_direct_messages_is_warned_in_the_channel(office: Office) -> None:
    await office.plan(quorum=2)
    office.announcer.refuse("whisper", Forbidden("forbidden"))
    await office.until(START)
    assert office.announcer.texts == ["few 1 of 2 <@11>"]


async def test_what_is_done_on_discords_event_is_followed(office: Office) -> None:
    planned = await office.plan()
    await office.answers.answer(GUILD, planned.id, BEN, Answer.GOING)
    assert planned.event_id is not None
    await office.posts.event_changed(planned.event_id, START)  # its own echo
    assert (await office.now(planned)).sequence == 0
    await office.posts.event_changed(planned.event_id, START + HOUR)
    await office.settle()
    assert (await office.now(planned)).starts_at == START + HOUR
    assert office.announcer.texts == ["moved to 24 21:00 <@11> <@12>"]
    await office.posts.event_changed(planned.event_id, START + HOUR)
    await office.settle()
    assert len(office.announcer.texts) == 1
    await office.posts.event_changed(planned.event_id, None)
    await office.settle()
    assert (await office.now(planned)).state is ScreeningState.CANCELLED
    assert office.announcer.texts[1:] == ["cancelled <@11> <@12>"]


async def test_an_event_moved_into_the_past_is_put_back(office: Office) -> None:
    planned = await office.plan()
    assert planned.event_id is not None
    office.board.events[planned.event_id].starts_at = EVENING - HOUR
    await office.posts.event_changed(planned.event_id, EVENING - HOUR)
    await office.settle()
    assert office.board.events[planned.event_id].starts_at == START
    assert (await office.now(planned)).starts_at == START


async def test_interested_counts_as_going_until_the_card_says_otherwise(office: Office) -> None:
    planned = await office.plan()
    assert planned.event_id is not None
    for who in (BEN, CLEO):
        await office.answers.interested(planned.event_id, who, interested=True)
    await office.answers.answer(GUILD, planned.id, CLEO, Answer.GOING)  # said on the card as well
    for who in (BEN, CLEO):
        await office.answers.interested(planned.event_id, who, interested=False)
    await office.settle()
    assert office.board.cards[planned.card].of(Answer.GOING) == [ANNA, CLEO]
    await office.answers.interested(404, BEN, interested=True)  # somebody else's event


async def test_what_happened_while_nobody_listened_is_caught_up(office: Office) -> None:
    planned, off = await office.plan(), await office.plan(START + DAY)
    assert planned.event_id is not None
    assert off.event_id is not None
    await office.answers.interested(planned.event_id, ANNA, interested=True)
    office.board.events[planned.event_id].interested = [BEN]
    office.board.events[planned.event_id].starts_at = START + HOUR
    del office.board.events[off.event_id]
    await office.posts.catch_up()
    await office.settle()
    assert (await office.now(planned)).starts_at == START + HOUR
    assert (await office.now(off)).state is ScreeningState.CANCELLED
    assert office.board.cards[planned.card].of(Answer.GOING) == [ANNA, BEN]


async def test_without_room_for_events_the_card_carries_it_alone(office: Office) -> None:
    office.board.fails["make_event"] = Conflict("events_full")
    planned = await office.plan()
    assert planned.event_id is None
    assert planned.card is not None
    office.board.fails["follow_event"] = Gone()
    await office.screenings.cancel(planned.id, ANNA, manager=True)
    await office.settle()
    assert office.board.cards[planned.card].screening.state is ScreeningState.CANCELLED


async def test_a_series_goes_on_when_one_evening_is_called_off_and_ends_when_all_are(office: Office) -> None:
    first = await office.plan(repeat="weekly")
    change = await office.screenings.cancel(first.id, ANNA, manager=True)
    await office.settle()
    assert change.following is not None
    second = await office.now(change.following)
    assert second.starts_at == START + timedelta(weeks=1)
    assert second.card in office.board.cards
    moved = await office.screenings.move(
        second.id, ANNA, manager=True, starts_at=second.starts_at + HOUR, zone=second.zone, series=True
    )
    third = (await office.screenings.cancel(second.id, ANNA, manager=True)).following
    assert third is not None
    assert third.starts_at == moved.screening.starts_at + timedelta(weeks=1)
    assert (await office.screenings.cancel(third.id, ANNA, manager=True, series=True)).following is None
    assert await office.screenings.ahead(GUILD) == []


async def test_a_server_has_so_many_plans_and_no_more(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.services.screenings.MOST_AHEAD", 1)
    await office.plan()
    with pytest.raises(Conflict, match="screenings_full"):
        await office.plan(START + DAY)


async def test_another_film_is_told_of_as_that(office: Office) -> None:
    planned = await office.plan()
    change = await office.screenings.move(
        planned.id, ANNA, manager=False, starts_at=START, zone=planned.zone, film=ALIEN
    )
    await office.settle()
    assert change.screening.film == ALIEN
    assert office.announcer.texts == ["now Alien <@11>"]
    assert office.board.cards[planned.card].screening.film == ALIEN
