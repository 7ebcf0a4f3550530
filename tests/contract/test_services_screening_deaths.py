"""A screening while the process dies: whichever step it dies at, everything about it exists once afterwards."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from bot.domain.screening import Answer, Lead, NewScreening
from bot.local.memory import MemoryDatabase
from tests.contract.listing import ANNA, BEN
from tests.digest_stage import Killed, MortalDatabase, MortalStore, Steps
from tests.fakes import EVENING, GUILD, PARENT, her
from tests.screening_stage import START, Office

CLEO = 13


class MortalAnnouncer(MortalStore):
    """An announcer whose process may die before and after each call."""


async def _lived_through(office: Office, dies_at: int | None) -> int:
    """Do what is due in a process that dies at a step, and in one that lives after it; return the steps of the last."""
    for at in (dies_at, None) if dies_at is not None else (None,):
        steps = Steps(at)
        life = Office(
            MortalDatabase(office.db, steps), office.clock, board=MortalStore(office.board, steps),
            announcer=MortalAnnouncer(office.announcer, steps),
        )  # fmt: skip
        try:
            await life.runner.drain(office.clock.now())
        except Killed:
            office.board.forget_nonces()
            office.announcer.forget_nonces()
            office.clock.advance(minutes=7)  # the lease is over, and Discord knows no nonce any more
    return steps.taken


async def _planned(db: Any) -> Office:
    office = Office(db)
    planned = await office.plan(START, quorum=9)
    await office.answers.answer(GUILD, planned.id, BEN, Answer.MAYBE)
    await office.settle()
    return office


async def _every_step(prepare: Any, check: Any) -> None:
    office = await prepare()
    count = await _lived_through(office, None)
    await check(office)
    assert count > 10
    for step in range(1, count + 1):
        office = await prepare()
        await _lived_through(office, step)
        try:
            await check(office)
        except AssertionError as error:
            raise AssertionError(f"after dying at step {step} of {count}") from error


@pytest.fixture
def fresh() -> Any:
    """Memory is quick enough for every step; the other databases are shown by the tests of the services."""
    return MemoryDatabase


async def test_a_plan_has_one_card_and_one_event(fresh: Any) -> None:
    async def prepare() -> Office:
        office = Office(fresh())
        draft = await office.screenings.propose(
            NewScreening(GUILD, PARENT, her(), START, "UTC", ANNA, "en", EVENING, repeat="weekly")
        )
        await office.screenings.confirm(draft.id, ANNA, START)
        return office

    async def check(office: Office) -> None:
        assert len(office.board.cards) == len(office.board.events) == 1
        planned = (await office.screenings.ahead(GUILD))[0]
        assert planned.card in office.board.cards
        assert planned.event_id in office.board.events

    await _every_step(prepare, check)


async def test_each_reminder_reaches_each_person_once(fresh: Any) -> None:
    async def prepare() -> Office:
        office = await _planned(fresh())
        planned = (await office.screenings.ahead(GUILD))[0]
        await office.answers.remind(GUILD, planned.id, ANNA, [(Lead.HOUR, False)])
        await office.answers.remind(GUILD, planned.id, BEN, [(Lead.HOUR, True)])
        await office.answers.remind(GUILD, planned.id, CLEO, [(Lead.HOUR, True)])
        office.clock.set(START - timedelta(hours=3))
        await office.settle()
        office.announcer.posts.clear()
        office.announcer.whispers.clear()
        office.clock.set(START - timedelta(hours=1))
        return office

    async def check(office: Office) -> None:
        assert office.announcer.texts == ["hour Her 24 20:00 <@11>"]
        assert sorted(office.announcer.whispers) == [(BEN, "hour Her 24 20:00"), (CLEO, "hour Her 24 20:00")]

    await _every_step(prepare, check)


async def test_a_change_is_told_once(fresh: Any) -> None:
    async def prepare() -> Office:
        office = await _planned(fresh())
        planned = (await office.screenings.ahead(GUILD))[0]
        await office.screenings.move(planned.id, ANNA, manager=True, starts_at=START + timedelta(hours=1), zone="UTC")
        return office

    async def check(office: Office) -> None:
        assert office.announcer.texts == ["moved to 24 21:00 <@11> <@12>"]
        assert {event.starts_at for event in office.board.events.values()} == {START + timedelta(hours=1)}
        assert len(office.board.cards) == 1

    await _every_step(prepare, check)
