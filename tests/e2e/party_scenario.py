"""A whole party as a scenario to die in: it is planned and answered, people are reminded, the film begins and is talked about."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import datetime, timedelta

from bot.local.people import text_of
from bot.local.wire import Json
from bot.ui.frames import SCREENINGS
from tests.e2e.killing import Party, Scenario, Step

PLAY, MINUTE = timedelta(days=2), timedelta(minutes=1)
CLAIM = "That letter is the cruellest thing in the whole film, he signs it for somebody else"


def _card(party: Party) -> Json | None:
    club = party.club
    said = [m for m in club.discord.messages(club.lobby) if m["author"]["id"] == club.bot_id]
    return next((m for m in said if any(one.get("id") in SCREENINGS for one in m["components"])), None)


def _start(party: Party) -> datetime:
    return datetime.fromisoformat(party.memo["start"])


def _thread(party: Party) -> str | None:
    found = [one["id"] for one in party.club.discord.state.channels.values() if one["type"] in {11, 12}]
    return str(found[0]) if found else None


async def _nothing(_: Party) -> None:
    """Everything begins with the first step."""


async def _plan(party: Party) -> None:
    club, ines = party.club, party.club.person("Ines")
    if party.club.rows("SELECT 1 FROM screenings WHERE state <> 'draft'"):
        return
    party.memo["start"] = (club.clock.now() + PLAY).replace(microsecond=0, second=0).isoformat()
    answer = await ines.slash(
        "party schedule", club.lobby, film="her-2013", when=party.memo["start"], timezone="Europe/Lisbon"
    )
    await club.until(lambda: "Plan it" in answer.text)
    await ines.press(answer.message, "Plan it")


def _planned(party: Party) -> bool:
    known = party.club.rows("SELECT 1 FROM screenings WHERE card IS NOT NULL AND event_id IS NOT NULL")
    return _card(party) is not None and bool(known)


async def _ask(party: Party) -> None:
    card, wren = _card(party), party.club.person("Wren")
    assert card is not None
    ((number,),) = party.club.rows("SELECT id FROM screenings WHERE state <> 'draft'")
    if not party.club.rows("SELECT 1 FROM screening_rsvps WHERE user_id = ?", int(wren.id)):
        await wren.press(card, f"v1:screening:rsvp:going:{number}")
    for who, values in ((wren, ["day:0", "start:1"]), (party.club.person("Ines"), ["hour:0"])):
        menu = await who.press(card, f"v1:screening:remind:{number}")
        await party.club.until(lambda: "reminded" in menu.text)  # noqa: B023  # it is awaited at once
        await who.choose(menu.message, f"v1:screening:when:{number}", values)


def _asked(party: Party) -> bool:
    reminders = party.club.rows("SELECT 1 FROM screening_reminders")
    return len(reminders) == 3 and len(party.club.rows("SELECT 1 FROM screening_rsvps")) == 2


def _until(before: timedelta) -> object:
    async def leap(party: Party) -> None:
        left = (_start(party) - before - party.club.clock.now()).total_seconds() + 2
        if left > 0:
            party.leap(seconds=left)

    return leap


def _told(start: str) -> object:
    def done(party: Party) -> bool:
        here = party.club.discord.messages(party.club.lobby)
        return any(m["content"].startswith(start) for m in here)

    return done


def _open(party: Party) -> bool:
    thread = _thread(party)
    notes = party.club.rows("SELECT 1 FROM clock_deeds WHERE message_id IS NOT NULL")
    return thread is not None and bool(party.club.hosted(thread)) and bool(notes)


async def _talk(party: Party) -> None:
    thread = _thread(party)
    assert thread is not None
    left = (_start(party) + 42 * MINUTE - party.club.clock.now()).total_seconds()
    if left > 0:
        party.leap(seconds=left)
    if "said" not in party.memo:
        said = await party.club.person("Wren").say(thread, CLAIM)
        party.memo["said"] = said["id"]


def _heard(party: Party) -> bool:
    return bool(party.club.rows("SELECT 1 FROM turns WHERE message_id = ?", int(party.memo.get("said", 0))))


async def _over(party: Party) -> None:
    left = (_start(party) + 200 * MINUTE - party.club.clock.now()).total_seconds()
    if left > 0:
        party.leap(seconds=left)


def _talked(party: Party) -> bool:
    thread = _thread(party)
    over = party.club.rows("SELECT 1 FROM screenings WHERE state = 'over'")
    return thread is not None and len(party.club.hosted(thread)) >= 2 and bool(over)


def _counts(party: Party) -> Mapping[str, int]:
    club, thread = party.club, _thread(party)
    assert thread is not None
    threads = [one for one in club.discord.state.channels.values() if one["type"] in {11, 12}]
    here = [m for m in club.discord.messages(club.lobby) if m["author"]["id"] == club.bot_id]
    direct = [
        m["content"]
        for key, channel in club.discord.state.channels.items()
        if channel["type"] == 1
        for m in club.discord.messages(key)
    ]
    inside = [m for m in club.discord.messages(thread) if m["author"]["id"] == club.bot_id and m["type"] in {0, 19}]
    notes = [m for m in inside if not m["content"] and "press play" in text_of(m).casefold()]
    said = Counter(m["content"] for m in inside if m["content"])
    return {
        "cards": sum(any(one.get("id") in SCREENINGS for one in m["components"]) for m in here),
        "events": len(club.discord.state.events),
        "reminders a day before": sum(m["content"].startswith("Tomorrow") for m in here),
        "reminders an hour before": sum(m["content"].startswith("In an hour") for m in here),
        "reminders by direct message": len(direct),
        "threads": len(threads),
        "salons": len(club.rows("SELECT 1 FROM salons")),
        "doors": sum(text.startswith(("The doors are open", "I am late")) for text in said.elements()),
        "clocks": len(club.rows("SELECT 1 FROM clock_deeds WHERE kind = 'start'")),
        "opening of the talk": len(
            [text for text in said.elements() if not text.startswith(("The doors", "I am late"))]
        ),
        "most often said": max(said.values()),
        "notes of the clock at most": 1 if len(notes) <= 1 else len(notes),
    }


PARTY = Scenario(
    "a party",
    _nothing,
    (
        Step("plan", _plan, _planned),
        Step("answer", _ask, _asked),
        Step("a day before", _until(timedelta(days=1)), _told("Tomorrow")),  # type: ignore[arg-type]
        Step("an hour before", _until(timedelta(hours=1)), _told("In an hour")),  # type: ignore[arg-type]
        Step("the doors", _until(timedelta(minutes=10)), _open),  # type: ignore[arg-type]
        Step("talk", _talk, _heard),
        Step("the film is over", _over, _talked),
    ),
    _counts,
)
