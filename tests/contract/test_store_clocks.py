"""Film clocks: the same for every database."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.domain.film_clock import AWAY, Deed, DeedKind
from bot.domain.salon import SalonState
from bot.domain.spoiler import HALF
from bot.domain.turn import SalonId
from bot.errors import Conflict, NotFound
from bot.ports import Database, KeptDeed
from tests.fakes import ANNA, EVENING, THREAD, new_salon, open_salon

BEN = 12
A_MINUTE = timedelta(minutes=1)


async def kept(db: Database, salon_id: SalonId) -> list[KeptDeed]:
    async with db.read() as unit:
        return list(await unit.clocks.of_salon(salon_id))


async def test_deeds_come_back_in_order_as_they_were_put_in(db: Database) -> None:
    salon = await open_salon(db)
    start = Deed(EVENING, DeedKind.START, 0.0, ANNA)
    rest = Deed(EVENING + A_MINUTE, DeedKind.BREAK, 60.25, BEN, EVENING + 9 * A_MINUTE)
    async with db.write() as unit:
        await unit.clocks.add(salon.id, 1, start)
        await unit.clocks.add(salon.id, 2, rest)
    assert await kept(db, salon.id) == [KeptDeed(1, start), KeptDeed(2, rest)]
    async with db.write() as unit:
        await unit.clocks.posted(salon.id, 2, 77)
        await unit.clocks.move(salon.id, 1, EVENING - A_MINUTE)
        await unit.clocks.posted(salon.id, 9, 78)
    moved = Deed(EVENING - A_MINUTE, DeedKind.START, 0.0, ANNA)
    assert await kept(db, salon.id) == [KeptDeed(1, moved), KeptDeed(2, rest, 77)]


async def test_of_two_deeds_of_one_number_the_second_is_refused(db: Database) -> None:
    salon = await open_salon(db)
    async with db.write() as unit:
        await unit.clocks.add(salon.id, 1, Deed(EVENING, DeedKind.START, 0.0, ANNA))
    with pytest.raises(Conflict) as error:
        async with db.write() as unit:
            await unit.clocks.add(salon.id, 1, Deed(EVENING, DeedKind.PAUSE, 0.0, BEN))
    assert error.value.key == "clock_changed"
    with pytest.raises(NotFound):
        async with db.write() as unit:
            await unit.clocks.add(SalonId(99), 1, Deed(EVENING, DeedKind.START, 0.0, ANNA))
    assert [one.deed.by for one in await kept(db, salon.id)] == [ANNA]


async def test_who_did_it_can_be_forgotten_and_a_salon_takes_its_clock_along(db: Database) -> None:
    salon, other = await open_salon(db), await open_salon(db, channel_id=THREAD + 1)
    async with db.write() as unit:
        for one in (salon, other):
            await unit.clocks.add(one.id, 1, Deed(EVENING, DeedKind.START, 0.0, BEN))
        await unit.clocks.add(salon.id, 2, Deed(EVENING, DeedKind.PAUSE, 5.0, ANNA))
    async with db.write() as unit:
        assert list(await unit.clocks.forget_user(BEN)) == [salon.id, other.id]
        assert list(await unit.clocks.forget_user(BEN)) == []
        assert list(await unit.clocks.forget_user(AWAY)) == []
    assert [one.deed.by for one in await kept(db, salon.id)] == [AWAY, ANNA]
    async with db.write() as unit:
        await unit.salons.remove(salon.id)
    assert await kept(db, salon.id) == []
    assert len(await kept(db, other.id)) == 1


async def test_what_raises_leaves_clocks_as_they_were(db: Database) -> None:
    salon = await open_salon(db)
    async with db.write() as unit:
        await unit.clocks.add(salon.id, 1, Deed(EVENING, DeedKind.START, 0.0, ANNA))
    before = await kept(db, salon.id)

    async def change_everything_and_fail() -> None:
        async with db.write() as unit:
            await unit.clocks.add(salon.id, 2, Deed(EVENING, DeedKind.PAUSE, 0.0, ANNA))
            await unit.clocks.posted(salon.id, 1, 5)
            await unit.clocks.forget_user(ANNA)
            await unit.salons.set_horizon(salon.id, HALF)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await change_everything_and_fail()
    assert await kept(db, salon.id) == before


async def test_a_salon_whose_film_is_on_is_live_and_holds_its_channel(db: Database) -> None:
    async with db.write() as unit:
        first = await unit.salons.add(new_salon())
        placed = await unit.salons.place(first.id, THREAD, SalonState.WATCHING)
        await unit.salons.set_horizon(first.id, HALF)
    assert placed.state is SalonState.WATCHING
    async with db.read() as unit:
        there = await unit.salons.live_at(THREAD)
        assert there is not None
        assert (there.id, there.horizon) == (first.id, HALF)
        assert [one.id for one in await unit.salons.live()] == [first.id]
    with pytest.raises(Conflict):
        await open_salon(db)
    async with db.write() as unit:
        assert await unit.salons.set_state(first.id, SalonState.OPEN, EVENING)
        assert await unit.salons.set_state(first.id, SalonState.CLOSED, EVENING)
    assert (await open_salon(db)).state is SalonState.OPEN
