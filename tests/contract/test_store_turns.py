"""Turns: the same for every database."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.domain.turn import SalonId, TurnId
from bot.errors import Conflict
from bot.ports import Database
from tests.fakes import EVENING, THREAD, new_salon, new_turn, open_salon, utterance

LATER = EVENING + timedelta(minutes=1)


async def test_a_turn_comes_back_as_it_was_stored(db: Database) -> None:
    salon = await open_salon(db)
    spoken = utterance("Whose letters are they?", takes_up=[1, 2])
    async with db.write() as unit:
        heard = await unit.turns.add(
            new_turn(
                salon.id,
                "A **gift** \u200f\u05e9\u05dc\u05d5\u05dd 🎬",
                message_id=2**62,
                reply_to=7,
                attachments=("still.png", "ü.txt"),
                to_host=True,
            )
        )
        said = await unit.turns.add(new_turn(salon.id, spoken.text, minutes=1, utterance=spoken))
    assert heard is not None
    assert said is not None
    async with db.read() as unit:
        assert await unit.turns.get(heard.id) == heard == await unit.turns.by_message(2**62)
        assert await unit.turns.get(said.id) == said
        assert list(await unit.turns.of_salon(salon.id)) == [heard, said]
    assert (heard.text, heard.attachments) == ("A **gift** \u200f\u05e9\u05dc\u05d5\u05dd 🎬", ("still.png", "ü.txt"))
    assert (heard.reply_to, heard.to_host, heard.by_host, heard.at) == (7, True, False, EVENING)
    assert said.utterance == spoken


async def test_a_message_is_stored_once_and_moves_the_salon_on(db: Database) -> None:
    salon = await open_salon(db)
    async with db.write() as unit:
        assert await unit.turns.add(new_turn(salon.id, "one", message_id=50, minutes=3)) is not None
        assert await unit.turns.add(new_turn(salon.id, "two", message_id=50, minutes=9)) is None
        assert await unit.turns.add(new_turn(salon.id, "late", message_id=40, minutes=1)) is not None
        assert await unit.turns.add(new_turn(salon.id, "pending", minutes=4)) is not None
        assert await unit.turns.add(new_turn(salon.id, "pending too", minutes=4)) is not None
    async with db.read() as unit:
        moved = await unit.salons.live_at(THREAD)
        assert [t.text for t in await unit.turns.of_salon(salon.id)] == ["late", "one", "pending", "pending too"]
    assert moved is not None
    assert (moved.last_turn_at, moved.read_until) == (EVENING + timedelta(minutes=4), 50)


async def test_edits_replace_the_words(db: Database) -> None:
    salon = await open_salon(db)
    async with db.write() as unit:
        await unit.turns.add(new_turn(salon.id, "a copout", message_id=1))
        edited = await unit.turns.edit(1, "a cop-out", LATER)
        assert edited is not None
        assert (edited.text, edited.edited_at) == ("a cop-out", LATER)
        assert await unit.turns.edit(1, "a cop-out", LATER) is None
        assert await unit.turns.edit(2, "unknown", LATER) is None
    async with db.read() as unit:
        assert list(await unit.turns.of_salon(salon.id)) == [edited]


async def test_deleted_turns_are_handed_back_in_the_order_they_were_said(db: Database) -> None:
    salon = await open_salon(db)
    async with db.write() as unit:
        for number in range(1, 1203):
            await unit.turns.add(new_turn(salon.id, f"{number}", message_id=number, minutes=-number))
        removed = await unit.turns.remove([*range(1, 1200), 3, 99_999])
    assert [t.message_id for t in removed] == list(range(1199, 0, -1))
    async with db.write() as unit:
        assert [t.message_id for t in await unit.turns.of_salon(salon.id)] == [1202, 1201, 1200]
        assert not await unit.turns.remove([1, 2])
        assert not await unit.turns.remove([])
        again = await unit.turns.add(new_turn(salon.id, "again", message_id=1))
        assert again is not None
        assert again.id > removed[0].id


async def test_ids_are_never_given_out_twice(db: Database) -> None:
    salon = await open_salon(db)
    async with db.write() as unit:
        first = await unit.turns.add(new_turn(salon.id, message_id=1))
        await unit.turns.remove([1])
    async with db.write() as unit:
        second = await unit.turns.add(new_turn(salon.id, message_id=2))
        await unit.salons.remove(salon.id)
    assert first is not None
    assert second is not None
    assert second.id > first.id
    assert (await open_salon(db)).id > salon.id


async def test_a_hosts_turn_gets_its_message_or_is_discarded(db: Database) -> None:
    salon = await open_salon(db)
    async with db.write() as unit:
        await unit.turns.add(new_turn(salon.id, message_id=1))
        said = await unit.turns.add(new_turn(salon.id, minutes=1, utterance=utterance()))
        other = await unit.turns.add(new_turn(salon.id, minutes=2, utterance=utterance()))
        assert said is not None
        assert other is not None
        await unit.turns.posted(said.id, 77)
        await unit.turns.posted(said.id, 77)
        await unit.turns.posted(TurnId(9999), 78)
        await unit.turns.discard(other.id)
        await unit.turns.discard(other.id)
    with pytest.raises(Conflict, match="already_stored"):
        async with db.write() as unit:
            await unit.turns.posted(said.id, 1)
    async with db.read() as unit:
        posted = await unit.turns.by_message(77)
        assert posted is not None
        assert posted.id == said.id
        assert [t.message_id for t in await unit.turns.of_salon(salon.id)] == [1, 77]
        assert await unit.turns.of_salon(SalonId(999)) in ((), [])


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=300))
async def test_any_text_that_discord_can_send_comes_back_unchanged(db: Database, text: str) -> None:
    async with db.write() as unit:
        salon = await unit.salons.add(new_salon())
        turn = await unit.turns.add(new_turn(salon.id, text, author_name=text[:32], attachments=(text,)))
    assert turn is not None
    async with db.read() as unit:
        found = await unit.turns.get(turn.id)
    assert found == turn
    assert (found.text, found.author_name, found.attachments) == (text, text[:32], (text,))


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("a\0b", "ab"),
        ("\0", ""),
        ("half \ud83d", "half \ufffd"),
        ("\ud83c\udfac", "🎬"),
        ("\udfac\ud83c", "\ufffd\ufffd"),
    ],
)
async def test_what_no_database_holds_is_dropped_or_replaced(db: Database, text: str, kept: str) -> None:
    salon = await open_salon(db)
    async with db.write() as unit:
        turn = await unit.turns.add(new_turn(salon.id, text, message_id=1, author_name=text, attachments=(text,)))
        assert turn is not None
        assert await unit.turns.get(turn.id) == turn
        assert (turn.text, turn.author_name, turn.attachments) == (kept, kept, (kept,))
        edited = await unit.turns.edit(1, "x" + text, LATER)
        assert edited is not None
        assert edited.text == "x" + kept
