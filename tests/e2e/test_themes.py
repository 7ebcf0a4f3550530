"""Themes on Discord: proposals below the recap, tags by hand, lists, traces and pictures, with the real bot."""

from __future__ import annotations

import asyncio
import io

from PIL import Image

from bot.client import SalonBot
from bot.local.people import Answer, Person, text_of
from bot.local.wire import Json
from tests.e2e.conftest import Club
from tests.e2e.lists import component, parts, press, private
from tests.e2e.process import kill, living
from tests.e2e.test_films import hidden
from tests.e2e.test_whatif import silence

GRIEF = "I think the whole film is about grief, he mourns his marriage in every room."
GRIEF_TOO = "Yes, and Samantha cannot mourn him, her grief has no body to sit with."
NAME = "grief and mourning"
MENU = "Tag a theme"


def recap_message(club: Club, place: str) -> Json:
    """The last message of a recap, which asks about its themes."""
    said = [m for m in club.discord.messages(place) if m["author"]["id"] == club.bot_id and not m["content"]]
    return [m for m in said if not m["flags"] & 64][-1]


def labels(message: Json) -> list[str]:
    return [part["label"] for part in parts(message["components"]) if part.get("label")]


async def mourning(club: Club, where: str | None = None) -> str:
    """An evening about grief, ended; returns its thread once the recap stands there."""
    ines, wren = club.person("Ines"), club.person("Wren")
    place = await club.start(ines, where=where)
    await club.say(ines, place, GRIEF)
    await club.say(wren, place, GRIEF_TOO)
    await ines.slash("salon end", place)
    await club.until(lambda: club.recaps(place) and club.idle())
    return place


async def judge(club: Club, who: Person, place: str, label: str, told: str) -> Answer:
    pressed = await who.press(recap_message(club, place), label)
    await club.until(lambda: told in pressed.text and club.idle())
    assert private(pressed)
    return pressed


async def test_the_room_confirms_a_theme_of_the_film(club: Club, bot: SalonBot) -> None:
    wren = club.person("Wren")
    place = await mourning(club)
    asked = recap_message(club, place)
    assert f"Yes: {NAME}" in labels(asked)
    assert "becomes a theme of Her (2013) on this whole server" in text_of(asked)
    pressed = await judge(club, wren, place, f"Yes: {NAME}", f"“{NAME}” is a theme of Her (2013) on this server now.")
    await club.until(lambda: f"{NAME} (confirmed)" in text_of(recap_message(club, place)))
    assert f"Yes: {NAME}" not in labels(recap_message(club, place))
    assert (await wren.slash("film themes", club.lobby, title="Her")).text.splitlines()[1].startswith(f"**{NAME}**")
    await press(club, wren, pressed, "On second thoughts, no", "will not be put forward for Her (2013) here again")
    await club.until(lambda: club.idle() and NAME not in text_of(recap_message(club, place)))
    again = await mourning(club)
    assert NAME not in "\n".join(club.recaps(again))
    assert not club.given_up()


async def test_the_buttons_work_after_a_restart_and_for_two_at_once(club: Club) -> None:
    ines, wren = club.person("Ines"), club.person("Wren")
    async with club.running():
        place = await mourning(club)
    async with club.running():
        message = recap_message(club, place)
        both = await asyncio.gather(ines.press(message, f"Yes: {NAME}"), wren.press(message, f"Yes: {NAME}"))
        await club.until(lambda: all("is a theme of Her" in one.text for one in both) and club.idle())
        assert club.rows("SELECT theme, verdict FROM film_themes") == [("grief", "confirmed")]
        await club.until(lambda: "(confirmed)" in text_of(recap_message(club, place)))


async def test_who_may_not_write_does_not_judge(club: Club, bot: SalonBot) -> None:
    wren = club.person("Wren")
    place = await mourning(club)
    silence(club, wren)
    for label in (f"Yes: {NAME}", f"Not this: {NAME}"):
        pressed = await wren.press(recap_message(club, place), label)
        await club.until(lambda pressed=pressed: "so you cannot name its themes either" in pressed.text)  # type: ignore[misc]
    assert not club.rows("SELECT 1 FROM film_themes")
    heard = next(m for m in club.discord.messages(place) if m["content"] == GRIEF)
    refused = await wren.menu(MENU, heard)
    await club.until(lambda: "so you cannot name its themes either" in refused.text)


async def test_a_message_is_tagged_by_hand(club: Club, bot: SalonBot) -> None:
    ines, wren = club.person("Ines"), club.person("Wren")
    place = await club.start(ines)
    heard = await club.say(ines, place, "The letters are what he has instead of her, and he signs none of them.")
    asked = await wren.menu(MENU, heard)
    await club.until(lambda: "What is this message about?" in asked.text)
    assert private(asked)
    menu = component(asked, "v1:tag:menu:")
    chosen = await wren.choose(asked.message, menu, ["gift"])
    await club.until(
        lambda: club.rows("SELECT theme FROM turn_tags WHERE score > 0 AND tagged_by = ?", int(wren.id)) == [("gift",)]
    )
    assert not chosen.failed
    asked = await wren.menu(MENU, heard)
    await club.until(lambda: "What is this message about?" in asked.text)
    opened = await wren.press(asked.message, "Another theme")
    assert opened.modal is not None
    unknown = await wren.submit(opened.modal, {"theme": "cheese"})
    await club.until(lambda: "I know no theme called “cheese”" in unknown.text)
    opened = await wren.press(asked.message, "Another theme")
    assert opened.modal is not None
    sent = await wren.submit(opened.modal, {"theme": "Jealousy and envy"})
    await club.until(lambda: "jealousy and envy" in sent.text)
    for message, why in (
        (club.discord.messages(place)[-1], "my own message"),
        (await wren.say(club.lobby, GRIEF), "not part of a salon here"),
    ):
        refused = await wren.menu(MENU, message)
        await club.until(lambda refused=refused, why=why: why in refused.text)  # type: ignore[misc]


async def test_a_theme_is_listed_traced_and_drawn(club: Club, bot: SalonBot) -> None:
    ines, tomas = club.person("Ines"), club.person("Tomas")
    empty = await tomas.slash("theme list", club.lobby)
    assert "No theme has come up yet. I know 230 themes" in empty.text
    nothing = await tomas.slash("theme map", club.lobby)
    await club.until(lambda: "There is nothing to draw yet" in nothing.text)
    assert private(nothing)
    place = await mourning(club)
    listed = await tomas.slash("theme list", club.lobby)
    assert f"**{NAME}** · 2 messages · Her" in listed.text
    traced = await tomas.choose(listed.message, "v1:themes:trace", ["grief"])
    await club.until(lambda: "2 messages in one salon on one film" in traced.text)
    assert "||" in traced.text
    assert f"/{place}/" in traced.text
    await ines.slash("watchlist seen", club.lobby, film="her-2013", list="mine")
    mine = await ines.slash("theme trace", club.lobby, theme="grief")
    assert GRIEF in mine.text
    assert "||" not in mine.text
    assert private(mine)
    assert "Nobody has talked about it yet" in (await ines.slash("theme trace", club.lobby, theme="zombies")).text
    assert "I know no theme called “cheese”" in (await ines.slash("theme trace", club.lobby, theme="cheese")).text
    (offered,) = await ines.autocomplete("theme map", club.lobby, focused="film", film="he")
    for options in ({}, {"film": offered["value"]}, {"film": "Her"}, {"weeks": 3}):
        drawn = await ines.slash("theme map", club.lobby, **options)
        await club.until(lambda drawn=drawn: drawn.messages and drawn.message["attachments"], seconds=30)  # type: ignore[misc]
        assert not private(drawn)
        (picture,) = drawn.message["attachments"]
        assert NAME in picture["description"]
        assert picture["width"] <= 1_200
        assert Image.open(io.BytesIO(await _bytes(club, picture))).format == "PNG"
    jaws = await ines.slash("theme map", club.lobby, film="Jaws")
    await club.until(lambda: "No theme of “Jaws”" in jaws.text)
    assert private(jaws)


async def _bytes(club: Club, picture: Json) -> bytes:
    import aiohttp

    async with aiohttp.ClientSession() as session, session.get(picture["url"]) as answer:
        return await answer.read()


async def test_a_server_adds_a_theme_of_its_own(club: Club, bot: SalonBot) -> None:
    ines, wren = club.person("Ines"), club.person("Wren")  # Ines manages the server
    listed = await ines.slash("theme list", club.lobby)
    opened = await ines.press(listed.message, "Add a theme")
    assert opened.modal is not None
    added = await ines.submit(opened.modal, {"name": "Trains", "words": "rails, platform", "examples": ""})
    await club.until(lambda: "“Trains” is a theme here now" in added.text)
    assert "rails, platform" in added.text
    again = await ines.submit(opened.modal, {"name": "trains", "words": "", "examples": ""})
    await club.until(lambda: "There is a theme called “trains” already" in again.text)
    theirs = await wren.slash("theme list", club.lobby)
    assert "Themes of this server's own: Trains" in theirs.text
    assert "Add a theme" not in labels(theirs.message)
    (choice,) = await wren.autocomplete("theme trace", club.lobby, focused="theme", theme="trains")
    assert choice["value"] == "own-trains"
    listed = await ines.slash("theme list", club.lobby)
    which = await ines.press(listed.message, "Remove a theme")
    await club.until(lambda: "Which of this server's own themes should go?" in which.text)
    await ines.choose(which.message, "v1:themes:away:0", ["own-trains"])
    await club.until(lambda: not club.rows("SELECT 1 FROM server_themes"))


async def test_words_withdrawn_leave_the_trace(club: Club, bot: SalonBot) -> None:
    ines, wren = club.person("Ines"), club.person("Wren")
    place = await club.start(ines)
    secret = await club.say(ines, place, "Her grief is my uncle Zebedee's grief, he mourned like that.")
    await club.say(wren, place, GRIEF_TOO)
    await ines.slash("salon end", place)
    await club.until(lambda: club.recaps(place) and club.idle())
    assert "Zebedee" in (await ines.slash("theme trace", club.lobby, theme="grief")).text
    await ines.delete(place, secret["id"])
    await club.until(lambda: "Zebedee" not in club.record() and club.idle())
    assert "Zebedee" not in (await ines.slash("theme trace", club.lobby, theme="grief")).text
    assert f"Yes: {NAME}" not in labels(recap_message(club, place))


async def test_what_is_said_in_a_hidden_channel_is_not_traced_outside(club: Club) -> None:
    ines, tomas = club.person("Ines"), club.person("Tomas")
    hidden(club, club.salon)
    async with club.running():
        place = await club.start(ines)
        for text in (GRIEF, GRIEF_TOO, GRIEF):
            await club.say(ines, place, text)
        await ines.slash("salon end", place)
        await club.until(lambda: club.recaps(place) and club.idle())
        assert NAME in (await ines.slash("theme list", club.lobby)).text
        assert NAME not in (await tomas.slash("theme list", club.lobby)).text
        traced = await tomas.slash("theme trace", club.lobby, theme="grief")
        assert "Nobody has talked about it yet" in traced.text
        for who in (ines, tomas):  # a picture is for everyone, so it shows what everyone may read
            drawn = await who.slash("theme map", club.lobby)
            await club.until(lambda drawn=drawn: "There is nothing to draw yet" in drawn.text)  # type: ignore[misc]


async def test_tags_come_after_a_kill(club: Club) -> None:
    ines, wren = club.person("Ines"), club.person("Wren")
    async with living(club) as process:
        place = await club.start(ines)
        await club.say(ines, place, GRIEF)
        await club.say(wren, place, GRIEF_TOO)
        await kill(club, process)
    async with club.running():
        club.clock.advance(minutes=1)
        await club.until(lambda: len(club.rows("SELECT 1 FROM turn_tags WHERE theme = 'grief'")) == 2, seconds=30)
        assert not club.rows("SELECT 1 FROM untagged_turns")
        await club.until(club.idle)


async def test_a_forum_post_gets_the_matching_tags(club: Club) -> None:
    forum, names = club.discord.club.forum_channel, ("Grief", "Gift", "romance", "Zombies")
    tags = [
        {"id": str(number), "name": name, "moderated": name == "Gift", "emoji_id": None, "emoji_name": None}
        for number, name in enumerate(names, 900)
    ]
    club.discord.state.channels[forum]["available_tags"] = tags
    async with club.running():
        place = await mourning(club, forum)
        assert [names[int(tag) - 900] for tag in club.discord.state.channels[place]["applied_tags"]] == [
            "romance",
            "Grief",
        ]
        assert not club.given_up()
