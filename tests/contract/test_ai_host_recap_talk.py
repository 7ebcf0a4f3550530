"""How far lines are told from false ones in real talk: what people wrote stands, and what was made of it does not.

Figures hold for what the generator does to a sentence: many swaps of two words change nothing, or make no sense at all.
"""

from __future__ import annotations

import json
import os
import random
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.domain.recap import ItemKind
from bot.domain.room import Room
from bot.hosts.ai_evidence import Evidence, evidence_of
from bot.hosts.content import load_content
from bot.hosts.guard import Ground
from bot.hosts.lines import line_of
from bot.hosts.phrases import Phrases
from bot.hosts.prompts import load_prompts
from tests.ai_stage import CONFIG, room_of

TALK = Path(os.environ.get("SALON_DATA") or Path(__file__).parents[3] / "shared" / "data") / "film_talk_dev.jsonl"
EVERY = 20  # conversations, of which one is read
NAMES = {"user1": "Ines", "user2": "Tomas"}
DENIALS = frozenset(
    [
        "not",
        "no",
        "never",
        "don't",
        "doesn't",
        "didn't",
        "isn't",
        "wasn't",
        "can't",
        "couldn't",
        "without",
        "nobody",
        "nothing",
        "won't",
    ]
)
OTHERS = {"he": "she", "she": "he", "him": "her"}
INVENTED = ("betrays", "triumph", "cowardly", "prison", "silver", "murder", "laughing", "seven", "1984")

pytestmark = pytest.mark.skipif(not TALK.exists(), reason="the conversations are not here")


def rooms() -> Iterator[Room]:
    content = load_content(CONFIG)
    with TALK.open(encoding="utf-8") as file:
        rows = [json.loads(row) for number, row in enumerate(file) if number % EVERY == 0]
    for row in rows:
        ids: dict[str, int] = {}
        lines = [(ids.setdefault(m["speaker"], 11 + len(ids)), NAMES[m["speaker"]], m["text"]) for m in row["messages"]]
        yield room_of(content, *lines)


def false_ones(sentence: str, chance: random.Random) -> Iterator[tuple[str, str]]:
    words = sentence.split()
    place = chance.randrange(1, len(words))
    yield "not", " ".join([*words[:place], "not", *words[place:]])
    yield "invented word", " ".join([*words[:place], chance.choice(INVENTED), *words[place:]])
    yield "invented scene", f"{sentence.rstrip('.!')} in the pier scene"
    for kind, here in (("denial left out", DENIALS), ("another person", OTHERS)):
        if hits := [n for n, word in enumerate(words) if word.lower().strip(",.") in here]:
            hit = chance.choice(hits)
            instead = [OTHERS[words[hit].lower().strip(",.")]] if here is OTHERS else []
            yield kind, " ".join([*words[:hit], *instead, *words[hit + 1 :]])
    if re.search(r"\d", sentence):
        yield "another number", re.sub(r"\d", lambda digit: str((int(digit[0]) + 3) % 10), sentence)


def stands(evidence: Evidence, name: str, told: str, turns: range) -> bool:
    known = [evidence.turns[n] for n in evidence.turns if n in turns]
    return not evidence.support.of(f"{name} holds that {told}", ItemKind.POINT, known).lack


def test_what_was_said_stands_and_what_was_made_of_it_does_not() -> None:
    chance, words = random.Random(7), load_prompts(CONFIG / "prompts").support["en"]  # noqa: S311
    true: Counter[bool] = Counter()
    false: dict[str, Counter[bool]] = {}
    for room in rooms():
        evidence = evidence_of(
            room, frozenset(), shown=room.people, ground=Ground.of_room(room), phrases=Phrases(), words=words
        )
        for point in (point for point in room.points if len(line_of(point).split()) >= 4):
            said, turn = line_of(point), int(point.turn_id)
            if "?" in said:
                continue
            true[stands(evidence, point.author_name, said, range(turn, turn + 1))] += 1
            other = next(name for name in NAMES.values() if name != point.author_name)
            cases = [*false_ones(said, chance), ("another's mouth", said)]
            for kind, told in cases:
                name = other if kind == "another's mouth" else point.author_name
                near = range(turn - 3, turn + 4) if kind == "another's mouth" else range(turn, turn + 1)
                false.setdefault(kind, Counter())[stands(evidence, name, told, near)] += 1
    passed = sum(count[True] for count in false.values())
    cases_ = sum(map(Counter.total, false.values()))
    assert cases_ > 1_000
    assert passed <= cases_ / 500, false
    assert true[True] >= 0.8 * true.total(), true
