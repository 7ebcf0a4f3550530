"""Restarts: killed in the middle of an evening, stopped politely, and what must still work afterwards."""

from __future__ import annotations

import json
import signal
from collections import Counter

from bot.local.wire import Json
from tests.e2e.conftest import LINK, Club, place_of
from tests.e2e.process import kill, living
from tests.evening import CLAIM, OBJECTION, PROPOSAL, READING


def taken_up(club: Club) -> Counter[int]:
    """How often the host has answered each turn."""
    said = [json.loads(text) for (text,) in club.rows("SELECT utterance FROM turns WHERE utterance IS NOT NULL")]
    return Counter(turn for utterance in said for turn in utterance.get("takes_up", ()))


def kept_once(club: Club, *messages: Json) -> bool:
    """Whether each message is stored, with its words."""
    kept = dict(club.rows("SELECT message_id, text FROM turns"))
    return all(kept.get(int(message["id"])) == message["content"] for message in messages)


async def test_killed_while_people_talk(club: Club) -> None:
    ines, wren = club.person("Ines"), club.person("Wren")
    async with living(club) as first:
        place = await club.start(ines)
        heard = [await club.say(ines, place, CLAIM), await ines.say(place, OBJECTION)]
        await kill(club, first)
    before = club.hosted(place)
    heard += [await wren.say(place, text) for text in ("I was late", READING)]
    heard += [await ines.say(place, PROPOSAL)]
    called = await wren.say(place, club.to_host("what do you make of the ending?"))
    async with living(club) as second:
        await club.until(lambda: club.stored(called) and club.idle(), seconds=30)
        assert kept_once(club, *heard)
        after = club.hosted(place)
        assert after[: len(before)] == before
        assert len(after) == len(set(after)), "nothing is repeated"
        assert len(after) - len(before) in {1, 2}, "the one that called, and perhaps the one on its way"
        assert set(taken_up(club).values()) == {1}
        later = await club.say(wren, place, club.to_host(READING))
        assert "queer theory" in club.hosted(place)[-1]
        await ines.slash("salon end", place)
        await club.until(lambda: club.recaps(place) and club.idle())
        (recap,) = club.recaps(place)
        there = {message["id"] for message in club.discord.messages(place)}
        assert {message for _, _, message in LINK.findall(recap)} <= there
        assert "Wren" in recap
        assert kept_once(club, *heard)
        assert club.stored(later)
        second.send_signal(signal.SIGTERM)
        assert await second.wait() == 0


async def test_killed_between_saying_and_knowing_it(club: Club) -> None:
    ines = club.person("Ines")
    async with living(club) as first:
        place = await club.start(ines)
        club.discord.faults.withhold(f"/channels/{place}/messages", 30.0)
        await ines.say(place, CLAIM)
        await club.until(lambda: len(club.hosted(place)) == 2)
        await kill(club, first)
    club.discord.faults.clear()
    assert club.rows("SELECT 1 FROM turns WHERE message_id IS NULL"), "it said it, and does not know"
    club.clock.advance(minutes=10)  # the lease has run out, and Discord no longer knows the nonce
    async with club.running():
        await club.until(club.idle)
        assert len(club.hosted(place)) == 2
        assert not club.rows("SELECT 1 FROM turns WHERE message_id IS NULL")
        assert not club.given_up()


async def test_a_pause_outlives_the_process(club: Club) -> None:
    ines = club.person("Ines")
    async with club.running():
        place = await club.start(ines)
        await ines.slash("salon pause", place)
    missed = await ines.say(place, CLAIM)
    async with club.running():
        await club.until(lambda: club.stored(missed))
        said = await club.say(ines, place, OBJECTION)
        assert club.stored(said)
        assert len(club.hosted(place)) == 1
        await ines.slash("salon resume", place)
        await club.say(ines, place, READING)
        assert len(club.hosted(place)) == 2


async def test_a_thread_deleted_meanwhile_ends_its_salon(club: Club) -> None:
    ines = club.person("Ines")
    async with club.running():
        place = await club.start(ines)
    club.discord.delete_channel(place)
    async with club.running():
        await club.until(lambda: club.rows("SELECT state FROM salons") == [("closed",)] and club.idle())
        assert not club.given_up()


async def test_old_buttons_work_and_commands_are_not_announced_again(club: Club) -> None:
    ines = club.person("Ines")
    async with club.running():
        card = await ines.slash("film find", club.lobby, title="Her")
        unsure = await ines.slash("salon start", club.salon, film="The Girl")
    club.discord.faults.fail_next("PUT", "/applications", 500, times=50)  # announcing again would not get through
    async with club.running():
        pressed = await ines.press(card.message, "Start a salon")
        place = place_of(pressed)
        assert place is not None
        await club.until(lambda: club.hosted(place))
        pressed = await ines.press(unsure.message, "The Girls (1968)")
        assert "The salon on The Girls (1968) is open" in pressed.text


async def test_a_stop_lets_the_recap_out_first_or_later_but_once(club: Club) -> None:
    ines = club.person("Ines")
    async with club.running():
        place = await club.start(ines)
        await club.say(ines, place, CLAIM)
        await ines.slash("salon end", place)
    async with club.running():
        await club.until(lambda: club.recaps(place) and club.idle())
        assert len(club.recaps(place)) == 1


async def test_words_taken_back_meanwhile_are_taken_back_everywhere(club: Club) -> None:
    ines = club.person("Ines")
    async with club.running():
        place = await club.start(ines)
        deleted, edited = [await club.say(ines, place, text) for text in (CLAIM, OBJECTION)]
    await ines.delete(place, deleted["id"])
    await ines.edit(place, edited["id"], "never mind")
    async with club.running():
        await club.until(lambda: not any(w in "".join(club.hosted(place)) for w in ("are gifts", "cop-out")))
        await club.until(club.idle)
        assert not club.stored(deleted)
        assert "cop-out" not in club.record()
        assert "never mind" in club.record()
