"""Not being heard: from the moment somebody chooses it, nothing is made of what they say, wherever the evening stands."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.errors import Forbidden
from bot.ports import Database
from bot.services.forgetting import Forgetting
from bot.services.optouts import FRESH, Optouts
from tests.contract.test_services_forgetting import everything
from tests.contract.test_services_themes import mourning, themes
from tests.digest_server import DUE, Server
from tests.digest_stage import held, planned
from tests.evening import CLAIM, HER, OBJECTION, READING, Evening
from tests.fakes import ANNA, GUILD
from tests.optout_stage import BEN, CARO, REPLY, SECRET, catching, out


@pytest.fixture
async def evening(db: Database) -> Evening:
    return Evening(db)


async def test_nothing_is_kept_of_what_they_say(evening: Evening) -> None:
    salon = await evening.open(HER, "Anna", "Ben")
    await out(evening)
    await evening.say(SECRET)
    await evening.say(REPLY, "Ben")
    await evening.end()
    assert "Zebedee" not in await everything(evening)
    assert [turn.author_id for turn in await evening.turns(salon) if not turn.by_host] == [BEN]
    record = await evening.recap(salon)
    assert record.people == 1
    assert "a business" in repr(record)


async def test_in_the_middle_of_an_evening_it_goes_on_without_what_they_said(evening: Evening) -> None:
    salon = await evening.open(HER, "Anna", "Ben")
    await evening.say(SECRET)
    await evening.say(REPLY, "Ben")
    await out(evening)
    room = await evening.wired.rooms.of(salon.id)
    assert room.people.keys() == {BEN}
    assert room.solo, "who is not heard is not counted"
    assert not room.stances
    await evening.say(OBJECTION, "Ben")
    await evening.end()
    record = await evening.recap(salon)
    assert "Zebedee" not in repr(record)
    assert "Anna" not in repr(record)
    async with evening.db.read() as unit:
        assert [turn.text for turn in await unit.turns.of_person(ANNA)] == [SECRET], "it stays until it is forgotten"


async def test_records_from_before_stay_as_they_are_until_they_are_forgotten(evening: Evening) -> None:
    salon = await evening.open(HER, "Anna", "Ben")
    await evening.say(SECRET)
    theirs = await evening.say(REPLY, "Ben")
    await evening.end()
    await evening.wait(minutes=1)
    await out(evening)
    await evening.conversation.edited(theirs.message_id, REPLY.replace("each", "all"), evening.clock.now())
    await evening.settle()
    assert evening.stage.redrawn
    assert "Zebedee" in "\n".join(evening.stage.texts)
    wired = evening.wired
    await Forgetting(evening.db, evening.clock, wired.conversation, wired.rooms, wake=lambda: None).person(ANNA)
    await evening.settle()
    assert "Zebedee" not in await everything(evening)
    assert "Anna" not in repr(await evening.recap(salon))
    assert wired.rooms.optouts.holds(ANNA), "to be forgotten is not to be heard again"
    async with evening.db.read() as unit:
        assert await unit.optouts.get(ANNA) is not None


async def test_what_was_missed_and_edited_while_nobody_listened_is_not_read(evening: Evening) -> None:
    salon = await evening.open(HER, "Anna", "Ben")
    early = await evening.say(CLAIM)
    await out(evening)
    evening.message(REPLY, "Ben")
    evening.message(SECRET)
    stage = evening.stage.history[evening.channel]
    changed = next(one for one in stage if one.message_id == early.message_id)
    stage[stage.index(changed)] = type(changed)(
        changed.message_id, changed.channel_id, ANNA, "Anna", changed.at, "Zebedee, rather"
    )
    later = evening.again()
    await later.conversation.remember_sync()
    await later.conversation.catch_up()
    await later.settle()
    assert "Zebedee" not in await everything(later)
    assert [turn.text for turn in await later.turns(salon) if not turn.by_host] == [REPLY]
    async with evening.db.read() as unit:
        assert await unit.turns.by_message(early.message_id) is None, "an edited message goes"
    evening.clock.advance(seconds=1)
    await out(later, on=False)
    await later.again().conversation.catch_up()
    assert "Zebedee" not in await everything(later), "what was written in between is not read later either"
    await later.say(READING)
    assert [turn.text for turn in await later.turns(salon) if not turn.by_host] == [REPLY, READING]


async def test_an_edit_while_it_holds_deletes_and_a_deletion_is_followed(evening: Evening) -> None:
    await evening.open(HER, "Anna", "Ben")
    first, second = await evening.say(CLAIM), await evening.say(OBJECTION)
    await out(evening)
    await evening.conversation.edited(first.message_id, CLAIM, evening.clock.now())
    async with evening.db.read() as unit:
        assert await unit.turns.by_message(first.message_id) is not None, "nothing was changed"
    await evening.conversation.edited(first.message_id, SECRET, evening.clock.now())
    later = evening.again()
    await later.conversation.remember_sync()
    theirs = await later.say(REPLY, "Ben")
    evening.stage.history[evening.channel] = [theirs]
    assert second.message_id != theirs.message_id
    await later.conversation.catch_up()
    async with evening.db.read() as unit:
        assert await unit.turns.of_person(ANNA) == []


async def test_who_calls_the_host_is_told_once_and_in_private(evening: Evening) -> None:

    salon = await evening.open(HER)
    await out(evening)
    before = len(evening.stage.texts)
    await evening.say(SECRET)
    assert not evening.stage.whispers
    await evening.say(SECRET, to_host=True)
    await evening.say(SECRET, to_host=True)
    assert evening.stage.whispers == [(ANNA, f"not heard in {salon.id}")]
    await out(evening, CARO)
    evening.stage.refuse("whisper", Forbidden())
    await evening.say(SECRET, "Caro", to_host=True)
    assert evening.stage.texts[before:] == [f"not heard in {salon.id}"], "alone with the host, in the channel"
    assert "Zebedee" not in await everything(evening)


async def test_before_others_nobody_is_told_of_it(evening: Evening) -> None:

    await evening.open(HER, "Anna", "Ben")
    await evening.say(REPLY, "Ben")
    await out(evening)
    evening.stage.refuse("whisper", Forbidden())
    await evening.say(SECRET, to_host=True)
    assert "not heard" not in "\n".join(evening.stage.texts)


async def test_nothing_is_made_of_their_messages_by_others(evening: Evening) -> None:
    await evening.open(HER, "Anna", "Ben")
    early = await evening.say(CLAIM)
    await out(evening)
    late = await evening.say(SECRET)
    service = themes(evening)
    for message in (early.message_id, late.message_id):
        for by, key in ((BEN, "not_heard"), (ANNA, "you_are_not_heard")):
            with pytest.raises(Forbidden, match=f"^{key}"):
                await evening.wishes.take_up(evening.channel, message, ANNA, by)
            with pytest.raises(Forbidden, match=f"^{key}"):
                await service.offer(GUILD, evening.channel, message, ANNA, by)
    with pytest.raises(Forbidden, match="not_heard"):
        await service.tag(GUILD, evening.channel, early.message_id, BEN, on=["gift"])
    assert not await evening.wishes.points(evening.channel)


async def test_a_whatif_goes_on_without_them(evening: Evening) -> None:
    await evening.open(HER, "Anna", "Ben")
    whatifs = evening.wired.whatifs
    draft = await whatifs.begin(evening.channel, BEN, "Ben", "What if she stays?")
    await whatifs.add(draft.id, ANNA, "Anna", "Then Uncle Zebedee answers every letter.")
    await evening.settle()
    await out(evening)
    with pytest.raises(Forbidden, match="whatif_not_heard"):
        await whatifs.add(draft.id, ANNA, "Anna", "And Zebedee again.")
    now = (await whatifs.get(draft.id))[1]
    assert len(now.parts) == 2, "what was shown stays, until they take it back"
    assert now.card is not None
    await evening.say("Zebedee, by reply.", reply_to=now.card)
    assert len((await whatifs.get(draft.id))[1].parts) == 2
    assert "Zebedee" not in repr((await catching(evening).tell(GUILD, evening.channel, CARO)).missed)
    await whatifs.add(draft.id, BEN, "Ben", "Then nobody needs the letters any more.")
    await evening.settle()
    await whatifs.set_aside(draft.id)
    with pytest.raises(Forbidden, match="whatif_not_heard"):
        await whatifs.begin(evening.channel, ANNA, "Anna", "Zebedee returns")
    await whatifs.take_up(draft.id)
    await evening.end()
    told = "\n".join(text for text in evening.stage.texts)
    assert "Zebedee" not in told
    await whatifs.take_back(draft.id, ANNA)


async def test_while_a_film_is_on_no_moment_is_theirs(evening: Evening) -> None:
    salon = await evening.open(HER, "Anna", "Ben")
    clocks = evening.wired.film_clocks
    await clocks.begin(evening.channel, ANNA)
    await evening.wait(minutes=10)
    await evening.say("Zebedee would have loved this lift", after=1)
    await evening.say("The lift, the lift is what I came for", "Ben", after=1)
    await out(evening)
    await evening.say("Zebedee again, in the lift", after=1)
    await clocks.pause(evening.channel, ANNA)
    await clocks.resume(evening.channel, ANNA)
    await evening.wait(minutes=5)
    await clocks.end(evening.channel, ANNA)
    await evening.wait(minutes=1)
    told = "\n".join(evening.stage.texts)
    assert "Zebedee" not in told
    assert (await evening.wired.rooms.of(salon.id)).people.keys() == {BEN}


async def test_they_can_still_open_a_salon_and_steer_it(evening: Evening) -> None:
    await out(evening)
    await evening.open(HER)
    await evening.salons.pause(evening.channel)
    await evening.salons.resume(evening.channel)
    assert (await evening.conversation.ask(evening.channel, None, None, None)).text
    await evening.end()


async def test_choosing_twice_changes_nothing_and_another_process_sees_it(evening: Evening) -> None:
    await evening.open(HER, "Anna", "Ben")
    other = Optouts(evening.db, evening.clock)
    await other.look()
    assert not await other.choose(ANNA, on=False)
    await out(evening)
    assert not await evening.wired.rooms.optouts.choose(ANNA, on=True)
    assert not other.holds(ANNA)
    evening.clock.advance(FRESH)
    await other.look()
    assert other.holds(ANNA)
    beside = evening.again()
    await beside.wired.rooms.optouts.look()
    await out(beside, on=False)
    await evening.wired.rooms.optouts.look()
    await out(beside, BEN)
    assert not evening.wired.rooms.optouts.holds(BEN), "not seen yet"
    await evening.say(REPLY, "Ben", after=1)
    assert "a business" not in await everything(evening), "looked at again where it is stored"


async def test_a_digest_that_is_made_later_quotes_them_no_more(db: Database) -> None:
    server = Server(db)
    await planned(db, server.clock)
    await held(db, DUE - timedelta(hours=5), "uncle Zebedee's letters are gifts")
    assert await Optouts(db, server.clock).choose(ANNA, on=True)
    server.clock.set(DUE - timedelta(hours=1))
    await server.at(DUE)
    assert "Her" in server.words
    assert "Zebedee" not in server.words


async def test_where_a_theme_came_up_they_are_not_quoted(evening: Evening) -> None:
    await mourning(evening)
    await evening.wait(minutes=1)
    await out(evening)
    (traced,) = (await themes(evening).trace(GUILD, "grief", BEN, lambda _: True, 1, 5)).shown
    assert [one.turn.author_id for one in traced.said] == [BEN]
