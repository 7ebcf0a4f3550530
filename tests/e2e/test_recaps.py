"""Recaps on Discord, after they were posted: read again, kept as files, caught up with, and their picture."""

from __future__ import annotations

import asyncio
import io
from collections.abc import Sequence
from dataclasses import replace

import aiohttp
from PIL import Image

from bot.client import SalonBot
from bot.domain.recap import ItemKind, Recap, RecapItem
from bot.domain.theme_map import Evening
from bot.domain.turn import SalonId, Source, TurnId
from bot.local import channels
from bot.local.people import Answer, Person, text_of
from bot.local.permissions import find_channel
from bot.local.wire import Json
from bot.ui.announcer import DiscordAnnouncer
from bot.ui.texts import Locale
from tests.e2e.conftest import LINK, Club
from tests.e2e.lists import parts, private
from tests.e2e.test_films import hidden
from tests.e2e.test_themes import GRIEF, GRIEF_TOO, judge, recap_message
from tests.evening import CLAIM, OBJECTION, READING

LETTERS = "The letters are a gift that nobody has asked for, and a gift makes a debt."
LETTERS_TOO = "A gift like that is a debt he makes for people who never asked for his letters."
SECRET = "I keep a secret: the letters remind me of Uncle Zebedee, because he never signed them."


async def held(club: Club, *said: str, where: str | None = None) -> str:
    """A salon of Ines and Wren that has ended with its recap; returns its thread."""
    ines, wren = club.person("Ines"), club.person("Wren")
    place = await club.start(ines, where=where)
    for number, text in enumerate(said or (CLAIM, OBJECTION, READING)):
        await club.say((ines, wren)[number % 2], place, text)
    await ines.slash("salon end", place)
    await club.until(lambda: club.recaps(place) and club.idle())
    return place


async def bytes_of(file: Json) -> bytes:
    async with aiohttp.ClientSession() as session, session.get(file["url"]) as answer:
        return await answer.read()


async def exported(club: Club, who: Person, answer: Answer, label: str) -> tuple[Json, str]:
    """Press a button that makes a file, and read the file."""
    pressed = await who.press(answer.message, label)
    await club.until(lambda: pressed.messages and pressed.message["attachments"])
    assert private(pressed)
    (file,) = pressed.message["attachments"]
    return file, (await bytes_of(file)).decode()


async def test_a_recap_is_read_again_and_kept_as_a_file(club: Club, bot: SalonBot) -> None:
    ines = club.person("Ines")
    place = await held(club)
    again = await ines.slash("salon recap", club.lobby)
    assert private(again)
    (posted,) = club.recaps(place)
    shown = set(LINK.findall(again.text))
    assert set(LINK.findall(posted)) <= shown
    assert posted.splitlines()[0] in again.text
    assert f"<#{place}>" in again.text
    assert "||" not in again.text
    for label, form in (("Markdown", "md"), ("HTML", "html")):
        file, text = await exported(club, ines, again, label)
        assert file["filename"].startswith("her-2013-")
        assert file["filename"].endswith(f".{form}")
        assert set(LINK.findall(text)) == set(LINK.findall(posted))
    assert "<script" not in text
    assert not club.given_up()


async def test_who_may_not_know_the_film_is_spared(club: Club, bot: SalonBot) -> None:
    tomas = club.person("Tomas")
    place = await held(club)
    again = await tomas.slash("salon recap", place)
    assert "||" in again.text
    assert "A click shows them" in again.text
    _, page = await exported(club, tomas, again, "HTML")
    assert 'class="covered"' in page
    await tomas.slash("watchlist seen", club.lobby, film="her-2013", list="mine")
    assert "||" not in (await tomas.slash("salon recap", place)).text


async def test_past_salons_are_offered_and_typed(club: Club, bot: SalonBot) -> None:
    ines = club.person("Ines")
    assert "No salon that you can see" in (await ines.slash("salon recap", club.lobby)).text
    first, second = await held(club), await held(club, GRIEF, GRIEF_TOO)
    offered = await ines.autocomplete("salon recap", club.lobby, focused="salon", salon="he")
    assert len(offered) == 2
    assert all(choice["name"].startswith("Her (2013) · ") and ", 20" in choice["name"] for choice in offered)
    assert f"<#{first}>" in (await ines.slash("salon recap", club.lobby, salon=offered[1]["value"])).text
    assert f"<#{second}>" in (await ines.slash("salon recap", club.lobby, salon="Her")).text
    assert f"<#{first}>" in (await ines.slash("salon recap", first)).text
    for typed in ("99999", "cheese", "9" * 60):
        assert "I cannot find that salon" in (await ines.slash("salon recap", club.lobby, salon=typed)).text


async def test_an_open_salon_sends_one_to_the_catch_up(club: Club, bot: SalonBot) -> None:
    ines = club.person("Ines")
    place = await club.start(ines)
    answer = await ines.slash("salon recap", place)
    assert "The salon on Her (2013) is still open" in answer.text
    assert "`/salon catchup`" in answer.text
    assert private(answer)


async def test_buttons_work_after_a_restart_for_two_at_once(club: Club) -> None:
    ines, wren = club.person("Ines"), club.person("Wren")
    async with club.running():
        place = await held(club)
        answers = [await who.slash("salon recap", place) for who in (ines, wren)]
    async with club.running():
        found = await asyncio.gather(
            exported(club, ines, answers[0], "HTML"), exported(club, wren, answers[1], "Markdown")
        )
        assert [file["filename"].rpartition(".")[2] for file, _ in found] == ["html", "md"]


async def test_a_long_recap_has_pages(club: Club) -> None:
    ines = club.person("Ines")
    async with club.running() as bot:
        await held(club)
        ((turn,),) = club.rows("SELECT id FROM turns WHERE text = ?", CLAIM)
        items = tuple(
            RecapItem(ItemKind.POINT, f"{n} " + "and so on " * 40, (TurnId(turn),), "Ines", "letters are gifts")
            for n in range(20)
        )
        async with bot.services.db.write() as unit:
            recap = Recap("Her (2013)", "Long", items, Source.HOUSE, 2, 3, 1)
            await unit.recaps.save(SalonId(1), recap, bot.services.clock.now())
        first = await ines.slash("salon recap", club.lobby)
        assert "Part 1 of 4" in first.text
    async with club.running():
        turned = await ines.press(first.message, "Next")
        assert "Part 2 of 4" in turned.text
        assert "Part 1 of 4" not in turned.text
        turned = await ines.press(turned.message, "Previous")
        assert "Part 1 of 4" in turned.text


async def test_a_hidden_channel_stays_hidden(club: Club) -> None:
    ines, tomas, wren = (club.person(name) for name in ("Ines", "Tomas", "Wren"))
    async with club.running():
        place = await held(club)
        before = await wren.slash("salon recap", club.lobby)
        assert f"<#{place}>" in before.text
    hidden(club, club.salon)
    async with club.running():
        for answer in (
            await tomas.slash("salon recap", club.lobby),
            await tomas.slash("salon recap", club.lobby, salon="1"),
            await tomas.slash("salon recap", club.lobby, salon="Her"),
            await wren.press(before.message, "HTML"),
        ):
            await club.until(lambda answer=answer: not answer.waiting)  # type: ignore[misc]
            assert "No salon that you can see" in answer.text or "I cannot find that salon" in answer.text
            assert "gift" not in answer.text
            assert f"<#{place}>" not in answer.text
        assert not await tomas.autocomplete("salon recap", club.lobby, focused="salon", salon="")
        assert f"<#{place}>" in (await ines.slash("salon recap", club.lobby)).text


async def test_a_deletion_reaches_the_file_and_the_catch_up(club: Club, bot: SalonBot) -> None:
    ines, wren, tomas = (club.person(name) for name in ("Ines", "Wren", "Tomas"))
    place = await club.start(ines)
    secret = await club.say(ines, place, SECRET)
    await club.say(wren, place, OBJECTION)
    assert "Zebedee" in (await tomas.slash("salon catchup", place)).text
    other = await club.say(ines, place, SECRET)
    await ines.delete(place, other["id"])
    await ines.slash("salon end", place)
    await club.until(lambda: club.recaps(place) and club.idle())
    again = await wren.slash("salon recap", place)
    assert "Zebedee" in again.text
    await ines.delete(place, secret["id"])
    await club.until(lambda: "Zebedee" not in club.record() and club.idle())
    for label in ("Markdown", "HTML"):
        _, text = await exported(club, wren, again, label)
        assert "Zebedee" not in text
        assert "cop-out" in text
    assert "Zebedee" not in (await wren.slash("salon recap", place)).text
    assert "Zebedee" not in (await tomas.slash("salon catchup", place)).text


async def test_a_latecomer_catches_up_within_their_horizon(club: Club, bot: SalonBot) -> None:
    ines, wren, tomas = (club.person(name) for name in ("Ines", "Wren", "Tomas"))
    assert "There is no salon in this channel" in (await tomas.slash("salon catchup", club.lobby)).text
    place = await club.start(ines)
    assert "The salon is in" in (await tomas.slash("salon catchup", club.salon)).text
    assert "nobody but me has said anything" in (await tomas.slash("salon catchup", place)).text
    claim = await club.say(ines, place, CLAIM)
    later = "I think Alan Watts, rebuilt by the OSes, is the real rival, because he is never jealous."
    await club.say(wren, place, later)
    told = await tomas.slash("salon catchup", place)
    assert private(told)
    assert "So far in the salon on Her (2013): 2 messages" in told.text
    assert claim["id"] in {message for _, _, message in LINK.findall(told.text)}
    assert "Alan Watts" in told.text
    await tomas.slash("salon progress", place, seen="part", minute=20)
    told = await tomas.slash("salon catchup", place)
    assert "Alan Watts" not in told.text
    assert "One point about later scenes is left out." in told.text
    assert "||I think the letters are gifts" in told.text
    assert "Nothing new has been said" in (await wren.slash("salon catchup", place)).text
    await ines.slash("salon pause", place)
    assert "one message" in (await ines.slash("salon catchup", place)).text
    await ines.slash("salon end", place)
    await club.until(lambda: club.recaps(place) and club.idle())
    ended = await tomas.slash("salon catchup", place)
    assert "has ended, and its recap is [here](" in ended.text
    recap = recap_message(club, place)
    assert recap["id"] in {message for _, _, message in LINK.findall(ended.text)}


# --- the picture ---


async def long_evening(club: Club) -> tuple[str, Json]:
    """An evening of more than an hour about two themes; returns its thread and the first message, still open."""
    ines, wren = club.person("Ines"), club.person("Wren")
    place = await club.start(ines)
    first = await club.say(ines, place, LETTERS)
    for who, text in ((wren, GRIEF), (ines, GRIEF_TOO), (wren, LETTERS_TOO), (ines, GRIEF), (wren, LETTERS)):
        await club.say(who, place, text)
    club.clock.advance(minutes=61)
    await club.say(ines, place, READING)
    return place, first


async def end(club: Club, place: str) -> Json:
    await club.person("Ines").slash("salon end", place)
    await club.until(lambda: club.recaps(place) and club.idle(), seconds=30)
    return recap_message(club, place)


def gallery(message: Json) -> list[Json]:
    return [item for part in parts(message["components"]) if part["type"] == 12 for item in part["items"]]


async def test_a_long_recap_carries_its_evening_and_loses_the_marks_of_what_is_withdrawn(
    club: Club, bot: SalonBot
) -> None:
    place, first = await long_evening(club)
    message = await end(club, place)
    (item,) = gallery(message)
    (file,) = message["attachments"]
    assert item["media"]["url"] == file["url"]
    assert "gift and debt (3 messages" in item["description"]
    drawn = await bytes_of(file)
    assert Image.open(io.BytesIO(drawn)).size[0] == 1_200
    await club.person("Ines").delete(place, first["id"])
    await club.until(lambda: "gift and debt (2 messages" in gallery(recap_message(club, place))[0]["description"], 30)
    after = recap_message(club, place)
    assert after["id"] == message["id"]
    (renewed,) = after["attachments"]
    assert renewed["id"] != file["id"]
    assert await bytes_of(renewed) != drawn
    await judge(club, club.person("Wren"), place, "Yes: grief and mourning", "is a theme of Her")
    await club.until(lambda: "(confirmed)" in text_of(recap_message(club, place)) and club.idle(), 30)
    assert len(gallery(recap_message(club, place))) == 1
    assert len(recap_message(club, place)["attachments"]) == 1
    assert not club.given_up()


async def test_where_nothing_may_be_attached_the_recap_goes_without(club: Club, bot: SalonBot) -> None:
    place, _ = await long_evening(club)
    channel = find_channel(club.discord.state, club.salon)
    channels.deny(club.discord.realm, channel, club.bot_id, "attach_files", denied=True)
    message = await end(club, place)
    assert not gallery(message)
    assert not message["attachments"]
    assert "Themes" in text_of(message)
    assert not club.given_up()


async def test_where_drawing_fails_the_recap_goes_without_and_an_old_picture_goes(club: Club, bot: SalonBot) -> None:
    place, _ = await long_evening(club)
    message = await end(club, place)
    assert gallery(message)

    def broken(evenings: Sequence[Evening], texts: Locale) -> bytes:
        raise OSError("no font")

    announcer = DiscordAnnouncer(bot, bot.texts, draw=broken)
    async with bot.services.db.read() as unit:
        salon, recap = await unit.salons.get(SalonId(1)), await unit.recaps.get(SalonId(1))
        posts, turns = await unit.recaps.posts(SalonId(1)), await unit.turns.of_salon(SalonId(1))
    assert salon is not None
    assert recap is not None
    from tests.unit.test_evening_picture import LONG

    await announcer.redraw_recap(salon, recap, {turn.id: turn for turn in turns}, posts, LONG)
    after = recap_message(club, place)
    assert text_of(after) == text_of(message)
    assert not gallery(after)
    assert not after["attachments"], "its marks may be of words that are withdrawn"
    other = await announcer.post_recap(replace(salon, id=SalonId(2)), recap, {}, "r2", LONG)
    assert len(other) == 1


async def test_a_refused_picture_costs_no_words(club: Club, bot: SalonBot) -> None:
    place, first = await long_evening(club)
    club.discord.faults.fail_next("POST", f"/channels/{place}/messages", 403, code=50013)
    message = await end(club, place)
    assert not gallery(message)
    assert len(club.recaps(place)) == 1
    club.discord.faults.fail_next("PATCH", f"/channels/{place}/messages/{message['id']}", 403, code=50013)
    await club.person("Ines").delete(place, first["id"])
    await club.until(lambda: "6 messages" in text_of(recap_message(club, place)))
    assert not gallery(recap_message(club, place))
    assert not club.given_up()
