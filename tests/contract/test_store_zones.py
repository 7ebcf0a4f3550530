"""The time zones of people: the same for every database."""

from __future__ import annotations

import pytest

from bot.ports import Database
from tests.contract.listing import ANNA, BEN


async def zone_of(db: Database, user_id: int) -> str | None:
    async with db.read() as unit:
        return await unit.zones.get(user_id)


async def test_a_zone_is_kept_and_replaced(db: Database) -> None:
    assert await zone_of(db, ANNA) is None
    async with db.write() as unit:
        await unit.zones.save(ANNA, "Europe/Lisbon")
        await unit.zones.save(BEN, "Asia/Kathmandu")
    async with db.write() as unit:
        await unit.zones.save(ANNA, "America/New_York")
    assert [await zone_of(db, one) for one in (ANNA, BEN)] == ["America/New_York", "Asia/Kathmandu"]


async def test_who_is_forgotten_has_no_zone(db: Database) -> None:
    async with db.write() as unit:
        await unit.zones.save(ANNA, "Europe/Lisbon")
        await unit.zones.save(BEN, "Europe/Paris")
    async with db.write() as unit:
        await unit.zones.forget_user(ANNA)
        await unit.zones.forget_user(ANNA)
    assert [await zone_of(db, one) for one in (ANNA, BEN)] == [None, "Europe/Paris"]


async def test_what_raises_leaves_zones_as_they_were(db: Database) -> None:
    async with db.write() as unit:
        await unit.zones.save(ANNA, "Europe/Lisbon")

    async def change_everything_and_fail() -> None:
        async with db.write() as unit:
            await unit.zones.save(ANNA, "Europe/Paris")
            await unit.zones.save(BEN, "Europe/Paris")
            await unit.zones.forget_user(ANNA)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await change_everything_and_fail()
    assert [await zone_of(db, one) for one in (ANNA, BEN)] == ["Europe/Lisbon", None]
