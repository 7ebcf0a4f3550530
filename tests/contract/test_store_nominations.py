"""Nominations: the same for every database."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from bot.domain.film import Film
from bot.domain.nomination import Nomination, NominationId, Support
from bot.errors import Conflict, NotFound
from bot.ports import Database
from bot.storage.database import open_database
from tests.contract.listing import A_MINUTE, ALIEN, AMELIE, ANNA, BEN, GODFATHER, film
from tests.fakes import EVENING, GUILD, her

CLEO, ELSEWHERE = 13, 77
SECRET = "Theodore-wrote-them-as-gifts"


def support(by: int, minutes: float = 0, reason: str | None = None) -> Support:
    return Support(by, EVENING + minutes * A_MINUTE, reason)


async def add(db: Database, one: Film, *supports: Support, guild: int = GUILD) -> NominationId:
    async with db.write() as unit:
        made = await unit.nominations.add(guild, one, supports[0])
        for more in supports[1:]:
            await unit.nominations.support(made.id, more)
    return made.id


async def standing(db: Database, guild: int = GUILD) -> list[Nomination]:
    async with db.read() as unit:
        return list(await unit.nominations.of_server(guild))


async def who(db: Database, guild: int = GUILD) -> list[tuple[str, list[int]]]:
    return [(one.film.title, [s.user_id for s in one.supporters]) for one in await standing(db, guild)]


def _kept_in(folder: Path) -> list[str]:
    return [file.name for file in folder.iterdir() if SECRET.encode() in file.read_bytes()]


async def test_a_nomination_comes_back_as_it_was_put_in(db: Database) -> None:
    async with db.write() as unit:
        made = await unit.nominations.add(GUILD, her(), support(ANNA, 1, "It's *about* us \\ 七"))
        joined = await unit.nominations.support(made.id, support(BEN, 2))
    assert (made.guild_id, made.film, made.created_at) == (GUILD, her(), EVENING + A_MINUTE)
    assert made.supporters == (support(ANNA, 1, "It's *about* us \\ 七"),)
    assert joined.supporters == (*made.supporters, support(BEN, 2))
    assert await standing(db) == [joined]
    assert await standing(db, ELSEWHERE) == []
    odd = await add(db, film("a\x00b\ud83d"), support(ANNA, 1, "x\x00y"))
    assert [s.reason for one in await standing(db) if one.id == odd for s in one.supporters] == ["xy"]


async def test_who_supports_already_changes_the_reason_only(db: Database) -> None:
    made = await add(db, ALIEN, support(ANNA, 0, "old"), support(BEN, 1, "his"))
    async with db.write() as unit:
        now = await unit.nominations.support(made, support(ANNA, 9, "new"))
    assert now.supporters == (support(ANNA, 0, "new"), support(BEN, 1, "his"))
    async with db.write() as unit:
        now = await unit.nominations.support(made, support(BEN, 9))
    assert now.supporters[1] == support(BEN, 1)
    assert now.created_at == EVENING


async def test_best_supported_first_then_oldest_in_parts(db: Database) -> None:
    await add(db, ALIEN, support(ANNA, 3))
    await add(db, AMELIE, support(ANNA, 1))
    await add(db, GODFATHER, support(BEN, 5), support(ANNA, 2))
    await add(db, her(), support(BEN, 1))
    await add(db, her(), support(ANNA, 0), guild=ELSEWHERE)
    assert await who(db) == [("The Godfather", [ANNA, BEN]), ("Amélie", [ANNA]), ("Her", [BEN]), ("Alien", [ANNA])]
    async with db.read() as unit:
        store = unit.nominations
        assert [one.film.title for one in await store.of_server(GUILD, 1, 2)] == ["Amélie", "Her"]
        assert [one.film.title for one in await store.of_server(GUILD, 3)] == ["Alien"]
        assert await store.of_server(GUILD, 9, 8) == []
        assert [await store.count(guild) for guild in (GUILD, ELSEWHERE, 5)] == [4, 1, 0]


async def test_a_film_is_nominated_once_in_a_server_however_many_do_so_at_once(db: Database) -> None:
    async def nominate(by: int) -> None:
        async with db.write() as unit:
            await unit.nominations.hold(GUILD)
            there = [one for one in await unit.nominations.of_server(GUILD) if one.film.id == ALIEN.id]
            if there:
                await unit.nominations.support(there[0].id, support(by))
            else:
                await unit.nominations.add(GUILD, ALIEN, support(by))

    await asyncio.gather(*(nominate(by) for by in range(1, 9)))
    assert await who(db) == [("Alien", list(range(1, 9)))]
    with pytest.raises(Conflict):
        await add(db, ALIEN, support(BEN))
    await add(db, ALIEN, support(BEN), guild=ELSEWHERE)


async def test_what_nobody_supports_any_more_goes(db: Database) -> None:
    made = await add(db, ALIEN, support(ANNA), support(BEN, 1))
    async with db.write() as unit:
        assert not await unit.nominations.withdraw(made, CLEO)
        assert not await unit.nominations.withdraw(made, ANNA)
    assert await who(db) == [("Alien", [BEN])]
    assert (await standing(db))[0].created_at == EVENING
    async with db.write() as unit:
        assert await unit.nominations.withdraw(made, BEN)
        assert not await unit.nominations.withdraw(made, BEN)
    assert await who(db) == []
    with pytest.raises(NotFound):
        async with db.write() as unit:
            await unit.nominations.support(made, support(ANNA))
    assert await add(db, ALIEN, support(ANNA)) > made


async def test_removing_takes_all_support_along(db: Database) -> None:
    made = await add(db, ALIEN, support(ANNA), support(BEN, 1))
    await add(db, her(), support(ANNA))
    async with db.write() as unit:
        await unit.nominations.remove(made)
        await unit.nominations.remove(made)
    await add(db, ALIEN, support(CLEO, 2))
    assert await who(db) == [("Her", [ANNA]), ("Alien", [CLEO])]


async def test_who_is_forgotten_supports_nothing_anywhere(db: Database) -> None:
    await add(db, ALIEN, support(ANNA, 0, "mine"), support(BEN, 1, "his"))
    await add(db, her(), support(ANNA))
    await add(db, AMELIE, support(BEN))
    await add(db, her(), support(ANNA), guild=ELSEWHERE)
    async with db.write() as unit:
        await unit.nominations.forget_user(ANNA)
        await unit.nominations.forget_user(CLEO)
    assert await who(db) == [("Alien", [BEN]), ("Amélie", [BEN])]
    assert await who(db, ELSEWHERE) == []


async def test_what_raises_leaves_nominations_as_they_were(db: Database) -> None:
    made = await add(db, ALIEN, support(ANNA, 0, "mine"), support(BEN, 1))
    before = await standing(db)

    async def change_everything_and_fail() -> None:
        async with db.write() as unit:
            await unit.nominations.add(GUILD, her(), support(BEN))
            await unit.nominations.support(made, support(CLEO))
            await unit.nominations.support(made, support(ANNA, 1, "other"))
            await unit.nominations.forget_user(BEN)
            await unit.nominations.remove(made)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await change_everything_and_fail()
    assert await standing(db) == before


@pytest.mark.parametrize("what", ["change", "withdraw", "remove", "forget"])
async def test_a_reason_taken_back_is_gone_from_the_file_and_its_log(tmp_path: Path, what: str) -> None:
    db = await open_database(f"sqlite:///{tmp_path / 'salon.db'}")
    made = await add(db, ALIEN, support(ANNA, 0, SECRET))
    assert _kept_in(tmp_path)
    async with db.write() as unit:
        store = unit.nominations
        if what == "change":
            await store.support(made, support(ANNA, 1, "another"))
        elif what == "withdraw":
            await store.withdraw(made, ANNA)
        elif what == "remove":
            await store.remove(made)
        else:
            await store.forget_user(ANNA)
    assert not _kept_in(tmp_path)
    await db.close()
