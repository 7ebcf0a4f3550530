"""`/setup jobs`: what those who manage a server see of what the bot has ahead, and the button that tries again."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.client import SalonBot
from bot.local.limits_components import walk
from bot.local.wire import ApiError
from bot.services.server_jobs import MOST_ASIDE
from tests.e2e.conftest import Club
from tests.e2e.lists import press, private


async def test_managers_see_what_is_coming_what_was_dropped_and_what_failed(club: Club, bot: SalonBot) -> None:
    ines, server, now = club.person("Ines"), int(club.discord.club.guild_id), club.clock.now()
    nothing = await ines.slash("setup jobs", club.lobby)
    await club.until(lambda: "Nothing is coming up." in nothing.text)
    assert "30 days" not in nothing.text
    tomorrow = now + timedelta(days=1)
    async with bot.services.db.write() as work:
        for number in range(20):
            await work.jobs.put("screening_remind", f"r{number}", tomorrow + timedelta(minutes=number), guild_id=server)
        for number in range(3):
            await work.jobs.put("screening_remind", f"s{number}", now + timedelta(hours=9), guild_id=server)
        await work.jobs.put("lull", "1", tomorrow, guild_id=server)
        await work.jobs.put("digest", "2", tomorrow, guild_id=server + 1)
        await work.jobs.put("screening_remind", "old", now - timedelta(hours=3), guild_id=server)
        await work.jobs.put("of another version", "1", now, guild_id=server)
    bot.services.runner.wake()
    await club.until(lambda: club.given_up() and not club.rows("SELECT 1 FROM jobs WHERE key = 'old'"))
    shown = await ines.slash("setup jobs", club.lobby)
    await club.until(lambda: "coming up here" in shown.text)
    assert private(shown)
    lines = shown.text.splitlines()
    at = int((now + timedelta(hours=9)).timestamp())
    assert f"Reminder (3): <t:{at}:f> (<t:{at}:R>)" in lines
    assert sum(line.startswith("Reminder:") for line in lines) == 14 + 1
    assert "and 6 more" in lines
    assert "-# Besides that, one small thing of my own is waiting." in lines
    assert "Weekly digest" not in shown.text
    early = int((now - timedelta(hours=3)).timestamp())
    assert any(line.startswith(f"Reminder: wanted for <t:{early}:f>, given up on") for line in lines)
    assert any(line.startswith("Something internal: set aside on") for line in lines)
    assert "(UnknownKindError)" in shown.text


async def test_what_was_set_aside_is_tried_again_by_managers_alone(club: Club) -> None:
    ines, wren, server = club.person("Ines"), club.person("Wren"), int(club.discord.club.guild_id)
    async with club.running() as bot:
        async with bot.services.db.write() as work:
            for number in range(MOST_ASIDE + 1):
                await work.jobs.put("of another version", str(number), club.clock.now(), guild_id=server)
        bot.services.runner.wake()
        await club.until(lambda: len(club.given_up()) == MOST_ASIDE + 1)
        shown = await ines.slash("setup jobs", club.lobby)
        await club.until(lambda: "Set aside" in shown.text)
        assert shown.text.count("Something internal") == MOST_ASIDE - 1
        assert "and older ones" in shown.text
        with pytest.raises(ApiError):
            await wren.slash("setup jobs", club.lobby)
    async with club.running() as bot:
        done: list[str] = []

        async def handler(job: object) -> None:
            done.append("done")

        bot.services.runner._handlers["of another version"] = handler  # type: ignore[index]
        buttons = [item["custom_id"] for item in walk(shown.message["components"]) if item.get("label") == "Try again"]
        assert len(buttons) == MOST_ASIDE - 1
        earlier = await ines.slash("setup jobs", club.lobby)
        await club.until(lambda: "Set aside" in earlier.text)
        pressed = await press(club, ines, shown, buttons[0], "It is queued again")
        await club.until(lambda: done == ["done"] and len(club.given_up()) == MOST_ASIDE)
        gone = await ines.press(earlier.message, buttons[0])
        await club.until(lambda: "not set aside any more" in gone.text)
        assert "Something internal" in pressed.text
