"""/memory forget and "Forget this message", with the real bot: recaps are redrawn in place."""

from __future__ import annotations

from bot.client import SalonBot
from tests.e2e.conftest import Club
from tests.e2e.lists import press, private

SECRET = "I think the letters are like Uncle Zebedee's, because he never signed any of his either."
OTHER = "I don't buy it, those letters are a business, because somebody pays for each of them."


async def test_who_asks_to_be_forgotten_is(club: Club, bot: SalonBot) -> None:
    ines, wren = club.person("Ines"), club.person("Wren")
    place = await club.start(ines)
    await club.say(ines, place, SECRET)
    await club.say(wren, place, OTHER)
    await ines.slash("salon end", place)
    await club.until(lambda: "Zebedee" in "\n".join(club.recaps(place)) and club.idle())
    asked = await ines.slash("memory forget", club.lobby, scope="here")
    assert "It cannot be taken back" in asked.text
    assert private(asked)
    await press(club, ines, asked, "Forget it for good", "one message or contribution of yours is forgotten")
    await club.until(lambda: "Zebedee" not in "\n".join(club.recaps(place)) and club.idle())
    assert "Zebedee" not in club.record()
    assert "a business" in "\n".join(club.recaps(place))


async def test_a_message_is_forgotten_from_its_menu(club: Club, bot: SalonBot) -> None:
    ines, wren = club.person("Ines"), club.person("Wren")
    place = await club.start(ines)
    theirs, mine = await club.say(ines, place, SECRET), await club.say(wren, place, OTHER)
    refused = await wren.menu("Forget this message", theirs)
    await club.until(lambda: "Somebody else wrote that" in refused.text)
    done = await wren.menu("Forget this message", mine)
    await club.until(lambda: "is forgotten here" in done.text and not club.stored(mine))
    assert private(done)
    managed = await ines.menu("Forget this message", theirs)
    await club.until(lambda: "is forgotten here" in managed.text and "Zebedee" not in club.record())
