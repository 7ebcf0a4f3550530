"""Persona, budget and use of the language model, over every database."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

import pytest

from bot.errors import BadInput
from bot.ports import Database, ServerSettings, Terms
from bot.services.model_use import ModelUse, Use
from tests.fakes import GUILD, ManualClock

PERSONAS = {name: f"the {name}" for name in ("projectionist", "salonniere", "sceptic")}


def model_use(db: Database, clock: ManualClock | None = None, cap: int = 0) -> ModelUse:
    return ModelUse(db, clock or ManualClock(), cap=cap, personas=PERSONAS)


async def test_without_a_choice_there_is_the_salonniere_and_no_bound(db: Database) -> None:
    use = model_use(db)
    assert await use.today(GUILD) == Use("salonniere", 0, None)
    await use.spent(GUILD, 5_000)
    assert await use.terms(GUILD) == Terms("salonniere", None)
    assert not (await use.terms(GUILD)).over


async def test_a_budget_is_used_up_and_comes_back_the_next_day(db: Database) -> None:
    clock = ManualClock()
    use = model_use(db, clock)
    assert await use.choose(GUILD, daily_budget=1_000) == Use("salonniere", 0, 1_000)
    await asyncio.gather(*(use.spent(GUILD, 100) for _ in range(9)))
    assert await use.terms(GUILD) == Terms("salonniere", 100)
    await use.spent(GUILD, 250)
    assert (await use.terms(GUILD)).over
    assert await use.terms(GUILD + 1) == Terms("salonniere", None)
    clock.advance(days=1)
    assert await use.terms(GUILD) == Terms("salonniere", 1_000)


async def test_lifting_a_budget_and_leaving_it(db: Database) -> None:
    use = model_use(db)
    await use.choose(GUILD, daily_budget=1_000)
    assert (await use.choose(GUILD, persona=" The Sceptic ")) == Use("sceptic", 0, 1_000)
    assert (await use.choose(GUILD, daily_budget=0)) == Use("sceptic", 0, None)


async def test_whoever_runs_salon_bounds_every_server(db: Database) -> None:
    use = model_use(db, cap=600)
    assert (await use.today(GUILD)).budget == 600
    assert (await use.choose(GUILD, daily_budget=9_000)).budget == 600
    assert (await use.choose(GUILD, daily_budget=100)).budget == 100


async def test_a_day_is_the_servers_own(db: Database) -> None:
    async with db.write() as unit:
        await unit.servers.save(ServerSettings(GUILD, timezone="Asia/Tokyo", daily_budget=100))
        await unit.servers.save(ServerSettings(GUILD + 1, timezone="Gone/Zone", daily_budget=100))
    clock = ManualClock(datetime(2026, 11, 20, 14, 59, tzinfo=UTC))
    use = model_use(db, clock)
    for guild in (GUILD, GUILD + 1):
        await use.spent(guild, 100)
        assert (await use.terms(guild)).over
    clock.advance(minutes=2)  # past midnight in Tokyo
    assert not (await use.terms(GUILD)).over
    assert (await use.terms(GUILD + 1)).over


async def test_old_days_go_with_the_first_of_a_new_one(db: Database) -> None:
    clock = ManualClock()
    use = model_use(db, clock)
    await use.spent(GUILD, 5)
    first = clock.now().date()
    clock.advance(days=40)
    await use.spent(GUILD, 5)
    async with db.read() as unit:
        assert await unit.usage.of_day(GUILD, first) == 0


async def test_a_persona_that_is_gone_gives_way_to_the_default(db: Database) -> None:
    await model_use(db).choose(GUILD, persona="sceptic")
    assert (await ModelUse(db, ManualClock()).terms(GUILD)).persona == "salonniere"


@pytest.mark.parametrize("budget", [-1, 1_000_000_001])
async def test_what_cannot_be_chosen_is_refused_and_changes_nothing(db: Database, budget: int) -> None:
    use = model_use(db)
    with pytest.raises(BadInput) as odd:
        await use.choose(GUILD, persona="pirate", daily_budget=5)
    assert odd.value.key == "unknown_persona"
    with pytest.raises(BadInput) as much:
        await use.choose(GUILD, persona="sceptic", daily_budget=budget)
    assert much.value.key == "unusable_budget"
    assert await use.today(GUILD) == Use("salonniere", 0, None)
