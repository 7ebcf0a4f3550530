"""Edits and deletions reach the room, the host's quotations and the record."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace

import pytest

from bot.domain.recap import Recap
from bot.domain.room import Room
from bot.domain.salon import Salon
from bot.domain.timeline import Timeline
from bot.domain.turn import Source, Turn, TurnId
from bot.errors import Gone, Unavailable
from bot.hosts.house import HouseHost
from bot.ports import Database, Heard, PostedMessage
from tests.contract.test_services_recovery import SlowHost
from tests.evening import CLAIM, OBJECTION, PEOPLE, PROPOSAL, READING, Evening, Stage, house, quoted
from tests.fakes import ManualClock


class SlowScribe(HouseHost):
    """A host that takes its time to hand over a record it has written."""

    def __init__(self) -> None:
        super().__init__(house().content.bank, house().content.speech)
        self.written, self.go_on = asyncio.Event(), asyncio.Event()

    async def recap(self, room: Room) -> Recap:
        recap = replace(await super().recap(room), source=Source.AI)
        self.written.set()
        await self.go_on.wait()
        return recap


class SlowStage(Stage):
    """An announcer that takes its time to post a record."""

    def __init__(self, clock: ManualClock) -> None:
        super().__init__(clock)
        self.posting, self.go_on = asyncio.Event(), asyncio.Event()

    async def post_recap(
        self,
        salon: Salon,
        recap: Recap,
        turns: Mapping[TurnId, Turn],
        nonce: str,
        timeline: Timeline | None = None,
    ) -> Sequence[PostedMessage]:
        self.posting.set()
        await self.go_on.wait()
        return await super().post_recap(salon, recap, turns, nonce, timeline)


@pytest.fixture
async def evening(db: Database) -> Evening:
    return Evening(db)


async def delete(evening: Evening, *messages: Heard) -> None:
    await evening.conversation.deleted([m.message_id for m in messages])
    await evening.settle()


async def edit(evening: Evening, message: Heard, text: str) -> None:
    await evening.conversation.edited(message.message_id, text, evening.clock.advance(seconds=5))
    await evening.settle()


def everywhere(evening: Evening, turns: object, recap: object = "") -> str:
    """All that is shown, and all that is stored."""
    return "\n".join([*evening.stage.texts, repr(turns), repr(recap)])


async def test_a_deletion_reaches_what_the_host_said(evening: Evening) -> None:
    salon = await evening.open()
    heard = await evening.say("I keep a secret: the letters remind me of Uncle Zebedee, because he never signed them.")
    assert "Zebedee" in evening.said[-1]
    await delete(evening, heard)
    assert "Zebedee" not in everywhere(evening, await evening.turns(salon))
    assert quoted(evening.said[-1]) == []
    assert len(evening.said) == 2


async def test_a_deletion_leaves_other_turns_of_the_host_alone(evening: Evening) -> None:
    await evening.open()
    await evening.say(CLAIM)
    kept = evening.said[-1]
    heard = await evening.say(OBJECTION)
    await delete(evening, heard)
    assert evening.said[1] == kept


async def test_a_bulk_deletion_reaches_the_posted_record(evening: Evening) -> None:
    salon = await evening.open()
    await evening.say(CLAIM)
    gone = [await evening.say(READING), await evening.say(OBJECTION)]
    await evening.end()
    assert "cop-out" in everywhere(evening, (), await evening.recap(salon))
    await delete(evening, *gone)
    left = everywhere(evening, await evening.turns(salon), await evening.recap(salon))
    assert "cop-out" not in left
    assert "queer theory" not in left
    assert "gifts" in left
    assert len(evening.stage.redrawn) == 1
    assert (await evening.recap(salon)).turns == 1


async def test_when_everything_is_deleted_the_record_is_empty(evening: Evening) -> None:
    salon = await evening.open()
    gone = [await evening.say(text) for text in (CLAIM, READING, OBJECTION, PROPOSAL)]
    await evening.end()
    await delete(evening, *gone)
    recap = await evening.recap(salon)
    assert (recap.people, recap.turns) == (0, 0)
    assert [i for i in recap.items if i.quote and i.speaker != "Salon"] == []


async def test_a_deletion_before_the_end_stays_out_of_the_record(evening: Evening) -> None:
    salon = await evening.open()
    await evening.say(CLAIM)
    await delete(evening, await evening.say(OBJECTION))
    await evening.end()
    assert "cop-out" not in everywhere(evening, await evening.turns(salon), await evening.recap(salon))


async def test_a_deletion_before_the_answer_is_posted(evening: Evening) -> None:
    salon = await evening.open()
    evening.stage.refuse("say", Unavailable(), times=1)
    heard = await evening.say(OBJECTION)
    await delete(evening, heard)
    await evening.wait(minutes=10)
    assert "cop-out" not in everywhere(evening, await evening.turns(salon))


async def test_a_deletion_while_the_host_thinks(db: Database) -> None:
    host = SlowHost()
    evening = Evening(db, host=host)
    salon = await evening.open("her-2013", "Anna", "Ben")
    host.slow = True
    heard = evening.message(OBJECTION, to_host=True)
    await evening.conversation.hear(heard)
    thinking = asyncio.create_task(evening.settle())
    await host.thinking.wait()
    await evening.conversation.deleted([heard.message_id])
    host.go_on.set()
    await thinking
    await evening.settle()
    assert "cop-out" not in everywhere(evening, await evening.turns(salon))


async def test_a_deletion_after_a_crash_between_saying_and_recording(evening: Evening) -> None:
    salon = await evening.open()
    evening.stage.crash_after_saying = 1
    heard = await evening.say(OBJECTION)
    await delete(evening, heard)
    await evening.again().wait(minutes=10)
    assert "cop-out" not in everywhere(evening, await evening.turns(salon))


async def test_an_edit_takes_a_quotation_back(evening: Evening) -> None:
    salon = await evening.open()
    heard = await evening.say("I don't buy the ending, it is a cop-out that Bartholomew would have liked.")
    assert "Bartholomew" in evening.said[-1] or "cop-out" in evening.said[-1]
    await edit(evening, heard, "I like the ending, now that I think of it, since the roof is where they learn to see.")
    shown = everywhere(evening, await evening.turns(salon))
    assert "Bartholomew" not in shown
    assert "cop-out" not in shown


async def test_an_edit_that_keeps_the_quoted_words_changes_nothing(evening: Evening) -> None:
    await evening.open()
    heard = await evening.say(OBJECTION)
    before = list(evening.said)
    await edit(evening, heard, OBJECTION + " And I say so calmly.")
    assert evening.said == before


async def test_an_edit_elsewhere_leaves_every_turn_of_the_host_alone(evening: Evening) -> None:
    await evening.open()
    texts = (CLAIM, READING, OBJECTION, PROPOSAL, "what did you think of it?", "who directed it?", "good night")
    heard = [await evening.say(text) for text in texts]
    before = list(evening.said)
    await edit(evening, heard[-1], "good night all")
    assert evening.said == before


async def test_an_edit_after_the_end_renews_the_record(evening: Evening) -> None:
    salon = await evening.open()
    await evening.say(CLAIM)
    heard = await evening.say(OBJECTION)
    await evening.end()
    await edit(evening, heard, "The ending is earned, because the whole film teaches them to let go of each other.")
    left = everywhere(evening, await evening.turns(salon), await evening.recap(salon))
    assert "cop-out" not in left
    assert "let go of each other" in left


async def test_edits_and_deletions_of_unknown_messages_do_nothing(evening: Evening) -> None:
    await evening.open()
    await evening.say(CLAIM)
    before = list(evening.said)
    await evening.conversation.edited(1, "what", evening.clock.now())
    await evening.conversation.deleted([1, 2, 3])
    await evening.conversation.deleted([])
    await evening.settle()
    assert evening.said == before


async def test_a_record_whose_thread_is_gone_is_still_renewed(evening: Evening) -> None:
    salon = await evening.open()
    await evening.say(CLAIM)
    heard = await evening.say(OBJECTION)
    await evening.end()
    for method in ("redraw_recap", "amend"):
        evening.stage.refuse(method, Gone())
    await delete(evening, heard)
    turns: list[Turn] = list(await evening.turns(salon))
    assert "cop-out" not in repr((turns, await evening.recap(salon)))


async def test_an_outage_during_a_deletion_only_delays_it(evening: Evening) -> None:
    salon = await evening.open()
    heard = await evening.say(OBJECTION)
    evening.stage.refuse("amend", Unavailable(), times=2)
    await delete(evening, heard)
    await evening.wait(minutes=5)
    assert "cop-out" not in everywhere(evening, await evening.turns(salon))


async def test_words_deleted_while_the_record_is_written_are_not_in_it(db: Database) -> None:
    scribe = SlowScribe()
    evening = Evening(db, host=scribe)
    salon = await evening.open("her-2013", "Anna", "Ben")
    await evening.say(CLAIM)
    gone = await evening.say(OBJECTION, "Ben")
    ending = asyncio.create_task(evening.end())
    await scribe.written.wait()
    await delete(evening, gone)  # its job finds no record yet
    scribe.go_on.set()
    await ending
    await evening.settle()
    recap = await evening.recap(salon)
    assert "cop-out" not in everywhere(evening, await evening.turns(salon), (recap, evening.stage.recaps))
    assert (recap.source, recap.turns) == (Source.HOUSE, 1)
    assert len(evening.stage.recaps) == 1


async def test_a_part_taken_back_while_the_record_is_written_is_not_in_it(db: Database) -> None:
    scribe = SlowScribe()
    evening = Evening(db, host=scribe)
    salon = await evening.open("her-2013", "Anna", "Ben")
    whatifs = evening.wired.whatifs
    draft = await whatifs.begin(evening.channel, PEOPLE["Anna"], "Anna", PROPOSAL)
    await whatifs.add(draft.id, PEOPLE["Ben"], "Ben", "Then Bartholomew buys the letters back.")
    await evening.settle()
    ending = asyncio.create_task(evening.end())
    await scribe.written.wait()
    await whatifs.take_back(draft.id, PEOPLE["Ben"])
    await evening.settle()
    scribe.go_on.set()
    await ending
    await evening.settle()
    recap = await evening.recap(salon)
    assert "Bartholomew" not in everywhere(evening, await evening.turns(salon), (recap, evening.stage.recaps))
    assert "ethics of ownership" in repr(recap)


async def test_a_record_from_which_nothing_was_withdrawn_is_the_hosts(db: Database) -> None:
    scribe = SlowScribe()
    scribe.go_on.set()
    evening = Evening(db, host=scribe)
    salon = await evening.open()
    await evening.say(CLAIM)
    await evening.end()
    assert (await evening.recap(salon)).source is Source.AI
    assert evening.stage.redrawn == []


async def test_words_deleted_while_the_record_is_posted_are_taken_out_of_it(db: Database) -> None:
    clock = ManualClock()
    stage = SlowStage(clock)
    evening = Evening(db, clock=clock, stage=stage)
    salon = await evening.open("her-2013", "Anna", "Ben")
    await evening.say(CLAIM)
    gone = await evening.say(OBJECTION, "Ben")
    ending = asyncio.create_task(evening.end())
    await stage.posting.wait()
    await delete(evening, gone)  # its job finds no posts yet
    stage.go_on.set()
    await ending
    await evening.settle()
    assert "cop-out" not in everywhere(evening, await evening.turns(salon), await evening.recap(salon))
    assert len(stage.redrawn) == 1
