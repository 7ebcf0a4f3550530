"""What-ifs: the same for every database."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from bot.domain.salon import Salon
from bot.domain.turn import SalonId, TurnId
from bot.domain.whatif import WhatIf, WhatIfId, WhatIfState
from bot.errors import Conflict, NotFound
from bot.ports import Database
from bot.storage.database import open_database
from tests.fakes import EVENING, THREAD, new_turn, open_salon

BEN = 12
SECRET = "Samantha-never-leaves"


@pytest.fixture
async def salon(db: Database) -> Salon:
    return await open_salon(db)


async def say(db: Database, salon: Salon, text: str = "She stays.", **more: object) -> TurnId:
    async with db.write() as unit:
        turn = await unit.turns.add(new_turn(salon.id, text, **more))  # type: ignore[arg-type]
    assert turn is not None
    return turn.id


def _kept_in(folder: Path) -> list[str]:
    return [file.name for file in folder.iterdir() if SECRET.encode() in file.read_bytes()]


async def begin(db: Database, salon: Salon, text: str = "What if she stays?") -> WhatIf:
    turn_id = await say(db, salon, text)
    async with db.write() as unit:
        await unit.whatifs.hold(salon.id)
        return await unit.whatifs.begin(salon.id, turn_id, EVENING)


async def add(db: Database, whatif_id: WhatIfId, turn_id: TurnId) -> None:
    async with db.write() as unit:
        await unit.whatifs.add(whatif_id, turn_id)


async def get(db: Database, whatif_id: WhatIfId) -> WhatIf:
    async with db.read() as unit:
        found = await unit.whatifs.get(whatif_id)
    assert found is not None
    return found


async def test_a_whatif_comes_back_as_it_was_put_in(db: Database, salon: Salon) -> None:
    made = await begin(db, salon, "What *if* \\ 七\x00 \ud83d she stays?")
    assert (made.salon_id, made.state, made.version, made.opened_at) == (salon.id, WhatIfState.OPEN, 1, EVENING)
    assert (made.card, made.asked_by) == (None, None)
    assert made.premise is not None
    assert (made.premise.author_name, made.premise.text) == ("Anna", "What *if* \\ 七 \ufffd she stays?")
    turn_id = await say(db, salon, "Then Amy.", author_id=BEN, author_name="Ben", message_id=77, minutes=3)
    await add(db, made.id, turn_id)
    now = await get(db, made.id)
    assert now.version == 2
    (added,) = now.contributions
    assert (added.turn_id, added.author_id, added.author_name, added.text) == (turn_id, BEN, "Ben", "Then Amy.")
    assert (added.version, added.message_id, added.at.minute) == (2, 77, 3)
    async with db.read() as unit:
        assert await unit.whatifs.of_salon(salon.id) == [now]
        assert await unit.whatifs.of_salon(SalonId(999)) == []
        assert await unit.whatifs.get(WhatIfId(999)) is None


async def test_one_is_open_in_a_salon_however_many_begin_at_once(db: Database, salon: Salon) -> None:
    ends = await asyncio.gather(*(begin(db, salon) for _ in range(6)), return_exceptions=True)
    assert [type(end) for end in ends].count(WhatIf) == 1
    assert {getattr(end, "key", "") for end in ends if not isinstance(end, WhatIf)} == {"whatif_open"}
    other = await open_salon(db, channel_id=THREAD + 1)
    assert (await begin(db, other)).version == 1


async def test_contributions_at_once_make_a_version_each(db: Database, salon: Salon) -> None:
    made = await begin(db, salon)
    turns = [await say(db, salon, str(number)) for number in range(8)]
    await asyncio.gather(*(add(db, made.id, turn_id) for turn_id in turns))
    now = await get(db, made.id)
    assert [part.version for part in now.parts] == list(range(1, 10))
    assert {part.turn_id for part in now.contributions} == set(turns)


async def test_a_turn_is_a_part_once_and_must_be_there(db: Database, salon: Salon) -> None:
    made = await begin(db, salon)
    turn_id = await say(db, salon)
    await add(db, made.id, turn_id)
    with pytest.raises(Conflict):
        await add(db, made.id, turn_id)
    with pytest.raises(NotFound):
        await add(db, made.id, TurnId(999))
    with pytest.raises(NotFound):
        await add(db, WhatIfId(999), turn_id)
    assert (await get(db, made.id)).version == 2


async def test_an_edited_turn_is_an_edited_part_and_a_removed_one_is_gone(db: Database, salon: Salon) -> None:
    made = await begin(db, salon)
    for number in (71, 72):
        await add(db, made.id, await say(db, salon, f"Part {number}", message_id=number))
    async with db.write() as unit:
        await unit.turns.edit(71, "Another part", EVENING)
        assert await unit.whatifs.in_messages([72, 71, 5]) == [made.id]
        assert await unit.whatifs.in_messages([5]) == []
        await unit.whatifs.changed(made.id)
        await unit.turns.remove([72])
    now = await get(db, made.id)
    assert [part.text for part in now.contributions] == ["Another part"]
    assert now.version == 4
    assert now.premise is not None
    async with db.write() as unit:
        await unit.turns.discard(now.premise.turn_id)
    assert (await get(db, made.id)).premise is None


async def test_what_is_taken_out_stays_a_turn(db: Database, salon: Salon) -> None:
    made = await begin(db, salon)
    turn_id = await say(db, salon, message_id=71)
    await add(db, made.id, turn_id)
    async with db.write() as unit:
        await unit.whatifs.take_out(turn_id)
        assert await unit.turns.get(turn_id) is not None
    assert (await get(db, made.id)).contributions == ()
    await add(db, made.id, turn_id)
    assert (await get(db, made.id)).version == 3


async def test_states_card_and_question(db: Database, salon: Salon) -> None:
    made = await begin(db, salon)
    async with db.write() as unit:
        await unit.whatifs.card(made.id, 8_000)
        await unit.whatifs.ask(made.id, BEN)
    async with db.read() as unit:
        shown = await unit.whatifs.shown_as(8_000)
        assert await unit.whatifs.shown_as(8_001) is None
    assert shown is not None
    assert (shown.id, shown.asked_by, shown.card) == (made.id, BEN, 8_000)
    await add(db, made.id, await say(db, salon))
    assert (await get(db, made.id)).asked_by is None, "what is asked for is void when it changes"
    async with db.write() as unit:
        await unit.whatifs.move(made.id, WhatIfState.DROPPED)
    second = await begin(db, salon)
    with pytest.raises(Conflict):
        async with db.write() as unit:
            await unit.whatifs.move(made.id, WhatIfState.OPEN)
    async with db.write() as unit:
        await unit.whatifs.move(second.id, WhatIfState.AGREED)
        await unit.whatifs.move(made.id, WhatIfState.OPEN)
        await unit.whatifs.card(made.id, None)
    async with db.read() as unit:
        found = await unit.whatifs.of_salon(salon.id)
    assert [(one.id, one.state, one.card) for one in found] == [
        (made.id, WhatIfState.OPEN, None),
        (second.id, WhatIfState.AGREED, None),
    ]


async def test_a_salon_that_goes_takes_its_whatifs_along(db: Database, salon: Salon) -> None:
    made = await begin(db, salon)
    async with db.write() as unit:
        await unit.salons.remove(salon.id)
    async with db.read() as unit:
        assert await unit.whatifs.get(made.id) is None
        assert await unit.whatifs.of_salon(salon.id) == []


async def test_what_raises_leaves_whatifs_as_they_were(db: Database, salon: Salon) -> None:
    made = await begin(db, salon)
    turn_id = await say(db, salon)
    before = await get(db, made.id)

    async def change_everything_and_fail() -> None:
        async with db.write() as unit:
            await unit.whatifs.add(made.id, turn_id)
            await unit.whatifs.ask(made.id, BEN)
            await unit.whatifs.card(made.id, 5)
            await unit.whatifs.move(made.id, WhatIfState.AGREED)
            await unit.whatifs.take_out(turn_id)
            await unit.whatifs.begin(salon.id, turn_id, EVENING)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await change_everything_and_fail()
    assert await get(db, made.id) == before


async def test_words_taken_back_are_gone_from_the_file_and_its_log(tmp_path: Path) -> None:
    db = await open_database(f"sqlite:///{tmp_path / 'salon.db'}")
    salon = await open_salon(db)
    made = await begin(db, salon, SECRET)
    assert _kept_in(tmp_path)
    assert made.premise is not None
    async with db.write() as unit:
        await unit.turns.discard(made.premise.turn_id)
    assert not _kept_in(tmp_path)
    await db.close()
