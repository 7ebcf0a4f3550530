"""Who opted out of being heard, and what is left out of what is read: the same for every database."""

from __future__ import annotations

from datetime import timedelta

from bot.domain.optout import Optout
from bot.domain.recap import Recap
from bot.domain.salon import Salon, SalonState
from bot.domain.tagger import Found
from bot.ports import Database, PostedMessage
from tests.contract.listing import ANNA, BEN
from tests.fakes import EVENING, GUILD, new_turn, open_salon, recap

LATER = EVENING + timedelta(hours=1)


async def said(db: Database, channel: int = 3000) -> Salon:
    """A salon in which Anna and Ben have each said something that is tagged, and Anna something that waits to be."""
    salon = await open_salon(db, channel_id=channel)
    async with db.write() as unit:
        for number, author in enumerate((ANNA, BEN, ANNA)):
            new = new_turn(salon.id, f"words {number}", message_id=channel + number, minutes=number, author_id=author)
            turn = await unit.turns.add(new)
            assert turn is not None
            await unit.themes.wait(turn)
            if number < 2:
                await unit.themes.attach(turn, [Found("gift", 0.9, ("words",))])
    return salon


async def read(db: Database, salon: Salon) -> tuple[list[int], int, int, list[int], int]:
    """Whose turns, how many tags, tagged turns in the server, whose words carry a theme, and how many turns wait."""
    async with db.read() as unit:
        return (
            [turn.author_id for turn in await unit.turns.of_salon(salon.id)],
            len(await unit.themes.of_salon(salon.id)),
            sum(one.turns for one in await unit.themes.talked(GUILD) if one.salon_id == salon.id),
            [one.turn.author_id for one in await unit.themes.said(salon.id, "gift", 9)],
            len(await unit.themes.waiting(salon.id, 9)),
        )


async def choose(db: Database, *choices: Optout) -> None:
    async with db.write() as unit:
        for one in choices:
            await unit.optouts.save(one)


async def test_a_choice_is_kept_replaced_and_forgotten_only_when_it_is_taken_back(db: Database) -> None:
    await choose(db, Optout(BEN, EVENING), Optout(ANNA, EVENING), Optout(ANNA, LATER))
    async with db.write() as unit:
        assert await unit.optouts.all() == [Optout(ANNA, LATER), Optout(BEN, EVENING)]
        await unit.optouts.save(Optout(BEN, EVENING, LATER))
        for person in (ANNA, BEN, 99):
            await unit.optouts.forget_user(person)
    async with db.read() as unit:
        assert await unit.optouts.get(ANNA) == Optout(ANNA, LATER)
        assert await unit.optouts.get(BEN) is None


async def test_who_opted_out_is_left_out_of_what_goes_on(db: Database) -> None:
    salon = await said(db)
    whole = ([ANNA, BEN, ANNA], 2, 2, [ANNA, BEN], 1)
    assert await read(db, salon) == whole
    await choose(db, Optout(ANNA, LATER))
    assert await read(db, salon) == ([BEN], 1, 1, [BEN], 0)
    async with db.read() as unit:
        assert len(await unit.turns.of_salon(salon.id, unheard=True)) == 3
        assert len(await unit.turns.of_person(ANNA)) == 2, "what is stored stays"
        assert [one.turns for one in await unit.digests.talked(GUILD, [salon.id])] == [1]
    await choose(db, Optout(ANNA, LATER, LATER))
    assert await read(db, salon) == whole


async def test_a_salon_that_was_over_by_then_stays_as_it_was(db: Database) -> None:
    before, after = await said(db), await said(db, 4000)
    async with db.write() as unit:
        await unit.salons.set_state(before.id, SalonState.CLOSED, LATER)
        await unit.salons.set_state(after.id, SalonState.CLOSED, LATER + timedelta(seconds=1))
    await choose(db, Optout(ANNA, LATER))
    assert (await read(db, before))[0] == [ANNA, BEN, ANNA]
    assert (await read(db, after))[0] == [BEN]


async def test_the_first_salon_of_somebody_whose_record_is_not_posted(db: Database) -> None:
    posted, first, second, empty = [await said(db, channel) for channel in (3000, 4000, 5000, 6000)]
    async with db.write() as unit:
        for number, salon in enumerate((posted, empty, first, second)):
            await unit.salons.set_state(salon.id, SalonState.CLOSED, LATER + timedelta(minutes=number))
        written: Recap = recap()
        for salon in (posted, first):
            await unit.recaps.save(salon.id, written, LATER)
        await unit.recaps.remember_posts(posted.id, [PostedMessage(1, 2)])
        await unit.turns.remove([6000, 6002])
    async with db.read() as unit:
        assert await unit.optouts.unrecorded(ANNA, EVENING) == LATER + timedelta(minutes=2)
        assert await unit.optouts.unrecorded(ANNA, LATER + timedelta(minutes=2)) == LATER + timedelta(minutes=3)
        assert await unit.optouts.unrecorded(ANNA, LATER + timedelta(minutes=3)) is None
        assert await unit.optouts.unrecorded(99, EVENING) is None
