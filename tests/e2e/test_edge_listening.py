"""What the bot hears, and how the announcer posts, over real sockets."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from discord import PrivilegedIntentsRequired

from bot.client import point_at
from bot.domain.recap import ItemKind, Recap, RecapItem
from bot.domain.salon import Salon
from bot.domain.turn import Source, Turn, TurnId, Utterance, UtteranceKind
from bot.errors import Forbidden, Gone, Unavailable
from bot.local.people import text_of
from bot.local.server import LocalDiscord
from bot.settings import load
from bot.ui.startup import startup_fault
from tests.e2e.edge import CONFIG, Edge
from tests.e2e.test_edge_commands import running


@pytest.fixture
async def discord(tmp_path: Path) -> AsyncIterator[LocalDiscord]:
    server = LocalDiscord(tmp_path / "discord.json")
    await server.start()
    yield server
    await server.stop()


@pytest.fixture
async def edge(discord: LocalDiscord) -> AsyncIterator[Edge]:
    async with running(discord, Edge()) as up:
        yield up


async def opened(discord: LocalDiscord, edge: Edge) -> Salon:
    await discord.person(discord.club.owner).slash("salon start", discord.club.salon_channel, film="Her")
    (salon,) = edge.salons.here_now.values()
    return salon


def place(salon: Salon) -> int:
    assert salon.channel_id is not None
    return salon.channel_id


def there(salon: Salon) -> str:
    """The same place as the server names it."""
    return str(salon.channel_id)


async def test_people_are_heard_in_salons_only(discord: LocalDiscord, edge: Edge) -> None:
    salon = await opened(discord, edge)
    wren = discord.person(discord.club.members["Wren"])
    await wren.say(discord.club.lobby_channel, "elsewhere")
    await wren.say(there(salon), "**letters** are gifts")
    await discord.until(lambda: len(edge.conversation.heard) == 1)
    (heard,) = edge.conversation.heard
    assert (heard.text, heard.to_host, heard.human, heard.own) == ("**letters** are gifts", False, True, False)


async def test_mentions_of_and_replies_to_the_host_are_for_the_host(discord: LocalDiscord, edge: Edge) -> None:
    salon = await opened(discord, edge)
    assert edge.bot.user is not None
    wren = discord.person(discord.club.members["Wren"])
    await wren.say(there(salon), f"<@{edge.bot.user.id}> what is your impression?")
    opening = discord.messages(there(salon))[0]
    await wren.say(there(salon), "I disagree", reply_to=opening["id"])
    await discord.until(lambda: len(edge.conversation.heard) == 2)
    mention, reply = edge.conversation.heard
    assert (mention.text, mention.to_host) == ("what is your impression?", True)
    assert (reply.text, reply.to_host, reply.reply_to) == ("I disagree", True, int(opening["id"]))


async def test_elsewhere_a_mention_gets_one_hint(discord: LocalDiscord, edge: Edge) -> None:
    assert edge.bot.user is not None
    wren, lobby = discord.person(discord.club.members["Wren"]), discord.club.lobby_channel
    for _ in range(3):
        await wren.say(lobby, f"<@{edge.bot.user.id}> hello")
    await discord.until(lambda: len(discord.messages(lobby)) >= 4)
    await wren.say(lobby, "just talk")
    edge.clock.advance(minutes=11)
    await wren.say(lobby, f"<@{edge.bot.user.id}> hello again")
    await discord.until(lambda: sum("/salon start" in m["content"] for m in discord.messages(lobby)) == 2)


async def test_edits_and_deletions_are_followed(discord: LocalDiscord, edge: Edge) -> None:
    salon = await opened(discord, edge)
    wren = discord.person(discord.club.members["Wren"])
    ids = [int((await wren.say(there(salon), f"line {n}"))["id"]) for n in range(4)]
    await wren.edit(there(salon), str(ids[0]), "line zero")
    await discord.until(lambda: edge.conversation.edits == [(ids[0], "line zero")])
    await wren.delete(there(salon), str(ids[1]))
    await discord.until(lambda: edge.conversation.gone == [ids[1]])
    discord.bulk_delete(there(salon), [str(i) for i in ids[2:]])
    await discord.until(lambda: edge.conversation.gone == ids[1:])


async def test_a_deleted_thread_is_told(discord: LocalDiscord, edge: Edge) -> None:
    salon = await opened(discord, edge)
    discord.delete_channel(there(salon))
    await discord.until(lambda: place(salon) in edge.conversation.closed)
    with pytest.raises(Gone):
        await edge.announcer.say(place(salon), "hello", "n1")


async def test_after_every_connection_the_bot_reads_what_it_missed(discord: LocalDiscord, edge: Edge) -> None:
    await discord.until(lambda: edge.conversation.caught_up == 1)
    discord.faults.drop_gateway()
    await discord.until(lambda: edge.conversation.caught_up == 2, timeout=15)


async def test_what_was_missed_is_read_in_order(discord: LocalDiscord, edge: Edge) -> None:
    salon = await opened(discord, edge)
    wren = discord.person(discord.club.members["Wren"])
    first = await wren.say(there(salon), "one")
    await wren.say(there(salon), "two")
    await edge.announcer.say(place(salon), "three", "n3")
    missed = [m async for m in edge.announcer.messages_after(place(salon), int(first["id"]))]
    assert [(m.text, m.own) for m in missed] == [("two", False), ("three", True)]


async def test_a_nonce_posts_once(discord: LocalDiscord, edge: Edge) -> None:
    salon = await opened(discord, edge)
    first = await edge.announcer.say(place(salon), "once", "same")
    assert await edge.announcer.say(place(salon), "once", "same") == first
    since = salon.opened_at - timedelta(days=400)
    assert await edge.announcer.find_own(place(salon), "once", since) == first
    assert await edge.announcer.find_own(place(salon), "never", since) is None


async def test_the_host_mentions_nobody_and_replies_even_to_what_is_gone(discord: LocalDiscord, edge: Edge) -> None:
    salon = await opened(discord, edge)
    wren = discord.person(discord.club.members["Wren"])
    message = await wren.say(there(salon), "soon gone")
    await edge.announcer.say(place(salon), f"@everyone <@{discord.club.owner}>", "n1", reply_to=int(message["id"]))
    posted = discord.messages(there(salon))[-1]
    assert posted["mentions"] == []
    assert not posted["mention_everyone"]
    await wren.delete(there(salon), message["id"])
    await edge.announcer.say(place(salon), "still here", "n2", reply_to=int(message["id"]))
    assert discord.messages(there(salon))[-1]["content"] == "still here"


async def test_an_interrupted_opening_finds_its_thread(discord: LocalDiscord, edge: Edge) -> None:
    salon = await opened(discord, edge)
    said = Utterance(UtteranceKind.OPENING, "Tonight: Her.", Source.HOUSE, "opening")
    again = await edge.announcer.make_place(replace(salon, channel_id=None), said, "open-1")
    assert again.channel_id == salon.channel_id


async def test_refusals_are_our_errors(discord: LocalDiscord, edge: Edge) -> None:
    salon = await opened(discord, edge)
    discord.faults.fail_next("POST", f"/channels/{place(salon)}/messages", 400, code=50035)
    with pytest.raises(Unavailable):
        await edge.announcer.say(place(salon), "hello", "n1")
    discord.deny(discord.club.salon_channel, "send_messages_in_threads")
    with pytest.raises(Forbidden) as caught:
        await edge.announcer.say(place(salon), "hello", "n2")
    assert caught.value.values == {"permission": "send_messages_in_threads"}


async def test_a_turn_of_the_host_is_amended(discord: LocalDiscord, edge: Edge) -> None:
    salon = await opened(discord, edge)
    message = await edge.announcer.say(place(salon), "as somebody wrote", "n1")
    await edge.announcer.amend(place(salon), message, "as nobody wrote")
    assert discord.messages(there(salon))[-1]["content"] == "as nobody wrote"
    await edge.announcer.amend(place(salon), 12345, "nothing to amend")


async def test_a_recap_is_posted_redrawn_and_shortened(discord: LocalDiscord, edge: Edge) -> None:
    salon = await opened(discord, edge)
    wren = discord.person(discord.club.members["Wren"])
    message = await wren.say(there(salon), "letters are gifts")
    turn = Turn(TurnId(1), salon.id, 5, "Wren", salon.opened_at, "letters are gifts", message_id=int(message["id"]))
    item = RecapItem(ItemKind.POINT, "Letters as gifts.", (TurnId(1),), "Wren", "letters are gifts")
    long = Recap("Her (2013)", "Gifts", (item,) * 40, Source.HOUSE, 1, 1, 1)
    posts = await edge.announcer.post_recap(salon, long, {turn.id: turn}, "recap-1")
    assert len(posts) > 1
    shown = discord.messages(there(salon))[-len(posts) :]
    assert f"/{message['id']})" in text_of(shown[0])
    assert f"Part 2 of {len(posts)}" in text_of(shown[1])
    await edge.announcer.redraw_recap(salon, replace(long, items=()), {}, posts)
    left = discord.messages(there(salon))
    assert "Nothing was said" in text_of(left[-1])
    assert [m["id"] for m in left if "gifts" in text_of(m).lower() and m["author"].get("bot")] == [left[-1]["id"]]


async def test_without_the_intent_the_bot_says_what_to_do(tmp_path: Path) -> None:
    server = LocalDiscord(tmp_path / "discord.json", intents_enabled=set())
    await server.start()
    edge = Edge()
    point_at(server.url)
    with pytest.raises(PrivilegedIntentsRequired) as caught:
        await edge.bot.start(server.token)
    await edge.bot.close()
    await server.stop()
    fault = startup_fault(caught.value)
    assert fault is not None
    assert "Message Content" in fault.faults[0]


async def test_the_degraded_mode_hears_what_mentions_it_and_explains_itself(tmp_path: Path) -> None:
    (tmp_path / "some.toml").write_text("[discord]\nmessage_content = false\n", encoding="utf-8")
    server = LocalDiscord(tmp_path / "discord.json", intents_enabled=set())
    await server.start()
    async with running(server, Edge(load({}, CONFIG, tmp_path / "some.toml"))) as edge:
        salon = await opened(server, edge)
        wren = server.person(server.club.members["Wren"])
        assert edge.bot.user is not None
        message = await wren.say(there(salon), f"<@{edge.bot.user.id}> hear me")
        await server.until(lambda: [m.text for m in edge.conversation.heard] == ["hear me"])
        assert "only part of the talk" in (await wren.slash("help", there(salon))).text
        await wren.edit(there(salon), message["id"], "no mention any more")
        await wren.delete(there(salon), message["id"])
        await server.until(lambda: edge.conversation.gone == [int(message["id"])])
        assert edge.conversation.edits == []
    await server.stop()


async def test_people_who_do_not_manage_the_server_cannot_set_it_up(discord: LocalDiscord, edge: Edge) -> None:
    wren = discord.person(discord.club.members["Wren"])
    with pytest.raises(Exception, match=r"50013|permission|Permission"):
        await wren.slash("setup show", discord.club.lobby_channel)
