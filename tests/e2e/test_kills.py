"""`kill -9` at random points of an evening and of a party: each opening, recap, digest, reminder and thread exists exactly once.

A few points are tried by default. ``SALON_KILLS=50 ./salon test tests/e2e/test_kills.py -n 1`` tries fifty;
``SALON_KILLS_SEED`` chooses others.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import timedelta
from pathlib import Path

import pytest

from bot.domain.weekly import Slot, due, following
from tests.e2e.killing import Kill, Party, Scenario, Stage, Step
from tests.e2e.nursery import Nursery
from tests.e2e.party_scenario import PARTY
from tests.e2e.test_digest import LISBON, digests
from tests.evening import CLAIM

KILLS = int(os.environ.get("SALON_KILLS", "0"))
SEED = int(os.environ.get("SALON_KILLS_SEED", "7"))


@pytest.fixture(scope="module")
def nursery() -> Iterator[Nursery]:
    made = Nursery()
    yield made
    made.close()


# --- the evening: a salon is opened, somebody speaks, it ends, the week's digest comes ---


def _slot(party: Party) -> Slot:
    ((weekday, minute),) = party.club.rows("SELECT weekday, minute FROM digest_schedules")
    return Slot(weekday, minute, LISBON)


def _place(party: Party) -> str | None:
    found = party.club.rows("SELECT channel_id FROM salons WHERE channel_id IS NOT NULL")
    return str(found[0][0]) if found else None


async def _plan_digest(party: Party) -> None:
    club = party.club
    day = (club.clock.now() + timedelta(days=2)).date()
    ines = club.person("Ines")
    answer = await ines.slash(
        "digest schedule", club.salon, weekday=day.weekday(), time="18:00", timezone=LISBON, channel=club.lobby
    )
    await club.until(lambda: "The digest comes every" in answer.text)


async def _start(party: Party) -> None:
    if _place(party) is None:
        await party.club.person("Ines").slash("salon start", party.club.salon, film="her-2013")


def _started(party: Party) -> bool:
    place = _place(party)
    return place is not None and bool(party.club.hosted(place))


async def _talk(party: Party) -> None:
    place = _place(party)
    assert place is not None
    if "said" not in party.memo:
        said = await party.club.person("Ines").say(place, CLAIM)
        party.memo["said"] = said["id"]


def _heard(party: Party) -> bool:
    return bool(party.club.rows("SELECT 1 FROM turns WHERE message_id = ?", int(party.memo.get("said", 0))))


async def _end(party: Party) -> None:
    place = _place(party)
    assert place is not None
    if party.club.rows("SELECT 1 FROM salons WHERE state <> 'closed'"):
        await party.club.person("Ines").slash("salon end", place)


def _recorded(party: Party) -> bool:
    place = _place(party)
    return place is not None and bool(party.club.recaps(place))


async def _week_passes(party: Party) -> None:
    slot, now = _slot(party), party.club.clock.now()
    if not party.club.rows("SELECT 1 FROM digests"):
        party.leap(seconds=(due(slot, following(slot, now)) - now).total_seconds() + 30)


def _digested(party: Party) -> bool:
    return party.club.rows("SELECT state FROM digests") == [("posted",)]


def _counts(party: Party) -> Mapping[str, int]:
    club, place = party.club, _place(party)
    assert place is not None
    threads = [one for one in club.discord.state.channels.values() if one["type"] in {11, 12}]
    said = Counter(club.hosted(place))
    return {
        "threads": len(threads),
        "salons": len(club.rows("SELECT 1 FROM salons")),
        "openings": len(club.rows("SELECT 1 FROM turns WHERE author_id = 0 AND utterance LIKE '%opening%'")),
        "recaps": len(club.recaps(place)),
        "records of it": len(club.rows("SELECT 1 FROM recap_posts")),
        "digests": len(digests(club, club.lobby)),
        "records of the digest": len(club.rows("SELECT 1 FROM digest_posts")),
        "most often said": max(said.values()),
        "unknown to itself": 1 + len(club.rows("SELECT 1 FROM turns WHERE message_id IS NULL")),
    }


EVENING = Scenario(
    "an evening",
    _plan_digest,
    (
        Step("start", _start, _started),
        Step("talk", _talk, _heard),
        Step("end", _end, _recorded),
        Step("a week", _week_passes, _digested),
    ),
    _counts,
)


async def test_killed_anywhere_in_an_evening_everything_exists_once(nursery: Nursery, tmp_path: Path) -> None:
    stage = Stage(EVENING, nursery, tmp_path)
    await stage.set_up()
    if not KILLS:
        # Discord has the message, the bot does not know, and by then the nonce is forgotten: for each message in turn.
        await stage.play(*[Kill(1, done=True, away=900.0, what=r"^POST .*/messages$")] * 4)
        # It dies when the thread was just made, while it starts again, and over what it finds then.
        await stage.play(Kill(3, done=True), Kill(milliseconds=150.0), *stage.points(1, SEED))
        return
    for number, point in enumerate(stage.points(KILLS, SEED), 1):
        print(f"{number}/{KILLS}: {point}")  # noqa: T201
        await stage.play(point)


async def test_killed_anywhere_in_a_party_everything_exists_once(nursery: Nursery, tmp_path: Path) -> None:
    stage = Stage(PARTY, nursery, tmp_path)
    await stage.set_up()
    if not KILLS:
        # One party: it dies as its thread is made, and as it tries to remind somebody.
        await stage.play(Kill(20, done=True, away=900.0), *stage.points(1, SEED))
        return
    for number, point in enumerate(stage.points(KILLS, SEED), 1):
        print(f"{number}/{KILLS}: {point}")  # noqa: T201
        await stage.play(point)
