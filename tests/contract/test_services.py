"""The life of a salon through its services, over every database: opening, talking, pausing, ending, abandonment."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from dataclasses import replace
from itertools import pairwise

import pytest

from bot.domain.film import Film, FilmId
from bot.domain.question import Kind
from bot.domain.recap import ItemKind
from bot.domain.salon import Salon, SalonState
from bot.domain.turn import UtteranceKind
from bot.errors import BadInput, Conflict, Forbidden, Gone, NotFound, Unavailable
from bot.ports import Database
from bot.services.servers import Servers
from tests.evening import CLAIM, OBJECTION, PROPOSAL, READING, Evening, film, house, quoted
from tests.fakes import ANNA, GUILD, PARENT


@pytest.fixture
async def evening(db: Database) -> Evening:
    return Evening(db)


async def start(evening: Evening, parent_id: int = PARENT) -> None:
    await evening.salons.start(guild_id=GUILD, parent_id=parent_id, film=await film(), opened_by=ANNA)


async def test_a_salon_opens_with_one_question_about_its_film(evening: Evening) -> None:
    salon = await evening.open()
    (opening,) = evening.said
    assert opening.count("?") == 1
    (turn,) = await evening.turns(salon)
    assert turn.by_host
    assert turn.message_id is not None
    assert await evening.state(salon) is SalonState.OPEN


async def test_a_forum_post_is_its_own_opening(evening: Evening) -> None:
    evening.stage.opens_with_post = True
    salon = await evening.open()
    assert len(evening.stage.posts) == 1
    (turn,) = await evening.turns(salon)
    assert turn.message_id == evening.stage.posts[0].message_id


async def test_two_evenings_on_one_film_open_with_different_questions(evening: Evening) -> None:
    first = await evening.open()
    await evening.end()
    second = await evening.open()
    openings = [(await evening.turns(s))[0].utterance for s in (first, second)]
    assert all(o is not None and o.question is not None for o in openings)
    assert len({o.question.id for o in openings if o is not None and o.question is not None}) == 2


async def test_a_missing_permission_is_named_and_leaves_nothing_behind(evening: Evening) -> None:
    evening.stage.refuse("make_place", Forbidden("forbidden", permission="Create Public Threads"))
    with pytest.raises(Forbidden) as refused:
        await start(evening)
    assert refused.value.values["permission"] == "Create Public Threads"
    assert await evening.salons.listed(GUILD) == ([], [])
    evening.stage.allow("make_place")
    await evening.wait(hours=1)
    assert evening.stage.posts == []


async def test_a_channel_that_is_gone_leaves_nothing_behind(evening: Evening) -> None:
    evening.stage.refuse("make_place", Gone())
    with pytest.raises(Gone):
        await start(evening)
    assert await evening.salons.listed(GUILD) == ([], [])


async def test_an_opening_that_discord_did_not_answer_is_finished_later(evening: Evening) -> None:
    evening.stage.refuse("make_place", Unavailable(), times=1)
    with pytest.raises(Unavailable):
        await start(evening)
    await evening.wait(minutes=2)
    live, _ = await evening.salons.listed(GUILD)
    assert [s.state for s in live] == [SalonState.OPEN]
    assert len(evening.said) == 1


async def test_one_salon_a_thread(evening: Evening) -> None:
    await evening.open()
    with pytest.raises(Conflict) as refused:
        await start(evening, parent_id=evening.channel)
    assert refused.value.key == "already_open"
    assert refused.value.values["channel"] == evening.channel


async def test_of_two_who_press_at_once_one_opens_the_salon(evening: Evening) -> None:
    def pressed(on: Film) -> Awaitable[Salon]:
        return evening.salons.start_alone(guild_id=GUILD, parent_id=PARENT, film=on, opened_by=ANNA)

    one, other = await asyncio.gather(pressed(await film()), pressed(await film()), return_exceptions=True)
    assert isinstance(one, Salon)
    assert isinstance(other, Conflict)
    assert other.values["channel"] == one.channel_id
    assert await pressed(replace(await film(), id=FilmId("another")))
    with pytest.raises(NotFound):
        await evening.salons.known(GUILD + 1, one.id)


async def test_alone_each_message_gets_an_answer(evening: Evening) -> None:
    await evening.open()
    lines = (CLAIM, READING, OBJECTION, PROPOSAL, "yes", "hm", "what did you think of it?", "who directed it?")
    for number, text in enumerate(lines, 1):
        await evening.say(text)
        assert len(evening.said) == 1 + number, text
    assert all(text.count("?") <= 1 for text in evening.said)
    assert len(set(evening.said)) == len(evening.said)


async def test_an_answer_takes_up_the_persons_own_words(evening: Evening) -> None:
    salon = await evening.open()
    for text in (CLAIM, READING, OBJECTION, PROPOSAL):
        heard = await evening.say(text)
        answer = (await evening.turns(salon))[-1]
        assert answer.utterance is not None
        stored = {t.id: t for t in await evening.turns(salon)}
        assert [stored[t].message_id for t in answer.utterance.takes_up] == [heard.message_id]
        head = answer.text.removesuffix(answer.utterance.question.text) if answer.utterance.question else answer.text
        assert quoted(head)
        assert all(part in text for part in quoted(head))


async def test_in_a_group_the_host_is_silent_at_first(evening: Evening) -> None:
    await evening.open("her-2013", "Anna", "Ben")
    await evening.say("hello everyone")
    await evening.say("hi Anna", "Ben")
    assert len(evening.said) == 1
    assert all(d.reason for d in evening.decisions)


async def test_in_a_group_who_speaks_to_the_host_is_answered(evening: Evening) -> None:
    await evening.open("her-2013", "Anna", "Ben")
    await evening.say(CLAIM, "Ben", to_host=True)
    assert len(evening.said) == 2


async def test_in_a_group_the_host_keeps_to_its_share(evening: Evening) -> None:
    salon = await evening.open("her-2013", "Anna", "Ben", "Caro")
    lines = [CLAIM, READING, OBJECTION, PROPOSAL, "I don't agree, the letters are lies because nobody meant them."]
    for number in range(40):
        await evening.say(f"{lines[number % 5]} ({number})", ("Anna", "Ben", "Caro")[number % 3], after=10)
        await evening.wait(seconds=20)
    turns = (await evening.turns(salon))[1:]
    host = [t for t in turns if t.by_host]
    assert host
    assert len(host) <= 0.15 * len(turns)
    assert sum(t.words for t in host) <= 0.30 * sum(t.words for t in turns)
    assert not any(one.by_host and other.by_host for one, other in pairwise(turns))


async def test_a_group_in_full_flow_is_left_alone_until_it_calls(evening: Evening) -> None:
    await evening.open("her-2013", "Anna", "Ben", "Caro")
    for number in range(40):
        await evening.say(f"{(CLAIM, READING, OBJECTION)[number % 3]} ({number})", ("Anna", "Ben", "Caro")[number % 3])
    assert len(evening.said) == 1, "people who write every ten seconds leave no moment"
    await evening.say(OBJECTION, to_host=True)
    assert len(evening.said) == 2, "who speaks to the host is answered at once"
    await evening.say(CLAIM, "Ben")
    await evening.say(READING, to_host=True)
    await evening.say("and another thing", "Ben", after=0)
    assert len(evening.said) == 3, "nor does anybody's word put off the answer to another"


async def test_a_paused_host_is_silent_and_still_remembers(evening: Evening) -> None:
    salon = await evening.open()
    await evening.salons.pause(evening.channel)
    with pytest.raises(Conflict, match="already_paused"):
        await evening.salons.pause(evening.channel)
    await evening.say(CLAIM)
    with pytest.raises(Conflict, match="paused"):
        await evening.conversation.ask(evening.channel, None, None, None)
    await evening.wait(minutes=30)
    assert len(evening.said) == 1
    assert [t.text for t in await evening.turns(salon)][1:] == [CLAIM]
    await evening.salons.resume(evening.channel)
    with pytest.raises(Conflict, match="not_paused"):
        await evening.salons.resume(evening.channel)
    await evening.say(READING)
    assert len(evening.said) == 2


async def test_a_question_on_request_and_none_twice(evening: Evening) -> None:
    await evening.open()
    asked = [await evening.conversation.ask(evening.channel, None, None, None) for _ in range(5)]
    await evening.settle()
    assert len({t.text for t in asked}) == 5
    assert len(evening.said) == 6
    lens = min(q.lens for q in house().content.bank.questions if q.lens)
    turn = await evening.conversation.ask(evening.channel, None, lens, None)
    assert turn.utterance is not None
    assert turn.utterance.question is not None
    assert turn.utterance.question.lens == lens
    turn = await evening.conversation.ask(evening.channel, "gift", None, Kind.EVALUATIVE)
    assert turn.utterance is not None
    assert turn.utterance.question is not None
    assert turn.utterance.question.kind is Kind.EVALUATIVE


async def test_a_question_that_is_not_there_is_said_so(evening: Evening) -> None:
    await evening.open()
    with pytest.raises(NotFound) as refused:
        await evening.conversation.ask(evening.channel, "no-such-theme", None, None)
    assert refused.value.key == "no_question"
    with pytest.raises(NotFound) as refused:
        await evening.conversation.ask(12345, None, None, None)
    assert refused.value.key == "no_salon_here"


async def test_commands_where_no_salon_is(evening: Evening) -> None:
    for call in (evening.salons.pause(77), evening.salons.resume(77), evening.salons.end(77, ANNA)):
        with pytest.raises(NotFound, match="no_salon_here"):
            await call
    assert await evening.salons.here(77) is None


async def test_two_ends_at_once_make_one_record(evening: Evening) -> None:
    await evening.open()
    await evening.say(CLAIM)
    ends = await asyncio.gather(
        evening.salons.end(evening.channel, ANNA), evening.salons.end(evening.channel, 12), return_exceptions=True
    )
    assert sum(isinstance(e, Conflict) and e.key == "already_ended" for e in ends) == 1
    with pytest.raises(Conflict, match="already_ended"):
        await evening.salons.end(evening.channel, ANNA)
    await evening.settle()
    assert len(evening.stage.recaps) == 1


async def test_the_end_of_an_empty_salon_is_a_record_of_nothing(evening: Evening) -> None:
    salon = await evening.open()
    await evening.end()
    recap = await evening.recap(salon)
    assert (recap.people, recap.turns, recap.items) == (0, 0, ())
    assert "Her" in recap.headline
    assert len(evening.stage.recaps) == 1


async def test_after_the_end_nothing_is_heard_and_nothing_is_said(evening: Evening) -> None:
    salon = await evening.open()
    await evening.end()
    posts = len(evening.stage.posts)
    heard = evening.message(CLAIM)
    assert not await evening.conversation.hear(heard)
    await evening.wait(days=2)
    assert len(evening.stage.posts) == posts
    assert all(t.by_host for t in await evening.turns(salon))
    live, closed = await evening.salons.listed(GUILD)
    assert live == []
    assert [s.id for s in closed] == [salon.id]


async def test_the_record_holds_what_was_said(evening: Evening) -> None:
    salon = await evening.open()
    for text in (CLAIM, READING, OBJECTION, PROPOSAL):
        await evening.say(text)
    await evening.end()
    recap = await evening.recap(salon)
    stored = {t.id: t for t in await evening.turns(salon)}
    whole = " ".join(i.quote or "" for i in recap.items)
    assert all(word in whole for word in ("gifts", "queer theory", "cop-out", "ethics of ownership"))
    assert any(i.kind is ItemKind.WHATIF for i in recap.items)
    for item in recap.items:
        assert item.turns
        assert all(turn in stored for turn in item.turns)
        if item.quote:
            assert any(item.quote in stored[t].text and stored[t].author_name == item.speaker for t in item.turns)


async def test_an_abandoned_salon_is_closed_with_its_record(evening: Evening) -> None:
    salon = await evening.open()
    await evening.say(CLAIM)
    await evening.wait(hours=11)
    assert await evening.state(salon) is SalonState.OPEN
    await evening.wait(hours=2)
    assert await evening.state(salon) is SalonState.CLOSED
    assert len(evening.stage.recaps) == 1


async def test_talk_puts_abandonment_off(evening: Evening) -> None:
    salon = await evening.open()
    for _ in range(3):
        await evening.wait(hours=9)
        await evening.say(CLAIM)
    assert await evening.state(salon) is SalonState.OPEN


async def test_nudges_in_a_lull_are_few(evening: Evening) -> None:
    salon = await evening.open("her-2013", "Anna", "Ben")
    lines = ("the music stays with me", "the office is all warm colours, like a toy shop", "he walks a lot in this one")
    for number in range(48):
        await evening.say(f"{lines[number % 3]} ({number})", ("Anna", "Ben")[number % 2], after=5)
        if number % 6 == 5:
            await evening.wait(minutes=20)
    nudges = [t for t in await evening.turns(salon) if t.utterance and t.utterance.kind is UtteranceKind.NUDGE]
    assert 1 <= len(nudges) <= 3


async def test_nobody_is_nudged_before_anybody_has_spoken(evening: Evening) -> None:
    await evening.open("her-2013", "Anna", "Ben")
    await evening.wait(hours=3)
    assert len(evening.said) == 1


async def test_settings_of_a_server(db: Database) -> None:
    servers = Servers(db, ("en",))
    assert (await servers.get(GUILD)).salon_channel is None
    await servers.choose_channel(GUILD, PARENT)
    await servers.choose_timezone(GUILD, "Europe/Lisbon")
    chosen = await servers.choose_language(GUILD, "en")
    assert (chosen.salon_channel, chosen.timezone, chosen.language) == (PARENT, "Europe/Lisbon", "en")
    for call in (servers.choose_timezone(GUILD, "Mars/Olympus"), servers.choose_timezone(GUILD, "../../etc/passwd")):
        with pytest.raises(BadInput, match="unknown_timezone"):
            await call
    with pytest.raises(BadInput, match="unknown_language"):
        await servers.choose_language(GUILD, "tlh")
    assert await servers.get(GUILD) == chosen


async def test_who_commands_in_the_channel_is_told_in_which_thread_the_salon_is(evening: Evening) -> None:
    salon = await evening.open()
    for act in (evening.salons.pause(PARENT), evening.salons.end(PARENT, ANNA), evening.salons.required(PARENT)):
        with pytest.raises(NotFound) as told:
            await act
        assert (told.value.key, told.value.values) == ("salon_in_thread", {"channel": salon.channel_id})
    await evening.salons.end(evening.channel, ANNA)
    with pytest.raises(NotFound) as told:
        await evening.salons.required(PARENT)
    assert told.value.key == "no_salon_here"
