"""How long it takes to count a ballot, far larger than Discord lets one be."""

from __future__ import annotations

import random
import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from bot.cli.bench_figures import Bench, Figure
from bot.domain.nomination import NominationId
from bot.domain.runoff import Count, Runner, count

VOTES, FILMS = 1_000, 50
"""How many votes over how many films are to be counted within the target."""
_TARGET = 50.0  # milliseconds
_LEAST = 15  # runs
_BEGUN = datetime(2026, 11, 1, tzinfo=UTC)


async def ballots(bench: Bench) -> Sequence[Figure]:
    """Milliseconds for 1,000 votes over 50 films: each ranking them all, and each ranking some."""
    runners = [Runner(NominationId(one), _BEGUN + timedelta(hours=one % 40)) for one in range(1, FILMS + 1)]
    dice = random.Random(50)  # noqa: S311  # the same votes on every machine
    whole = [_vote(dice, FILMS) for _ in range(VOTES)]
    some = [_vote(dice, dice.randint(0, FILMS)) for _ in range(VOTES)]
    runs = max(_LEAST, bench.runs)
    return [
        _figure(f"{VOTES:,} votes that rank {FILMS} films each", runners, whole, runs),
        _figure(f"{VOTES:,} votes that rank some of {FILMS}", runners, some, runs),
    ]


def _figure(name: str, runners: Sequence[Runner], votes: Sequence[Sequence[NominationId]], runs: int) -> Figure:
    took: list[float] = []
    for _ in range(runs):
        began = time.perf_counter()
        counted: Count = count(runners, votes, "5eed")
        took.append(1_000 * (time.perf_counter() - began))
    found = "found" if counted.condorcet is not None else "none"
    return Figure(name, tuple(took), "ms", _TARGET, note=f"{len(counted.rounds)} rounds, Condorcet winner: {found}")


def _vote(dice: random.Random, length: int) -> tuple[NominationId, ...]:
    """A vote in which films with low numbers tend to come first, so that the race is one."""
    order = sorted(range(1, FILMS + 1), key=lambda one: dice.random() * (10 + one))
    return tuple(NominationId(one) for one in order[:length])
