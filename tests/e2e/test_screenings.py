"""Screenings on Discord: the real bot over real sockets, with what people type, press and see."""

from __future__ import annotations

from bot.client import SalonBot
from bot.local import events
from bot.local.people import Answer, Person, text_of
from bot.local.permissions import VIEW
from bot.local.wire import Json
from bot.ui.frames import SCREENINGS
from tests.e2e.conftest import Club
from tests.e2e.lists import component, press, private
from tests.e2e.test_recaps import bytes_of


async def planned(club: Club, who: Person, when: str = "in 2 days at 20:00", **options: object) -> Json:
    """Plan a screening of Her, and return its card once it and Discord's event stand."""
    given = {"film": "her-2013", "when": when, "timezone": "Europe/Lisbon", **options}
    answer = await who.slash("party schedule", club.lobby, **given)
    before = len(cards(club))
    await press(club, who, answer, "Plan it", "is planned for")
    await club.until(lambda: len(cards(club)) > before and club.discord.state.events)
    return cards(club)[-1]


def cards(club: Club) -> list[Json]:
    said = club.discord.messages(club.lobby)
    return [m for m in said if m["author"]["id"] == club.bot_id and number(m)]


def number(message: Json) -> int:
    """Which screening a message is the card of; 0 for any other message."""
    return max(0, *((one.get("id") or 0) - SCREENINGS.start for one in message["components"]), 0)


def shown(club: Club, card: Json) -> str:
    return text_of(next(m for m in club.discord.messages(club.lobby) if m["id"] == card["id"]))


def said(club: Club, start: str) -> list[Json]:
    here = club.discord.messages(club.lobby)
    return [m for m in here if m["author"]["id"] == club.bot_id and m["content"].startswith(start)]


def event_of(club: Club) -> Json:
    return next(iter(club.discord.state.events.values()))


async def respond(club: Club, who: Person, card: Json, answer: str, told: str) -> Answer:
    pressed = await who.press(card, f"v1:screening:rsvp:{answer}:{number(card)}")
    await club.until(lambda: told in pressed.text)
    return pressed


async def test_a_plan_is_read_back_confirmed_and_answered(club: Club, bot: SalonBot) -> None:
    ines, wren = club.person("Ines"), club.person("Wren")
    read_back = await ines.slash(
        "party schedule", club.lobby, film="her", when="in 2 days at 20:00", timezone="Europe/Lisbon", people=3
    )
    assert private(read_back)
    assert "20:00 (Europe/Lisbon)" in read_back.text
    assert "<t:" in read_back.text
    assert not club.discord.state.events
    await press(club, ines, read_back, "Plan it", "is planned for")
    await club.until(lambda: cards(club) and club.discord.state.events)
    card, event = cards(club)[0], event_of(club)
    assert f"**Coming:** <@{ines.id}>" in shown(club, card)
    assert "At least 3 are hoped for." in shown(club, card)
    assert (event["name"], event["status"], event["entity_type"]) == ("Her (2013)", 1, 3)
    going = await respond(club, wren, card, "going", "You are coming to Her")
    assert private(going)
    await club.until(lambda: f"**Coming (2):** <@{ines.id}>, <@{wren.id}>" in shown(club, card))
    kept = await wren.choose(going.message, component(going, "v1:screening:when:"), ["day:1", "hour:0"])
    await club.until(lambda: "a day before, by direct message; an hour before, in the channel" in kept.text)
    await press(club, ines, read_back, "Plan it", "planned already")
    assert len(cards(club)) == len(club.discord.state.events) == 1


async def test_a_doubtful_time_is_asked_and_a_wrong_one_refused(club: Club, bot: SalonBot) -> None:
    ines = club.person("Ines")
    plan = {"film": "her-2013", "timezone": "Europe/Lisbon"}
    doubtful = await ines.slash("party schedule", club.lobby, when="in 2 days at 8", **plan)
    assert "Plan it" not in doubtful.text
    evening = component(doubtful, "v1:screening:at:")
    read_back = await ines.press(doubtful.message, evening)
    await club.until(lambda: "(Europe/Lisbon)" in read_back.text and "Plan it" in read_back.text)
    for typed in ("when the moon is full", "@everyone"):
        refused = await ines.slash("party schedule", club.lobby, when=typed, **plan)
        assert private(refused)
        assert not refused.failed
        assert "Plan it" not in refused.text
    whose = await club.person("Wren").slash("party schedule", club.lobby, film="her-2013", when="in 2 days at 20:00")
    assert "In whose time is that?" in whose.text
    assert cards(club) == []


async def test_moving_and_calling_off_tell_who_said_yes(club: Club, bot: SalonBot) -> None:
    ines, wren = club.person("Ines"), club.person("Wren")
    card = await planned(club, ines)
    await respond(club, wren, card, "maybe", "Perhaps you are coming")
    other = await wren.slash("party cancel", club.lobby)
    refused = await wren.press(other.message, "Call it off")
    await club.until(lambda: "Only who planned a screening" in refused.text)
    move = await ines.slash("party move", club.lobby, when="in 3 days at 21:00", timezone="Europe/Lisbon")
    assert "21:00 (Europe/Lisbon)" in move.text
    start = event_of(club)["scheduled_start_time"]
    await press(club, ines, move, "Move it", "2 people are told")
    await club.until(lambda: said(club, "The screening of Her (2013) is moved."))
    await club.until(lambda: event_of(club)["scheduled_start_time"] != start)
    told = said(club, "The screening of Her (2013) is moved.")[0]
    assert {one["id"] for one in told["mentions"]} == {ines.id, wren.id}
    off = await ines.slash("party cancel", club.lobby)
    assert "2 people mean to come" in off.text
    await press(club, ines, off, "Call it off", "is called off")
    await club.until(lambda: said(club, "The screening of Her (2013) on") and event_of(club)["status"] == 4)
    await club.until(lambda: "Called off." in shown(club, card))
    assert "v1:screening" not in str(shown(club, card))


async def test_discords_own_event_and_the_card_stay_in_step(club: Club, bot: SalonBot) -> None:
    ines, wren, realm = club.person("Ines"), club.person("Wren"), club.discord.realm
    card = await planned(club, ines)
    await club.until(lambda: club.rows("SELECT 1 FROM screenings WHERE event_id IS NOT NULL"))
    events.interest(realm, event_of(club), wren.id, interested=True)
    await club.until(lambda: f"<@{wren.id}>" in shown(club, card))
    events.interest(realm, event_of(club), wren.id, interested=False)
    await club.until(lambda: f"<@{wren.id}>" not in shown(club, card))
    later = "2027-03-01T20:00:00+00:00"
    events.edit(
        realm, event_of(club), {"scheduled_start_time": later, "scheduled_end_time": "2027-03-01T23:00:00+00:00"}
    )
    await club.until(lambda: "<t:1803931200:F>" in shown(club, card))
    events.delete(realm, event_of(club))
    await club.until(lambda: "Called off." in shown(club, card))


async def test_a_plan_in_a_channel_that_somebody_does_not_see_is_none_to_them(club: Club) -> None:
    hidden, state = club.salon, club.discord.state
    state.channels[hidden]["permission_overwrites"] = [
        {"id": state.guild_id, "type": 0, "allow": "0", "deny": str(VIEW)},
        {"id": club.bot_id, "type": 1, "allow": str(VIEW), "deny": "0"},
    ]
    async with club.running():
        ines, wren = club.person("Ines"), club.person("Wren")
        plan = {"film": "her-2013", "when": "in 2 days at 20:00", "timezone": "Europe/Lisbon"}
        await press(club, ines, await ines.slash("party schedule", hidden, **plan), "Plan it", "is planned for")
        for command in ("party cancel", "party calendar", "party move"):
            refused = await wren.slash(command, club.lobby, **({"screening": "1"} if command == "party move" else {}))
            await club.until(lambda refused=refused: refused.text)  # type: ignore[misc]
            assert "Her" not in refused.text
        listed = await wren.slash("party list", club.lobby)
        assert "Her" not in listed.text
        assert await wren.autocomplete("party cancel", club.lobby, focused="screening") == []
        # A button with its number that stands elsewhere.
        row = {"type": 1, "id": 90, "components": [
            {"type": 2, "id": 91, "style": 1, "label": "Going", "custom_id": "v1:screening:rsvp:going:1"}
        ]}  # fmt: skip
        card = club.discord.messages(club.lobby)[-1]
        state.messages[club.lobby][card["id"]]["components"].append(row)
        pressed = await wren.press(card, "v1:screening:rsvp:going:1")
        await club.until(lambda: "not there any more" in pressed.text)
        assert club.rows("SELECT user_id FROM screening_rsvps") == [(int(ines.id),)]
        assert not state.events  # which everyone on the server would see
        there = await wren.slash("party schedule", club.lobby, channel=hidden, **plan)
        await club.until(lambda: "You cannot write in" in there.text)
        # The owner sees it from anywhere; a time that cannot be read changes no film either.
        both = await ines.slash("party move", club.lobby, when="when the moon is full", film="alien-1979")
        await club.until(lambda: "I cannot read" in both.text)
        assert "Her" in club.rows("SELECT film FROM screenings")[0][0]


async def test_a_series_in_a_voice_channel_and_its_calendar_file(club: Club, bot: SalonBot) -> None:
    ines = club.person("Ines")
    room = next(one["id"] for one in club.discord.state.channels.values() if one["type"] == 2)
    read_back = await ines.slash(
        "party schedule", club.lobby, film="her-2013", when="in 8 days at 21:00",
        timezone="New York", channel=room, repeat="fortnightly",
    )  # fmt: skip
    assert f"<#{room}>" in read_back.text
    assert "America/New York" in read_back.text
    assert "every second" in read_back.text
    await press(club, ines, read_back, "Plan it", "is planned for")
    await club.until(lambda: cards(club) and club.discord.state.events)
    assert (event_of(club)["entity_type"], event_of(club)["channel_id"]) == (2, room)
    assert f"in <#{room}>" in shown(club, cards(club)[0])
    given = await club.person("Wren").slash("party calendar", club.lobby)
    assert private(given)
    (file,) = given.message["attachments"]
    assert file["filename"] == "screenings.ics"
    calendar = (await bytes_of(file)).decode()
    assert f"UID:series-1.{club.discord.state.guild_id}@salon" in calendar.replace("\r\n ", "")
    listed = await club.person("Wren").slash("party list", club.lobby)
    assert "Planned" in listed.text
    assert "one coming" in listed.text


async def test_an_evening_that_was_slept_through_is_called_off_on_discord_too(club: Club) -> None:
    async with club.running():
        card = await planned(club, club.person("Ines"))
        await club.until(lambda: club.rows("SELECT 1 FROM screenings WHERE event_id IS NOT NULL"))
    club.clock.advance(days=5)
    async with club.running():
        await club.until(lambda: said(club, "I could not begin Her (2013)") and event_of(club)["status"] != 1)
        await club.until(lambda: "did not take place" in shown(club, card))
        assert event_of(club)["status"] == events.CANCELLED
