"""Counter-readings, "Take up this point", how far people have seen, and spoiler covers, with the real bot."""

from __future__ import annotations

import json

import pytest

from bot.client import SalonBot
from bot.local.wire import ApiError, Json
from tests.e2e.conftest import Club
from tests.evening import CLAIM, OBJECTION, READING, house, quoted

LATER = "I keep thinking of Alan Watts, rebuilt by the OSes, and what he would say of it."
MENU = "Take up this point"


def whispers(club: Club, name: str) -> list[str]:
    """What the bot has sent somebody in direct messages."""
    person = club.person(name)
    direct = [c for c in club.discord.state.channels.values() if c["type"] == 1 and c["_partner"] == person.id]
    return [message["content"] for channel in direct for message in person.messages(channel["id"])]


def private(message: Json) -> bool:
    return bool(message["flags"] & 64)


async def test_a_counter_reading_on_request(club: Club, bot: SalonBot) -> None:
    ines, wren = club.person("Ines"), club.person("Wren")
    place = await club.start(ines)
    assert "Nobody has made a point here yet" in (await ines.slash("salon counter", place)).text
    for who, text in ((ines, CLAIM), (wren, READING)):
        await club.say(who, place, text)
    before = len(club.hosted(place))
    offered = await wren.autocomplete("salon counter", place, focused="point", point="")
    assert ["Wren" in choice["name"] for choice in offered] == [True, False]
    (gifts,) = await wren.autocomplete("salon counter", place, focused="point", point="gifts")
    assert "are gifts" in gifts["name"]
    answer = await wren.slash("salon counter", place, point=gifts["value"])
    assert answer.text == "Countered, for the sake of it."
    assert private(answer.message)
    await club.until(lambda: len(club.hosted(place)) == before + 1)
    said = club.hosted(place)[-1]
    assert "counter-reading" in said
    assert quoted(said)[0] in CLAIM
    assert said.count("?") == 1
    assert "cannot find that point" in (await ines.slash("salon counter", place, point="zebras")).text
    await ines.slash("salon counter", place)
    await club.until(lambda: len(club.hosted(place)) == before + 2)
    await ines.slash("salon pause", place)
    assert "is paused" in (await ines.slash("salon counter", place)).text
    assert "no salon in this channel" in (await ines.slash("salon counter", club.lobby)).text
    assert await ines.autocomplete("salon counter", club.lobby, focused="point", point="") == []


async def test_a_message_is_taken_up_from_its_menu(club: Club, bot: SalonBot) -> None:
    ines, wren = club.person("Ines"), club.person("Wren")
    place = await club.start(ines)
    opening = club.discord.messages(place)[-1]
    claim = await club.say(ines, place, CLAIM)
    nothing = await club.say(wren, place, "hello there")
    objection = await club.say(wren, place, OBJECTION)
    before = len(club.hosted(place))
    pressed = await ines.menu(MENU, objection)
    assert pressed.text == "Taken up."
    assert private(pressed.message)
    await club.until(lambda: len(club.hosted(place)) == before + 1)
    assert quoted(club.hosted(place)[-1])[0] in OBJECTION
    for message, why in (
        (objection, "taken that up already"),
        (opening, "my own message"),
        (nothing, "nothing in that message to take up"),
    ):
        assert why in (await ines.menu(MENU, message)).text
    elsewhere = await wren.say(club.lobby, CLAIM)
    assert "no salon in this channel" in (await ines.menu(MENU, elsewhere)).text
    await ines.slash("salon pause", place)
    assert "is paused" in (await ines.menu(MENU, claim)).text
    assert len(club.hosted(place)) == before + 1
    assert not club.given_up()


async def test_what_stood_there_before_the_salon_is_no_turn_of_it(club: Club, bot: SalonBot) -> None:
    ines = club.person("Ines")
    club.discord.deny(club.salon, "create_public_threads")
    early = await ines.say(club.salon, CLAIM)
    await club.start(ines)
    assert "not part of a salon here" in (await ines.menu(MENU, early)).text


async def test_how_far_somebody_has_seen_is_between_them_and_the_host(club: Club, bot: SalonBot) -> None:
    ines, wren, tomas = (club.person(name) for name in ("Ines", "Wren", "Tomas"))
    place = await club.start(ines)
    answer = await wren.slash("salon progress", place, seen="part", minute=70)
    assert "up to about minute 70" in answer.text
    assert "keep to the first half" in answer.text
    assert private(answer.message)
    nothing = (await tomas.slash("salon progress", place, seen="nothing")).text
    assert "nothing of Her (2013) yet" in nothing
    assert "is offered a spoiler cover" in nothing
    told = (await ines.slash("salon progress", place, seen="all")).text
    assert "you have seen all of Her (2013)" in told
    assert "Somebody here has seen less" in told
    assert "Tomas" not in told
    assert "leave the minute out" in (await ines.slash("salon progress", place, seen="all", minute=5)).text
    assert "no salon in this channel" in (await ines.slash("salon progress", club.lobby, seen="all")).text
    with pytest.raises(ApiError):  # Discord does not even send it
        await ines.slash("salon progress", place, seen="most of it")
    assert len(club.hosted(place)) == 1


async def test_the_horizon_outlives_the_process_and_ends_with_the_salon(club: Club) -> None:
    ines, wren = club.person("Ines"), club.person("Wren")
    async with club.running():
        place = await club.start(ines)
        await wren.slash("salon progress", place, seen="nothing")
    async with club.running():
        await club.say(ines, place, CLAIM)
        for _ in range(3):
            before = len(club.hosted(place))
            await ines.slash("salon prompt", place)
            await club.until(lambda said=before: len(club.hosted(place)) > said)
        said = club.rows("SELECT utterance FROM turns WHERE utterance IS NOT NULL")
        asked = [json.loads(text).get("question") for (text,) in said]
        marks = {q.id: q.reveals for q in house().content.bank.questions}
        assert {marks[q["id"]] for q in asked if q and q["id"] in marks} == {"nothing"}
        await ines.slash("salon end", place)
        await club.until(lambda: club.recaps(place) and club.idle())
        assert club.rows("SELECT * FROM salon_horizons") == []


async def test_a_cover_is_offered_in_a_direct_message(club: Club, bot: SalonBot) -> None:
    ines, wren = club.person("Ines"), club.person("Wren")
    place = await club.start(ines)
    await wren.slash("salon progress", place, seen="part")
    message = await club.say(ines, place, LATER)
    (offer,) = whispers(club, "Ines")
    assert f"||{LATER}||" in offer
    assert f"/{place}/{message['id']}" in offer
    assert not whispers(club, "Wren")
    there = [m["content"] for m in club.discord.messages(place)]
    assert LATER in there, "the message stays"
    assert not any("||" in text for text in there)
    for number in range(3):
        await club.say(ines, place, f"{LATER} And {number}.")
    assert len(whispers(club, "Ines")) == 3
    assert not club.given_up()


async def test_closed_direct_messages_are_nobodys_trouble(club: Club, bot: SalonBot) -> None:
    ines, wren = club.person("Ines"), club.person("Wren")
    place = await club.start(ines)
    await wren.slash("salon progress", place, seen="nothing")
    await ines.slash("salon progress", place, seen="all")
    before = len(club.discord.messages(place))
    club.discord.faults.fail_next("POST", "/users/@me/channels", 403, code=50007)
    await club.say(ines, place, LATER)
    assert not whispers(club, "Ines")
    assert not club.given_up()
    said = [m["content"] for m in club.discord.messages(place)[before:]]
    assert not any("cover" in text or "direct message" in text for text in said)


async def test_an_offer_on_its_way_outlives_the_process(club: Club) -> None:
    ines, wren = club.person("Ines"), club.person("Wren")
    async with club.running():
        place = await club.start(ines)
        await wren.slash("salon progress", place, seen="nothing")
        club.discord.faults.fail_next("POST", "/users/@me/channels", 500, times=50)
        message = await ines.say(place, LATER)
        await club.until(lambda: club.stored(message) and club.rows("SELECT 1 FROM jobs WHERE kind = 'cover'"))
    club.discord.faults.clear()
    club.clock.advance(minutes=5)
    async with club.running():
        await club.until(club.idle)
        assert len(whispers(club, "Ines")) == 1


async def test_the_host_uncovers_nothing(club: Club, bot: SalonBot) -> None:
    ines, wren = club.person("Ines"), club.person("Wren")
    place = await club.start(ines)
    await club.say(ines, place, CLAIM)
    covered = await club.say(wren, place, f"||{OBJECTION}||")
    offered = await ines.autocomplete("salon counter", place, focused="point", point="")
    assert ["Ines" in choice["name"] for choice in offered] == [True]
    assert "nothing in that message to take up" in (await ines.menu(MENU, covered)).text
    assert "cannot find that point" in (await ines.slash("salon counter", place, point="cop-out")).text
    await ines.slash("salon counter", place)
    await club.until(club.idle)
    await ines.slash("salon end", place)
    await club.until(lambda: club.recaps(place) and club.idle())
    said = "\n".join([*club.hosted(place), *club.recaps(place)])
    assert "cop-out" not in said
    assert said.count("are gifts") > 1
