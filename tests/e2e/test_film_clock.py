"""A film watched together on Discord: what people type, press and see."""

from __future__ import annotations

from bot.client import SalonBot
from bot.local.people import text_of
from tests.e2e.conftest import Club
from tests.e2e.lists import private


def notes(club: Club, thread: str) -> list[str]:
    """What the thread is told of the clock."""
    return [text for text in club.recaps(thread) if "Readings" not in text]


async def test_an_evening_with_a_film(club: Club, bot: SalonBot) -> None:
    ines, wren = club.person("Ines"), club.person("Wren")
    thread = await club.start(ines)
    shown = await wren.slash("party clock", thread)
    assert "No film is being watched in the salon on Her (2013)." in shown.text
    begun = await ines.slash("party clock", thread, action="start")
    assert private(begun)
    await club.until(lambda: len(notes(club, thread)) == 1)
    assert f"<@{ines.id}> starts it for everyone" in notes(club, thread)[0]
    club.clock.advance(seconds=25)
    bot.services.runner.wake()
    await club.until(lambda: "is playing" in notes(club, thread)[0])
    club.clock.advance(minutes=42)
    for who, text in (
        (wren, "He gives his own marriage away in that letter."),
        (ines, "The office hides every voice there is."),
    ):
        said = await who.say(thread, text)
        await club.until(lambda said=said: club.stored(said))
    (note,) = [m for m in club.discord.messages(thread) if "is playing" in text_of(m)]
    await wren.press(note, "Pause")
    await club.until(lambda: len(notes(club, thread)) == 2)
    assert f"<@{wren.id}> pauses the film at **0:42:" in notes(club, thread)[1]
    assert not any(m["mentions"] for m in club.discord.messages(thread) if m["author"]["id"] == club.bot_id)
    late = await club.person("Tomas").slash("salon catchup", thread)
    assert "Her (2013) stands at **0:42:" in late.text
    assert "2 messages written during the film are left out" in late.text
    time = await ines.menu("Film time", said)
    assert "That was written at **0:42:" in time.text
    assert "The film is on" in (await ines.slash("salon resume", thread)).text
    beyond = await ines.slash("party clock", thread, action="seek", position="2:07:00")
    assert "The film is only 126 minutes long" in beyond.text
    await ines.slash("party clock", thread, action="resume")
    await club.until(lambda: len(notes(club, thread)) == 3)
    club.clock.advance(minutes=85)
    bot.services.runner.wake()
    await club.until(lambda: len(club.hosted(thread)) == 2, 20)
    opening = club.hosted(thread)[1]
    assert "At 0:42 two of you wrote at once, " in opening
    assert opening.count("?") == 1
    assert club.given_up() == []
