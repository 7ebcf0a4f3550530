"""Whole evenings with the real bot: alone, in company, paused, ended; and every command beside them."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from bot.client import SalonBot
from bot.local.wire import ApiError
from tests.e2e.conftest import LINK, Club, place_of
from tests.evening import CLAIM, OBJECTION, PROPOSAL, READING, quoted

GIFT = "Samantha publishes his letters without asking, and the film treats it as a present."
POINTS = (CLAIM, GIFT, OBJECTION, READING, PROPOSAL)
CHAT = (
    ("Tomas", "we had it on a very small screen last night"),
    ("Wren", "same, on a train, which felt right"),
    ("Tomas", "the trousers go up to his ribs"),
    ("Wren", "everybody's do in that city"),
    ("Tomas", "true, even the extras"),
    ("Wren", "I would wear them"),
)


def own_words(said: str, heard: str) -> list[str]:
    """What a host's text repeats word for word of somebody's message: quotations of three words or more."""
    return [part for part in quoted(said) if part in heard and len(part.split()) >= 3]


async def test_an_evening_alone(club: Club, bot: SalonBot) -> None:
    ines = club.person("Ines")
    suggested = await ines.autocomplete("salon start", club.salon, focused="film", film="her")
    assert suggested[0]["name"].startswith("Her (2013)")
    place = await club.start(ines, suggested[0]["value"])
    assert [thread["name"] for thread in club.discord.threads(club.salon)] == ["Her (2013)"]
    (opening,) = club.hosted(place)
    assert opening.count("?") == 1

    await club.say(ines, place, "What did you think of the ending?")
    impression = club.hosted(place)[-1]
    assert "Catherine" in impression
    assert impression.count("?") == 1

    said = {}
    for number, point in enumerate(POINTS, 3):
        message = await club.say(ines, place, point)
        said[message["id"]] = point
        assert len(club.hosted(place)) == number, "one answer to one message"
        answer = club.hosted(place)[-1]
        assert own_words(answer, point), answer
        assert answer.count("?") == 1, answer
    assert len(set(club.hosted(place))) == len(club.hosted(place)), "nothing is said twice"

    ended = await ines.slash("salon end", place)
    assert "is closed" in ended.text
    await club.until(lambda: club.recaps(place) and club.idle())
    (recap,) = club.recaps(place)
    there = {message["id"]: message["content"] for message in club.discord.messages(place)}
    links = LINK.findall(recap)
    assert links
    for guild, channel, message in links:
        assert (guild, channel) == (club.discord.club.guild_id, place)
        assert message in there
    assert "](https://discord.com/channels" in recap
    assert recap.count("](https") == len(links), "every link names a message"
    for line in recap.splitlines():
        quote = line.partition("“")[2].partition("”")[0]
        if quote and (found := LINK.search(line)):
            assert quote in there[found.group(3)], line
    assert len(said.keys() & {message for _, _, message in links}) >= 4
    assert not club.given_up()


async def test_a_group_is_left_alone_until_it_calls(club: Club, bot: SalonBot) -> None:
    place = await club.start(club.person("Ines"))
    for name, text in CHAT[:2]:
        await club.say(club.person(name), place, text)
    before = len(club.hosted(place))
    for name, text in CHAT[2:]:
        await club.say(club.person(name), place, text)
    assert len(club.hosted(place)) == before
    await club.say(club.person("Wren"), place, club.to_host(OBJECTION))
    answer = club.hosted(place)[-1]
    assert len(club.hosted(place)) == before + 1
    assert own_words(answer, OBJECTION)
    assert answer.count("?") == 1
    own = next(m for m in reversed(club.discord.messages(place)) if m["author"]["id"] == club.bot_id)
    await club.say(club.person("Tomas"), place, READING, reply_to=own["id"])
    assert len(club.hosted(place)) == before + 2, "a reply to the host calls it, too"


async def test_a_lull_brings_one_nudge(club: Club, bot: SalonBot) -> None:
    place = await club.start(club.person("Ines"))
    for name, text in CHAT * 3:
        await club.say(
            club.person(name), place, f"{text}, and we stopped twice for tea and once for the neighbour's cat"
        )
    await club.say(club.person("Wren"), place, OBJECTION)
    before = len(club.hosted(place))
    for _ in range(2):  # the second silence finds the host's own words last, and leaves it at that
        club.clock.advance(minutes=5)
        bot.services.runner.wake()
        await club.until(lambda: not club.due())
        assert len(club.hosted(place)) == before + 1
    assert own_words(club.hosted(place)[-1], OBJECTION)
    assert club.hosted(place)[-1].count("?") == 1


async def test_a_pause_is_silent_and_forgets_nothing(club: Club, bot: SalonBot) -> None:
    ines = club.person("Ines")
    place = await club.start(ines)
    assert "is paused" in (await ines.slash("salon pause", place)).text
    before = len(club.hosted(place))
    for text in (CLAIM, club.to_host("are you there?")):
        await club.say(ines, place, text)
    assert len(club.hosted(place)) == before
    assert "paused already" in (await ines.slash("salon pause", place)).text
    assert "is paused" in (await ines.slash("salon prompt", place)).text
    assert "paused" in (await ines.slash("salon list", club.lobby)).text
    assert "is paused" in (await ines.slash("help", place)).text
    assert "goes on" in (await ines.slash("salon resume", place)).text
    assert "is not paused" in (await ines.slash("salon resume", place)).text
    await club.say(ines, place, OBJECTION)
    assert own_words(club.hosted(place)[-1], OBJECTION)
    await ines.slash("salon end", place)
    await club.until(lambda: club.recaps(place))
    assert "the letters are gifts" in club.recaps(place)[0]


async def test_two_ends_at_once_are_one_end(club: Club, bot: SalonBot) -> None:
    ines, wren = club.person("Ines"), club.person("Wren")
    place = await club.start(ines)
    await club.say(ines, place, CLAIM)
    both = await asyncio.gather(ines.slash("salon end", place), wren.slash("salon end", place))
    answers = sorted(answer.text for answer in both)
    assert ["is closed" in text for text in answers].count(True) == 1
    assert "This salon has ended already." in answers
    await club.until(lambda: club.recaps(place) and club.idle())
    assert len(club.recaps(place)) == 1


async def test_two_starts_at_once_are_one_salon(club: Club, bot: SalonBot) -> None:
    starts = [club.person(name).slash("salon start", club.salon, film="her-2013") for name in ("Ines", "Wren")]
    texts = [answer.text for answer in await asyncio.gather(*starts)]
    (thread,) = club.discord.threads(club.salon)
    await club.until(club.idle)
    assert sorted(f"<#{thread['id']}>" in text for text in texts) == [True, True], texts
    assert sum("is open in" in text for text in texts) == 1
    assert sum("already" in text for text in texts) == 1
    assert len(club.hosted(thread["id"])) == 1
    assert club.rows("SELECT state FROM salons") == [("open",)]


async def test_an_empty_salon_ends_with_an_honest_recap(club: Club, bot: SalonBot) -> None:
    ines = club.person("Ines")
    place = await club.start(ines)
    await ines.slash("salon end", place)
    await club.until(lambda: club.recaps(place))
    assert "Nothing was said that could be recorded." in club.recaps(place)[0]
    assert "ended already" in (await ines.slash("salon end", place)).text
    after = await ines.say(place, CLAIM)
    assert "There is no salon in this channel" in (await ines.slash("salon pause", place)).text
    assert not club.stored(after)


async def test_a_question_on_request(club: Club, bot: SalonBot) -> None:
    ines = club.person("Ines")
    place = await club.start(ines)
    themes = await ines.autocomplete("salon prompt", place, focused="theme", theme="gift")
    answer = await ines.slash("salon prompt", place, theme=themes[0]["value"], kind="evaluative")
    assert "Asked" in answer.text
    await club.until(lambda: len(club.hosted(place)) == 2)
    assert club.hosted(place)[-1].count("?") == 1
    assert "no theme called" in (await ines.slash("salon prompt", place, theme="zebras")).text


async def test_an_unknown_film_offers_buttons(club: Club, bot: SalonBot) -> None:
    ines = club.person("Ines")
    answer = await ines.slash("salon start", club.salon, film="The Girl")
    assert "I know no film called “The Girl”. Did you mean The Girls" in answer.text
    pressed = await ines.press(answer.message, "The Girls (1968)")
    place = place_of(pressed)
    assert place is not None
    await club.until(lambda: club.hosted(place))
    typed = await ines.slash("salon start", club.salon, film="The Heron of Lowell Street")
    pressed = await ines.press(typed.message, "Start with “The Heron of Lowell Street” anyway")
    place = place_of(pressed)
    assert place is not None
    await club.until(lambda: club.hosted(place))
    assert "The Heron of Lowell Street" in club.hosted(place)[0]
    await club.say(
        ines, place, "I think the heron is a debt collector, because it only comes on the first of the month."
    )
    assert "the heron is a debt collector" in club.hosted(place)[-1]


async def test_a_misspelt_title_that_can_only_be_one_film_opens_at_once(club: Club, bot: SalonBot) -> None:
    answer = await club.person("Ines").slash("salon start", club.salon, film="Vertigoo")
    assert "The salon on Vertigo (1958) is open" in answer.text


async def test_several_films_of_one_title_offer_a_menu(club: Club, bot: SalonBot) -> None:
    ines = club.person("Ines")
    answer = await ines.slash("salon start", club.salon, film="Solaris")
    assert "more than one film" in answer.text
    (menu,) = [item for row in answer.message["components"] for item in row["components"]]
    labels = {option["label"]: option["value"] for option in menu["options"]}
    chosen = await ines.choose(answer.message, menu["custom_id"], [labels["Solaris (2002)"]])
    assert "Solaris (2002) is open" in chosen.text
    assert club.rows("SELECT film_id FROM salons") == [(labels["Solaris (2002)"],)]


async def test_list_help_and_about(club: Club, bot: SalonBot) -> None:
    ines, wren = club.person("Ines"), club.person("Wren")
    assert "none has been lately" in (await wren.slash("salon list", club.lobby)).text
    place = await club.start(ines)
    assert f"Her (2013) in <#{place}>" in (await wren.slash("salon list", club.lobby)).text
    assert "a salon on Her (2013) is open" in (await wren.slash("help", place)).text
    lobby = (await wren.slash("help", club.lobby)).text
    assert "no salon is open in this channel" in lobby
    assert "/setup" not in lobby, "not for those who cannot use it"
    assert "/setup" in (await ines.slash("help", club.lobby)).text
    await ines.slash("salon end", place)
    listed = (await wren.slash("salon list", club.lobby)).text
    assert "Closed lately" in listed
    assert "**Open**" not in listed
    about = (await wren.slash("about", club.lobby)).text
    assert "What is stored" in about
    assert "How to remove it" in about


async def test_setup_is_for_the_owner(club: Club, bot: SalonBot) -> None:
    ines, forum = club.person("Ines"), club.discord.club.forum_channel
    assert "Salons open where" in (await ines.slash("setup show", club.lobby)).text
    assert f"<#{forum}>" in (await ines.slash("setup channel", club.lobby, channel=forum)).text
    zones = await ines.autocomplete("setup timezone", club.lobby, focused="timezone", timezone="lisb")
    await ines.slash("setup timezone", club.lobby, timezone=zones[0]["value"])
    shown = (await ines.slash("setup show", club.lobby)).text
    assert f"<#{forum}>" in shown
    assert "Europe/Lisbon" in shown
    assert "no time zone called" in (await ines.slash("setup timezone", club.lobby, timezone="Atlantis")).text
    with pytest.raises(ApiError):  # Discord does not even send it
        await club.person("Wren").slash("setup show", club.lobby)


async def test_a_salon_in_a_forum_is_a_post(club: Club, bot: SalonBot) -> None:
    ines, forum = club.person("Ines"), club.discord.club.forum_channel
    await ines.slash("setup channel", club.lobby, channel=forum)
    place = await club.start(ines, where=club.lobby)
    assert [post["id"] for post in club.discord.threads(forum)] == [place]
    assert len(club.hosted(place)) == 1, "the opening is the post's first message"
    await club.say(ines, place, CLAIM)
    assert own_words(club.hosted(place)[-1], CLAIM)
    await ines.slash("salon end", place)
    await club.until(lambda: club.recaps(place))
    again = await ines.slash("salon start", place, film="Vertigo")
    assert "is open, here" in again.text
    await club.until(lambda: len(club.hosted(place)) == 3)


async def test_a_salon_in_a_thread_stays_in_it(club: Club, bot: SalonBot) -> None:
    ines = club.person("Ines")
    thread = await club.start(ines)
    assert f"There is a salon in <#{thread}> already" in (await ines.slash("salon start", thread, film="Vertigo")).text
    await ines.slash("salon end", thread)
    await club.until(lambda: club.recaps(thread))
    place = await club.start(ines, "vertigo-1958", where=thread)
    assert place == thread
    assert len(club.discord.threads(club.salon)) == 1
    await club.until(lambda: len(club.hosted(thread)) == 2)


@pytest.mark.parametrize(("options", "code"), [({"lens": "zebras"}, "no lens called"), ({"language": "xx"}, "xx")])
async def test_an_option_nobody_offered(club: Club, bot: SalonBot, options: dict[str, Any], code: str) -> None:
    answer = await club.person("Ines").slash("salon start", club.salon, film="her-2013", **options)
    assert code in answer.text
    assert not club.discord.threads(club.salon)
