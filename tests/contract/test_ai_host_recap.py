"""A model's recap is kept as far as it stands on turns and on true quotes."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.domain.recap import Recap
from bot.domain.room import Room
from bot.domain.turn import Source, TurnId, Utterance, UtteranceKind
from bot.errors import ConfigError
from bot.hosts.content import Content, load_content
from bot.hosts.prompts import load_prompts
from tests.ai_stage import (
    ANA,
    BEN,
    CONFIG,
    GIFT,
    room_of,
    staged,
)
from tests.local_model import (
    Behaviour,
    hangs,
    refuses,
    says,
)


@pytest.fixture(scope="module")
def content() -> Content:
    return load_content(CONFIG)


# --- recap ---


def item(kind: str = "point", text: str = "Letters for others are gifts.", **fields: Any) -> dict[str, Any]:
    base = {
        "kind": kind,
        "text": text,
        "turns": [1],
        "speaker": "Ana",
        "quote": None,
        "second_speaker": None,
        "second_quote": None,
    }
    return base | fields


async def recapped(content: Content, *behaviours: Behaviour, room: Room | None = None) -> Recap:
    spoken = room or room_of(
        content,
        (ANA, "Ana", GIFT),
        Utterance(UtteranceKind.TAKEUP, "Who could take one back?", Source.AI, ""),
        (BEN, "Ben", "I’d say the ending is a cop-out"),
    )
    async with staged(content, *behaviours, patience=0.6, recap_patience=3.0) as stage:
        return await stage.host.recap(spoken)


async def test_a_recap_stands_on_turns_and_true_quotes(content: Content) -> None:
    recap = await recapped(
        content,
        says(
            {
                "headline": "Whose are the letters?",
                "items": [
                    item(quote="letters written for others are GIFTS."),
                    item(
                        "disagreement",
                        "Ben calls the ending a cop-out; Ana minds that she publishes without asking.",
                        turns=[3, 1],
                        speaker="Ben",
                        quote="i'd say the ending",
                        second_speaker="Ana",
                        second_quote="Nobody said this",
                    ),
                    item("open", "Said by nobody.", turns=[77]),
                    item("open", "Said by the host.", turns=[2]),
                    item("quote", "", quote="the ending is a triumph", speaker="Ben", turns=[3]),
                    item("point", "A cop-out, that ending.", quote="the ending is a cop-out", speaker="Ana", turns=[3]),
                    item("point", "Look <@5> at https://example.org"),
                    item("point", "A truly insightful remark."),
                    item("point", "“She never said that at all”, he said."),
                    item("nonsense"),
                    "not an item",
                    item(quote="letters written for others are GIFTS."),
                ],
            }
        ),
    )
    assert (recap.source, recap.headline) == (Source.AI, "Whose are the letters?")
    assert (recap.people, recap.turns, recap.minutes) == (2, 3, 4)
    assert [i.text for i in recap.items] == [
        "Letters for others are gifts.",
        "Ben calls the ending a cop-out; Ana minds that she publishes without asking.",
    ]
    gift, ending = recap.items
    assert (gift.quote, gift.speaker, gift.turns) == ("Letters written for others are gifts", "Ana", (TurnId(1),))
    assert (ending.quote, ending.speaker) == ("I’d say the ending", "Ben")
    assert (ending.second_quote, ending.second_speaker) == (None, "Ana")


@pytest.mark.parametrize(
    "behaviour",
    [
        says({"headline": "x", "items": []}),
        says({"headline": "x", "items": [item(turns=[99])]}),
        says({"items": "none"}),
        says("no record today"),
        says('{"headline": "x", "items": [{"kind"', finish="length"),
        says(None, refusal="no"),
        hangs(),
        refuses(500),
    ],
)
async def test_a_recap_that_does_not_stand_is_the_houses(content: Content, behaviour: Behaviour) -> None:
    recap = await recapped(content, behaviour)
    assert (recap.source, recap.headline, recap.items[0].text) == (Source.FALLBACK, "house headline", "house item")


async def test_a_faulty_headline_is_replaced(content: Content) -> None:
    recap = await recapped(content, says({"headline": "Great point @everyone", "items": [item()]}))
    assert (recap.source, recap.headline) == (Source.AI, "house headline")


async def test_a_malformed_recap_is_mended_once(content: Content) -> None:
    recap = await recapped(content, says("Here it is."), says({"headline": "Gifts", "items": [item()]}))
    assert recap.source is Source.AI


async def test_two_people_of_one_name_stay_apart(content: Content) -> None:
    room = room_of(content, (ANA, "Sam", GIFT), (BEN, "Sam", "The ending is a cop-out for everybody."))
    quoted = item(text="Sam 2 calls the ending a cop-out.", turns=[2], speaker="Sam 2", quote="The ending is a cop-out")
    recap = await recapped(content, says({"headline": "Gifts", "items": [quoted]}), room=room)
    assert recap.items[0].quote == "The ending is a cop-out"
    assert recap.items[0].speaker == "Sam"


async def test_an_empty_room_asks_no_model(content: Content) -> None:
    recap = await recapped(content, says({"headline": "x", "items": []}), room=room_of(content))
    assert recap.source is Source.HOUSE


async def test_covered_words_are_in_no_quote(content: Content) -> None:
    room = room_of(
        content,
        (ANA, "Ana", GIFT),
        (BEN, "Ben", "I’d say the ending is earned, as ||Theodore walks into the sea at dawn|| and nobody minds"),
    )
    recap = await recapped(
        content,
        says(
            {
                "headline": "Whether “Theodore walks into the sea”",
                "items": [
                    item("quote", "", quote="Theodore walks into the sea at dawn", speaker="Ben", turns=[2]),
                    item("evidence", "The sea is named.", quote="walks into the sea", speaker="Ben", turns=[2]),
                    item("point", "Ben brings up “Theodore walks into the sea”.", speaker="Ben", turns=[2]),
                    item("point", "Ben gives “the sea” a part.", speaker="Ben", turns=[2]),
                    item("point", "The ending is earned.", quote="the ending is earned", speaker="Ben", turns=[2]),
                ],
            }
        ),
        room=room,
    )
    assert recap.source is Source.AI
    assert "into the sea" not in f"{recap.headline} {recap.items}"
    assert [i.quote for i in recap.items if i.quote] == ["the ending is earned"]
    assert not any("a part" in i.text for i in recap.items)


@pytest.mark.parametrize(
    ("broken", "fault"),
    [
        ('free = "a the"', "frames must be words in one text"),
        ("free = 7", "free must be words in one text"),
        ("= nonsense", "support/en.toml"),
        (None, "no language has a file"),
    ],
)
def test_the_words_of_support_are_checked(tmp_path: Path, broken: str | None, fault: str) -> None:
    folder = Path(shutil.copytree(CONFIG / "prompts", tmp_path / "prompts"))
    for file in (folder / "support").glob("*.toml"):
        file.unlink()
    if broken is not None:
        (folder / "support" / "en.toml").write_text(broken, encoding="utf-8")
    with pytest.raises(ConfigError) as wrong:
        load_prompts(folder)
    assert any(fault in one for one in wrong.value.faults)


async def test_a_language_without_such_words_leaves_the_record_to_the_house(content: Content) -> None:
    room = room_of(content, (ANA, "Ana", GIFT))
    async with staged(replace(content, language="xx"), says({"headline": "Gifts", "items": [item()]})) as stage:
        recap = await stage.host.recap(room)
        assert (recap.source, stage.server.requests) == (Source.HOUSE, [])
