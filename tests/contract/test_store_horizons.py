"""How far people have seen, and offers of spoiler covers: the same for every database."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest

from bot.domain.salon import Salon
from bot.domain.spoiler import EVERYTHING, HALF, NOTHING, Horizon
from bot.domain.turn import SalonId, Turn
from bot.errors import NotFound
from bot.ports import Database
from tests.fakes import ANNA, THREAD, new_turn, open_salon

BEN = 12


async def said(db: Database, salon: Salon, user: int, seen: Horizon) -> None:
    async with db.write() as unit:
        await unit.horizons.save(salon.id, user, seen)


async def of(db: Database, salon: Salon) -> Mapping[int, Horizon]:
    async with db.read() as unit:
        return await unit.horizons.of_salon(salon.id)


async def turns(db: Database, salon: Salon, count: int, first: int = 1) -> list[Turn]:
    async with db.write() as unit:
        made = [await unit.turns.add(replace(new_turn(salon.id), message_id=first + n)) for n in range(count)]
    return [turn for turn in made if turn is not None]


async def offer(db: Database, turn: Turn) -> bool:
    async with db.write() as unit:
        return await unit.horizons.offer_cover(turn, 3)


async def test_what_people_said_is_kept_by_salon_and_the_last_word_counts(db: Database) -> None:
    one, other = await open_salon(db), await open_salon(db, channel_id=THREAD + 1)
    await said(db, one, ANNA, NOTHING)
    await said(db, one, BEN, Horizon(0.4182))
    await said(db, one, ANNA, HALF)
    await said(db, other, ANNA, EVERYTHING)
    assert await of(db, one) == {ANNA: HALF, BEN: Horizon(0.4182)}
    assert await of(db, other) == {ANNA: EVERYTHING}


async def test_a_salon_that_is_not_there_takes_nothing(db: Database) -> None:
    with pytest.raises(NotFound, match="no_salon_here"):
        async with db.write() as unit:
            await unit.horizons.save(SalonId(77), ANNA, HALF)
    async with db.read() as unit:
        assert await unit.horizons.of_salon(SalonId(77)) == {}


async def test_a_cover_is_offered_once_a_turn_and_three_times_a_person_and_salon(db: Database) -> None:
    one, other = await open_salon(db), await open_salon(db, channel_id=THREAD + 1)
    first, *rest = await turns(db, one, 5)
    assert await offer(db, first)
    assert not await offer(db, first)
    assert [await offer(db, turn) for turn in rest] == [True, True, False, False]
    (elsewhere,) = await turns(db, other, 1, first=50)
    assert await offer(db, elsewhere)
    assert await offer(db, replace(rest[-1], author_id=BEN))


async def test_a_deleted_turn_still_counts(db: Database) -> None:
    salon = await open_salon(db)
    made = await turns(db, salon, 4)
    for turn in made[:3]:
        assert await offer(db, turn)
    async with db.write() as unit:
        await unit.turns.remove([turn.message_id for turn in made[:3] if turn.message_id is not None])
    assert not await offer(db, made[3])


async def test_it_goes_with_the_salon_and_with_the_person(db: Database) -> None:
    one, other = await open_salon(db), await open_salon(db, channel_id=THREAD + 1)
    for salon in (one, other):
        for user in (ANNA, BEN):
            await said(db, salon, user, HALF)
    made = await turns(db, one, 4)
    for turn in made[:3]:
        assert await offer(db, turn)
    async with db.write() as unit:
        await unit.horizons.forget_user(ANNA)
    assert await of(db, one) == {BEN: HALF}
    assert await offer(db, made[3]), "the count of offers went as well"
    async with db.write() as unit:
        await unit.salons.remove(one.id)
        await unit.horizons.clear(other.id)
    assert await of(db, one) == await of(db, other) == {}


async def test_what_raises_changes_nothing(db: Database) -> None:
    salon = await open_salon(db)
    await said(db, salon, ANNA, HALF)
    (turn,) = await turns(db, salon, 1)

    async def say_and_fail() -> None:
        async with db.write() as unit:
            await unit.horizons.save(salon.id, ANNA, NOTHING)
            await unit.horizons.offer_cover(turn, 3)
            await unit.horizons.clear(salon.id)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await say_and_fail()
    assert await of(db, salon) == {ANNA: HALF}
    assert await offer(db, turn)
