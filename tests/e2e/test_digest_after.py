"""What comes of a posted digest: talk that is opened from it, and channels and zones that change."""

from __future__ import annotations

from bot.client import SalonBot
from bot.local.channels import announce
from tests.e2e.conftest import Club
from tests.e2e.lists import private
from tests.e2e.test_digest import LISBON, come, digests, idle, mourning_here, schedule, shown
from tests.e2e.test_films import hidden


async def test_a_digest_opens_the_talk_it_asks_for_after_a_restart(club: Club) -> None:
    ines, wren = club.person("Ines"), club.person("Wren")
    async with club.running() as bot:
        slot = await schedule(club, ines)
        typed = await ines.slash("salon start", club.salon, film="Our Street at Night 1999")
        await club.until(lambda: typed.messages)
        await ines.press(typed.message, "Start with “Our Street at Night 1999” anyway")
        await club.until(lambda: club.rows("SELECT 1 FROM salons WHERE state = 'open'"))
        ((place,),) = club.rows("SELECT CAST(channel_id AS TEXT) FROM salons")
        asked = await ines.say(place, "Why do you think she burns the letters before he comes home?")
        await club.until(lambda: club.stored(asked) and idle(club))
        await ines.slash("salon end", place)
        await club.until(lambda: club.recaps(place) and idle(club))
        await wren.slash("watchlist add", club.lobby, film="Jaws")
        await come(club, bot, slot)
        await club.until(lambda: digests(club, club.lobby) and idle(club), seconds=30)
    async with club.running():
        (message,) = digests(club, club.lobby)
        again = await wren.press(message, "Open a salon")
        await club.until(lambda: "<#" in again.text, seconds=30)
        assert private(again)
        ((salon, opened, parent),) = club.rows("SELECT film, channel_id, parent_id FROM salons WHERE state = 'open'")
        assert "Our Street at Night" in salon
        assert str(opened) in again.text
        assert str(parent) == club.salon, "where the question was left open, though the digest is elsewhere"
        twice = await ines.press(message, "Open a salon")
        await club.until(lambda: "already" in twice.text)
        assert str(opened) in twice.text
        jaws = await ines.choose(message, "v1:digest:films", ["jaws-1975"])
        await club.until(lambda: "Jaws" in jaws.text and "<#" in jaws.text, seconds=30)
        assert len(club.rows("SELECT 1 FROM salons WHERE state = 'open'")) == 2


async def test_a_channel_that_is_closed_leaves_the_digest_and_the_digest_follows_the_server_s_zone(
    club: Club, bot: SalonBot
) -> None:
    ines = club.person("Ines")
    slot = await schedule(club, ines)
    stays = await ines.slash("setup timezone", club.lobby, timezone="Europe/Paris")
    await club.until(lambda: f"zone of its own, {LISBON}" in stays.text)
    same = await ines.slash("setup timezone", club.lobby, timezone=LISBON)
    await club.until(lambda: LISBON in same.text and "digest" not in same.text)
    place = await mourning_here(club)
    await come(club, bot, slot)
    await club.until(lambda: digests(club, club.lobby) and idle(club), seconds=30)
    assert "Her (2013)" in shown(club, club.lobby)
    moved = await ines.slash("setup timezone", club.lobby, timezone="Asia/Tokyo")
    await club.until(lambda: "moves along" in moved.text)
    assert club.rows("SELECT minute, zone FROM digest_schedules") == [(18 * 60, "Asia/Tokyo")]
    hidden(club, club.salon)
    announce(club.discord.realm, "CHANNEL_UPDATE", club.discord.state.channels[club.salon])
    await club.until(lambda: "Her (2013)" not in shown(club, club.lobby), seconds=30)
    assert place not in shown(club, club.lobby)
