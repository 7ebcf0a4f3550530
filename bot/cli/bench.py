"""`salon bench`: speed, memory and manners on this machine, beside their targets."""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import tempfile
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

from bot.cli import (
    bench_ballots,
    bench_bot,
    bench_digest,
    bench_films,
    bench_host,
    bench_jobs,
    bench_pictures,
    bench_recaps,
    bench_replay,
    bench_store,
    bench_tags,
    bench_tokens,
)
from bot.cli.bench_figures import Bench, Figure, NotMeasured, amount, machine
from bot.settings import Settings

Part = Callable[[Bench], Awaitable[Sequence[Figure]]]

PARTS: Mapping[str, Part] = {
    "start": bench_bot.start,
    "run": bench_bot.run,
    "store": bench_store.store,
    "jobs": bench_jobs.jobs,
    "films": bench_films.films,
    "talk": bench_replay.talk,
    "host": bench_host.host,
    "long": bench_replay.long,
    "tokens": bench_tokens.tokens,
    "tags": bench_tags.tags,
    "recaps": bench_recaps.recaps,
    "pictures": bench_pictures.pictures,
    "digest": bench_digest.digest,
    "ballots": bench_ballots.ballots,
}
TALK = "film_talk_dev.jsonl"
"""The file of real conversations in the data folder."""
_WIDTH = 120  # characters, where the output is no terminal that says how wide it is


@dataclass(frozen=True, slots=True)
class Missing:
    """A part that could not be measured, and why."""

    part: str
    why: str


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument("--only", nargs="+", choices=tuple(PARTS), metavar="NAME", help=f"among {', '.join(PARTS)}")
    parser.add_argument("--data", type=Path, help=f"folder with {TALK} (default: SALON_DATA)")
    parser.add_argument("--runs", type=int, default=3, help="how often to start and to store (default 3)")
    parser.add_argument("--json", action="store_true", help="print one JSON object")


def run(args: argparse.Namespace, settings: Settings, config: Path) -> int:
    """Measure and print; 1 when a target is missed or a part could not be measured, else 0.

    The processes it starts see neither .env nor the settings, so that figures of different machines can be compared.
    """
    del settings
    with tempfile.TemporaryDirectory(prefix="salon-bench-") as scratch:
        bench = Bench(config, _talk(args.data), max(1, args.runs), Path(scratch))
        figures, missing = asyncio.run(_measure(bench, args.only or tuple(PARTS)))
    if args.json:
        print(json.dumps(_report(figures, missing), ensure_ascii=False))
    else:
        _show(figures, missing)
    return 1 if missing or any(figure.met is False for figure in figures) else 0


def _talk(folder: Path | None) -> Path | None:
    """The file of real talk: in the named folder, else in that of SALON_DATA."""
    named = folder or (Path(os.environ["SALON_DATA"]) if os.environ.get("SALON_DATA") else None)
    if named is None:
        return None
    path = named if named.is_file() else named / TALK
    return path.resolve() if path.is_file() else None


async def _measure(bench: Bench, names: Sequence[str]) -> tuple[list[Figure], list[Missing]]:
    figures: list[Figure] = []
    missing: list[Missing] = []
    console = Console(stderr=True)
    for name in names:
        with console.status(f"measuring {name} ..."):
            try:
                figures += await PARTS[name](bench)
            except NotMeasured as why:
                missing.append(Missing(name, str(why)))
    return figures, missing


def _show(figures: Sequence[Figure], missing: Sequence[Missing]) -> None:
    console = Console()
    if not console.is_terminal:
        console.width = _WIDTH
    title = ", ".join(f"{name} {value}" for name, value in machine().items())
    table = Table(title=title, title_justify="left")
    for name in ("figure", "median", "runs", "target", "", "note"):
        table.add_column(name, justify="right" if name in {"median", "runs"} else "left", no_wrap=name != "note")
    for figure in figures:
        verdict = {True: "ok", False: "missed", None: ""}[figure.met]
        table.add_row(
            figure.name, f"{amount(figure.value)} {figure.unit}".rstrip(), str(len(figure.runs)), figure.bound, verdict, figure.note
        )  # fmt: skip
    if figures:
        console.print(table)
    for one in missing:
        console.print(f"not measured: {one.part}: {one.why}", markup=False)


def _report(figures: Sequence[Figure], missing: Sequence[Missing]) -> Mapping[str, object]:
    rows = [
        {
            "name": f.name, "median": f.value, "runs": list(f.runs), "unit": f.unit, "target": f.target,
            "at_least": f.at_least, "met": f.met, "note": f.note,
        }
        for f in figures
    ]  # fmt: skip
    return {"machine": machine(), "figures": rows, "missing": [{"part": m.part, "why": m.why} for m in missing]}
