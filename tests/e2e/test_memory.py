"""/memory and "Forget this message", with the real bot: what is held is shown, and who opts out is not heard."""

from __future__ import annotations

import json

from bot.client import SalonBot
from tests.e2e.conftest import Club
from tests.e2e.lists import press, private
from tests.e2e.test_points import whispers
from tests.e2e.test_recaps import exported

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


async def test_what_is_held_is_shown_and_handed_over(club: Club, bot: SalonBot) -> None:
    ines, wren = club.person("Ines"), club.person("Wren")
    nothing = await wren.slash("memory show", club.lobby)
    assert nothing.text == "I keep nothing of you."
    place = await club.start(ines)
    await club.say(ines, place, SECRET)
    await club.say(wren, place, OTHER)
    shown = await ines.slash("memory show", club.lobby)
    assert private(shown)
    assert "**Messages in salons:** 1 here, 1 in all" in shown.text
    assert f"<#{place}>" in shown.text
    _, text = await exported(club, ines, shown, "Give me all of it as a file")
    found = json.loads(text)
    assert [one["text"] for one in found["messages"]] == [SECRET]
    assert "a business" not in text
    again = await ines.slash("memory export", club.lobby)
    await club.until(lambda: "You have had that file just now" in again.text)
    asked = await ines.press(shown.message, "Forget all of it, everywhere…")
    await club.until(lambda: "It cannot be taken back" in asked.text)
    await press(club, ines, asked, "Forget it for good", "all else that was yours")
    gone = await ines.slash("memory show", club.lobby)
    assert gone.text == "I keep nothing of you."


async def test_who_opts_out_is_not_heard_and_told_so_once(club: Club, bot: SalonBot) -> None:
    ines, wren = club.person("Ines"), club.person("Wren")
    place = await club.start(ines)
    early = await club.say(ines, place, SECRET)
    told = await ines.slash("memory optout", club.lobby, on=True)
    assert private(told)
    assert "From now on Salon does not hear you." in told.text
    said = len(club.hosted(place))
    late = await ines.say(place, club.to_host("Zebedee, once more?"))
    await club.until(lambda: whispers(club, "Ines"))
    for message in (early, late):
        refused = await wren.menu("Take up this point", message)
        await club.until(lambda: "Salon does not read what this person writes" in refused.text)  # noqa: B023
        refused = await wren.menu("Tag a theme", message)
        await club.until(lambda: "Salon does not read what this person writes" in refused.text)  # noqa: B023
    await club.say(wren, place, OTHER)
    await ines.slash("salon end", place)
    await club.until(lambda: club.recaps(place) and club.idle())
    assert "Zebedee" not in "\n".join([*club.recaps(place), *club.hosted(place)[said:]])
    assert not club.stored(late)
    assert club.stored(early), "what was stored stays until it is forgotten"
    assert len(whispers(club, "Ines")) == 1
    back = await ines.slash("memory optout", club.lobby, on=False)
    assert "hears you again" in back.text
    assert not club.given_up()
