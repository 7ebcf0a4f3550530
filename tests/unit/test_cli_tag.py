"""`salon tag` as a program reads it: a JSON object for each line, whatever the lines are."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest

from bot.__main__ import main


def tagged(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], lines: bytes, *more: str) -> list[Any]:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(lines)))
    assert main(["tag", *more]) == 0
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_every_line_is_answered_in_its_order(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = "She mourned her husband for years.\n\nhello\r\nil l\u2019aime \U0001f3ac".encode() + b"\n\xff\xfe\n"
    rows = tagged(monkeypatch, capsys, lines)
    assert [row["text"] for row in rows] == [
        "She mourned her husband for years.", "", "hello", "il l\u2019aime \U0001f3ac", "\ufffd\ufffd",
    ]  # fmt: skip
    assert rows[0]["tags"][0]["theme"] == "grief"
    assert rows[0]["tags"][0].keys() == {"theme", "score", "evidence"}
    assert [row["tags"] for row in rows[1:3]] == [[], []]


def test_nothing_in_nothing_out(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    assert tagged(monkeypatch, capsys, b"") == []


def test_lines_may_be_french(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    rows = tagged(monkeypatch, capsys, b"Il l'aime en secret.\n", "--language", "fr")
    assert rows[0]["tags"][0]["theme"] == "unrequited-love"


def test_a_language_that_is_not_there_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["tag", "--language", "xx"]) == 2
    assert "en, fr" in capsys.readouterr().err
