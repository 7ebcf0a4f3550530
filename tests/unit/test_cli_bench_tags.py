"""`salon bench --only tags` on a handful of sentences: what is counted, what is said without the extra or the right talk."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest

from bot.cli import bench_tags
from bot.cli.bench_figures import Bench, NotMeasured
from tests.ai_stage import CONFIG

FILMS = (
    {"title": "A", "year": 2000, "themes": [{"theme": "grief", "why": "not to be counted: the other half"}]},
    {
        "title": "B",
        "year": 2000,
        "themes": [
            {"theme": "coping with the death of someone", "why": "She mourned her husband and grieved at his funeral."},
            {"theme": "unknown to the vocabulary", "why": "He swam."},
            {"theme": "coping with the death of someone", "why": " "},
        ],
    },
)


@pytest.fixture
def bench(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Bench:
    talk = tmp_path / "film_talk_dev.jsonl"
    talk.write_text(json.dumps({"messages": [{"text": "hi"}, {"text": "She mourned him."}]}) + "\n", encoding="utf-8")
    films = "".join(json.dumps(film) + "\n" for film in FILMS)
    (tmp_path / bench_tags.ANNOTATED).write_text(films, encoding="utf-8")
    (tmp_path / bench_tags.NAMES).write_text(
        json.dumps({"name": "grief", "aliases": ["coping with the death of someone"]}) + "\n", encoding="utf-8"
    )
    places = tmp_path / "places.json"
    places.write_text("[[0, 0], [0, 1]]", encoding="utf-8")
    monkeypatch.setattr(bench_tags, "SMALL_TALK", places)
    monkeypatch.setattr(bench_tags, "installed", lambda: False)
    return Bench(CONFIG, talk, 1, tmp_path)


def test_every_second_film_and_the_small_talk_are_counted(bench: Bench) -> None:
    figures = {figure.name: figure for figure in asyncio.run(bench_tags.tags(bench))}
    assert figures["right theme first"].value == 100
    assert figures["right theme first"].note.startswith("1 sentences")
    assert "not installed" in figures["right theme first"].note
    assert figures["small talk with a theme"].value == 50
    assert figures["labels outside the vocabulary"].value == 0


def test_talk_other_than_the_judged_one_is_not_measured(bench: Bench) -> None:
    bench_tags.SMALL_TALK.write_text("[[7, 0]]", encoding="utf-8")
    with pytest.raises(NotMeasured, match="small talk"):
        asyncio.run(bench_tags.tags(bench))
