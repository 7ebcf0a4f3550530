"""The house host's records of real conversations, judged by what `salon bench` judges by; bounds, never the clock.

Every thirtieth real conversation where there are some (SALON_DATA, or a folder ``shared/data`` beside the checkout); and
always that the judge sees what is wrong when something is.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from bot.cli.bench_recap_faults import REGULAR, WORDS, Faults, judge, length
from bot.cli.bench_recaps import judged, room_of
from bot.domain.recap import ItemKind, Recap, RecapItem
from bot.domain.room import Room
from bot.domain.turn import Source, TurnId
from bot.hosts.recapping import write_recap
from bot.local.replay import Replayed
from bot.local.transcripts import Transcript
from bot.places import config_dir
from tests.evening import CLAIM, OBJECTION, PROPOSAL, READING, house

REAL = Path(os.environ.get("SALON_DATA") or Path(__file__).parents[3] / "shared" / "data") / "film_talk_dev.jsonl"
EVERY = 30
SAID = (CLAIM, OBJECTION, READING, PROPOSAL, "I agree", "hello")


@cache
def real() -> Faults:
    return asyncio.run(judged(config_dir(), house(), REAL, EVERY))


@pytest.mark.skipif(not REAL.is_file(), reason="no real conversations here: SALON_DATA names their folder")
@pytest.mark.parametrize("fault", ["misquoted", "dangling", "missing", "alike", "chatter"])
def test_records_of_real_conversations(fault: str) -> None:
    assert getattr(real(), fault) == []


@pytest.mark.skipif(not REAL.is_file(), reason="no real conversations here: SALON_DATA names their folder")
def test_real_records_are_short_and_say_something() -> None:
    found = real()
    assert max(found.lengths) <= WORDS
    assert found.quotes > 3 * found.recaps
    assert found.regulars


def evening(texts: Sequence[str] = SAID * 3) -> tuple[Room, Recap]:
    room = room_of(house(), list(texts))
    return room, write_recap(room, house().content.speech)


def faults_of(room: Room, recap: Recap, labelled: frozenset[int] = frozenset()) -> Faults:
    faults = Faults()
    played = Replayed(Transcript("t", None, None, ()), room.salon.film)
    played.room, played.recap = room, recap
    judge(faults, played, labelled)
    return faults


def test_a_sound_record_has_no_faults() -> None:
    room, recap = evening()
    assert faults_of(room, recap).all == []
    assert recap.items


def quoted(recap: Recap) -> RecapItem:
    return next(item for item in recap.items if item.quote)


@pytest.mark.parametrize("change", [{"quote": "never said by anybody"}, {"speaker": "Somebody else"}])
def test_an_altered_quote_and_another_speaker_are_seen(change: dict[str, str]) -> None:
    room, recap = evening()
    first = quoted(recap)
    forged = replace(first, quote=change.get("quote", first.quote), speaker=change.get("speaker", first.speaker))
    assert len(faults_of(room, replace(recap, items=(forged,))).misquoted) == 1


def test_an_invented_headline_is_seen() -> None:
    room, recap = evening()
    assert faults_of(room, replace(recap, headline='Her: "nobody said that"')).misquoted


def test_unknown_turns_and_items_without_any_are_seen() -> None:
    room, recap = evening()
    nowhere = replace(quoted(recap), turns=(TurnId(9_999),))
    assert len(faults_of(room, replace(recap, items=(nowhere,))).dangling) == 2  # the item's and its link
    assert faults_of(room, replace(recap, items=(replace(nowhere, turns=()),))).dangling


def test_a_regular_who_is_quoted_nowhere_is_seen() -> None:
    room, recap = evening((CLAIM, "hi", "hello") * REGULAR)
    (who,) = {item.speaker for item in recap.items if item.quote}
    assert faults_of(room, recap).missing == []
    assert faults_of(room, replace(recap, items=())).missing == [f"t: {who}, {REGULAR} turns"]


def test_what_is_said_twice_is_seen() -> None:
    room, recap = evening()
    first = quoted(recap)
    assert faults_of(room, replace(recap, items=(first, replace(first, kind=ItemKind.QUOTE)))).alike


def test_themes_are_compared_with_themes() -> None:
    room, recap = evening()
    themes = [RecapItem(ItemKind.THEME, name, (TurnId(1),)) for name in ("gifts", "gifts and debts")]
    line = replace(quoted(recap), text="", quote="gifts")
    assert faults_of(room, replace(recap, items=(line, themes[0]))).alike == []
    assert faults_of(room, replace(recap, items=tuple(themes))).alike


def test_items_from_small_talk_are_seen() -> None:
    room, recap = evening()
    place = quoted(recap).turns[0] - 1
    assert faults_of(room, recap, frozenset({place})).chatter
    assert faults_of(room, recap, frozenset({5})).chatter == []


def test_words_in_quotation_marks_and_addresses_do_not_count() -> None:
    assert length("# Her: “one two three”\n- Anna: “four, five” [link](#turn-1)") == 3
    recap = Recap("Her", "H", (), Source.HOUSE)
    assert faults_of(evening()[0], recap).lengths
