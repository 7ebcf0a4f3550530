"""Screenings: the same for every database."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot.domain.screening import Answer, Lead, NewScreening, Reminder, Rsvp, Screening, ScreeningState
from bot.errors import Conflict
from bot.ports import Database
from tests.contract.listing import A_MINUTE, ALIEN, ANNA, BEN
from tests.fakes import EVENING, GUILD, her, open_salon

CLEO, ELSEWHERE = 13, 77
FRIDAY = EVENING + timedelta(days=3)


def planned(at: datetime = FRIDAY, **parts: object) -> NewScreening:
    given: dict[str, object] = {
        "guild_id": GUILD, "parent_id": 5, "film": her(), "starts_at": at, "zone": "Europe/Lisbon", "organiser": ANNA,
        "language": "en", "created_at": EVENING, "state": ScreeningState.PLANNED,
    }  # fmt: skip
    return NewScreening(**given | parts)  # type: ignore[arg-type]


async def add(db: Database, *several: NewScreening) -> list[Screening]:
    async with db.write() as unit:
        return [await unit.screenings.add(one) for one in several]


async def get(db: Database, one: Screening) -> Screening | None:
    async with db.read() as unit:
        return await unit.screenings.get(one.id)


async def test_a_screening_comes_back_as_it_was_put_in_and_as_it_was_changed(db: Database) -> None:
    salon = await open_salon(db)
    made = (await add(db, planned(venue_id=8, quorum=3, state=ScreeningState.DRAFT)))[0]
    assert (made.film, made.starts_at, made.venue_id, made.quorum) == (her(), FRIDAY, 8, 3)
    assert (made.state, made.sequence, made.card, made.salon_id) == (ScreeningState.DRAFT, 0, None, None)
    assert await get(db, made) == made
    changed = replace(
        made, film=ALIEN, starts_at=FRIDAY + A_MINUTE, state=ScreeningState.BEGUN, sequence=2, changed_at=EVENING,
        card=70, event_id=71, event_start=FRIDAY, salon_id=salon.id, organiser=BEN,
    )  # fmt: skip
    async with db.write() as unit:
        assert await unit.screenings.taken(made.id) == made
        await unit.screenings.save(changed)
    assert await get(db, made) == changed
    async with db.read() as unit:
        assert await unit.screenings.of_event(71) == changed
        assert await unit.screenings.of_salon(salon.id) == changed
        assert await unit.screenings.of_event(72) is None
    async with db.write() as unit:
        await unit.screenings.answer(made.id, Rsvp(BEN, Answer.GOING, EVENING))
        await unit.screenings.remove(made.id)
    assert await get(db, made) is None
    async with db.read() as unit:
        assert await unit.screenings.rsvps(made.id) == []


async def test_what_is_ahead_what_is_going_on_and_what_there_was(db: Database) -> None:
    late, soon, draft, begun, over, other = await add(
        db, planned(FRIDAY + A_MINUTE), planned(), planned(state=ScreeningState.DRAFT),
        planned(EVENING, state=ScreeningState.BEGUN), planned(EVENING - A_MINUTE, state=ScreeningState.OVER),
        planned(guild_id=ELSEWHERE),
    )  # fmt: skip
    async with db.read() as unit:
        store = unit.screenings
        assert await store.ahead(GUILD) == [soon, late]
        assert await store.ahead() == [soon, other, late]
        assert await store.going_on(GUILD) == [begun]
        assert await store.going_on(ELSEWHERE) == []
        assert await store.newest(GUILD, 3) == [late, soon, begun]
        assert over in await store.newest(GUILD, 9)
        assert draft not in await store.newest(GUILD, 9)
        assert await store.between(GUILD, EVENING, FRIDAY + A_MINUTE) == [begun, soon]
        assert await store.between(GUILD, EVENING - A_MINUTE, EVENING) == [over]


async def test_answers_keep_their_place_when_they_change(db: Database) -> None:
    made = (await add(db, planned()))[0]
    async with db.write() as unit:
        store = unit.screenings
        await store.answer(made.id, Rsvp(BEN, Answer.GOING, EVENING + A_MINUTE, by_event=True))
        await store.answer(made.id, Rsvp(ANNA, Answer.MAYBE, EVENING))
        await store.answer(made.id, Rsvp(CLEO, Answer.CANT, EVENING + 2 * A_MINUTE))
        await store.answer(made.id, Rsvp(ANNA, Answer.GOING, EVENING + 9 * A_MINUTE))
        assert await store.unanswer(made.id, CLEO)
        assert not await store.unanswer(made.id, CLEO)
    async with db.read() as unit:
        assert await unit.screenings.rsvps(made.id) == [
            Rsvp(ANNA, Answer.GOING, EVENING), Rsvp(BEN, Answer.GOING, EVENING + A_MINUTE, by_event=True),
        ]  # fmt: skip


async def test_reminders_are_replaced_as_a_whole(db: Database) -> None:
    made = (await add(db, planned()))[0]
    async with db.write() as unit:
        store = unit.screenings
        await store.remind(made.id, BEN, [Reminder(BEN, Lead.DAY, True), Reminder(BEN, Lead.START, False)])
        await store.remind(made.id, ANNA, [Reminder(ANNA, Lead.DAY, False)])
        await store.remind(made.id, BEN, [Reminder(BEN, Lead.DAY, False)])
    async with db.read() as unit:
        both = [Reminder(ANNA, Lead.DAY, False), Reminder(BEN, Lead.DAY, False)]
        assert await unit.screenings.reminders(made.id) == both
        assert await unit.screenings.reminders(made.id, Lead.DAY) == both
        assert await unit.screenings.reminders(made.id, Lead.START) == []


async def test_a_series_has_one_screening_a_slot(db: Database) -> None:
    async with db.write() as unit:
        series = await unit.screenings.begin_series(GUILD, "weekly", FRIDAY, "Europe/Lisbon")
        second = planned(FRIDAY + timedelta(weeks=1), series_id=series.id, slot=FRIDAY + timedelta(weeks=1))
        two = await unit.screenings.add(second)
        one = await unit.screenings.add(planned(series_id=series.id, slot=FRIDAY, repeat="weekly"))
    with pytest.raises(Conflict):
        await add(db, second)
    async with db.write() as unit:
        assert await unit.screenings.of_series(series.id) == [one, two]
        await unit.screenings.save_series(replace(series, ended=True, zone="UTC"))
    async with db.read() as unit:
        assert await unit.screenings.series(series.id) == replace(series, ended=True, zone="UTC")


async def test_forgetting_somebody_leaves_the_screening_to_the_others(db: Database) -> None:
    made, draft = await add(db, planned(), planned(state=ScreeningState.DRAFT))
    async with db.write() as unit:
        for who in (ANNA, BEN):
            await unit.screenings.answer(made.id, Rsvp(who, Answer.GOING, EVENING))
            await unit.screenings.remind(made.id, who, [Reminder(who, Lead.DAY, True)])
        await unit.screenings.forget_user(ANNA)
    assert await get(db, draft) is None
    assert await get(db, made) == replace(made, organiser=0)
    async with db.read() as unit:
        assert [one.user_id for one in await unit.screenings.rsvps(made.id)] == [BEN]
        assert [one.user_id for one in await unit.screenings.reminders(made.id)] == [BEN]
