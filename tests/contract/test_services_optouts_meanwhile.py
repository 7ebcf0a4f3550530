"""Opting out of being heard while the host thinks, writes or has not yet posted: what was made of their words is not said."""

from __future__ import annotations

import pytest

from bot.domain.turn import Source, Utterance, UtteranceKind
from bot.errors import Conflict, Unavailable
from bot.ports import Database
from bot.services.forgetting import Forgetting
from tests.contract.test_services_forgetting import everything
from tests.evening import HER, Evening
from tests.fakes import ANNA, GUILD
from tests.optout_stage import BEN, CARO, REPLY, SECRET, catching, claimed, out, watched


@pytest.fixture
async def evening(db: Database) -> Evening:
    return Evening(db)


async def test_an_answer_that_is_on_its_way_is_dropped_and_thought_over(evening: Evening) -> None:
    await evening.open(HER, "Anna")
    evening, host = watched(evening)
    host.meanwhile = lambda: out(evening)
    before = len(evening.stage.texts)
    await evening.say(SECRET, to_host=True)
    assert len(host.rooms) == 1
    assert evening.stage.texts[before:] == []
    await evening.say(REPLY, "Ben")
    assert host.rooms[-1].people.keys() == {BEN}
    assert "Zebedee" not in "\n".join(evening.stage.texts)


async def test_a_question_that_was_asked_for_meanwhile_is_refused(evening: Evening) -> None:
    await evening.open(HER, "Anna", "Ben")
    await evening.say(SECRET)
    evening, host = watched(evening)
    host.meanwhile = lambda: out(evening)
    with pytest.raises(Conflict, match="silenced_meanwhile"):
        await evening.conversation.ask(evening.channel, None, None, None)
    assert (await evening.conversation.ask(evening.channel, None, None, None)).text


async def test_what_is_stored_and_not_yet_posted_keeps_none_of_their_words(evening: Evening) -> None:
    salon = await evening.open(HER, "Anna")
    await evening.conversation.hear(evening.message(SECRET, to_host=True))
    job = [one for one in await claimed(evening) if one.kind == "consider"]
    await evening.conversation.consider(job[0])
    turn = (await evening.turns(salon))[-1]
    assert turn.by_host
    assert turn.message_id is None
    assert turn.utterance is not None
    assert turn.utterance.takes_up or "letters" in turn.text
    await out(evening)
    await evening.wait(minutes=5)
    posted = "\n".join(evening.stage.texts)
    assert "Zebedee" not in posted
    assert turn.text not in posted


async def test_a_record_that_is_being_written_is_written_without_them(evening: Evening) -> None:
    salon = await evening.open(HER, "Anna", "Ben")
    await evening.say(SECRET)
    await evening.say(REPLY, "Ben")
    evening, host = watched(evening)
    host.meanwhile = lambda: out(evening)
    await evening.end()
    await evening.settle()
    assert "Zebedee" not in repr(await evening.recap(salon))
    assert "Zebedee" not in "\n".join(evening.stage.texts)
    theirs = next(turn for turn in await evening.turns(salon) if turn.author_id == BEN)
    assert theirs.message_id is not None
    await evening.conversation.edited(theirs.message_id, REPLY.replace("each", "all"), evening.clock.now())
    await evening.settle()
    assert "Zebedee" not in repr(await evening.recap(salon)), "nor do they come back when it is redrawn"


async def test_a_record_that_could_not_be_posted_is_written_anew(evening: Evening) -> None:

    salon = await evening.open(HER, "Anna", "Ben")
    await evening.say(SECRET)
    await evening.say(REPLY, "Ben")
    evening.stage.refuse("post_recap", Unavailable())
    await evening.end()
    assert "Zebedee" in repr(await evening.recap(salon))
    await out(evening)
    evening.stage.allow("post_recap")
    await evening.wait(hours=1)
    assert "a business" in "\n".join(evening.stage.texts)
    assert "Zebedee" not in "\n".join(evening.stage.texts)


async def test_a_whatif_whose_premise_is_theirs_gets_no_question(evening: Evening) -> None:
    await evening.open(HER, "Anna", "Ben", "Caro")
    evening, host = watched(evening)
    whatifs = evening.wired.whatifs
    draft = await whatifs.begin(evening.channel, ANNA, "Anna", "What if Uncle Zebedee stays?")
    await evening.settle()
    await whatifs.add(draft.id, BEN, "Ben", "Then nobody needs the letters any more.")
    await evening.settle()
    assert host.drafts
    host.drafts.clear()
    await out(evening)
    await whatifs.add(draft.id, CARO, "Caro", "Then the city falls silent.")
    await evening.settle()
    assert not host.drafts
    assert "Zebedee" not in repr((await catching(evening).tell(GUILD, evening.channel, 99)).missed)
    await out(evening, on=False)
    assert "Zebedee" in repr((await catching(evening).tell(GUILD, evening.channel, 99)).missed)
    await out(evening, BEN)
    await whatifs.add(draft.id, CARO, "Caro", "Then it sings.")
    await evening.settle()
    assert {part.author_id for one in host.drafts for part in one.parts} == {ANNA, CARO}


async def test_words_that_name_nobody_are_posted_without_what_they_were_made_for(evening: Evening) -> None:
    salon = await evening.open(HER, "Anna")
    await evening.say(SECRET)
    said = Utterance(UtteranceKind.TAKEUP, "Well put, Anna.", Source.AI, "it answers")
    await evening.conversation.put(salon.id, said)
    await out(evening)
    before = list(evening.stage.texts)
    await evening.settle()
    assert evening.stage.texts == before


async def test_the_host_does_not_go_on_from_its_own_words_on_theirs(evening: Evening) -> None:
    salon = await evening.open(HER, "Anna")
    await evening.say(SECRET, to_host=True)
    assert "Zebedee" in "\n".join(evening.said), "the host took it up"
    await out(evening)
    room = await evening.wired.rooms.of(salon.id)
    assert "Zebedee" not in "\n".join(turn.text for turn in room.turns)
    assert "Zebedee" in "\n".join(evening.said), "what is posted stays"
    theirs = await evening.say(REPLY, "Ben")
    await evening.end()
    assert "Zebedee" not in repr(await evening.recap(salon))
    await evening.conversation.deleted([theirs.message_id])
    wired = evening.wired
    await Forgetting(evening.db, evening.clock, wired.conversation, wired.rooms, wake=lambda: None).person(ANNA)
    await evening.settle()
    assert "Zebedee" not in await everything(evening)
