"""Commands, buttons and menus of the real bot over real sockets; the services behind them are stand-ins."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from bot.client import point_at
from bot.local.server import LocalDiscord
from bot.settings import load
from tests.e2e.edge import CONFIG, OPENING, Edge


@asynccontextmanager
async def running(discord: LocalDiscord, edge: Edge) -> AsyncIterator[Edge]:
    """The bot, logged in and ready, until the block ends."""
    point_at(discord.url)
    task = asyncio.create_task(edge.bot.start(discord.token), name="bot")
    try:
        ready = asyncio.create_task(edge.conversation.connected.wait(), name="ready")
        await asyncio.wait({task, ready}, return_when=asyncio.FIRST_COMPLETED, timeout=20)
        if not ready.done():
            ready.cancel()
            task.result()
        yield edge
    finally:
        await edge.bot.close()
        await asyncio.gather(task, return_exceptions=True)


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


async def test_starting_makes_a_thread_and_answers_privately_with_a_link(discord: LocalDiscord, edge: Edge) -> None:
    ines = discord.person(discord.club.owner)
    answer = await ines.slash("salon start", discord.club.salon_channel, film="Her")
    (thread,) = map(str, edge.salons.here_now)
    assert f"<#{thread}>" in answer.text
    assert answer.messages[-1]["flags"] & 64
    assert [message["content"] for message in discord.messages(thread)] == [OPENING]


async def test_in_a_thread_it_opens_there_and_only_once(discord: LocalDiscord, edge: Edge) -> None:
    ines = discord.person(discord.club.owner)
    await ines.slash("salon start", discord.club.salon_channel, film="Her")
    (thread,) = map(str, edge.salons.here_now)
    answer = await ines.slash("salon start", thread, film="Her")
    assert f"There is a salon in <#{thread}> already" in answer.text


async def test_the_servers_salon_channel_is_used_and_said(discord: LocalDiscord, edge: Edge) -> None:
    ines = discord.person(discord.club.owner)
    await ines.slash("setup channel", discord.club.lobby_channel, channel=str(discord.club.forum_channel))
    answer = await ines.slash("salon start", discord.club.lobby_channel, film="Her")
    (post,) = map(str, edge.salons.here_now)
    assert f"On this server salons open in <#{discord.club.forum_channel}>" in answer.text
    assert [message["content"] for message in discord.messages(post)] == [OPENING]


async def test_an_unknown_film_offers_near_misses_and_the_title_itself(discord: LocalDiscord, edge: Edge) -> None:
    ines = discord.person(discord.club.owner)
    answer = await ines.slash("salon start", discord.club.salon_channel, film="Herr")
    assert "I know no film called “Herr”. Did you mean Her (2013)?" in answer.text
    pressed = await ines.press(answer.messages[-1], "Start with “Herr” anyway")
    (salon,) = edge.salons.here_now.values()
    assert (salon.film.title, salon.film.listed) == ("Herr", False)
    assert "The salon on Herr is open" in pressed.text


async def test_a_near_miss_is_one_press_away_and_keeps_the_wish(discord: LocalDiscord, edge: Edge) -> None:
    ines = discord.person(discord.club.owner)
    answer = await ines.slash(
        "salon start", discord.club.salon_channel, film="Herr", lens="queer theory", spoilers="half"
    )
    await ines.press(answer.messages[-1], "Her (2013)")
    (salon,) = edge.salons.here_now.values()
    assert (salon.film.id, salon.lens, salon.horizon.seen) == ("her-2013", "queer", 0.5)


async def test_several_films_of_one_title_are_a_menu(discord: LocalDiscord, edge: Edge) -> None:
    ines = discord.person(discord.club.owner)
    answer = await ines.slash("salon start", discord.club.salon_channel, film="Suspiria")
    assert "more than one film" in answer.text
    await ines.choose(answer.messages[-1], "v1:films:start:-:all:-", ["suspiria-2018"])
    (salon,) = edge.salons.here_now.values()
    assert salon.film.year == 2018


async def test_a_card_has_a_button_that_survives_a_restart(discord: LocalDiscord) -> None:
    ines = discord.person(discord.club.owner)
    async with running(discord, Edge()) as first:
        answer = await ines.slash("film find", discord.club.salon_channel, title="Her")
        db = first.db
        assert "Directed by Spike Jonze" in answer.text
    async with running(discord, Edge(db=db)) as second:
        await ines.press(answer.messages[-1], "Start a salon")
        assert [salon.film.title for salon in second.salons.here_now.values()] == ["Her"]


async def test_commands_are_registered_once(discord: LocalDiscord) -> None:
    async with running(discord, Edge()) as first:
        db = first.db
    discord.faults.fail_next("PUT", "/applications", 500, times=50)  # a second registration would not get through
    async with running(discord, Edge(db=db)) as second:
        assert second.bot.is_ready()


async def test_film_titles_and_lenses_complete(discord: LocalDiscord, edge: Edge) -> None:
    ines, here = discord.person(discord.club.owner), discord.club.salon_channel
    films = await ines.autocomplete("salon start", here, focused="film", film="he")
    assert {"name": "Her (2013) - Spike Jonze", "value": "her-2013"}.items() <= dict(films[0]).items()
    lenses = await ines.autocomplete("salon start", here, focused="lens", film="Her", lens="qu")
    assert lenses[0]["value"] == "queer"


async def test_prompt_pause_resume_end_and_list(discord: LocalDiscord, edge: Edge) -> None:
    ines = discord.person(discord.club.owner)
    await ines.slash("salon start", discord.club.salon_channel, film="Her")
    (thread,) = map(str, edge.salons.here_now)
    assert "Asked" in (await ines.slash("salon prompt", thread, theme="gift", kind="evaluative")).text
    assert edge.conversation.asked == [(int(thread), "gift", None, "evaluative")]
    assert "is paused" in (await ines.slash("salon pause", thread)).text
    assert "paused" in (await ines.slash("salon list", thread)).text
    assert "goes on" in (await ines.slash("salon resume", thread)).text
    assert "is closed" in (await ines.slash("salon end", thread)).text
    assert "Closed lately" in (await ines.slash("salon list", thread)).text


async def test_where_there_is_no_salon_one_is_told_so(discord: LocalDiscord, edge: Edge) -> None:
    ines = discord.person(discord.club.owner)
    for command in ("salon end", "salon pause", "salon prompt"):
        assert "There is no salon in this channel" in (await ines.slash(command, discord.club.lobby_channel)).text


async def test_help_and_about_are_private_pages(discord: LocalDiscord, edge: Edge) -> None:
    ines = discord.person(discord.club.owner)
    page = await ines.slash("help", discord.club.lobby_channel)
    assert "no salon is open in this channel" in page.text
    assert "/setup" in page.text
    about = await ines.slash("about", discord.club.lobby_channel)
    assert "What is stored" in about.text
    assert about.messages[-1]["flags"] & 64


async def test_settings_are_chosen_and_shown(discord: LocalDiscord, edge: Edge) -> None:
    ines, here = discord.person(discord.club.owner), discord.club.lobby_channel
    assert "where `/salon start` is typed" in (await ines.slash("setup show", here)).text
    await ines.slash("setup timezone", here, timezone="Europe/Lisbon")
    await ines.slash("setup language", here, language="en")
    assert "Europe/Lisbon" in (await ines.slash("setup show", here)).text


async def test_a_missing_permission_is_named(discord: LocalDiscord, edge: Edge) -> None:
    ines, here = discord.person(discord.club.owner), discord.club.salon_channel
    discord.deny(here, "create_public_threads")
    discord.deny(here, "send_messages")
    answer = await ines.slash("salon start", here, film="Her")
    assert "I am missing a permission here: Create Public Threads" in answer.text
    assert not edge.salons.here_now


async def test_without_threads_the_salon_is_held_in_the_channel(discord: LocalDiscord, edge: Edge) -> None:
    ines, here = discord.person(discord.club.owner), discord.club.salon_channel
    discord.deny(here, "create_public_threads")
    answer = await ines.slash("salon start", here, film="Her")
    assert list(edge.salons.here_now) == [int(here)]
    assert "is open, here" in answer.text


async def test_what_nobody_foresaw_is_an_apology_with_an_incident(discord: LocalDiscord, edge: Edge) -> None:
    ines = discord.person(discord.club.owner)
    edge.salons.fails = RuntimeError("the words of somebody")
    answer = await ines.slash("salon start", discord.club.salon_channel, film="Her")
    assert "It is noted under" in answer.text
    card = await ines.slash("film find", discord.club.salon_channel, title="Her")
    pressed = await ines.press(card.messages[-1], "Start a salon")
    assert "It is noted under" in pressed.text


async def test_a_refused_token_says_what_to_do(discord: LocalDiscord) -> None:
    from bot.ui.startup import startup_fault

    edge = Edge(load({}, CONFIG))
    point_at(discord.url)
    with pytest.raises(Exception, match="token") as caught:
        await edge.bot.start("not-the-token")
    await edge.bot.close()
    fault = startup_fault(caught.value)
    assert fault is not None
    assert "DISCORD_TOKEN" in fault.faults[0]
