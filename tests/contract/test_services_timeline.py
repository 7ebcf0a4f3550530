"""The picture below long recaps, with the real services over every database."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.domain.theme import Verdict
from bot.domain.timeline import LONG_TURNS, Timeline
from bot.errors import Gone
from bot.ports import Database, Heard
from bot.services.themes import RESTATE
from tests.evening import HER, PEOPLE, READING, Evening
from tests.fakes import GUILD

BEN = PEOPLE["Ben"]
GRIEF = "I think the whole film is about grief, he mourns his marriage in every room."
LETTERS = "The letters are a gift that nobody has asked for, and a gift makes a debt."


@pytest.fixture
async def evening(db: Database) -> Evening:
    return Evening(db)


async def long_evening(evening: Evening, turns: int = LONG_TURNS) -> list[Heard]:
    """An evening of so many turns about two themes, not ended yet."""
    await evening.open(HER, "Anna", "Ben")
    said = []
    for number in range(turns):
        text = f"{(GRIEF, LETTERS)[number % 2]} {number}"
        by = ("Anna", "Ben")[number % 3 % 2]
        said.append(await evening.say(text, by, after=20, to_host=number == 1))
    return said


def last(evening: Evening) -> Timeline:
    found = evening.stage.timelines[-1]
    assert found is not None
    return found


def marks(timeline: Timeline, theme: str) -> int:
    return sum(len(strand.moments) for strand in timeline.evening.strands if strand.theme == theme)


async def test_a_long_evening_leaves_its_picture(evening: Evening) -> None:
    await long_evening(evening)
    await evening.end()
    drawn = last(evening).evening
    assert (drawn.film, len(drawn.talk)) == ("Her (2013)", LONG_TURNS)
    assert {"grief", "gift"} <= {strand.theme for strand in drawn.strands}
    assert drawn.host
    assert last(evening).day == evening.clock.now().date()


async def test_a_short_evening_or_one_about_one_thing_leaves_none(evening: Evening) -> None:
    await long_evening(evening, LONG_TURNS - 1)
    await evening.end()
    assert evening.stage.timelines == [None]
    await evening.open(HER, "Anna", "Ben")
    for number in range(LONG_TURNS):
        await evening.say(f"We are at minute {number} of it now.", after=5)
    await evening.end()
    assert evening.stage.timelines == [None, None]


async def test_an_hour_is_long(evening: Evening) -> None:
    await evening.open(HER, "Anna", "Ben")
    for text in (GRIEF, LETTERS, GRIEF, LETTERS):
        await evening.say(text, after=60)
    await evening.wait(minutes=58)
    await evening.say(READING, "Ben")
    await evening.end()
    assert last(evening)


async def test_marks_of_withdrawn_turns_go_too(evening: Evening) -> None:
    said = await long_evening(evening, LONG_TURNS + 2)
    await evening.end()
    before = last(evening)
    await evening.conversation.deleted([said[0].message_id])
    await evening.settle()
    assert len(evening.stage.redrawn) == 1
    assert marks(last(evening), "grief") == marks(before, "grief") - 1
    assert len(last(evening).evening.talk) == LONG_TURNS + 1
    await evening.conversation.deleted([one.message_id for one in said[1:20]])
    await evening.settle()
    assert evening.stage.timelines[-1] is None, "what is left is a short evening"


async def test_a_rejected_theme_leaves_the_picture(evening: Evening) -> None:
    await long_evening(evening)
    salon = await evening.salons.required(evening.channel)
    await evening.end()
    async with evening.db.write() as unit:
        await unit.themes.judge(GUILD, salon.film.id, "grief", Verdict.REJECTED, BEN, evening.clock.now())
        await unit.jobs.put(RESTATE, str(salon.id), evening.clock.now())
    await evening.settle()
    after = evening.stage.timelines[-1]
    assert after is None or not marks(after, "grief")


async def test_the_day_is_the_servers(evening: Evening) -> None:
    async with evening.db.write() as unit:
        await unit.servers.save(replace(await unit.servers.get(GUILD), timezone="Pacific/Kiritimati"))
    await long_evening(evening)
    await evening.end()
    assert last(evening).day.day == 21, "which is fourteen hours ahead"


async def test_a_recap_whose_place_is_gone_ends_quietly(evening: Evening) -> None:
    await long_evening(evening)
    evening.stage.refuse("post_recap", Gone())
    await evening.end()
    assert not evening.failures
    async with evening.db.read() as unit:
        (salon,) = await unit.salons.recent(GUILD, 5)
    assert (await evening.recap(salon)).items
