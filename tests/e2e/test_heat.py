"""People at each other, with the real bot: back to the screen once, silence after it, and a line for the managers."""

from __future__ import annotations

import pytest

from bot.client import SalonBot
from bot.domain.wording import fold
from bot.local.wire import ApiError
from tests.e2e.conftest import LINK, Club
from tests.evening import CLAIM, OBJECTION, READING, house

GRAVE = "Fuck you, you idiot."
FORMS = tuple(fold(form.head) for form in house().content.speech.turn_back)


def turned_back(club: Club, place: str) -> list[str]:
    return [text for text in club.hosted(place) if fold(text).startswith(FORMS)]


async def let_pass(club: Club, bot: SalonBot, seconds: float) -> None:
    club.clock.advance(seconds=seconds)
    bot.services.runner.wake()
    await club.until(club.idle)


async def test_hard_words_about_a_film_are_what_a_salon_is_for(club: Club, bot: SalonBot) -> None:
    place = await club.start(club.person("Ines"))
    for name, text in (
        ("Ines", "This film is garbage."),
        ("Tomas", "Theodore is a moron and a creep."),
        ("Wren", "you are the worst, Theodore"),
    ):
        await club.say(club.person(name), place, text)
    assert not turned_back(club, place)


async def test_the_host_turns_back_once_is_silent_and_the_managers_are_told(club: Club, bot: SalonBot) -> None:
    ines, tomas = club.person("Ines"), club.person("Tomas")
    chosen = await ines.slash("setup alerts", club.lobby, channel=club.lobby)
    assert f"<#{club.lobby}> is told" in chosen.text
    assert "Everybody in this server can read" in chosen.text
    assert f"<#{club.lobby}>" in (await ines.slash("setup show", club.lobby)).text
    place = await club.start(ines)
    await club.say(ines, place, CLAIM)
    heated = await club.say(tomas, place, GRAVE)
    (back,) = turned_back(club, place)
    assert club.hosted(place)[-1] == back
    assert not any(word in back for word in ("Ines", "Tomas", "idiot", '"'))
    (line,) = club.hosted(club.lobby)
    assert "Her (2013)" in line
    assert LINK.findall(line) == [(club.discord.club.guild_id, place, heated["id"])]
    assert not any(word in line for word in ("Ines", "Tomas", "idiot"))

    before = len(club.hosted(place))
    for number in range(9):
        text = (OBJECTION, READING, CLAIM, GRAVE)[number % 4]
        await club.say((ines, tomas)[number % 2], place, f"{text} {number}")
    assert len(club.hosted(place)) == before
    await club.say(ines, place, club.to_host(OBJECTION))
    assert len(club.hosted(place)) == before + 1, "who calls the host is answered"
    assert turned_back(club, place) == [back]
    assert len(club.hosted(club.lobby)) == 1
    assert not club.given_up()


async def test_an_insult_is_laughed_off_or_is_not(club: Club) -> None:
    async with club.running() as bot:
        ines, tomas = club.person("Ines"), club.person("Tomas")
        place = await club.start(ines)
        await club.say(ines, place, CLAIM)
        await club.say(club.person("Wren"), place, "mm")
        said = await tomas.say(place, "You are an idiot, Ines.", reply_to=None)
        await club.until(lambda: club.stored(said))
        await club.say(ines, place, "hahaha, guilty")
        assert not turned_back(club, place)
        again = await tomas.say(place, "You are pathetic, Ines.")
        await club.until(lambda: club.stored(again))
        assert not turned_back(club, place)
    async with club.running() as bot:  # the moment it was given outlives the process
        await let_pass(club, bot, 25)
        assert len(turned_back(club, place)) == 1


async def test_alerts_are_for_managers_and_can_be_switched_off(club: Club, bot: SalonBot) -> None:
    ines = club.person("Ines")
    with pytest.raises(ApiError):
        await club.person("Wren").slash("setup alerts", club.lobby, channel=club.lobby)
    club.discord.deny(club.salon, "send_messages")
    lacking = await ines.slash("setup alerts", club.lobby, channel=club.salon)
    assert "lack permissions there: Send Messages" in lacking.text
    assert "Nobody is told" in (await ines.slash("setup alerts", club.lobby)).text
    place = await club.start(ines, where=club.lobby)
    await club.say(ines, place, CLAIM)
    await club.say(club.person("Tomas"), place, GRAVE)
    assert len(turned_back(club, place)) == 1
    assert not [text for text in club.hosted(club.lobby) if "at each other" in text]
