"""What was left open seeds the next salon on a film: by its theme, never in anybody's words."""

from __future__ import annotations

import pytest

from bot.domain.recap import ItemKind
from bot.domain.spoiler import HALF
from bot.domain.theme import Verdict
from bot.ports import Database
from bot.services.salons import Salons
from tests.evening import HER, Evening, film
from tests.fakes import ANNA, GUILD, PARENT

SEED = "Last time here, one thing was left open: grief and mourning."


@pytest.fixture
async def evening(db: Database) -> Evening:
    return Evening(db)


async def left_open(evening: Evening) -> None:
    """An evening at which nobody takes up what was said of grief."""
    salon = await evening.open(HER, "Anna", "Ben")
    for number in range(9):
        await evening.say(
            f"I think it is about grief in room {number}, he mourns his marriage, because nobody else did."
        )
    await evening.end()
    open_turns = {t for item in (await evening.recap(salon)).items if item.kind is ItemKind.OPEN for t in item.turns}
    assert open_turns


async def started(salons: Salons, *, film_id: str = HER, parent_id: int = PARENT, **more: object) -> None:
    await salons.start(guild_id=GUILD, parent_id=parent_id, film=await film(film_id), opened_by=ANNA, **more)  # type: ignore[arg-type]


async def test_the_next_salon_on_the_film_begins_where_the_last_one_stopped(evening: Evening) -> None:
    await left_open(evening)
    await evening.open(HER)
    assert evening.said[-1].startswith(SEED)
    assert evening.said[-1].count("?") == 1
    assert "marriage, because" not in evening.said[-1]


async def test_elsewhere_and_for_who_has_not_seen_it_nothing_is_recalled(evening: Evening) -> None:
    await left_open(evening)
    for more in ({"parent_id": PARENT + 1}, {"horizon": HALF}, {"film_id": "jaws-1975"}):
        await started(evening.salons, **more)  # type: ignore[arg-type]
        await evening.settle()
        assert "Last time here" not in evening.said[-1]


async def test_what_the_room_rejected_is_not_recalled(evening: Evening) -> None:
    await left_open(evening)
    async with evening.db.write() as unit:
        await unit.themes.judge(GUILD, (await film()).id, "grief", Verdict.REJECTED, ANNA, evening.clock.now())
    await evening.open(HER)
    assert "grief" not in evening.said[-1].partition(".")[0]
