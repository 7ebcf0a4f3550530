"""Heat in a salon, through the services and over every database: a moment to laugh, one turn back, one line an hour."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.domain.salon import Salon
from bot.domain.turn import Turn, UtteranceKind
from bot.errors import Forbidden, Gone, SalonError, Unavailable
from bot.ports import Database
from bot.services.servers import Servers
from tests.evening import CLAIM, HER, PEOPLE, Evening
from tests.fakes import EVENING, GUILD, open_salon

ALERTS = 900
GRAVE = "Fuck you, you idiot."
INSULT = "You are an idiot, Anna."


@pytest.fixture
def evening(db: Database) -> Evening:
    return Evening(db)


async def opened(evening: Evening, alerts: int | None = ALERTS) -> Salon:
    await Servers(evening.db, ("en",)).choose_alerts(GUILD, alerts)
    return await evening.open(HER, "Anna", "Ben", "Caro")


def told(evening: Evening) -> list[str]:
    return [p.text for p in evening.stage.posts if p.channel_id == ALERTS]


async def turned_back(evening: Evening, salon: Salon) -> list[Turn]:
    turns = await evening.turns(salon)
    return [t for t in turns if t.utterance is not None and t.utterance.kind is UtteranceKind.TURN_BACK]


async def test_grave_words_are_met_at_once_and_managers_are_told_with_a_link(evening: Evening) -> None:
    salon = await opened(evening)
    await evening.say(CLAIM)
    heated = await evening.say(GRAVE, "Ben")
    (back,) = await turned_back(evening, salon)
    assert evening.said[-1] == back.text
    assert told(evening) == [f"heat at {heated.message_id}"]


async def test_an_insult_has_a_moment_to_be_laughed_off(evening: Evening) -> None:
    salon = await opened(evening)
    await evening.say(CLAIM)
    await evening.say(INSULT, "Ben")
    assert not await turned_back(evening, salon)
    await evening.wait(seconds=25)
    assert len(await turned_back(evening, salon)) == 1
    assert len(told(evening)) == 1


async def test_what_is_laughed_off_is_nobodys_business(evening: Evening) -> None:
    salon = await opened(evening)
    await evening.say(CLAIM)
    await evening.say(INSULT, "Ben")
    await evening.say("hahaha, guilty", after=5)
    await evening.wait(seconds=60)
    assert not await turned_back(evening, salon)
    assert told(evening) == []


async def test_whoever_calls_the_host_meanwhile_is_answered_at_once(evening: Evening) -> None:
    salon = await opened(evening)
    await evening.say(CLAIM)
    await evening.say(INSULT, "Ben")
    before = len(evening.said)
    await evening.say(f"What do you make of this? {CLAIM}", "Caro", after=2, to_host=True)
    assert len(evening.said) == before + 1
    assert not await turned_back(evening, salon)


async def test_the_moment_survives_a_restart(evening: Evening) -> None:
    salon = await opened(evening)
    await evening.say(CLAIM)
    await evening.say(INSULT, "Ben")
    again = evening.again()
    again.wired.rooms.expect(salon.id, [11, 12])
    await again.wait(seconds=25)
    assert len(await turned_back(again, salon)) == 1


async def test_once_a_salon_and_one_line_an_hour(evening: Evening) -> None:
    salon = await opened(evening)
    await evening.say(CLAIM)
    for number in range(6):
        await evening.say(GRAVE, ("Ben", "Anna")[number % 2])
    assert len(await turned_back(evening, salon)) == 1
    assert len(told(evening)) == 1
    await evening.wait(minutes=61)
    await evening.say(CLAIM)
    await evening.say(GRAVE, "Ben")
    assert len(await turned_back(evening, salon)) == 1
    assert len(told(evening)) == 2


async def test_without_a_channel_nobody_is_told(evening: Evening) -> None:
    salon = await opened(evening, alerts=None)
    await evening.say(CLAIM)
    await evening.say(GRAVE, "Ben")
    assert len(await turned_back(evening, salon)) == 1
    assert told(evening) == []


async def test_a_paused_salon_is_left_alone(evening: Evening) -> None:
    salon = await opened(evening)
    await evening.say(CLAIM)
    await evening.salons.pause(evening.channel)
    await evening.say(GRAVE, "Ben")
    await evening.wait(minutes=2)
    assert not await turned_back(evening, salon)
    assert told(evening) == []


async def test_a_line_is_posted_once_though_the_bot_crashes_right_after_it(evening: Evening) -> None:
    await opened(evening)
    await evening.say(CLAIM)
    heard = evening.message(GRAVE, "Ben")
    await evening.conversation.hear(heard)
    evening.stage.crash_after_saying = 2  # the turn back to the screen and the line
    await evening.settle()
    await evening.wait(minutes=5)
    assert told(evening) == [f"heat at {heard.message_id}"]


async def test_words_taken_back_are_not_pointed_at(evening: Evening) -> None:
    await opened(evening)
    await evening.say(CLAIM)
    heard = evening.message(GRAVE, "Ben")
    await evening.conversation.hear(heard)
    evening.stage.refuse("say", Unavailable())
    await evening.settle()
    await evening.conversation.deleted([heard.message_id])
    evening.stage.allow("say")
    await evening.wait(minutes=5)
    assert told(evening) == []


@pytest.mark.parametrize("error", [Gone(), Forbidden("forbidden", permission="Send Messages")])
async def test_a_channel_that_is_gone_or_closed_hinders_nothing(evening: Evening, error: SalonError) -> None:
    salon = await opened(evening)
    await evening.say(CLAIM)
    say = evening.stage.say

    async def closed(channel_id: int, text: str, nonce: str, *, reply_to: int | None = None) -> int:
        if channel_id == ALERTS:
            raise error
        return await say(channel_id, text, nonce, reply_to=reply_to)

    evening.stage.say = closed  # type: ignore[method-assign]
    await evening.say(GRAVE, "Ben")
    await evening.wait(minutes=5)
    assert len(await turned_back(evening, salon)) == 1
    assert told(evening) == []
    assert evening.failures == []


# --- in what-ifs ---

AT_ANNA = "Anna, you are a fucking idiot."
STORY = "What if Samantha writes to Theodore that he is an idiot, and he answers: you are a fucking idiot yourself?"


async def test_a_barb_put_into_a_whatif_is_met_and_the_line_leads_to_the_card(evening: Evening) -> None:
    salon = await opened(evening)
    await evening.say(CLAIM)
    draft = await evening.wired.whatifs.begin(evening.channel, PEOPLE["Ben"], "Ben", STORY)
    await evening.settle()
    assert not await turned_back(evening, salon)
    evening.clock.advance(seconds=10)
    await evening.wired.whatifs.add(draft.id, PEOPLE["Ben"], "Ben", AT_ANNA)
    await evening.settle()
    (back,) = await turned_back(evening, salon)
    assert evening.said[-1] == back.text, "and no question after it"
    assert told(evening) == [f"heat at {next(iter(evening.board.cards))}"]


async def test_a_barb_in_a_reply_to_the_card_is_met(evening: Evening) -> None:
    salon = await opened(evening)
    await evening.say(CLAIM)
    await evening.wired.whatifs.begin(evening.channel, PEOPLE["Caro"], "Caro", STORY)
    await evening.settle()
    heated = await evening.say(AT_ANNA, "Ben", reply_to=next(iter(evening.board.cards)))
    assert len(await turned_back(evening, salon)) == 1
    assert told(evening) == [f"heat at {heated.message_id}"]


async def test_a_milder_barb_in_a_whatif_may_be_laughed_off_first(evening: Evening) -> None:
    salon = await opened(evening)
    await evening.say(CLAIM)
    await evening.wired.whatifs.begin(evening.channel, PEOPLE["Ben"], "Ben", INSULT)
    await evening.settle()
    assert not await turned_back(evening, salon)
    await evening.wait(seconds=25)
    assert len(await turned_back(evening, salon)) == 1


# --- the store ---


async def test_a_salon_is_reported_again_after_the_rest_only(db: Database) -> None:
    salon = await open_salon(db)
    rest = timedelta(hours=1)
    async with db.write() as unit:
        assert await unit.salons.alert(salon.id, EVENING, rest)
        assert not await unit.salons.alert(salon.id, EVENING + timedelta(minutes=59), rest)
        assert await unit.salons.alert(salon.id, EVENING + rest, rest)
        await unit.salons.remove(salon.id)
        assert not await unit.salons.alert(salon.id, EVENING + 5 * rest, rest)


async def test_what_raises_leaves_a_salon_unreported(db: Database) -> None:
    salon = await open_salon(db)

    async def report_and_fail() -> None:
        async with db.write() as unit:
            await unit.salons.alert(salon.id, EVENING, timedelta(hours=1))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await report_and_fail()
    async with db.write() as unit:
        assert await unit.salons.alert(salon.id, EVENING, timedelta(hours=1))


async def test_the_channel_that_is_told_is_kept_and_cleared(db: Database) -> None:
    servers = Servers(db, ("en",))
    assert (await servers.get(GUILD)).alert_channel is None
    await servers.choose_alerts(GUILD, 2**62)
    await servers.choose_channel(GUILD, 5)
    assert ((await servers.get(GUILD)).alert_channel, (await servers.get(GUILD)).salon_channel) == (2**62, 5)
    assert (await servers.choose_alerts(GUILD, None)).alert_channel is None
    assert (await servers.get(GUILD)).alert_channel is None
