"""A long evening is read in parts, chosen by numbers and checked line by line, in few requests of bounded size."""

from __future__ import annotations

import asyncio
import re
from typing import Any

import pytest

from bot.domain.recap import ItemKind, Recap
from bot.domain.recap_text import markdown
from bot.domain.room import Room
from bot.domain.turn import Source, TurnId
from bot.domain.wording import word_count
from bot.hosts.ai_meter import estimate
from bot.hosts.ai_recap import MOST_ITEMS
from bot.hosts.ai_recap_parts import MOST_PARTS
from bot.hosts.content import Content, load_content
from bot.ports import Terms
from tests.ai_stage import ANA, BEN, CONFIG, room_of, staged
from tests.local_model import Behaviour, LocalModel, hangs, refuses, says, texts

LABEL = re.compile(r"\[turn (\d+)\] (\w+): (.*)", re.DOTALL)
SYLLABLES = (
    "ba",
    "ko",
    "mi",
    "zu",
    "ra",
    "to",
    "ni",
    "vu",
    "la",
    "go",
    "pi",
    "du",
    "sa",
    "fo",
    "ti",
    "nu",
    "ka",
    "bo",
    "ri",
    "mu",
)
DEEDS = ("remembers", "follows", "mocks", "forgives", "outlives", "needs", "envies")


@pytest.fixture(scope="module")
def content() -> Content:
    return load_content(CONFIG)


def word(number: int, kind: str) -> str:
    """A word of no language that no other number has."""
    return "".join(SYLLABLES[number // 20**place % 20] for place in range(3)) + kind


def said(number: int) -> str:
    """A turn that is unlike all others."""
    one, other, third = (word(number, kind) for kind in ("lo", "ma", "ki"))
    return f"I think the {one} {DEEDS[number % 7]} the {other} because the {third} is cold."


def long_room(content: Content, turns: int) -> Room:
    return room_of(content, *((ANA, "Ana", said(n)) if n % 2 else (BEN, "Ben", said(n)) for n in range(1, turns + 1)))


def is_reading(request: dict[str, Any]) -> bool:
    return "Write its record" in texts(request)[-1]


def is_choosing(request: dict[str, Any]) -> bool:
    return "Choose now" in texts(request)[-1]


def shown(request: dict[str, Any]) -> list[tuple[int, str, str]]:
    return [(int(n), name, text) for text_ in texts(request, "user") for n, name, text in LABEL.findall(text_)]


async def reads(request: dict[str, Any]) -> Any:
    """A model that notes the first turns of what it is shown."""
    items = [line(*one) for one in shown(request)[:6]]
    return await says({"headline": "Why is it so cold?", "items": items})(request)


def line(number: int, name: str, text: str) -> dict[str, Any]:
    return {
        "kind": "point",
        "text": f"{name} holds that {text.removeprefix('I think ')}",
        "turns": [number],
        "speaker": name,
        "quote": None,
        "second_speaker": None,
        "second_quote": None,
    }


def verdicts(word: str = "yes", numbers: range = range(1, 30)) -> Behaviour:
    return says({"verdicts": [{"item": n, "supported": word} for n in numbers]})


def model(
    reading: Behaviour = reads,
    choosing: Behaviour | None = None,
    checking: Behaviour | None = None,
) -> Behaviour:
    choosing = choosing or says({"headline": 1, "items": [40, 3, 17, 3, 999, 0, 8, 25, 33, 12]})
    checking = checking or verdicts()

    async def behave(request: dict[str, Any]) -> Any:
        task = reading if is_reading(request) else choosing if is_choosing(request) else checking
        return await task(request)

    return behave


async def recapped(content: Content, behave: Behaviour, room: Room, **how: Any) -> tuple[Recap, LocalModel]:
    async with staged(content, behave, **{"recap_patience": 20.0, **how}) as stage:
        return await stage.host.recap(room), stage.server


def words_besides_quotes(recap: Recap) -> int:
    return word_count(re.sub(r"“[^”]*”|\(#\)", " ", markdown(recap, lambda _turn: "#")))


async def test_a_record_has_at_most_three_hundred_words(content: Content) -> None:
    wordy = " ".join(f"the {word(n, 'do')} is a {word(n, 'zo')} and" for n in range(100, 108)) + " it ends"
    lines = [
        f"I think {wordy.replace('do ', f'do{SYLLABLES[n]} ').replace('zo ', f'zo{SYLLABLES[n]} ')}." for n in range(14)
    ]
    room = room_of(content, *((ANA, "Ana", one) if n % 2 else (BEN, "Ben", one) for n, one in enumerate(lines)))

    async def all_of_it(request: dict[str, Any]) -> Any:
        return await says({"headline": "x", "items": [line(*one) for one in shown(request)]})(request)

    recap, _ = await recapped(content, model(reading=all_of_it), room)
    assert recap.source is Source.AI
    assert 150 < words_besides_quotes(recap) <= 300


async def test_two_thousand_turns_are_few_requests_of_bounded_size(content: Content) -> None:
    recap, server = await recapped(content, model(), long_room(content, 2_000))
    readings = [request for request in server.requests if is_reading(request)]
    assert len(readings) <= MOST_PARTS
    assert len(server.requests) <= MOST_PARTS + 2
    read = [number for request in readings for number, _, _ in shown(request)]
    assert sorted(read) == list(range(1, 2_001))
    assert max(estimate(texts(request)) for request in server.requests) < 16_000
    assert recap.source is Source.AI
    assert len(recap.items) <= MOST_ITEMS
    assert words_besides_quotes(recap) <= 300
    chosen = [item for item in recap.items if item.speaker]
    assert len(chosen) >= 6
    assert all(item.text.startswith(f"{item.speaker} holds that the ") for item in chosen)
    assert len({item.turns[0] // 500 for item in chosen}) >= 3


async def test_of_what_is_too_long_the_weightiest_turns_are_read(content: Content) -> None:
    lines = [(ANA, "Ana", said(n) if n % 20 == 0 else f"ok number {n} then") for n in range(1, 400)]
    _, server = await recapped(content, model(), room_of(content, *lines), recap_budget=2_000, recap_part_budget=500)
    readings = [request for request in server.requests if is_reading(request)]
    assert len(readings) <= MOST_PARTS
    read = {number for request in readings for number, _, _ in shown(request)}
    assert {n for n in range(1, 400) if n % 20 == 0} <= read
    assert len(read) < 80


async def test_what_fits_is_read_at_once_and_checked(content: Content) -> None:
    recap, server = await recapped(content, model(), long_room(content, 6))
    assert len(server.requests) == 2
    assert recap.source is Source.AI


@pytest.mark.parametrize(
    "checking",
    [says({"verdicts": [{"item": 2, "supported": "yes"}, {"item": 1, "supported": "partly"}]}),
     says({"verdicts": [{"item": 2, "supported": " YES "}, {"item": 3, "supported": "yes"}, {"item": 3, "supported": "no"}]})],
)  # fmt: skip
async def test_anything_but_a_clear_yes_drops_an_item(content: Content, checking: Behaviour) -> None:
    recap, _ = await recapped(content, model(checking=checking), long_room(content, 6))
    assert [item.turns for item in recap.items if item.speaker] == [(TurnId(2),)]


@pytest.mark.parametrize(
    "checking",
    [refuses(500), says("none"), says({"verdicts": []}), says({"headline": "x", "items": []}), hangs()],
    ids=["500", "prose", "nothing", "another shape", "hangs"],
)
async def test_where_checking_fails_what_words_bind_stands(content: Content, checking: Behaviour) -> None:
    recap, _ = await recapped(content, model(checking=checking), long_room(content, 6), recap_patience=4.0)
    assert recap.source is Source.AI
    assert len([item for item in recap.items if item.speaker]) == 6


async def test_where_nothing_is_confirmed_the_house_writes(content: Content) -> None:
    recap, _ = await recapped(content, model(checking=verdicts("no")), long_room(content, 6))
    assert (recap.source, recap.headline) == (Source.FALLBACK, "house headline")


@pytest.mark.parametrize(
    "choosing",
    [refuses(500), says("all of them"), says({"headline": None, "items": []}), hangs()],
    ids=["500", "prose", "nothing", "hangs"],
)
async def test_where_choosing_fails_every_part_is_in_the_record(content: Content, choosing: Behaviour) -> None:
    room = long_room(content, 60)
    recap, server = await recapped(
        content, model(choosing=choosing), room, recap_budget=3_000, recap_part_budget=3_000, recap_patience=4.0
    )
    firsts = [shown(request)[0][0] for request in server.requests if is_reading(request)]
    assert len(firsts) > 2
    assert {TurnId(n) for n in firsts} <= {item.turns[0] for item in recap.items if item.speaker}


@pytest.mark.parametrize("broken", [refuses(500), says("no record today"), hangs()], ids=["500", "prose", "hangs"])
async def test_one_part_that_cannot_be_read_leaves_it_to_the_house(content: Content, broken: Behaviour) -> None:
    async def reading(request: dict[str, Any]) -> Any:
        return await (broken if shown(request)[0][0] > 1 else reads)(request)

    how = {"recap_budget": 3_000, "recap_part_budget": 3_000, "recap_patience": 4.0}
    recap, _ = await recapped(content, model(reading=reading), long_room(content, 60), **how)
    assert recap.source is Source.FALLBACK


async def test_a_part_names_only_turns_that_it_was_shown(content: Content) -> None:
    async def reading(request: dict[str, Any]) -> Any:
        known = {number: text for number, _, text in shown(request)}
        elsewhere = 1 if 1 not in known else 60
        items = [line(elsewhere, "Ana" if elsewhere % 2 else "Ben", said(elsewhere)), line(*shown(request)[1])]
        return await says({"headline": "x", "items": items})(request)

    how = {"recap_budget": 3_000, "recap_part_budget": 3_000}
    choosing = says({"headline": None, "items": list(range(1, 9))})
    recap, _ = await recapped(content, model(reading, choosing), long_room(content, 60), **how)
    assert recap.source is Source.AI
    assert not {TurnId(1), TurnId(60)} & {item.turns[0] for item in recap.items if item.speaker}


async def test_a_record_that_does_not_stand_is_mended_once(content: Content) -> None:
    answers = [
        says({"headline": "x", "items": [line(1, "Ana", "I think the whole city is a prison.")]}),
        reads,
    ]
    asked: list[dict[str, Any]] = []

    async def reading(request: dict[str, Any]) -> Any:
        asked.append(request)
        return await answers[min(len(asked), 2) - 1](request)

    def mending(request: dict[str, Any]) -> bool:
        return "Your answer cannot be used" in texts(request)[-1]

    async def behave(request: dict[str, Any]) -> Any:
        return await (reading if is_reading(request) or mending(request) else verdicts())(request)

    recap, _ = await recapped(content, behave, long_room(content, 6))
    assert recap.source is Source.AI
    assert len(asked) == 2
    assert "leave words out rather than change them" in texts(asked[1])[-1]


# --- on the server's terms ---


class Account:
    """A server with so many tokens left."""

    def __init__(self, left: int | None) -> None:
        self.left = left
        self.used: list[int] = []

    async def terms(self, guild_id: int) -> Terms:
        return Terms(left=self.left)

    async def spent(self, guild_id: int, tokens: int) -> None:
        self.used.append(tokens)


@pytest.mark.parametrize(("left", "requests"), [(14, 1), (16, 2), (None, 2)])
async def test_lines_are_checked_by_the_model_only_within_the_budget(
    content: Content, left: int | None, requests: int
) -> None:
    account = Account(left)  # the stand-in reports 15 tokens for every request
    recap, server = await recapped(content, model(), long_room(content, 6), account=account)
    assert recap.source is Source.AI
    assert len(server.requests) == requests
    assert account.used == [15 * requests]


async def test_requests_side_by_side_are_all_counted(content: Content) -> None:
    account = Account(None)
    how = {"recap_budget": 3_000, "recap_part_budget": 3_000}
    _, server = await recapped(content, model(), long_room(content, 60), account=account, **how)
    assert len(server.requests) > 4
    assert account.used == [15 * len(server.requests)]


async def test_the_whole_ends_in_its_time(content: Content) -> None:
    began = asyncio.get_running_loop().time()
    recap, _ = await recapped(content, model(checking=hangs(), choosing=hangs()), long_room(content, 60),
                              recap_budget=3_000, recap_part_budget=3_000, recap_patience=4.0)  # fmt: skip
    assert recap.source is Source.AI
    assert asyncio.get_running_loop().time() - began < 5.0


# --- what the record is made of ---


def answering(items: list[dict[str, Any]]) -> Behaviour:
    return model(reading=says({"headline": "x", "items": items}))


def entry(kind: str, text: str, *turns: int, **fields: Any) -> dict[str, Any]:
    return line(1, "Ana", "x.") | {"kind": kind, "text": text, "turns": list(turns), "speaker": None} | fields


async def test_what_nobody_took_up_and_no_item_names_is_added(content: Content) -> None:
    room = room_of(
        content,
        (ANA, "Ana", "I think the ending is a betrayal because Samantha never asks anybody before she leaves."),
        (BEN, "Ben", "For me the city is the real lover, because every window in it waits for Theodore."),
    )
    assert {point.turn_id for point in room.open_points()} >= {TurnId(2)}
    ours = entry(
        "point", "Ana thinks the ending is a betrayal because Samantha never asks anybody before she leaves.", 1
    )
    recap, _ = await recapped(content, answering([ours]), room)
    assert recap.source is Source.AI
    assert (recap.items[-1].kind, recap.items[-1].turns) == (ItemKind.OPEN, (TurnId(2),))
    assert "Ben" in recap.items[-1].text


async def test_no_two_items_share_more_than_half_of_their_words(content: Content) -> None:
    room = room_of(content, (ANA, "Ana", "The harbour waits for the violin and the orchard forgives the engine."))
    same = [
        entry("point", "Ana holds that the harbour waits for the violin.", 1),
        entry("quote", "", 1, speaker="Ana", quote="harbour waits for the violin"),
        entry("point", "Ana says the orchard forgives the engine.", 1),
        entry("point", "Ana argues that the harbour waits for the violin and the orchard forgives the engine.", 1),
    ]
    recap, _ = await recapped(content, answering(same), room)
    assert [item.text for item in recap.items if item.speaker] == [same[0]["text"], same[2]["text"]]


async def test_what_changed_a_mind_needs_somebody_who_says_so(content: Content) -> None:
    room = room_of(
        content,
        (ANA, "Ana", "Letters written for others are gifts."),
        (BEN, "Ben", "You changed my mind, that is better than mine."),
        (BEN, "Ben", "The city is cold."),
    )
    changed = entry(
        "changed", "Ben gives way to Ana.", 1, 2, speaker="Ana", quote="Letters written for others are gifts",
        second_speaker="Ben", second_quote="You changed my mind",
    )  # fmt: skip
    elsewhere = changed | {"turns": [1, 3], "second_quote": "The city is cold"}
    recap, _ = await recapped(content, answering([changed]), room)
    item = recap.items[0]
    assert (item.kind, item.turns, item.speaker, item.second_speaker) == (ItemKind.CHANGED, (1, 2), "Ana", "Ben")
    assert (await recapped(content, answering([elsewhere]), room))[0].source is Source.FALLBACK


async def test_those_who_agree_are_in_no_disagreement(content: Content) -> None:
    room = room_of(
        content,
        (ANA, "Ana", "I think letters written for others are gifts, because nobody can take them back."),
        (BEN, "Ben", "I agree, letters written for others are gifts."),
    )
    assert any(stance.agrees for stance in room.stances)
    apart = entry(
        "disagreement", "Ana and Ben disagree.", 1, 2, speaker="Ana", quote="letters written for others are gifts",
        second_speaker="Ben", second_quote="letters written for others are gifts",
    )  # fmt: skip
    assert (await recapped(content, answering([apart]), room))[0].source is Source.FALLBACK


async def test_an_item_that_names_nobody_is_credited_by_words_of_whoever_said_it(content: Content) -> None:
    room = room_of(content, (BEN, "Ben", "For me the city is the real lover, because every window waits for Theodore."))
    bare = entry("point", "The city is the real lover, because every window waits for Theodore.", 1)
    recap, _ = await recapped(content, answering([bare]), room)
    item = recap.items[0]
    assert item.speaker == "Ben"
    assert item.quote
    assert item.quote in room.turns[0].text


async def test_themes_from_the_model_are_dropped(content: Content) -> None:
    room = long_room(content, 6)
    theme = line(1, "Ana", said(1)) | {"kind": "theme"}
    recap, _ = await recapped(content, answering([theme, line(2, "Ben", said(2))]), room)
    assert [item.kind for item in recap.items if item.speaker] == [ItemKind.POINT]
