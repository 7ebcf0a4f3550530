"""Replays for `salon bench`: many real conversations and one very long one, through `salon replay --json` itself."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import cycle, islice
from pathlib import Path
from typing import Any

from bot.cli.bench_figures import Bench, Figure, NotMeasured, salon
from bot.cli.bench_talk import Manners, judge

SALONS = 1_000
LONG = 50_000
_EVENING = datetime(2026, 1, 1, 20, 0, tzinfo=UTC)
_TALK = (
    "I think the ending is what the whole film was afraid of, because nobody in it can say no.",
    "Really? I liked it.",
    "The kitchen scene is shot from behind the door, as if we were not supposed to be there.",
    "haha yes",
    "I don't buy that he never knew. He looks straight at the letter in the second scene.",
    "That might be a stretch, but then why does the music stop there?",
    "She gives it away for nothing, and it is the only thing she owns.",
    "What if the sister had told them at dinner instead?",
)


async def talk(bench: Bench) -> Sequence[Figure]:
    """Replay a thousand real conversations and judge them. Raises NotMeasured without real talk."""
    if bench.talk is None:
        raise NotMeasured("no real talk: name its folder with --data, or in SALON_DATA")
    lines = list(islice(_lines(bench.talk), SALONS))
    folder = bench.room("talk")
    file = folder / "talk.jsonl"
    await asyncio.to_thread(file.write_text, "\n".join(lines), encoding="utf-8")
    began = time.perf_counter()
    rows = [row async for row in _replayed(bench, folder, file)]
    seconds = time.perf_counter() - began
    manners = judge(rows)
    note = f"{manners.salons:,} salons, {manners.turns:,} messages"
    # The target is for a thousand salons; fewer get their part of it.
    target = 120 * len(lines) / SALONS
    return [Figure("replay of real talk", (seconds,), "s", target, note=note), *_manners(manners)]


async def long(bench: Bench) -> Sequence[Figure]:
    """Replay one transcript of 50,000 turns."""
    folder = bench.room("long")
    file = folder / "long.jsonl"
    texts = await asyncio.to_thread(talk_texts, bench.talk)
    await asyncio.to_thread(_write_long, file, texts)
    began = time.perf_counter()
    turns, metrics = 0, {"host_turn_share": 1.0}
    async for row in _replayed(bench, folder, file):
        turns += row["type"] == "turn"
        metrics = row if row["type"] == "metrics" else metrics
    seconds = time.perf_counter() - began
    if turns != LONG:
        raise NotMeasured(f"{turns:,} of {LONG:,} turns came back")
    share = Figure("its host turn share", (100 * metrics["host_turn_share"],), "%", 15)
    return [Figure("replay of one salon of 50,000 turns", (seconds,), "s"), share]


def _manners(found: Manners) -> Iterator[Figure]:
    share = 100 * sum(found.turn_shares) / len(found.turn_shares) if found.turn_shares else 0.0
    yield Figure("worst host turn share", (100 * found.worst_turn_share,), "%", 15, note=f"mean {share:.1f} %")
    yield Figure("worst host word share", (100 * found.worst_word_share,), "%", 30)
    yield Figure("salons without a host turn", (found.quiet,), note="besides opening and closing")
    followed, recorded = (
        100 * count / found.opened if found.opened else 100.0 for count in (found.followed, found.recorded)
    )
    yield Figure("points taken up or listed open", (followed,), "%", 60, at_least=True, note=f"of {found.opened:,}")
    yield Figure("points taken up or in the recap", (recorded,), "%", 100, at_least=True)
    woven = 100 * found.woven / found.taken_up if found.taken_up else 100.0
    yield Figure("take-ups that quote or name", (woven,), "%", 80, at_least=True, note=f"of {found.taken_up:,}")
    yield Figure("questions repeated in a salon", (len(found.repeated),), target=0, note=f"of {found.questions:,}")
    yield Figure("host turns with two questions", (len(found.double),), target=0, note=f"of {found.host_turns:,}")
    yield Figure("quotes not verbatim", (len(found.misquoted),), target=0, note=f"of {found.quotes:,}")
    yield Figure("links that lead nowhere", (len(found.dangling),), target=0, note=f"of {found.links:,}")
    yield Figure("salons without their recap", (len(found.unrecorded),), target=0)


async def _replayed(bench: Bench, folder: Path, file: Path) -> AsyncIterator[dict[str, Any]]:
    """The rows of a replay as they are printed. Raises NotMeasured when it fails."""
    async with salon(bench, folder, "replay", str(file), "--json") as process:
        assert process.stdout is not None  # noqa: S101  # made with a pipe
        last = b""
        async for last in process.stdout:
            if last.startswith(b"{"):
                yield json.loads(last)
        code = await process.wait()
        if code:
            raise NotMeasured(f"replay ended with code {code}: {last.decode('utf-8', 'replace').strip()}")


def _lines(path: Path) -> Iterator[str]:
    with path.open(encoding="utf-8") as file:
        yield from (line.rstrip("\n") for line in file if line.strip())


def talk_texts(talk_file: Path | None) -> Sequence[str]:
    """What people say in a salon made for measuring: real talk where there is some, else a handful of sentences."""
    if talk_file is None:
        return _TALK
    return [message["text"] for line in islice(_lines(talk_file), SALONS) for message in json.loads(line)["messages"]]


def _write_long(file: Path, texts: Sequence[str]) -> None:
    messages = [
        {"speaker": ("Ines", "Tomas", "Wren")[number % 3], "at": (_EVENING + timedelta(seconds=12 * number)).isoformat(), "text": text}
        for number, text in enumerate(islice(cycle(texts), LONG))
    ]  # fmt: skip
    row = {"id": "long", "film": "Jaws", "year": 1975, "messages": messages}
    file.write_text(json.dumps(row), encoding="utf-8")
