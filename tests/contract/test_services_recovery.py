"""Restarts, crashes, outages and missed messages: nothing is lost and nothing is said twice."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest

from bot.domain.decision import Decision, Trigger
from bot.domain.room import Room
from bot.domain.salon import SalonState
from bot.domain.turn import Turn
from bot.errors import Forbidden, Gone, Unavailable
from bot.hosts.house import HouseHost
from bot.ports import Database, Heard, UnitOfWork
from tests.evening import CLAIM, OBJECTION, PROPOSAL, READING, Evening, house
from tests.fakes import EVENING


@pytest.fixture
async def evening(db: Database) -> Evening:
    return Evening(db)


class SlowHost(HouseHost):
    """A host that thinks for as long as the test wants it to."""

    def __init__(self) -> None:
        super().__init__(house().content.bank, house().content.speech)
        self.slow = False
        self.thinking, self.go_on = asyncio.Event(), asyncio.Event()

    async def decide(self, room: Room, trigger: Trigger) -> Decision:
        decision = await super().decide(room, trigger)
        if self.slow and decision.speaks:
            self.thinking.set()
            await self.go_on.wait()
        return decision


async def test_a_restart_in_the_middle_loses_and_repeats_nothing(evening: Evening) -> None:
    salon = await evening.open()
    await evening.say(CLAIM)
    await evening.say(READING)
    before = list(evening.said)
    evening = evening.again()
    await evening.conversation.remember_sync()
    assert await evening.conversation.catch_up() == 0
    await evening.settle()
    assert evening.said == before
    assert evening.conversation.knows(evening.channel)
    await evening.say(OBJECTION)
    assert len(evening.said) == len(before) + 1
    assert len(set(evening.said)) == len(evening.said)
    await evening.end()
    texts = [t.text for t in await evening.turns(salon) if not t.by_host]
    assert texts == [CLAIM, READING, OBJECTION]
    assert (await evening.recap(salon)).turns == 3


async def test_a_restart_between_hearing_and_answering(evening: Evening) -> None:
    await evening.open()
    await evening.conversation.hear(evening.message(CLAIM))
    evening = evening.again()
    await evening.settle()
    assert len(evening.said) == 2


async def test_a_crash_between_saying_and_recording_says_nothing_twice(evening: Evening) -> None:
    salon = await evening.open()
    evening.stage.crash_after_saying = 1
    await evening.say(CLAIM)
    evening = evening.again()
    await evening.wait(minutes=10)
    assert len(evening.said) == 2
    answer = (await evening.turns(salon))[-1]
    assert answer.message_id == evening.stage.posts[-1].message_id


async def test_an_outage_of_discord_delays_the_answer(evening: Evening) -> None:
    await evening.open()
    evening.stage.refuse("say", Unavailable(), times=2)
    await evening.say(CLAIM)
    assert len(evening.said) == 1
    await evening.wait(minutes=2)
    assert len(evening.said) == 2


async def test_what_was_missed_is_read_once(evening: Evening) -> None:
    salon = await evening.open()
    await evening.say(CLAIM)
    for text in (READING, OBJECTION):
        evening.message(text)
    evening = evening.again()
    await evening.conversation.remember_sync()
    assert await evening.conversation.catch_up() == 2
    assert await evening.conversation.catch_up() == 0
    await evening.settle()
    assert [t.text for t in await evening.turns(salon) if not t.by_host] == [CLAIM, READING, OBJECTION]
    assert len(evening.said) == 3


async def test_what_was_missed_is_read_even_when_a_live_message_came_first(evening: Evening) -> None:
    salon = await evening.open()
    await evening.say(CLAIM)
    evening.message(READING)
    evening = evening.again()
    await evening.conversation.remember_sync()
    await evening.conversation.hear(evening.message(OBJECTION))
    assert await evening.conversation.catch_up() == 1
    await evening.settle()
    assert [t.text for t in await evening.turns(salon) if not t.by_host] == [CLAIM, READING, OBJECTION]


async def test_a_salon_opened_since_the_start_catches_up_after_a_broken_connection(evening: Evening) -> None:
    await evening.conversation.remember_sync()
    await evening.conversation.catch_up()
    salon = await evening.open()
    await evening.say(CLAIM)
    evening.message(READING)
    await evening.say(OBJECTION)
    assert await evening.conversation.catch_up() == 1
    await evening.settle()
    assert [t.text for t in await evening.turns(salon) if not t.by_host] == [CLAIM, READING, OBJECTION]


async def test_talk_from_before_the_salon_is_no_part_of_it(evening: Evening) -> None:
    salon = await evening.open()
    old = Heard(1_000, evening.channel, 12, "Ben", EVENING - timedelta(days=1), "Does anybody have the tickets?")
    evening.stage.history.setdefault(evening.channel, []).append(old)
    evening = evening.again()
    await evening.conversation.catch_up()
    assert not [t for t in await evening.turns(salon) if not t.by_host]


async def test_own_messages_and_other_bots_are_no_turns(evening: Evening) -> None:
    salon = await evening.open()
    at = evening.clock.now()
    own = Heard(9_000_001, evening.channel, 1, "Salon", at, "mine", own=True)
    bot = Heard(9_000_002, evening.channel, 2, "Other", at, "beep", human=False)
    evening.stage.history[evening.channel] = [own, bot]
    assert not await evening.conversation.hear(own)
    assert not await evening.conversation.hear(bot)
    assert await evening.again().conversation.catch_up() == 0
    assert len(await evening.turns(salon)) == 1


async def test_the_same_message_twice_is_one_turn(evening: Evening) -> None:
    salon = await evening.open()
    heard = await evening.say(CLAIM)
    assert not await evening.conversation.hear(heard)
    await evening.settle()
    assert len([t for t in await evening.turns(salon) if not t.by_host]) == 1
    assert len(evening.said) == 2


async def test_a_late_message_takes_its_place_in_the_talk(evening: Evening) -> None:
    salon = await evening.open("her-2013", "Anna", "Ben")
    late = evening.message(READING, "Ben")
    await evening.say(CLAIM)
    await evening.conversation.hear(late)
    await evening.settle()
    await evening.end()
    assert [t.text for t in await evening.turns(salon) if not t.by_host] == [READING, CLAIM]
    assert (await evening.recap(salon)).turns == 2


async def test_a_deleted_thread_closes_its_salon_without_a_word(evening: Evening) -> None:
    salon = await evening.open()
    await evening.say(CLAIM)
    posts = len(evening.stage.posts)
    await evening.conversation.channel_gone(evening.channel)
    await evening.conversation.channel_gone(evening.channel)
    await evening.wait(days=1)
    assert await evening.state(salon) is SalonState.CLOSED
    assert len(evening.stage.posts) == posts


async def test_a_thread_found_gone_closes_its_salon(evening: Evening) -> None:
    salon = await evening.open()
    evening.stage.refuse("say", Gone())
    await evening.say(CLAIM)
    assert await evening.state(salon) is SalonState.CLOSED
    assert evening.failures == []


async def test_a_thread_found_gone_after_downtime_closes_its_salon_and_the_others_go_on(evening: Evening) -> None:
    lost = await evening.open()
    kept = await evening.open()
    evening.message(READING)
    broken = evening.stage.messages_after

    def messages_after(channel_id: int, message_id: int):  # type: ignore[no-untyped-def]
        if channel_id == lost.channel_id:
            raise Gone
        return broken(channel_id, message_id)

    evening.stage.messages_after = messages_after  # type: ignore[method-assign]
    evening = evening.again()
    assert await evening.conversation.catch_up() == 1
    assert await evening.state(lost) is SalonState.CLOSED
    assert await evening.state(kept) is SalonState.OPEN


async def test_a_host_that_may_not_speak_goes_on_listening(evening: Evening) -> None:
    salon = await evening.open()
    evening.stage.refuse("say", Forbidden("forbidden", permission="Send Messages in Threads"))
    await evening.say(CLAIM)
    evening.stage.allow("say")
    await evening.say(READING)
    assert len(evening.said) == 2
    stored = await evening.turns(salon)
    assert [t.text for t in stored if not t.by_host] == [CLAIM, READING]
    assert all(t.message_id is not None for t in stored)


async def test_a_recap_that_may_not_be_posted_is_kept(evening: Evening) -> None:
    salon = await evening.open()
    await evening.say(CLAIM)
    evening.stage.refuse("post_recap", Forbidden("forbidden", permission="Send Messages in Threads"))
    await evening.end()
    assert (await evening.recap(salon)).turns == 1


async def test_a_recap_that_discord_did_not_answer_is_posted_later_and_once(evening: Evening) -> None:
    await evening.open()
    await evening.say(CLAIM)
    evening.stage.refuse("post_recap", Unavailable(), times=1)
    await evening.end()
    assert evening.stage.recaps == []
    evening = evening.again()
    await evening.wait(minutes=5)
    await evening.wait(hours=20)
    assert len(evening.stage.recaps) == 1


async def test_a_salon_ended_while_the_host_thinks_hears_no_more_of_it(db: Database) -> None:
    host = SlowHost()
    evening = Evening(db, host=host)
    await evening.open()
    host.slow = True
    await evening.conversation.hear(evening.message(CLAIM))
    thinking = asyncio.create_task(evening.settle())
    await host.thinking.wait()
    await evening.salons.end(evening.channel, None)
    host.go_on.set()
    await thinking
    await evening.settle()
    assert len(evening.said) == 1
    assert len(evening.stage.recaps) == 1


async def test_alone_what_is_said_while_the_host_thinks_is_answered_too(db: Database) -> None:
    host = SlowHost()
    evening = Evening(db, host=host)
    salon = await evening.open()
    host.slow = True
    await evening.conversation.hear(evening.message(CLAIM))
    thinking = asyncio.create_task(evening.settle())
    await host.thinking.wait()
    newer = evening.message(PROPOSAL)
    await evening.conversation.hear(newer)
    host.slow = False
    host.go_on.set()
    await thinking
    await evening.settle()
    turns = await evening.turns(salon)
    assert turns[-1].by_host
    taken = {t for turn in turns if turn.utterance is not None for t in turn.utterance.takes_up}
    assert next(t.id for t in turns if t.message_id == newer.message_id) in taken


class Interrupted:
    """A database in which something happens at the end of the next read."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self.write, self.close = db.write, db.close
        self.then: Callable[[], Awaitable[object]] | None = None

    @asynccontextmanager
    async def read(self) -> AsyncIterator[UnitOfWork]:
        async with self._db.read() as unit:
            yield unit
        then, self.then = self.then, None
        if then is not None:
            await then()


async def test_a_message_that_arrives_while_the_room_is_read_is_in_the_room(db: Database) -> None:
    interrupted = Interrupted(db)
    evening = Evening(interrupted)
    salon = await evening.open()
    await evening.say(CLAIM)
    rooms = evening.wired.rooms
    rooms.drop(salon.id)
    heard = evening.message(READING)
    interrupted.then = lambda: evening.conversation.hear(heard)
    await rooms.of(salon.id)
    assert [t.id for t in (await rooms.of(salon.id)).turns] == [t.id for t in await evening.turns(salon)]
    await evening.settle()
    assert len(evening.said) == 3


async def test_a_database_may_be_read_by_a_second_set_of_services(evening: Evening) -> None:
    await evening.open()
    other = evening.again()
    await other.say(CLAIM)
    await evening.settle()
    assert len(other.said) == 2
    assert len({p.nonce for p in evening.stage.posts}) == len(evening.stage.posts)


async def test_edits_and_deletions_during_downtime_are_followed(evening: Evening) -> None:
    salon = await evening.open()
    for text in (CLAIM, READING, OBJECTION):
        await evening.say(text)
    place = salon.channel_id or 0
    kept, edited, gone = (t for t in await evening.turns(salon) if not t.by_host)
    shown = [heard_again(place, kept, kept.text), heard_again(place, edited, "I read it as a comedy about clerks.")]
    evening.stage.history[place] = shown
    later = evening.again()
    await later.conversation.catch_up()
    texts = [t.text for t in await later.turns(salon) if not t.by_host]
    assert texts == [kept.text, "I read it as a comedy about clerks."]
    assert gone.text not in " ".join(t.text for t in await later.turns(salon))


async def test_a_channel_that_shows_nothing_known_deletes_nothing(evening: Evening) -> None:
    salon = await evening.open()
    await evening.say(CLAIM)
    evening.stage.history[salon.channel_id or 0] = []
    later = evening.again()
    await later.conversation.catch_up()
    assert CLAIM in [t.text for t in await later.turns(salon)]


def heard_again(place: int, turn: Turn, text: str) -> Heard:
    """A stored message as the channel shows it now."""
    return Heard(turn.message_id or 0, place, turn.author_id, turn.author_name, turn.at, text)
