"""`salon replay`: a transcript through the services, and what it prints."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from bot.__main__ import main
from tests.evening import CLAIM, OBJECTION, PROPOSAL, READING, quoted
from tests.unit.test_transcripts import export, exported, said, talk, written

Rows = list[dict[str, Any]]
LINES = (CLAIM, READING, OBJECTION, PROPOSAL)
FIELDS = {
    "turn": {"id", "speaker", "at", "text"},
    "host": {"after", "kind", "text", "takes_up", "question", "source"},
    "silence": {"after", "reason"},
    "tag": {"theme", "turn", "score"},
    "recap": {"film", "headline", "items", "markdown"},
    "metrics": {
        "host_turn_share", "host_word_share", "questions", "points_opened", "points_taken_up", "quotes_checked",
    },
}  # fmt: skip


def at(second: int) -> str:
    return f"2026-11-20T{20 + second // 3600}:{second // 60 % 60:02}:{second % 60:02}Z"


def alone(**more: object) -> dict[str, object]:
    return talk(*(said(text=text, at=at(60 * n)) for n, text in enumerate(LINES)), **more)


def company(turns: int = 40, **more: object) -> dict[str, object]:
    speakers = ("Anna", "Ben")
    lines = (said(speakers[n % 2], f"{LINES[n * 7 % 4]} ({n})", at(20 * n)) for n in range(turns))
    return talk(*lines, **more)


def played(capsys: pytest.CaptureFixture[str], path: Path, *options: str, code: int = 0) -> Rows:
    assert main(["replay", str(path), "--json", *options]) == code
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def of_type(rows: Rows, kind: str) -> Rows:
    return [row for row in rows if row["type"] == kind]


def test_every_row_has_its_fields(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = played(capsys, written(tmp_path, company()))
    assert {row["type"] for row in rows} == set(FIELDS)
    for row in rows:
        assert row.keys() >= FIELDS[row["type"]], row
    for row in of_type(rows, "host"):
        assert row["question"] is None or row["question"].keys() >= {"id", "kind", "theme", "lens", "text"}
    (recap,) = of_type(rows, "recap")
    for item in recap["items"]:
        assert item.keys() >= {"kind", "text", "speaker", "turns", "quote"}


def test_ids_agree_and_quotes_are_verbatim(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = played(capsys, written(tmp_path, alone(), company(id="t2"), alone(id="t3")))
    turns = {row["id"]: row for row in of_type(rows, "turn")}
    assert len(turns) == len(of_type(rows, "turn")) == 48
    hosts = {row["id"] for row in of_type(rows, "host")}
    assert not hosts & turns.keys()
    for row in of_type(rows, "host"):
        assert all(target in turns for target in row["takes_up"])
        assert row["after"] is None or row["after"] in turns
        head = row["text"].replace(row["question"]["text"], "") if row["question"] else row["text"]
        texts = [turns[target]["text"] for target in row["takes_up"]]
        assert all(any(part in text for text in texts) for part in quoted(head))
    for recap, metrics in zip(of_type(rows, "recap"), of_type(rows, "metrics"), strict=True):
        quotes = [(i, i["speaker"], i["quote"]) for i in recap["items"] if i["quote"] and i["speaker"] != "Salon"]
        assert quotes
        for item, speaker, quote in quotes:
            assert any(turns[t]["speaker"] == speaker and quote in turns[t]["text"] for t in item["turns"])
            assert all(f"#turn-{t}" in recap["markdown"] for t in item["turns"])
        assert metrics["quotes_checked"] >= len(quotes)


def test_every_turn_of_the_transcript_is_there_in_its_order(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = played(capsys, written(tmp_path, alone()))
    assert [row["text"] for row in of_type(rows, "turn")] == list(LINES)
    assert len(of_type(rows, "host")) == 5
    assert of_type(rows, "host")[0]["kind"] == "opening"


def test_in_company_the_host_keeps_its_bounds(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = played(capsys, written(tmp_path, company(120)))
    (metrics,) = of_type(rows, "metrics")
    assert 0 < metrics["host_turn_share"] <= 0.15
    assert metrics["host_word_share"] <= 0.30
    hosts = of_type(rows, "host")
    assert all(row["text"].count("?") <= 1 for row in hosts)
    questions = Counter(row["question"]["id"] for row in hosts if row["question"])
    assert max(questions.values()) == 1
    assert len(of_type(rows, "silence")) > len(hosts)
    assert all(row["reason"] for row in of_type(rows, "silence"))


def test_the_same_transcript_gives_the_same_evening(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = written(tmp_path, company())
    assert played(capsys, path) == played(capsys, path)


def test_lulls_in_the_timestamps_are_lulls(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lines = ("the music stays with me", "the office is all warm colours", "he walks a lot in this one")
    messages = [said(("Anna", "Ben")[n % 2], f"{lines[n % 3]} ({n})", at(5 * n + 1200 * (n // 8))) for n in range(24)]
    rows = played(capsys, written(tmp_path, talk(*messages)))
    assert [row["kind"] for row in of_type(rows, "host")].count("nudge") in {1, 2, 3}


def test_a_talk_that_went_on_after_days_is_heard_to_its_end(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    late = said(text=OBJECTION, at="2026-12-25T20:00:00Z")
    rows = played(capsys, written(tmp_path, talk(said(text=CLAIM), late)))
    assert [row["text"] for row in of_type(rows, "turn")] == [CLAIM, OBJECTION]
    assert len({row["id"] for row in of_type(rows, "host")}) == len(of_type(rows, "host")) == 3
    assert len(of_type(rows, "recap")) == 1


def test_the_recap_is_printed_as_markdown(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["replay", str(written(tmp_path, alone()))]) == 0
    out = capsys.readouterr()
    assert out.out.startswith("# Her")
    assert "queer theory" in out.out
    assert "](#turn-" in out.out
    assert out.err == ""


def test_an_export_is_linked_to_discord(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = export(tmp_path, *(exported(n, text) for n, text in enumerate(LINES, 1)))
    assert main(["replay", str(path), "--film", "Her"]) == 0
    out = capsys.readouterr().out
    assert "](https://discord.com/channels/401/501/7001)" in out
    assert "Her" in out.splitlines()[0]


def test_an_export_needs_a_film(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = export(tmp_path, exported(1, CLAIM))
    assert main(["replay", str(path)]) == 1
    assert "--film" in capsys.readouterr().err


@pytest.mark.parametrize("film", ["A Film That Nobody Made", "Suspiria", "42", "映画"])
def test_a_film_outside_the_catalogue_is_known_by_its_title(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], film: str
) -> None:
    rows = played(capsys, written(tmp_path, alone(film=film, year=None)))
    (recap,) = of_type(rows, "recap")
    assert film.split(maxsplit=1)[0] in recap["film"]


def test_broken_lines_are_named_and_the_rest_is_played(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = written(tmp_path, alone(), "{broken", '{"id": 3}', talk(said(text=CLAIM), {"speaker": "Ben"}, id="t4"))
    assert main(["replay", str(path), "--json"]) == 1
    out = capsys.readouterr()
    assert len(of_type([json.loads(line) for line in out.out.splitlines()], "recap")) == 2
    assert all(f"line {number}" in out.err for number in (2, 3, 4))
    assert "message 2" in out.err
    assert "Traceback" not in out.err


@pytest.mark.parametrize("content", [b"", b"\n\n \n", bytes(range(256)) * 20, b"\x89PNG\r\n\x1a\n\x00\x00"])
def test_a_file_without_any_talk(tmp_path: Path, capsys: pytest.CaptureFixture[str], content: bytes) -> None:
    path = tmp_path / "odd.jsonl"
    path.write_bytes(content)
    assert main(["replay", str(path)]) == 1
    out = capsys.readouterr()
    assert out.out == ""
    assert out.err.startswith("salon replay:")


def test_a_missing_file_is_said_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["replay", str(tmp_path / "nowhere.jsonl")]) == 2
    assert "nowhere.jsonl" in capsys.readouterr().err
    assert main(["replay", str(tmp_path)]) == 2


def test_a_talk_in_french_is_recorded_in_french_throughout(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    talked = (
        "Je trouve que les lettres sont des cadeaux, parce que Theodore les donne sans jamais les signer.",
        "La fin, je n'y crois pas, c'est une pirouette parce que Samantha part sans rien payer.",
    )
    messages = [said(("Anna", "Ben")[n], text, at(60 * n)) for n, text in enumerate(talked)]
    path = written(tmp_path, talk(*messages, film="The Godfather", year=1972))
    assert main(["replay", str(path), "--language", "fr"]) == 0
    printed = capsys.readouterr().out
    assert "*Le Parrain (1972)\u00a0: 2 personnes, 2 messages, 1 minute*" in printed
    assert "## Ce qui a été avancé" in printed
    assert "«\u00a0Je trouve que les lettres" in printed
    assert "[lien](#turn-" in printed
    for english in ("“", "link]", "people", "Readings", "Left open", "Themes"):
        assert english not in printed
    (recap,) = of_type(played(capsys, path, "--language", "fr"), "recap")
    assert recap["markdown"].strip() == printed.strip()
    assert main(["replay", str(written(tmp_path, talk(film="The Godfather", year=1972))), "--language", "fr"]) == 0
    assert capsys.readouterr().out == "# Le Parrain (1972)\n\nRien n'a été dit qui puisse être consigné.\n\n"


def test_a_conversation_without_messages(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["replay", str(written(tmp_path, talk()))]) == 0
    assert "Nothing was said" in capsys.readouterr().out


def test_one_speaker_who_says_nothing_much(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = played(capsys, written(tmp_path, talk(*(said(text=t) for t in ("", " ", "hi", "😀", "???", "ok")))))
    assert len(of_type(rows, "turn")) == 6
    assert len(of_type(rows, "recap")) == 1


def test_half_a_character_is_no_obstacle(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = json.dumps(alone()).replace("Theodore", "Theodore \\ud83d")
    rows = played(capsys, written(tmp_path, text))
    assert len(of_type(rows, "turn")) == 4


def test_a_transcript_of_five_thousand_turns(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    speakers = ("Anna", "Ben", "Caro")
    start = "2026-11-20T20:00:00Z"
    messages = [said(speakers[n % 3], f"{LINES[n * 7 % 4]} number {n}" if n % 5 else "ok", start) for n in range(5000)]
    rows = played(capsys, written(tmp_path, talk(*messages)))
    assert len(of_type(rows, "turn")) == 5000
    (metrics,) = of_type(rows, "metrics")
    assert metrics["host_turn_share"] <= 0.15
