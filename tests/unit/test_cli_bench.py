"""`salon bench`: figures against their targets, and what it says when something cannot be measured."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from bot.__main__ import main
from bot.cli.bench_figures import Bench, Figure, NotMeasured, amount, machine, percentile, resident
from bot.cli.bench_jobs import jobs
from bot.cli.bench_replay import talk
from bot.cli.bench_tokens import tokens

CONFIG = Path(__file__).parents[2] / "config"
SMALL = Path(__file__).parents[1] / "bench" / "data" / "small_talk.jsonl"


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(CONFIG, SMALL, 1, tmp_path)


def test_a_figure_is_the_median_of_its_runs_against_its_bound() -> None:
    assert Figure("start", (1.0, 9.0, 2.0), "s", 6).value == 2.0
    assert Figure("start", (1.0, 9.0, 7.0), "s", 6).met is False
    assert Figure("turns", (999.0,), "/s", 1_000, at_least=True).met is False
    assert Figure("turns", (1_000.0,), "/s", 1_000, at_least=True).met is True
    assert Figure("p50", (3.0,), "ms").met is None
    assert Figure("turns", (1.0,), "/s", 1_000, at_least=True).bound == ">= 1,000 /s"
    assert Figure("repeated", (0,), target=0).bound == "<= 0"


def test_percentiles_are_values_that_occurred() -> None:
    values = [float(n) for n in range(1, 201)]
    assert percentile(values, 0.5) == 100.0
    assert percentile(values, 0.99) == 198.0
    assert percentile([7.0], 0.99) == 7.0


def test_amounts_are_short() -> None:
    assert [amount(value) for value in (0.0, 1.6875, 12.0, 1481.2, 0.4567)] == ["0", "1.69", "12", "1,481", "0.457"]


def test_the_machine_is_named() -> None:
    found = machine()
    assert found["processor"]
    assert int(found["cores"]) >= 1
    assert found["python"].startswith("CPython")


def test_memory_is_read_where_the_system_tells_it() -> None:
    if not Path("/proc/self/status").exists():
        with pytest.raises(NotMeasured):
            resident(os.getpid())
        return
    assert 1 < resident(os.getpid()) < 10_000


async def test_replaying_talk_gives_its_figures(bench: Bench) -> None:
    figures = {figure.name: figure for figure in await talk(bench)}
    assert figures["replay of real talk"].note == "3 salons, 50 messages"
    assert figures["worst host turn share"].met is True
    assert figures["quotes not verbatim"].value == 0
    assert figures["links that lead nowhere"].value == 0


def test_what_cannot_be_measured_is_said_and_is_no_success(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("SALON_DATA", raising=False)
    monkeypatch.chdir(tmp_path)
    assert main(["bench", "--only", "talk", "--json"]) == 1
    report = json.loads(capsys.readouterr().out)
    assert report["missing"] == [{"part": "talk", "why": "no real talk: name its folder with --data, or in SALON_DATA"}]
    assert report["machine"]["cores"]


async def test_tokens_per_decision_stay_flat(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.cli.bench_tokens.MOMENTS", (20, 60, 500))
    figures = {figure.name: figure for figure in await tokens(bench)}
    early, late = figures["tokens per decision at turn 20"], figures["tokens per decision at turn 500"]
    assert 1_000 < early.value < late.value < 20_000
    assert len(late.runs) == 8
    assert figures["their spread from turn 60 on"].met is True


def test_storing_is_measured_in_a_file(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr("bot.cli.bench_store.TURNS", 50)
    main(["bench", "--only", "store", "--runs", "1", "--json"])  # its code depends on how fast this machine is now
    [figure] = json.loads(capsys.readouterr().out)["figures"]
    assert figure["name"] == "storing turns"
    assert figure["median"] > 0


async def test_the_queue_is_measured_in_a_file(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, less in {
        "PENDING": (10, 30),
        "CLAIMED": 16,
        "SPREAD": 4,
        "OVER": 0.1,
        "AT_ONCE": 9,
        "AHEAD": 0.0,
    }.items():
        monkeypatch.setattr(f"bot.cli.bench_jobs.{name}", less)
    figures = {figure.name: figure for figure in await jobs(bench)}
    assert len(figures["claiming 8 of 30 pending"].runs) == 2
    assert "cost at 30 over 10" in figures
    assert [name for name in figures if name.startswith("p99 of ")] == [
        "p99 of 4 over 0 s",
        "p99 of 4 beside other writes",
        "p99 of 9 at one second",
        "p99 of 9 at once beside writes",
    ]
