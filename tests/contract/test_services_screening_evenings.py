"""A whole party: from the plan to the talk after the film, also while the process dies."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import Any

import pytest

from bot.domain.salon import SalonState
from bot.domain.screening import Answer, Lead, NewScreening, Screening, ScreeningState
from bot.errors import Forbidden, Gone
from bot.local.memory import MemoryDatabase
from bot.ports import Database
from bot.services.forgetting import Forgetting
from tests.clock_stage import FakeClocks
from tests.contract.listing import BEN
from tests.digest_stage import Killed, MortalDatabase, MortalStore, Steps
from tests.evening import Evening, Stage, film, locales
from tests.fakes import ANNA, EVENING, GUILD, PARENT, ManualClock
from tests.screening_board import FakeBoard

START = EVENING + timedelta(days=2)
EVERY = 13
"""Of the steps, one in so many is died at; 1 tries them all, in some minutes."""
MINUTE = timedelta(minutes=1)


async def plan(evening: Evening, **parts: Any) -> Screening:
    party = evening.wired.party
    assert party is not None
    draft = await party.screenings.propose(
        NewScreening(GUILD, PARENT, await film(), START, "Europe/Lisbon", ANNA, "en", evening.clock.now(), **parts)
    )
    planned = await party.screenings.confirm(draft.id, ANNA, START)
    await party.answers.answer(GUILD, planned.id, BEN, Answer.GOING)
    await party.answers.remind(GUILD, planned.id, ANNA, [(Lead.HOUR, True)])
    await party.answers.remind(GUILD, planned.id, BEN, [(Lead.DAY, False), (Lead.START, False)])
    return planned


async def stored(db: Database, screening: Screening) -> Screening:
    async with db.read() as unit:
        there = await unit.screenings.get(screening.id)
    assert there is not None
    return there


async def until(evening: Evening, moment: Any) -> None:
    await evening.wait(seconds=(moment - evening.clock.now()).total_seconds())


@pytest.fixture
def evening(db: Database) -> Evening:
    return Evening(db)


async def test_a_party_goes_from_its_plan_to_the_talk_by_itself(evening: Evening) -> None:
    planned = await plan(evening)
    await until(evening, START - 10 * MINUTE)
    begun = await stored(evening.db, planned)
    assert begun.state is ScreeningState.BEGUN
    assert begun.salon_id is not None
    (place,) = evening.stage.places.values()
    evening.channel = place.channel_id
    assert "doors Her" in evening.stage.texts
    (note,) = evening.notes.notes.values()
    assert note.note.deed.at == START  # the moment that was announced is the one at which everybody presses play
    await until(evening, START + 42 * MINUTE)
    await evening.say("That letter is the cruellest thing in it", "Anna")
    await evening.say("He wrote it for somebody who will never know", "Ben")
    assert evening.said == ["doors Her"]
    (event,) = evening.cards.events.values()
    assert event.state is ScreeningState.BEGUN
    await until(evening, START + 150 * MINUTE)
    over = await stored(evening.db, planned)
    assert over.state is ScreeningState.OVER
    assert event.state is ScreeningState.OVER
    assert evening.cards.cards[over.card].screening.state is ScreeningState.OVER
    async with evening.db.read() as unit:
        assert await unit.screenings.reminders(planned.id) == []
    opening = evening.said[1]
    assert "0:42" in opening
    assert opening.count("?") == 1
    async with evening.db.read() as unit:
        salon = await unit.salons.get(begun.salon_id)
    assert salon is not None
    assert salon.state is SalonState.OPEN


async def test_doors_that_open_late_open_with_an_apology_and_still_leave_time(evening: Evening) -> None:
    planned = await plan(evening)
    evening.clock.set(START + 10 * MINUTE)
    await evening.settle()
    assert (await stored(evening.db, planned)).state is ScreeningState.BEGUN
    assert "doors Her late" in evening.stage.texts
    (note,) = evening.notes.notes.values()
    assert note.note.deed.at == START + 11 * MINUTE
    assert [text for text in evening.stage.texts if text.startswith("start")] == ["start Her 22 20:00 <@12>"]


async def test_doors_ten_minutes_late_open_with_an_apology_and_the_film_begins_on_a_whole_second(
    evening: Evening,
) -> None:
    await plan(evening)
    evening.clock.set(START + timedelta(seconds=0.4))
    await evening.settle()
    assert "doors Her late" in evening.stage.texts
    (note,) = evening.notes.notes.values()
    assert note.note.deed.at == START + timedelta(seconds=61)


async def test_where_a_salon_is_ended_in_the_film_its_card_and_event_end_with_it(evening: Evening) -> None:
    planned = await plan(evening)
    await until(evening, START + 20 * MINUTE)
    (place,) = evening.stage.places.values()
    evening.channel = place.channel_id
    await evening.end()
    over = await stored(evening.db, planned)
    assert over.state is ScreeningState.OVER
    assert evening.cards.cards[over.card].screening.state is ScreeningState.OVER
    assert [event.state for event in evening.cards.events.values()] == [ScreeningState.OVER]


async def test_who_is_forgotten_is_on_no_card_and_is_not_reminded(evening: Evening) -> None:
    planned, wired = await plan(evening), evening.wired
    await evening.settle()
    forgetting = Forgetting(evening.db, evening.clock, wired.conversation, wired.rooms, wake=lambda: None)
    for person in (ANNA, BEN):
        await forgetting.person(person)
    await evening.settle()
    card = evening.cards.cards[(await stored(evening.db, planned)).card]
    assert (card.rsvps, card.screening.organiser) == ((), 0)
    await until(evening, START)
    assert evening.stage.whispers == []
    assert [text.split()[0] for text in evening.stage.texts] == ["doors"]


async def test_an_evening_that_was_slept_through_is_told_and_the_series_goes_on(evening: Evening) -> None:
    planned = await plan(evening, repeat="weekly")
    evening.clock.set(START + timedelta(hours=20))
    await evening.settle()
    assert (await stored(evening.db, planned)).state is ScreeningState.OVER
    assert evening.stage.places == {}
    assert evening.stage.texts == ["missed <@11> <@12>"]
    async with evening.db.read() as unit:
        assert [one.starts_at for one in await unit.screenings.ahead(GUILD)] == [START + timedelta(weeks=1)]


async def test_when_one_evening_begins_the_next_of_its_series_is_announced(evening: Evening) -> None:
    await plan(evening, repeat="fortnightly")
    await until(evening, START)
    assert sorted(event.starts_at for event in evening.cards.events.values()) == [START, START + timedelta(weeks=2)]
    assert len(evening.cards.cards) == 2


async def test_what_was_nominated_is_off_the_list_when_it_is_watched(evening: Evening) -> None:
    from bot.services.nominations import Nominations

    nominations = Nominations(evening.db, evening.clock)
    await nominations.nominate(GUILD, await film(), BEN)
    await plan(evening)
    assert (await nominations.page(GUILD, 1)).total == 1
    await until(evening, START)
    assert (await nominations.page(GUILD, 1)).total == 0


async def test_without_the_permission_it_is_tried_again_until_it_is_there(evening: Evening) -> None:
    planned = await plan(evening)
    evening.stage.refuse("make_place", Forbidden("forbidden", permission="create_public_threads"))
    await until(evening, START - 9 * MINUTE)
    assert evening.stage.places == {}
    assert [(who, text) for who, text in evening.stage.whispers if text == "barred"] == [(ANNA, "barred")]
    evening.stage.allow("make_place")
    await until(evening, START)
    assert len(evening.stage.places) == 1
    async with evening.db.read() as unit:
        assert await unit.screenings.going_on(GUILD) == [await stored(evening.db, planned)]
    assert (await stored(evening.db, planned)).state is ScreeningState.BEGUN


async def test_where_a_salon_holds_the_place_it_waits_for_its_end_and_that_is_told(evening: Evening) -> None:
    planned = await plan(evening)
    await until(evening, START - 15 * MINUTE)
    evening.stage.place_in(PARENT)
    other = await evening.open()
    assert other.channel_id == PARENT
    await until(evening, START - 5 * MINUTE)
    assert [text for _, text in evening.stage.whispers if text == "busy"] == ["busy"]
    assert (await stored(evening.db, planned)).state is ScreeningState.PLANNED
    await evening.end()
    await until(evening, START + 20 * MINUTE)
    assert (await stored(evening.db, planned)).state is ScreeningState.BEGUN


async def test_an_evening_whose_channel_is_gone_is_called_off(evening: Evening) -> None:
    planned = await plan(evening)
    evening.stage.refuse("make_place", Gone())
    await until(evening, START)
    assert (await stored(evening.db, planned)).state is ScreeningState.CANCELLED
    (event,) = evening.cards.events.values()
    assert event.state is ScreeningState.CANCELLED


class MortalStage(MortalStore):
    """An announcer whose process may die before and after each post; what it reads is no step."""

    def __getattr__(self, name: str) -> Any:
        posts = {"make_place", "say", "find_own", "whisper", "whispered"}
        return super().__getattr__(name) if name in posts else getattr(self._store, name)


class Life:
    """One party through several lives of the process."""

    def __init__(self) -> None:
        self.db: Database = MemoryDatabase()
        self.clock = ManualClock()
        self.stage, self.notes, self.cards = Stage(self.clock), FakeClocks(locales()), FakeBoard()

    async def live(self, steps: Steps) -> None:
        evening = Evening(
            MortalDatabase(self.db, steps),  # type: ignore[arg-type]
            clock=self.clock,
            stage=MortalStage(self.stage, steps),  # type: ignore[arg-type]
            notes=MortalStore(self.notes, steps),  # type: ignore[arg-type]
            cards=MortalStore(self.cards, steps),  # type: ignore[arg-type]
        )
        await until(evening, START + timedelta(hours=3))

    def later(self) -> None:
        """The lease is over, and Discord knows no nonce any more."""
        for one in (self.stage, self.notes, self.cards):
            one.forget_nonces()
        self.clock.advance(minutes=2)


async def lived(*deaths: int) -> tuple[Life, int]:
    life, steps = Life(), Steps()
    await plan(Evening(life.db, clock=life.clock, stage=life.stage, notes=life.notes, cards=life.cards))
    for dies_at in (*deaths, None):
        steps = Steps(dies_at)
        try:
            await life.live(steps)
        except Killed:
            life.later()
    return life, steps.taken


async def stands_once(life: Life, what: object) -> None:
    assert len(life.cards.cards) == len(life.cards.events) == len(life.stage.places) == 1, what
    texts = Counter(text.split()[0] for text in life.stage.texts)
    assert {key: texts[key] for key in ("day", "start", "doors", "hour")} == {
        "day": 1, "start": 1, "doors": 1, "hour": 0,
    }, (what, life.stage.texts)  # fmt: skip
    assert [text.split()[0] for _, text in life.stage.whispers] == ["hour"], what
    assert len(life.stage.texts) == 4, (what, life.stage.texts)  # the fourth is the host's opening
    assert len([one for one in life.notes.notes.values() if one.note.deed.by]) == 1, what
    async with life.db.read() as unit:
        (there,) = await unit.screenings.newest(GUILD, 9)
        assert there.state is ScreeningState.OVER, what
        assert not await unit.jobs.parked(), what


async def test_whatever_step_it_dies_at_everything_stands_once() -> None:
    life, steps = await lived()
    await stands_once(life, "alive")
    assert steps > 200
    for dies_at in range(1, steps + 1, EVERY):
        life, _ = await lived(dies_at)
        await stands_once(life, dies_at)
