"""The host's manners over whole conversations, judged from what `salon replay --json` prints; bounds, never the clock.

Forty real conversations where there are some (SALON_DATA, or a folder ``shared/data`` beside the checkout), and always a
few of our own with what is awkward in them: quotation marks, mentions, links, code, other scripts, one person alone.
"""

from __future__ import annotations

import json
import os
from itertools import islice, pairwise
from pathlib import Path
from typing import Any

import pytest

from bot.__main__ import main
from bot.cli.bench_talk import Manners, judge, quotes, stands_in

TOP = Path(__file__).parents[2]
SMALL = Path(__file__).parent / "data" / "small_talk.jsonl"
REAL = Path(os.environ.get("SALON_DATA") or TOP.parent / "shared" / "data") / "film_talk_dev.jsonl"
SALONS = 40


def replayed(file: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """The rows that `salon replay --json` prints, whatever the settings of this machine are."""
    for name in os.environ:
        if name.startswith(("SALON_", "OPENAI_", "DISCORD_")):
            monkeypatch.delenv(name)
    monkeypatch.setenv("SALON_CONFIG_DIR", str(TOP / "config"))
    monkeypatch.chdir(file.parent)
    assert main(["replay", str(file), "--json"]) == 0
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def assert_well_mannered(manners: Manners) -> None:
    assert manners.breaches == []
    assert manners.worst_turn_share <= 0.15
    assert manners.worst_word_share <= 0.30


def test_manners_over_a_few_awkward_conversations(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = replayed(SMALL, capsys, monkeypatch)
    manners = judge(rows)
    assert_well_mannered(manners)
    assert manners.salons == 3
    assert manners.questions >= 3
    assert manners.quotes
    assert manners.links


def test_alone_with_the_host_every_message_is_answered(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [row for row in replayed(SMALL, capsys, monkeypatch) if row["salon"] == "alone"]
    spoken = [row["type"] for row in rows if row["type"] in {"turn", "host"}]
    assert spoken[:3] == ["host", "turn", "host"]
    assert not any(pair == ("turn", "turn") for pair in pairwise(spoken))


def test_the_same_talk_is_answered_the_same_way(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert replayed(SMALL, capsys, monkeypatch) == replayed(SMALL, capsys, monkeypatch)


@pytest.mark.skipif(not REAL.is_file(), reason="no real conversations here: SALON_DATA names their folder")
def test_manners_over_real_conversations(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "talk.jsonl"
    with REAL.open(encoding="utf-8") as talk:
        # Spread over the file: neighbours are about the same film.
        file.write_text("".join(islice(talk, 0, SALONS * 30, 30)), encoding="utf-8")
    manners = judge(replayed(file, capsys, monkeypatch))
    assert manners.salons == SALONS
    assert_well_mannered(manners)


def row(row_type: str, **fields: Any) -> dict[str, Any]:
    return {"type": row_type, "salon": "s", **fields}


def host(text: str, number: int, *, question: str | None = None, takes_up: tuple[int, ...] = ()) -> dict[str, Any]:
    asked = {"id": question, "text": text} if question else None
    return row("host", id=number, kind="takeup", text=text, takes_up=list(takes_up), question=asked)


def turn(text: str, number: int, speaker: str = "Ines") -> dict[str, Any]:
    return row("turn", id=number, speaker=speaker, text=text)


def recap(*items: dict[str, Any], markdown: str = "", headline: str = "Her") -> dict[str, Any]:
    return row("recap", items=list(items), markdown=markdown, headline=headline)


def item(text: str, turns: list[int], speaker: str | None = None, quote: str | None = None) -> dict[str, Any]:
    return {"kind": "point", "text": text, "turns": turns, "speaker": speaker, "quote": quote}


def test_the_judge_sees_a_question_asked_again_by_id_or_by_words() -> None:
    by_id = judge([host("Whose hand?", 1, question="a"), host("Which hand?", 2, question="a"), recap()])
    by_words = judge([host("Whose hand?", 1, question="a"), host("whose hand ?", 2, question="b"), recap()])
    assert len(by_id.repeated) == len(by_words.repeated) == 1


def test_the_judge_sees_two_questions_but_not_those_of_guests_and_titles() -> None:
    double = judge([turn("So?", 1), host("Who? And why?", 2), recap()])
    single = judge([turn("Why her?", 1), host('"Why her?" asks *What?*. Whose hand?', 2, takes_up=(1,)), recap()])
    assert (len(double.double), len(single.double)) == (1, 0)


def test_the_judge_sees_words_that_nobody_said_and_words_of_somebody_else() -> None:
    rows = [
        turn("Letters are gifts.", 1),
        turn("They are wages.", 2, "Tomas"),
        host('"letters are gifts", you say.', 3, takes_up=(1,)),
        recap(item("Ines holds", [1], "Ines", "Letters are gifts"), item("Ines holds", [2], "Ines", "They are wages")),
    ]
    assert judge(rows).misquoted == [
        's, host turn 3: "letters are gifts"',
        's, recap: "They are wages" by Ines',
    ]
    assert judge([*rows[:2], recap(headline='Her: "no such words"')]).misquoted == [
        's, recap\'s headline: "no such words"'
    ]


def test_the_judge_sees_links_and_turns_that_are_not_there() -> None:
    rows = [
        turn("Letters are gifts.", 1),
        host("Whose?", 2, takes_up=(7,)),
        recap(item("Ines holds", []), item("Ines holds", [9]), markdown="[link](#turn-1) [link](#turn-9) [link]()"),
    ]
    assert len(judge(rows).dangling) == 5


def test_the_judge_counts_shares_without_opening_and_where_two_people_talk() -> None:
    opening = {**host("Tonight: Her. Whose hand?", 1), "kind": "opening"}
    people = [turn("one two three", 2), turn("four five six", 3, "Tomas")]
    manners = judge([opening, *people, host("seven eight", 4), recap()])
    assert manners.worst_turn_share == pytest.approx(1 / 3)
    assert manners.worst_word_share == pytest.approx(2 / 8)
    assert judge([opening, people[0], host("seven eight", 4), recap()]).worst_turn_share == 0


def test_the_judge_misses_a_recap() -> None:
    assert judge([turn("Letters are gifts.", 1)]).unrecorded == ["s: 0 recaps"]


def test_quotes_are_exact_and_an_ellipsis_keeps_the_order() -> None:
    assert list(quotes("“one two” and \"three\", but not 'four'")) == ["one two", "three"]
    text = "Letters that were written for others are gifts, since nobody paid."
    assert stands_in("written for others", text)
    assert stands_in("Letters … are gifts", text)
    assert not stands_in("gifts … Letters", text)
    assert not stands_in("letters that were", text)
