"""What the language model used: the same for every database."""

from __future__ import annotations

import asyncio
from datetime import date, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot.ports import Database, ServerSettings
from bot.storage.address import parse
from bot.storage.database import open_database
from bot.storage.engine import make_engine
from bot.storage.schema import migrate
from bot.storage.tables import servers
from tests.fakes import GUILD

TODAY = date(2026, 11, 20)
ELSEWHERE = 77


async def used(db: Database, guild: int = GUILD, day: date = TODAY) -> int:
    async with db.read() as unit:
        return await unit.usage.of_day(guild, day)


async def add(db: Database, tokens: int, guild: int = GUILD, day: date = TODAY) -> int:
    async with db.write() as unit:
        return await unit.usage.add(guild, day, tokens)


async def test_tokens_add_up_by_server_and_day(db: Database) -> None:
    assert await used(db) == 0
    assert await add(db, 1_200) == 1_200
    assert await add(db, 300) == 1_500
    assert await add(db, 2**40, ELSEWHERE) == 2**40
    assert await add(db, 7, day=TODAY + timedelta(days=1)) == 7
    assert [await used(db), await used(db, ELSEWHERE), await used(db, day=TODAY + timedelta(days=1))] == [
        1_500,
        2**40,
        7,
    ]


async def test_those_who_add_at_once_lose_nothing(db: Database) -> None:
    await asyncio.gather(*(add(db, 10) for _ in range(12)))
    assert await used(db) == 120


async def test_old_days_are_forgotten(db: Database) -> None:
    for back in range(4):
        await add(db, 5, day=TODAY - timedelta(days=back))
    async with db.write() as unit:
        assert await unit.usage.purge(TODAY - timedelta(days=1)) == 2
        assert await unit.usage.purge(TODAY - timedelta(days=1)) == 0
    assert [await used(db, day=TODAY - timedelta(days=back)) for back in range(4)] == [5, 5, 0, 0]


async def test_what_raises_leaves_the_count_as_it_was(db: Database) -> None:
    await add(db, 10)

    async def spend_and_fail() -> None:
        async with db.write() as unit:
            await unit.usage.add(GUILD, TODAY, 90)
            await unit.usage.purge(TODAY + timedelta(days=1))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await spend_and_fail()
    assert await used(db) == 10


async def test_a_server_keeps_its_persona_and_budget(db: Database) -> None:
    async with db.write() as unit:
        before = await unit.servers.get(GUILD)
        await unit.servers.save(ServerSettings(GUILD, persona="sceptic", daily_budget=2**40))
    async with db.read() as unit:
        after = await unit.servers.get(GUILD)
    assert (before.persona, before.daily_budget) == ("salonniere", None)
    assert (after.persona, after.daily_budget) == ("sceptic", 2**40)


async def test_a_server_from_before_personas_has_the_default(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'salon.db'}"
    await migrate(url)
    engine = make_engine(parse(url), connections=1)
    async with engine.begin() as conn:
        await conn.execute(sa.insert(servers).values(guild_id=GUILD, timezone="UTC", language="en"))
    await engine.dispose()
    db = await open_database(url)
    async with db.read() as unit:
        assert await unit.servers.get(GUILD) == ServerSettings(GUILD)
    await db.close()
