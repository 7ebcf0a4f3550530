"""Ballots on Discord: the real bot over real sockets, from opening to the rounds."""

from __future__ import annotations

from typing import Any

from bot.client import SalonBot
from bot.local import channels
from bot.local.people import Answer, Person
from bot.local.permissions import find_channel
from bot.local.wire import Json
from tests.e2e.conftest import Club
from tests.e2e.lists import component, parts, private
from tests.e2e.test_nominations import pings, third

FILMS = ("her-2013", "alien-1979", "suspiria-2018")


def framed(club: Club, buttons: str) -> list[Json]:
    """The bot's public messages with a component or text that contains this."""
    public = [one for one in club.discord.messages(club.lobby) if not one["flags"] & 64]
    return [one for one in public if buttons in repr(one["components"])]


def words(message: Json) -> str:
    return "\n".join(str(item.get("content", "")) for item in parts(message["components"]))


async def nominate(club: Club) -> None:
    for film in FILMS:
        await club.person("Wren").slash("party nominate", club.lobby, film=film, reason=f"*because* of {film[:4]}")
        club.clock.advance(minutes=1)


async def open_ballot(club: Club, who: Person, **options: Any) -> Json:
    await nominate(club)
    opened = await who.slash("party ballot", club.lobby, **options)
    assert "The ballot is open, with 3 films" in opened.text
    assert private(opened)
    await club.until(lambda: framed(club, "v1:ballot:rank:"))
    return framed(club, "v1:ballot:rank:")[0]


async def pick(who: Person, shown: Answer, *letters: str) -> None:
    for letter in letters:
        await who.choose(shown.message, component(shown, "v1:ballot:pick:"), [letter])


async def vote(club: Club, who: Person, card: Json, *letters: str) -> Answer:
    shown = await who.press(card, "Rank the films")
    await pick(who, shown, *letters)
    await who.press(shown.message, "Save")
    assert "Saved. Your vote counts." in shown.text
    return shown


async def test_a_ballot_is_opened_ranked_and_closed_over_restarts(club: Club) -> None:
    ines, wren, other = club.person("Ines"), club.person("Wren"), third(club)
    async with club.running():
        card = await open_ballot(club, wren)
        text = words(card)
        assert "**1\\. Her (2013)** · 126 minutes\n-# nominated by one person · “\\*because\\* of her-”" in text
        assert "Nobody has voted yet. Open until <t:" in text
        ranking = await ines.press(card, "Rank the films")
        assert private(ranking)
        assert "You may leave films out" in ranking.text
        await pick(ines, ranking, "b", "a")
        assert "**1.** Alien (1979)\n**2.** Her (2013)\n-# Not saved yet." in ranking.text
        assert not club.rows("SELECT 1 FROM ballot_votes")
    async with club.running():
        await ines.press(ranking.message, "Undo the last")
        assert "Her" not in ranking.text.split("Not saved")[0]
        await pick(ines, ranking, "c")
        await ines.press(ranking.message, "Save")
        assert "**1.** Alien (1979)\n**2.** Suspiria (2018)\n-# You left one film out" in ranking.text
        await vote(club, wren, card, "a")
        await vote(club, other, card, "b", "a")
        await other.press((await other.press(card, "My ranking")).message, "Take my vote back")
        assert "You have not voted in this ballot" in (await other.press(card, "My ranking")).text
        await vote(club, other, card, "a")
        await club.until(lambda: "3 people have voted." in words(framed(club, "v1:ballot:rank:")[0]))
        again = await other.slash("party ballot", club.lobby, hours=5)
        assert (
            f"A ballot is open here already: https://discord.com/channels/{club.discord.club.guild_id}/" in again.text
        )
        assert "Only who opened this ballot" in (await other.press(card, "Close it now")).text
        asked = await wren.press(card, "Close it now")
        assert "Close the ballot now? 3 people have voted." in asked.text
        await wren.press(asked.message, "Yes, close and count")
        await club.until(lambda: framed(club, "The ballot has chosen") and framed(club, "See the rounds"))
    (result,) = framed(club, "The ballot has chosen")
    assert "## The ballot has chosen: Her (2013)" in words(result)
    assert "**Round 1.** Her has 2 of 3 votes, more than half." in words(result)
    assert result["attachments"][0]["description"].startswith("The rounds of a ballot as bars: 3 votes, one round.")
    assert not club.rows("SELECT 1 FROM ballot_votes")
    assert len(framed(club, "What shall we watch together?")) == 1
    assert pings(again) == []


async def test_it_closes_by_itself_and_what_did_not_win_stays_nominated(club: Club, bot: SalonBot) -> None:
    ines, wren = club.person("Ines"), club.person("Wren")
    card = await open_ballot(club, wren, hours=3, hidden=False)
    assert "nobody's first choice yet" in words(card)
    kept = await vote(club, ines, card, "c", "b")
    await club.until(lambda: "first choice of one" in words(framed(club, "v1:ballot:rank:")[0]))
    await vote(club, wren, card, "b")
    channel = find_channel(club.discord.state, club.lobby)
    channels.deny(club.discord.realm, channel, club.bot_id, "attach_files", denied=True)
    club.clock.advance(hours=4)
    bot.services.runner.wake()
    await club.until(lambda: framed(club, "The ballot has chosen"))
    (result,) = framed(club, "The ballot has chosen")
    assert result["attachments"] == []
    told = words(result)
    assert "Alien and Suspiria are level, with one vote each. Alien was nominated first" in told
    assert "I count it late" in told
    listed = (await ines.slash("party list", club.lobby)).text
    assert "Her (2013)" in listed
    assert "Suspiria" in listed
    assert "Alien" not in listed
    assert "takes no more votes" in (await ines.press(kept.message, "Change it")).text


async def test_too_few_nominations_and_odd_hours_are_refused(club: Club, bot: SalonBot) -> None:
    wren = club.person("Wren")
    await wren.slash("party nominate", club.lobby, film="her-2013")
    refused = await wren.slash("party ballot", club.lobby)
    assert "A ballot takes at least 2 nominated films" in refused.text
    assert private(refused)
