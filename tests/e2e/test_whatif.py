"""The what-if workshop on Discord: the real bot over real sockets, with what people type, press and see."""

from __future__ import annotations

import asyncio

from bot.client import SalonBot
from bot.local import channels
from bot.local.people import Answer, Person, text_of
from bot.local.permissions import find_channel
from bot.local.wire import ApiError, Json
from tests.e2e.conftest import LINK, Club
from tests.e2e.lists import component, parts, private
from tests.e2e.process import kill, living

PREMISE = "What if Samantha had stayed, and Theodore had been the one to leave her for the mountains?"
LETTERS = "Then Catherine has to answer every letter that he never signed."
PHONE = "Amy hides the telephone because she cannot bear to hear it ring."
WALL = "The neighbours begin to hear two voices through the wall at night."


def cards(club: Club, place: str) -> list[Json]:
    """The cards that stand in a channel, oldest first."""
    said = [m for m in club.discord.messages(place) if m["author"]["id"] == club.bot_id and not m["flags"] & 64]
    return [
        m for m in said if any(str(p.get("custom_id")).startswith("v1:whatif:versions") for p in parts(m["components"]))
    ]


def card(club: Club, place: str) -> Json:
    (only,) = cards(club, place)
    return only


def shown(club: Club, place: str) -> str:
    return text_of(card(club, place))


def recap(club: Club, place: str) -> str:
    """The recap, which has several what-if lines and no buttons."""
    drafts = {m["id"] for m in cards(club, place)}
    said = [m for m in club.discord.messages(place) if m["author"]["id"] == club.bot_id and not m["content"]]
    return "\n".join(text_of(m) for m in said if m["id"] not in drafts and not m["flags"] & 64)


async def begin(club: Club, who: Person, premise: str = PREMISE) -> str:
    """Open a salon and a what-if in it; returns the thread once the host has asked its first question."""
    place = await club.start(who)
    begun = await who.slash("salon whatif", place, premise=premise)
    assert private(begun)
    assert "The what-if is begun" in begun.text
    await club.until(lambda: cards(club, place) and len(club.hosted(place)) == 2 and club.idle())
    return place


async def add(club: Club, who: Person, place: str, text: str) -> Answer:
    """Press "Add", fill in the modal and wait for the card."""
    pressed = await who.press(card(club, place), "Add")
    assert pressed.modal is not None
    sent = await who.submit(pressed.modal, {"text": text})
    await club.until(lambda: f"{who.name} adds:** {text}" in shown(club, place) and club.idle())
    return sent


async def press(club: Club, who: Person, place: str, label: str, told: str) -> Answer:
    pressed = await who.press(card(club, place), label)
    await club.until(lambda: told in pressed.text)
    assert private(pressed)
    return pressed


async def test_three_people_work_an_ending_out_and_agree(club: Club, bot: SalonBot) -> None:
    ines, tomas, wren = club.person("Ines"), club.person("Tomas"), club.person("Wren")
    place = await begin(club, ines)
    assert f"**Ines begins:** {PREMISE}" in shown(club, place)
    assert club.hosted(place)[-1].count("?") == 1
    sent = await add(club, tomas, place, LETTERS)
    assert private(sent)
    assert f"as version 2: https://discord.com/channels/{club.discord.club.guild_id}/{place}" in sent.text
    assert len(club.hosted(place)) == 2, "one question at most after two contributions"
    reply = await wren.say(place, PHONE, reply_to=card(club, place)["id"])
    await club.until(lambda: f"**Wren adds:** {PHONE}" in shown(club, place) and club.idle())
    assert len(club.hosted(place)) == 3
    assert "Wren" in club.hosted(place)[-1]

    await press(club, ines, place, "Agreed", "The room is asked. Anybody but Wren")
    await club.until(lambda: f"<@{ines.id}> asks the room" in shown(club, place))
    await press(club, wren, place, "Confirm", "You added last")
    await press(club, ines, place, "Confirm", "It was you who asked")
    await press(club, tomas, place, "Confirm", "Agreed. This version goes into the recap")
    await club.until(lambda: "**Agreed** by the room" in shown(club, place) and club.idle())
    labels = [p["label"] for p in parts(card(club, place)["components"]) if p.get("label")]
    assert labels == ["Take mine back", "Versions"]
    assert len(cards(club, place)) == 1

    await ines.slash("salon end", place)
    await club.until(lambda: "What if" in recap(club, place) and club.idle())
    text = recap(club, place)
    lines = [line for line in text.splitlines() if any(words in line for words in (PREMISE, LETTERS, PHONE))]
    assert [line.split(":")[0] for line in lines] == [
        "- Ines begins a what-if, and the room agrees on it",
        "- Tomas adds",
        "- Wren adds",
    ]
    linked = [LINK.findall(line)[0][2] for line in lines]
    assert linked == [card(club, place)["id"]] * 2 + [reply["id"]]
    assert not club.given_up()


async def test_taking_back_and_deleting_reach_card_and_recap(club: Club, bot: SalonBot) -> None:
    ines, tomas, wren = club.person("Ines"), club.person("Tomas"), club.person("Wren")
    place = await begin(club, ines)
    await add(club, tomas, place, LETTERS)
    reply = await wren.say(place, PHONE, reply_to=card(club, place)["id"])
    await club.until(lambda: PHONE in shown(club, place) and club.idle())
    await press(club, ines, place, "Take mine back", "Others have built on your premise")
    await press(club, tomas, place, "Take mine back", "Its words are deleted")
    await club.until(lambda: LETTERS not in shown(club, place) and club.idle())
    assert LETTERS not in club.record()
    await press(club, tomas, place, "Take mine back", "Nothing in this what-if is yours")
    await ines.slash("salon end", place)
    await club.until(lambda: PHONE in recap(club, place) and club.idle())
    assert "Ines begins a what-if; no ending yet" in recap(club, place)
    assert "The salon ended before this had an ending." in shown(club, place)
    await wren.delete(place, reply["id"])
    await club.until(lambda: PHONE not in shown(club, place) and PHONE not in recap(club, place) and club.idle())
    assert "telephone" not in club.record()
    assert PREMISE in shown(club, place)


async def test_versions_are_shown_in_private(club: Club, bot: SalonBot) -> None:
    ines, tomas = club.person("Ines"), club.person("Tomas")
    place = await begin(club, ines)
    await add(club, tomas, place, LETTERS)
    await add(club, ines, place, PHONE)
    page = await press(club, tomas, place, "Versions", "### Version 3 of 3")
    assert PHONE in page.text
    await tomas.choose(page.message, component(page, "v1:whatif:version:"), ["1"])
    await club.until(lambda: "### Version 1 of 3" in page.text)
    assert "Ines began it" in page.text
    assert LETTERS not in page.text


async def test_one_is_set_aside_for_another_and_taken_up_again(club: Club, bot: SalonBot) -> None:
    ines, tomas = club.person("Ines"), club.person("Tomas")
    place = await begin(club, ines)
    second = await tomas.slash("salon whatif", place, premise=WALL)
    assert "A what-if is open here already, begun by Ines." in second.text
    assert private(second)
    pressed = await tomas.press(second.message, "Set it aside")
    await club.until(lambda: "The draft is set aside" in second.text or "The draft is set aside" in pressed.text)
    await tomas.slash("salon whatif", place, premise=WALL)
    await club.until(lambda: len(cards(club, place)) == 2 and club.idle())
    first, other = cards(club, place)
    assert "Set aside. It can be taken up again." in text_of(first)
    refused = await ines.press(first, "Take it up again")
    await club.until(lambda: "Another what-if is open here" in refused.text)
    sure = await tomas.press(other, "Set aside")
    assert "Nothing is deleted" in sure.text
    await tomas.press(sure.message, "Set it aside")
    await club.until(lambda: "Set aside." in text_of(cards(club, place)[1]))
    await ines.press(cards(club, place)[0], "Take it up again")
    await club.until(lambda: "reply to this message" in text_of(cards(club, place)[0]) and club.idle())
    own = await ines.slash("salon whatif", place)
    assert PREMISE in own.text
    assert f"[here](https://discord.com/channels/{club.discord.club.guild_id}/{place}/{first['id']})" in own.text
    assert private(own)


async def test_paused_ended_and_elsewhere_there_are_sentences(club: Club, bot: SalonBot) -> None:
    ines = club.person("Ines")
    assert "There is no salon in this channel" in (await ines.slash("salon whatif", club.lobby, premise=PREMISE)).text
    assert "There is no salon in this channel" in (await ines.slash("salon whatif", club.lobby)).text
    place = await club.start(ines)
    assert "There is no what-if here yet" in (await ines.slash("salon whatif", place)).text
    assert "There are no words in that" in (await ines.slash("salon whatif", place, premise="…")).text
    refused = None
    try:
        await ines.slash("salon whatif", place, premise="x" * 601)
    except ApiError as error:
        refused = error  # Discord itself lets nobody type more
    assert refused is not None
    await ines.slash("salon whatif", place, premise=PREMISE)
    await club.until(lambda: cards(club, place) and club.idle())
    opened = await ines.press(card(club, place), "Add")
    assert opened.modal is not None
    await ines.slash("salon pause", place)
    for label in ("Add", "Agreed", "Set aside"):
        await press(club, ines, place, label, "This salon is paused")
    late = await ines.submit(opened.modal, {"text": LETTERS})
    assert "This salon is paused" in late.text
    await ines.slash("salon end", place)
    late = await ines.submit(opened.modal, {"text": LETTERS})
    assert "This salon has ended" in late.text
    assert LETTERS not in club.record()


async def test_hostile_words_do_no_harm(club: Club, bot: SalonBot) -> None:
    ines, tomas = club.person("Ines"), club.person("Tomas")
    place = await begin(club, ines, "# What if @everyone <@1> [left](https://evil.example)")
    pressed = await tomas.press(card(club, place), "Add")
    assert pressed.modal is not None
    await tomas.submit(pressed.modal, {"text": "**bold** ||spoiler|| `code`\n## head @here\n'; DROP TABLE whatifs; --"})
    await club.until(lambda: "Tomas adds" in shown(club, place) and club.idle())
    text = shown(club, place)
    for harmful in ("@everyone", "<@1>", "://", "**bold**", "\n## head", "@here"):
        assert harmful not in text, harmful
    assert "||spoiler||" in text
    said = [m for m in club.discord.messages(place) if m["author"]["id"] == club.bot_id]
    assert [who for m in said for who in (*m["mentions"], *m["mention_roles"])] == []
    assert not any(m["mention_everyone"] for m in said)


async def test_two_at_once_are_both_in_the_draft_or_one_begins(club: Club, bot: SalonBot) -> None:
    ines, tomas, wren = club.person("Ines"), club.person("Tomas"), club.person("Wren")
    place = await club.start(ines)
    both = await asyncio.gather(*(who.slash("salon whatif", place, premise=PREMISE) for who in (ines, tomas)))
    assert sorted("is begun" in answer.text for answer in both) == [False, True]
    await club.until(lambda: cards(club, place) and club.idle())
    modals = [(await who.press(card(club, place), "Add")).modal for who in (tomas, wren)]
    assert all(modals)
    await asyncio.gather(
        *(who.submit(modal, {"text": who.name}) for who, modal in zip((tomas, wren), modals, strict=True) if modal)
    )
    await club.until(lambda: "Version 3 · 2 contributions" in shown(club, place) and club.idle())
    assert len(cards(club, place)) == 1


async def test_a_modal_and_the_buttons_outlive_the_process(club: Club) -> None:
    ines, tomas, wren = club.person("Ines"), club.person("Tomas"), club.person("Wren")
    async with club.running():
        place = await begin(club, ines)
        opened = await tomas.press(card(club, place), "Add")
        assert opened.modal is not None
    missed = await wren.say(place, PHONE, reply_to=card(club, place)["id"])
    async with club.running():
        await club.until(lambda: PHONE in shown(club, place) and club.idle())
        assert club.stored(missed)
        sent = await tomas.submit(opened.modal, {"text": LETTERS})
        assert "as version 3" in sent.text
        await club.until(lambda: LETTERS in shown(club, place) and club.idle())
        await add(club, ines, place, WALL)
        assert len(cards(club, place)) == 1
        assert len(club.hosted(place)) == len(set(club.hosted(place)))


async def test_words_taken_back_meanwhile_leave_the_card(club: Club) -> None:
    ines, wren = club.person("Ines"), club.person("Wren")
    async with club.running():
        place = await begin(club, ines)
        reply = await wren.say(place, PHONE, reply_to=card(club, place)["id"])
        await club.until(lambda: PHONE in shown(club, place) and club.idle())
    await wren.delete(place, reply["id"])
    async with club.running():
        await club.until(lambda: PHONE not in shown(club, place) and club.idle())
        assert "telephone" not in club.record()


async def test_killed_between_posting_the_card_and_knowing_it(club: Club) -> None:
    ines, tomas = club.person("Ines"), club.person("Tomas")
    async with living(club) as first:
        place = await club.start(ines)
        club.discord.faults.withhold(f"/channels/{place}/messages", 30.0)
        await ines.slash("salon whatif", place, premise=PREMISE)
        await club.until(lambda: cards(club, place))
        await kill(club, first)
    club.discord.faults.clear()
    assert club.rows("SELECT card FROM whatifs") == [(None,)], "it stands there, and nobody knows"
    club.clock.advance(minutes=10)  # the lease has run out, and Discord no longer knows the nonce
    async with club.running():
        await club.until(lambda: club.idle() and len(club.hosted(place)) == 2, seconds=20)
        assert len(cards(club, place)) == 1
        await add(club, tomas, place, LETTERS)
        assert not club.given_up()


async def test_killed_between_recording_and_posting(club: Club) -> None:
    ines = club.person("Ines")
    async with living(club) as first:
        place = await club.start(ines)
        club.discord.faults.fail_next("POST", f"/channels/{place}/messages", 500, times=50)
        await ines.slash("salon whatif", place, premise=PREMISE)
        await club.until(lambda: club.rows("SELECT 1 FROM whatifs"))
        await kill(club, first)
    club.discord.faults.clear()
    assert cards(club, place) == []
    club.clock.advance(minutes=10)
    async with club.running():
        await club.until(lambda: cards(club, place) and club.idle(), seconds=20)
        assert len(cards(club, place)) == 1
        assert not club.given_up()


async def test_a_card_that_somebody_deleted_stays_away_with_its_words(club: Club, bot: SalonBot) -> None:
    ines, tomas = club.person("Ines"), club.person("Tomas")
    place = await begin(club, ines)
    await add(club, tomas, place, LETTERS)
    await press(club, tomas, place, "Agreed", "The room is asked")
    await club.until(lambda: "asks the room" in shown(club, place) and club.idle())
    await press(club, ines, place, "Confirm", "Agreed. This version goes into the recap")
    await club.until(lambda: "**Agreed** by the room" in shown(club, place) and club.idle())
    opened = await tomas.slash("salon whatif", place)
    await ines.delete(place, card(club, place)["id"])
    await club.until(lambda: LETTERS not in club.record() and club.idle())
    assert "There is no what-if here yet" in (await ines.slash("salon whatif", place)).text
    assert "Nothing of this version stands" in (await tomas.press(opened.message, "Versions")).text
    await ines.slash("salon end", place)
    await club.until(lambda: recap(club, place) and club.idle())
    assert not any(words in recap(club, place) for words in (PREMISE, LETTERS, WALL))
    assert cards(club, place) == []
    assert not club.given_up()


async def test_an_edited_reply_opens_what_was_agreed_on(club: Club, bot: SalonBot) -> None:
    ines, tomas = club.person("Ines"), club.person("Tomas")
    place = await begin(club, ines)
    reply = await tomas.say(place, PHONE, reply_to=card(club, place)["id"])
    await club.until(lambda: PHONE in shown(club, place) and club.idle())
    await press(club, tomas, place, "Agreed", "The room is asked")
    await club.until(lambda: "asks the room" in shown(club, place) and club.idle())
    await press(club, ines, place, "Confirm", "Agreed. This version goes into the recap")
    await club.until(lambda: "**Agreed** by the room" in shown(club, place) and club.idle())
    await tomas.edit(place, reply["id"], WALL)
    await club.until(lambda: f"**Tomas adds:** {WALL}\n-# (edited since)" in shown(club, place) and club.idle())
    assert "**Agreed**" not in shown(club, place)
    labels = [p["label"] for p in parts(card(club, place)["components"]) if p.get("label")]
    assert "Agreed" in labels


def silence(club: Club, who: Person) -> None:
    """Let somebody read in the channel of salons and its threads, and not write."""
    channel = find_channel(club.discord.state, club.salon)
    for name in ("send_messages", "send_messages_in_threads"):
        channels.deny(club.discord.realm, channel, who.id, name, denied=True)


async def test_whoever_may_only_read_writes_nothing_through_the_card(club: Club, bot: SalonBot) -> None:
    ines, tomas = club.person("Ines"), club.person("Tomas")
    place = await begin(club, ines)
    await add(club, tomas, place, LETTERS)
    opened = await tomas.press(card(club, place), "Add")
    assert opened.modal is not None
    silence(club, tomas)
    for label in ("Add", "Agreed", "Set aside"):
        await press(club, tomas, place, label, "You cannot write in this channel")
    assert "You cannot write in this channel" in (await tomas.submit(opened.modal, {"text": WALL})).text
    assert "You cannot write in this channel" in (await tomas.slash("salon whatif", place, premise=WALL)).text
    assert WALL not in club.record()
    await press(club, tomas, place, "Versions", "### Version 2 of 2")
    await press(club, tomas, place, "Take mine back", "Its words are deleted")
    await club.until(club.idle)
    assert PREMISE in (await tomas.slash("salon whatif", place)).text


async def test_whoever_is_timed_out_writes_nothing_through_the_card(club: Club, bot: SalonBot) -> None:
    ines, tomas = club.person("Ines"), club.person("Tomas")
    place = await begin(club, ines)
    club.discord.state.members[tomas.id]["communication_disabled_until"] = "2999-01-01T00:00:00+00:00"
    await press(club, tomas, place, "Add", "You cannot write in this channel")
