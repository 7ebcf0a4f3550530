"""The weekly digest on Discord: scheduled, posted once, kept in step with what is deleted, with the real bot."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta

from bot.client import SalonBot
from bot.domain.weekly import Slot, due, following, newest
from bot.local.people import Person, text_of
from bot.local.wire import Json
from bot.storage.history import History, make_history
from tests.e2e.conftest import LINK, Club
from tests.e2e.lists import parts, private
from tests.e2e.process import kill, living
from tests.e2e.test_films import hidden
from tests.e2e.test_themes import GRIEF_TOO, NAME, mourning
from tests.evening import house

LISBON = "Europe/Lisbon"
SECRET = "I think her letters are really my uncle Zebedee's letters, because he never signed a single one of them."
WAITING = ("lull", "abandon", "tag", "purge_film_facts", "watchlist_purge", "digest")


def idle(club: Club) -> bool:
    waiting = ", ".join(f"'{kind}'" for kind in WAITING)
    left = club.rows(f"SELECT 1 FROM jobs WHERE NOT parked AND kind NOT IN ({waiting})")  # noqa: S608
    return not left and not club.rows("SELECT 1 FROM digests WHERE state = 'begun'")


def digests(club: Club, channel: str) -> list[Json]:
    """The messages of digests in a channel."""
    said = club.discord.messages(channel)
    return [
        m
        for m in said
        if m["author"]["id"] == club.bot_id and "The week in films" in text_of(m) and not m["flags"] & 64
    ]


def shown(club: Club, channel: str) -> str:
    return "\n".join(text_of(m) for m in digests(club, channel))


async def schedule(club: Club, who: Person, **options: object) -> Slot:
    """Schedule the digest of the lobby for two days from now."""
    day = (club.clock.now() + timedelta(days=2)).date()
    wanted = {"weekday": day.weekday(), "time": "18:00", "timezone": LISBON, "channel": club.lobby, **options}
    answer = await who.slash("digest schedule", club.salon, **wanted)
    await club.until(lambda: "The digest comes every" in answer.text)
    assert private(answer)
    return Slot(day.weekday(), 18 * 60, LISBON)


async def come(club: Club, bot: SalonBot, slot: Slot, extra: timedelta = timedelta(seconds=30)) -> datetime:
    """Let the moment of the next digest come."""
    moment = due(slot, following(slot, club.clock.now()))
    club.clock.advance(seconds=(moment - club.clock.now() + extra).total_seconds())
    bot.services.runner.wake()
    return moment


async def test_a_week_is_summed_up_where_and_when_it_was_wished_for(club: Club, bot: SalonBot) -> None:
    ines, wren = club.person("Ines"), club.person("Wren")
    slot = await schedule(club, ines)
    place = await mourning_here(club)
    await wren.slash("watchlist add", club.lobby, film="Jaws")
    await wren.slash("party nominate", club.lobby, film="Alien")
    await come(club, bot, slot)
    await club.until(lambda: digests(club, club.lobby) and idle(club), seconds=30)
    (message,) = digests(club, club.lobby)
    text = text_of(message)
    for words in ("Her (2013)", NAME, "Jaws (1975)", "Alien (1979)", "Read the recap"):
        assert words in text, text
    assert "||" in text, "words about the film are covered"
    assert {channel for _, channel, _ in LINK.findall(text)} == {place}
    pressed = await wren.press(message, "Read the recap")
    await club.until(lambda: "Her" in pressed.text and NAME in pressed.text)
    assert private(pressed)
    assert not club.given_up()
    (job,) = club.rows("SELECT due_at FROM jobs WHERE kind = 'digest'")
    assert job[0].startswith(due(slot, following(slot, club.clock.now())).strftime("%Y-%m-%d %H:%M"))


async def mourning_here(club: Club, where: str | None = None, other: str = "Wren") -> str:
    ines, wren = club.person("Ines"), club.person(other)
    place = await club.start(ines, where=where)
    for who, text in (
        (ines, "I think the whole film is about grief, he mourns his marriage in every room."),
        (wren, GRIEF_TOO),
    ):
        message = await who.say(place, text)
        await club.until(lambda message=message: club.stored(message) and idle(club))  # type: ignore[misc]
    await ines.slash("salon end", place)
    await club.until(lambda: club.recaps(place) and idle(club))
    return place


async def test_what_is_deleted_leaves_the_digest(club: Club, bot: SalonBot) -> None:
    ines, wren = club.person("Ines"), club.person("Wren")
    slot = await schedule(club, ines)
    place = await club.start(ines)
    secret = await ines.say(place, SECRET)
    other = await wren.say(place, GRIEF_TOO)
    await club.until(lambda: club.stored(secret) and club.stored(other) and idle(club))
    await ines.slash("salon end", place)
    await club.until(lambda: club.recaps(place) and idle(club))
    await come(club, bot, slot)
    await club.until(lambda: digests(club, club.lobby) and idle(club), seconds=30)
    assert "Zebedee" in shown(club, club.lobby)
    before = [m["id"] for m in digests(club, club.lobby)]
    await ines.edit(place, secret["id"], SECRET.replace("Zebedee", "Barnaby"))
    await club.until(lambda: "Barnaby" in shown(club, club.lobby) and idle(club))
    assert "Zebedee" not in shown(club, club.lobby)
    await ines.delete(place, secret["id"])
    await club.until(lambda: "Barnaby" not in shown(club, club.lobby) and idle(club))
    assert "Barnaby" not in club.record()
    assert [m["id"] for m in digests(club, club.lobby)] == before
    assert "Her (2013)" in shown(club, club.lobby)


async def test_a_channel_that_not_all_readers_see_is_not_told_of(club: Club) -> None:
    ines, tomas = club.person("Ines"), club.person("Tomas")
    hidden(club, club.salon)
    async with club.running() as bot:
        slot = await schedule(club, ines)
        await mourning_here(club, other="Ines")
        seen = await tomas.slash("digest now", club.lobby)
        await club.until(lambda: "quiet week" in seen.text)
        await come(club, bot, slot)
        await club.until(lambda: digests(club, club.lobby) and idle(club), seconds=30)
        assert "quiet week" in shown(club, club.lobby)
        assert "Her" not in shown(club, club.lobby)
        # In that channel itself everybody who reads the digest may read the salon.
        slot = await schedule(club, ines, channel=club.salon)
        await mourning_here(club, other="Ines")
        await come(club, bot, slot)
        await club.until(lambda: digests(club, club.salon) and idle(club), seconds=30)
        assert "Her (2013)" in shown(club, club.salon)


async def test_a_preview_is_private_and_changes_nothing(club: Club, bot: SalonBot) -> None:
    tomas = club.person("Tomas")
    await mourning(club)
    seen = await tomas.slash("digest now", club.lobby)
    await club.until(lambda: "Her (2013)" in seen.text)
    assert private(seen)
    assert "Nothing is posted" in seen.text
    assert not digests(club, club.lobby)
    assert not club.rows("SELECT 1 FROM digests")
    assert not club.rows("SELECT 1 FROM jobs WHERE kind LIKE 'digest%'")


async def test_who_may_schedule_and_what_cannot_be(club: Club, bot: SalonBot) -> None:
    ines, wren = club.person("Ines"), club.person("Wren")
    for name, options in (("schedule", {"weekday": 0, "time": "18:00"}), ("off", {})):
        refused = await wren.slash(f"digest {name}", club.lobby, **options)
        assert "Only people who manage this server" in refused.text
    for options, told in (
        ({"weekday": 0, "time": "teatime"}, "I cannot read “teatime” as a time"),
        ({"weekday": 0, "time": "25:00"}, "I cannot read “25:00” as a time"),
        ({"weekday": 0, "time": "6pm", "timezone": "Atlantis"}, "no time zone called “Atlantis”"),
    ):
        refused = await ines.slash("digest schedule", club.lobby, **options)
        await club.until(lambda refused=refused, told=told: told in refused.text)  # type: ignore[misc]
    gone = await ines.slash("digest off", club.lobby)
    await club.until(lambda: "No digest is scheduled here" in gone.text)
    (choice,) = await ines.autocomplete("digest schedule", club.lobby, focused="timezone", timezone="lisb")
    assert choice["value"] == LISBON
    assert not club.rows("SELECT 1 FROM digest_schedules")


async def test_it_is_not_scheduled_where_it_could_not_be_posted(club: Club) -> None:
    ines = club.person("Ines")
    silenced = str((1 << 11) | (1 << 16))  # Send Messages, Read Message History
    club.discord.state.channels[club.lobby]["permission_overwrites"] = [
        {"id": club.bot_id, "type": 1, "allow": "0", "deny": silenced}
    ]
    async with club.running():
        refused = await ines.slash("digest schedule", club.salon, weekday=0, time="18h", channel=club.lobby)
        await club.until(lambda: "I lack Send Messages, Read Message History there" in refused.text)
        assert not club.rows("SELECT 1 FROM digest_schedules")


async def test_off_ends_it(club: Club, bot: SalonBot) -> None:
    ines = club.person("Ines")
    slot = await schedule(club, ines)
    told = await ines.slash("digest off", club.lobby)
    await club.until(lambda: "No more digests will come" in told.text)
    await come(club, bot, slot)
    await club.until(lambda: not club.rows("SELECT 1 FROM jobs WHERE kind = 'digest'"))
    assert not digests(club, club.lobby)


async def test_a_quiet_week_is_told_of_or_not(club: Club, bot: SalonBot) -> None:
    ines = club.person("Ines")
    slot = await schedule(club, ines, quiet_weeks="unsaid")
    await come(club, bot, slot)
    await club.until(lambda: club.rows("SELECT state FROM digests") == [("quiet",)])
    assert not digests(club, club.lobby)
    await schedule(club, ines, quiet_weeks="said")
    slot = Slot((club.clock.now() + timedelta(days=2)).weekday(), 18 * 60, LISBON)
    await come(club, bot, slot)
    await club.until(lambda: digests(club, club.lobby))
    (message,) = digests(club, club.lobby)
    assert len([line for line in text_of(message).splitlines() if line]) == 2


async def test_it_comes_once_after_the_bot_was_away_and_says_so(club: Club) -> None:
    ines = club.person("Ines")
    async with club.running() as bot:
        slot = await schedule(club, ines)
        await mourning_here(club)
        moment = due(slot, following(slot, club.clock.now()))
        assert bot.is_ready()
    club.clock.advance(seconds=(moment - club.clock.now() + timedelta(hours=20)).total_seconds())
    async with club.running() as bot:
        await club.until(lambda: digests(club, club.lobby) and idle(club), seconds=30)
        assert "comes late" in shown(club, club.lobby)
        assert "Her (2013)" in shown(club, club.lobby)
    for _ in range(2):
        async with club.running() as bot:
            bot.services.runner.wake()
            await club.until(lambda: idle(club))
    assert len(digests(club, club.lobby)) == 1
    assert [week for (week,) in club.rows("SELECT week FROM digests")] == [newest(slot, club.clock.now())]


def put_before(club: Club) -> None:
    """Let the scheduled digest have been due two minutes ago, for a process whose clock cannot be shifted."""
    at = datetime.now(UTC) - timedelta(minutes=2)
    year, week, _ = at.isocalendar()
    with closing(sqlite3.connect(club.database)) as connection, connection:
        slot = (at.weekday(), at.hour * 60 + at.minute, f"{year}-W{week:02}")
        connection.execute("UPDATE digest_schedules SET weekday = ?, minute = ?, zone = 'UTC', first_week = ?", slot)
        moment = at.strftime("%Y-%m-%d %H:%M:%S.%f")
        connection.execute("UPDATE jobs SET due_at = ?, ready_at = ? WHERE kind = 'digest'", (moment, moment))


async def test_killed_between_posting_and_knowing_it(club: Club) -> None:
    ines = club.person("Ines")
    async with club.running():
        await schedule(club, ines)
        await mourning_here(club)
    put_before(club)
    club.discord.faults.withhold(f"/channels/{club.lobby}/messages", 30.0)
    async with living(club) as process:
        await club.until(lambda: digests(club, club.lobby), seconds=30)
        await kill(club, process)
    club.discord.faults.clear()
    assert club.rows("SELECT state FROM digests") == [("begun",)]
    assert not club.rows("SELECT 1 FROM digest_posts"), "it stands there, and nobody knows"
    club.clock.advance(minutes=10)  # the lease has run out, and Discord no longer knows the nonce
    async with club.running():
        await club.until(lambda: club.rows("SELECT state FROM digests") == [("posted",)] and idle(club), seconds=30)
        (message,) = digests(club, club.lobby)
        assert club.rows("SELECT message_id FROM digest_posts") == [(int(message["id"]),)]
        assert not club.given_up()


async def test_killed_between_the_messages_of_a_long_one(club: Club) -> None:
    ines = club.person("Ines")
    async with club.running():
        await schedule(club, ines)
    films, themes = house().catalogue.films[:7], ["grief", "gift", "consent"]
    before = datetime.now(UTC) - timedelta(minutes=5)
    await make_history(
        f"sqlite+aiosqlite:///{club.database}",
        History(int(club.discord.club.guild_id), int(club.salon), films, themes, 7, 8, before, timedelta(hours=9)),
    )
    put_before(club)
    club.discord.faults.withhold(f"/channels/{club.lobby}/messages", 30.0)
    async with living(club) as process:
        await club.until(lambda: digests(club, club.lobby), seconds=30)
        await kill(club, process)
    club.discord.faults.clear()
    (first,) = digests(club, club.lobby)
    club.clock.advance(minutes=10)
    async with club.running() as bot:
        await club.until(lambda: club.rows("SELECT state FROM digests") == [("posted",)] and idle(club), seconds=30)
        there = digests(club, club.lobby)
        assert len(there) == 2
        assert there[0]["id"] == first["id"]
        assert club.rows("SELECT message_id FROM digest_posts ORDER BY page") == [(int(m["id"]),) for m in there]
        assert ": part 2" in text_of(there[1])
        text = shown(club, club.lobby)
        assert all(text.count(f"**{film.label}**") == 1 for film in films)
        bot.services.runner.wake()
    assert len(digests(club, club.lobby)) == 2


async def test_the_picture_of_a_week_comes_along_in_words(club: Club, bot: SalonBot) -> None:
    ines, wren = club.person("Ines"), club.person("Wren")
    slot = await schedule(club, ines)
    place = await club.start(ines)
    for text in (
        "The whole film is about grief, he mourns his marriage in every room.",
        "And about jealousy: he is jealous of the six hundred others.",
        "He is so lonely, loneliness is the real subject, the loneliness of the city.",
        "She never consented, nobody asked her for consent.",
    ):
        for who in (ines, wren):
            said = await who.say(place, f"{text} ({who.name})")
            await club.until(lambda said=said: club.stored(said))  # type: ignore[misc]
    await ines.slash("salon end", place)
    await club.until(lambda: club.recaps(place) and idle(club))
    await come(club, bot, slot)
    await club.until(lambda: digests(club, club.lobby) and idle(club), seconds=30)
    pictures = [one for m in digests(club, club.lobby) for one in m["attachments"]]
    assert len(pictures) == 1
    assert NAME in pictures[0]["description"]
    galleries = [one for m in digests(club, club.lobby) for one in parts(m["components"]) if one["type"] == 12]
    assert len(galleries) == 1
