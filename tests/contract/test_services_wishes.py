"""What people ask of the host by name, over every database: counter-readings, taking up one message."""

from __future__ import annotations

import asyncio

import pytest

from bot.domain.turn import UtteranceKind
from bot.errors import BadInput, Conflict, NotFound
from bot.ports import Database
from tests.evening import CLAIM, OBJECTION, PROPOSAL, READING, Evening, quoted


@pytest.fixture
async def evening(db: Database) -> Evening:
    made = Evening(db)
    await made.open("her-2013", "Anna", "Ben")
    return made


async def test_a_counter_reading_is_posted_and_stored_like_all_the_host_says(evening: Evening) -> None:
    await evening.say(CLAIM)
    turn = await evening.wishes.counter(evening.channel)
    await evening.settle()
    assert evening.said[-1] == turn.text
    assert "counter-reading" in turn.text
    assert quoted(turn.text)[0] in CLAIM
    assert turn.utterance is not None
    assert turn.utterance.kind is UtteranceKind.COUNTER
    assert evening.decisions[-1].utterance is not None
    room = await evening.wired.rooms.of(turn.salon_id)
    assert room.host_turns == 1
    again = await evening.again().wired.rooms.of(turn.salon_id)
    assert again.turns[-1].utterance is not None
    assert again.turns[-1].utterance.kind is UtteranceKind.COUNTER


async def test_the_point_is_chosen_by_its_turn_or_its_words(evening: Evening) -> None:
    for text in (CLAIM, READING, "Why does he never sign them?", OBJECTION):
        await evening.say(text)
    points = await evening.wishes.points(evening.channel)
    assert [point.sentence for point in points] == [OBJECTION, READING, CLAIM]
    by_id = await evening.wishes.counter(evening.channel, str(points[1].turn_id))
    by_words = await evening.wishes.counter(evening.channel, " are GIFTS ")
    targets = [turn.utterance.takes_up for turn in (by_id, by_words) if turn.utterance is not None]
    assert targets == [(points[1].turn_id,), (points[2].turn_id,)]
    for unknown in ("", "no such words", "99999", "0"):
        with pytest.raises(BadInput, match="unknown_point"):
            await evening.wishes.counter(evening.channel, unknown)


async def test_where_nothing_can_be_countered_it_is_said_so(evening: Evening) -> None:
    with pytest.raises(NotFound, match="no_point"):
        await evening.wishes.counter(evening.channel)
    with pytest.raises(NotFound, match="no_salon_here"):
        await evening.wishes.counter(77)
    assert await evening.wishes.points(77) == []
    await evening.say(CLAIM)
    await evening.salons.pause(evening.channel)
    with pytest.raises(Conflict, match="paused"):
        await evening.wishes.counter(evening.channel)
    with pytest.raises(Conflict, match="paused"):
        await evening.wishes.take_up(evening.channel, 1)
    assert len(evening.said) == 1


async def test_a_point_that_was_withdrawn_takes_the_answer_along(evening: Evening) -> None:
    heard = await evening.say(CLAIM)
    await evening.wishes.counter(evening.channel)
    await evening.settle()
    await evening.conversation.deleted([heard.message_id])
    await evening.settle()
    assert "are gifts" not in "".join(evening.said)
    with pytest.raises(NotFound, match="no_point"):
        await evening.wishes.counter(evening.channel)


async def test_a_message_is_taken_up_at_once(evening: Evening) -> None:
    first = await evening.say(READING)
    await evening.say("hm", "Ben")
    assert len(evening.said) == 1, "in a group the host would have waited"
    turn = await evening.wishes.take_up(evening.channel, first.message_id)
    await evening.settle()
    assert evening.said[-1] == turn.text
    assert quoted(turn.text)[0] in READING
    assert turn.text.count("?") == 1
    await evening.say("I think the music is sad in a way, because it is so slow", "Ben")
    faint = await evening.say("the office is all warm colours, like a toy shop for sad people", "Ben")
    assert (await evening.wishes.take_up(evening.channel, faint.message_id)).text.count("?") == 1


async def test_what_cannot_be_taken_up_is_told_apart(evening: Evening) -> None:
    empty = await evening.say("hello there")
    claim = await evening.say(CLAIM, "Ben")
    opening = evening.stage.posts[0].message_id
    for message, error, key in (
        (12345, NotFound, "not_a_turn"),
        (opening, BadInput, "own_turn"),
        (empty.message_id, NotFound, "nothing_to_take_up"),
    ):
        with pytest.raises(error) as refused:
            await evening.wishes.take_up(evening.channel, message)
        assert getattr(refused.value, "key", "") == key
    await evening.wishes.take_up(evening.channel, claim.message_id)
    with pytest.raises(Conflict, match="taken_up_already"):
        await evening.wishes.take_up(evening.channel, claim.message_id)
    await evening.end()
    with pytest.raises(NotFound, match="no_salon_here"):
        await evening.wishes.take_up(evening.channel, claim.message_id)


async def test_a_message_of_another_salon_is_none_of_this_one(evening: Evening) -> None:
    heard = await evening.say(CLAIM)
    await evening.end()
    await evening.open("her-2013", "Anna", "Ben")
    with pytest.raises(NotFound, match="not_a_turn"):
        await evening.wishes.take_up(evening.channel, heard.message_id)


async def test_two_who_press_at_once_get_one_answer(evening: Evening) -> None:
    heard = await evening.say(PROPOSAL)
    presses = [evening.wishes.take_up(evening.channel, heard.message_id) for _ in range(2)]
    results = await asyncio.gather(*presses, return_exceptions=True)
    await evening.settle()
    refused = [one for one in results if isinstance(one, Conflict)]
    assert len(refused) <= 1
    assert len(evening.said) == 3 - len(refused)
