"""What goes wrong on an evening: permissions, deletions, a thread that goes, Discord that refuses or does not answer."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.client import SalonBot
from bot.local.server import LocalDiscord
from bot.local.wire import Json
from tests.e2e.conftest import Club
from tests.e2e.process import to_its_end
from tests.evening import CLAIM, OBJECTION, READING

SECRET = "Uncle Zebedee"
CONFESSION = f"I think the letters are about {SECRET}, because Theodore never signs them either."


@pytest.mark.parametrize(
    ("denied", "named"),
    [
        (("create_public_threads", "send_messages"), "Create Public Threads"),
        (("send_messages_in_threads", "send_messages"), "Send Messages in Threads"),
        (("view_channel",), "View Channels"),
    ],
)
async def test_the_missing_permission_is_named(club: Club, bot: SalonBot, denied: tuple[str, ...], named: str) -> None:
    for permission in denied:
        club.discord.deny(club.salon, permission)
    answer = await club.person("Ines").slash("salon start", club.salon, film="her-2013")
    assert f"I am missing a permission here: {named}. Somebody who manages this server" in answer.text
    assert not club.rows("SELECT 1 FROM salons")
    assert club.idle()
    for permission in denied:
        club.discord.allow(club.salon, permission)
    await club.start(club.person("Ines"))


async def test_a_forum_that_is_closed_to_the_bot_is_named(club: Club, bot: SalonBot) -> None:
    ines, forum = club.person("Ines"), club.discord.club.forum_channel
    club.discord.deny(forum, "send_messages")
    chosen = await ines.slash("setup channel", club.lobby, channel=forum)
    assert "I still lack permissions there: Send Messages." in chosen.text
    answer = await ines.slash("salon start", club.lobby, film="her-2013")
    assert "Send Messages" in answer.text
    assert not club.discord.threads(forum)


async def test_without_threads_the_channel_itself_is_the_salon(club: Club, bot: SalonBot) -> None:
    ines = club.person("Ines")
    club.discord.deny(club.salon, "create_public_threads")
    answer = await ines.slash("salon start", club.salon, film="her-2013")
    assert "is open, here" in answer.text
    await club.until(lambda: club.hosted(club.salon))
    await club.say(ines, club.salon, CLAIM)
    assert "gifts" in club.hosted(club.salon)[-1]
    again = await club.person("Wren").slash("salon start", club.salon, film="Vertigo")
    assert f"There is a salon in <#{club.salon}> already" in again.text


async def test_a_permission_lost_on_the_way_costs_an_answer_and_no_more(club: Club, bot: SalonBot) -> None:
    ines = club.person("Ines")
    place = await club.start(ines)
    club.discord.deny(club.salon, "send_messages_in_threads")
    await club.say(ines, place, CLAIM)
    assert len(club.hosted(place)) == 1
    club.discord.allow(club.salon, "send_messages_in_threads")
    await club.say(ines, place, OBJECTION)
    assert len(club.hosted(place)) == 2
    assert "cop-out" in club.hosted(place)[-1]
    assert not club.given_up()


async def test_a_deleted_thread_ends_its_salon(club: Club, bot: SalonBot) -> None:
    ines = club.person("Ines")
    place = await club.start(ines)
    await club.say(ines, place, CLAIM)
    club.discord.delete_channel(place)
    await club.until(lambda: club.rows("SELECT state FROM salons") == [("closed",)] and club.idle())
    assert "**Open**" not in (await ines.slash("salon list", club.lobby)).text
    assert await club.start(ines) != place
    assert not club.given_up()


async def test_a_short_silence_of_the_network_loses_nothing(club: Club, bot: SalonBot) -> None:
    ines = club.person("Ines")
    place = await club.start(ines)
    club.discord.faults.drop_gateway()
    await club.until(lambda: not club.discord.bot_online)
    message = await ines.say(place, CLAIM)
    await club.until(lambda: club.stored(message) and club.idle(), seconds=20)
    assert len(club.hosted(place)) == 2


async def test_an_answer_that_discord_swallowed_comes_later_and_once(club: Club, bot: SalonBot) -> None:
    ines = club.person("Ines")
    place = await club.start(ines)
    club.discord.faults.fail_next("POST", f"/channels/{place}/messages", 500)
    message = await ines.say(place, CLAIM)
    await club.until(lambda: club.stored(message) and club.idle(), seconds=20)
    assert len(club.hosted(place)) == 2


# --- words taken back ---


async def test_an_edit_takes_back_what_the_host_repeated(club: Club, bot: SalonBot) -> None:
    ines = club.person("Ines")
    place = await club.start(ines)
    message = await club.say(ines, place, CONFESSION)
    assert SECRET in club.hosted(place)[-1]
    await ines.edit(place, message["id"], CLAIM)
    await club.until(lambda: SECRET not in shown(club, place))
    await club.until(club.idle)
    assert SECRET not in club.record()
    assert "gives them away" in club.record()
    assert len(club.hosted(place)) == 2, "the question stays, without the quotation"


async def test_a_deletion_takes_back_what_the_host_repeated(club: Club, bot: SalonBot) -> None:
    ines = club.person("Ines")
    place = await club.start(ines)
    message = await club.say(ines, place, CONFESSION)
    await ines.delete(place, message["id"])
    await club.until(lambda: SECRET not in shown(club, place))
    await club.until(club.idle)
    assert SECRET not in club.record()
    await ines.slash("salon end", place)
    await club.until(lambda: club.recaps(place))
    assert SECRET not in shown(club, place) + club.record()


async def evening_with_a_record(club: Club) -> tuple[str, list[Json]]:
    """A closed salon in whose record three messages are quoted."""
    ines = club.person("Ines")
    place = await club.start(ines)
    said = [await club.say(ines, place, text) for text in (CONFESSION, OBJECTION, READING)]
    await ines.slash("salon end", place)
    await club.until(lambda: club.recaps(place) and club.idle())
    assert all(word in club.recaps(place)[0] for word in (SECRET, "cop-out", "queer theory"))
    return place, said


async def test_a_deletion_reaches_the_posted_recap(club: Club, bot: SalonBot) -> None:
    place, said = await evening_with_a_record(club)
    await club.person("Ines").delete(place, said[0]["id"])
    await club.until(lambda: SECRET not in shown(club, place))
    await club.until(club.idle)
    assert SECRET not in club.record()
    (recap,) = club.recaps(place)
    assert "cop-out" in recap
    assert said[0]["id"] not in recap


async def test_an_edit_reaches_the_posted_recap(club: Club, bot: SalonBot) -> None:
    place, said = await evening_with_a_record(club)
    await club.person("Ines").edit(place, said[0]["id"], CLAIM)
    await club.until(lambda: SECRET not in shown(club, place) and "gives them away" in club.recaps(place)[0])
    await club.until(club.idle)
    assert SECRET not in club.record()


async def test_a_bulk_deletion_reaches_the_posted_recap(club: Club, bot: SalonBot) -> None:
    place, said = await evening_with_a_record(club)
    club.discord.bulk_delete(place, [message["id"] for message in said])
    words = (SECRET, "cop-out", "queer theory")
    await club.until(lambda: not any(word in shown(club, place) for word in words))
    await club.until(club.idle)
    assert not any(word in club.record() for word in words)
    assert not club.rows("SELECT 1 FROM turns WHERE utterance IS NULL")
    assert len(club.recaps(place)) == 1


def shown(club: Club, place: str) -> str:
    """Everything that stands in a channel."""
    return "\n".join([*(m["content"] for m in club.discord.messages(place)), *club.recaps(place)])


# --- Discord refuses the bot ---


async def test_a_wrong_token_is_explained_and_not_printed(club: Club) -> None:
    token = "MTk4NjIyNDgzNDcxOTI1MjQ4.Cl2FMQ.ZnCjm1XVW7vRze4b7Cq4se7kKWs"
    code, out = await to_its_end(club.folder, SALON_DISCORD_ENDPOINT=club.discord.url, DISCORD_TOKEN=token)
    assert code == 2
    assert "Discord refused the token in DISCORD_TOKEN" in out
    assert "Traceback" not in out
    assert token not in out


async def test_a_missing_token_is_explained(tmp_path: Path) -> None:
    code, out = await to_its_end(tmp_path)
    assert code == 2
    assert "DISCORD_TOKEN is not set" in out
    assert "salon try" in out
    assert "Traceback" not in out


async def test_a_missing_intent_is_explained(tmp_path: Path) -> None:
    discord = LocalDiscord(tmp_path / "club.json", intents_enabled=())
    await discord.start()
    try:
        code, out = await to_its_end(tmp_path, SALON_DISCORD_ENDPOINT=discord.url, DISCORD_TOKEN=discord.token)
    finally:
        await discord.stop()
    assert code == 2
    assert "The Message Content intent is not switched on" in out
    assert "message_content = false" in out
    assert "Traceback" not in out
    assert discord.token not in out


async def test_discord_out_of_reach_is_explained(tmp_path: Path) -> None:
    code, out = await to_its_end(tmp_path, SALON_DISCORD_ENDPOINT="http://127.0.0.1:1", DISCORD_TOKEN="x" * 59)
    assert code == 1
    assert "Discord cannot be reached" in out
    assert "Traceback" not in out
