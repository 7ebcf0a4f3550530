"""The AI host asked for one point: counter-readings and taking up what somebody chose, with a server that misbehaves, too."""

from __future__ import annotations

import pytest

from bot.domain.point import Point
from bot.domain.room import Room
from bot.domain.spoiler import NOTHING
from bot.domain.turn import Source, TurnId, UtteranceKind
from bot.errors import NotFound
from bot.hosts.content import Content, load_content
from tests.ai_stage import ANA, BEN, CONFIG, GIFT, SILENT, Line, draft, room_of, staged
from tests.local_model import refuses, says, texts

SIGN = "A counter-reading, for the sake of it:"
CASE = "“letters written for others are gifts” leaves out that each of them was paid for. Who in it ever says thanks?"


@pytest.fixture(scope="module")
def content() -> Content:
    return load_content(CONFIG)


def talked(content: Content) -> Room:
    return room_of(content, (ANA, "Ana", GIFT), (BEN, "Ben", "I agree, letters written for others are gifts."))


def first(room: Room) -> Point:
    return room.readings[TurnId(1)].points[0]


def answer(text: str = f"{SIGN} {CASE}", **more: object) -> dict[str, object]:
    return draft(text, **({"takes_up": [1], "claims": []} | more))


async def test_a_counter_reading_says_so_and_names_its_point(content: Content) -> None:
    room = talked(content)
    async with staged(content, says(answer())) as stage:
        said = await stage.host.counter(room, first(room))
        assert (said.kind, said.source, said.takes_up) == (UtteranceKind.COUNTER, Source.AI, (TurnId(1),))
        assert said.text == f"{SIGN} {CASE}"
        task = texts(stage.server.requests[0])[-1]
        assert "turn 1" in task
        assert SIGN in task
        assert "they chose" in task
        await stage.host.counter(room, None)
        assert "seems to agree" in texts(stage.server.requests[1])[-1]


async def test_what_the_model_forgets_is_put_there(content: Content) -> None:
    room = talked(content)
    async with staged(content, says(answer(CASE, takes_up=[2]))) as stage:
        said = await stage.host.counter(room, first(room))
        assert said.text == f"{SIGN} {CASE}"
        assert said.takes_up == (TurnId(1), TurnId(2))


@pytest.mark.parametrize(
    "given",
    [SILENT, answer("Great point. Who would say so?"), answer("Nobody wrote “gifts are lies to me”. Who would?"), "no"],
)
async def test_what_the_guard_refuses_the_house_host_says(content: Content, given: object) -> None:
    room = talked(content)
    async with staged(content, says(given)) as stage:
        for said in (await stage.host.counter(room, None), await stage.host.take_up(room, first(room))):
            assert said.source is Source.FALLBACK
            assert said.text == "Whose letters are they?"


async def test_a_server_that_fails_costs_nobody_the_answer(content: Content) -> None:
    room = talked(content)
    async with staged(content, refuses(500)) as stage:
        assert (await stage.host.counter(room, None)).source is Source.FALLBACK
        assert (await stage.host.take_up(room, first(room))).source is Source.FALLBACK


async def test_nothing_to_counter_asks_no_model(content: Content) -> None:
    async with staged(content, says(answer())) as stage:
        with pytest.raises(NotFound, match="no_point"):
            await stage.host.counter(room_of(content, (ANA, "Ana", "hello")), None)
        assert stage.server.requests == []


async def test_a_chosen_message_is_taken_up(content: Content) -> None:
    room = talked(content)
    async with staged(content, says(draft(takes_up=[], claims=[]))) as stage:
        said = await stage.host.take_up(room, first(room))
        assert (said.source, said.takes_up) == (Source.AI, (TurnId(1),))
        assert "asked you to take up turn 1" in texts(stage.server.requests[0])[-1]


async def test_a_point_of_long_ago_is_shown_again(content: Content) -> None:
    lines: list[Line] = [(ANA, "Ana", GIFT)]
    lines += [(BEN, "Ben", f"I wonder about number {n} " + "and so on and on " * 5) for n in range(300)]
    room = room_of(content, *lines)
    async with staged(content, says(answer()), budget=5_000) as stage:
        await stage.host.counter(room, first(room))
        shown = texts(stage.server.requests[0])
        assert sum(text.startswith("[turn 1") and "ghostwriter" in text for text in shown) == 1


async def test_the_horizon_of_the_moment_holds(content: Content) -> None:
    room = talked(content)
    room.has_seen(BEN, NOTHING)
    async with staged(content, says(answer(reveals="most"))) as stage:
        said = await stage.host.counter(room, first(room))
        assert said.source is Source.FALLBACK
        assert "has not seen the film yet" in texts(stage.server.requests[0])[0]
