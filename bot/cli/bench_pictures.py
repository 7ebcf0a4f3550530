"""How long the pictures behind `/theme map` take: a server's constellation, and a long evening."""

from __future__ import annotations

import time
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from itertools import combinations, cycle, islice

from bot.cli.bench_figures import Bench, Figure
from bot.domain.theme_map import Constellation, Edge, Evening, Star, Strand
from bot.hosts.content import load_content
from bot.ui.pictures import constellation, evening
from bot.ui.texts import Texts

THEMES, FILMS = 300, 200
"""The size of the map that is to be drawn within the target."""
TURNS, HOURS = 10_000, 20
_TARGET = 1.5  # seconds
_LEAST = 5  # runs


async def pictures(bench: Bench) -> Sequence[Figure]:
    """Seconds for a map of 300 themes and 200 films, and for an evening of 10,000 messages in 20 hours."""
    texts = Texts.load(bench.config / "locales")("en")
    sky, groups = _server(bench)
    long = _evening()
    runs = max(_LEAST, bench.runs)
    return [
        Figure(
            f"a map of {THEMES} themes and {FILMS} films",
            _timed(lambda: constellation.draw(sky, groups, texts), runs),
            "s",
            _TARGET,
        ),
        Figure(f"an evening of {TURNS:,} messages", _timed(lambda: evening.draw([long], texts), runs), "s", _TARGET),
    ]


def _timed(draw: Callable[[], bytes], runs: int) -> tuple[float, ...]:
    took: list[float] = []
    for _ in range(runs):
        began = time.perf_counter()
        draw()
        took.append(time.perf_counter() - began)
    return tuple(took)


def _server(bench: Bench) -> tuple[Constellation, dict[str, str]]:
    """A map of the vocabulary, filled up to its size; every film shares its themes with its neighbours, some with many."""
    vocabulary = list(load_content(bench.config).bank.vocabulary.values())
    names = [theme.name for theme in vocabulary] + [f"theme {number}" for number in range(THEMES)]
    told: defaultdict[int, Counter[int]] = defaultdict(Counter)
    for theme in range(THEMES):
        for step in range(1 + 40 // (1 + theme)):
            told[theme][(theme * 7 + step * step * 3) % FILMS] += 1 + step % 3
    for film in range(FILMS):
        for theme in (film % THEMES, film * film % 41, film % 17):
            told[theme][film] += 1
    stars = [
        Star(str(theme), names[theme], str(theme - theme % 3), films.total(), tuple(f"Film {film}" for film, _ in films.most_common()))
        for theme, films in told.items()
    ]  # fmt: skip
    shared = ((one, other, len(told[one].keys() & told[other].keys())) for one, other in combinations(sorted(told), 2))
    edges = tuple(Edge(str(one), str(other), films) for one, other, films in shared if films)
    ranked = sorted(stars, key=lambda star: -star.turns)
    return Constellation(tuple(ranked), edges, 8), {star.theme: star.name for star in stars}


def _evening() -> Evening:
    minutes = HOURS * 60.0
    talk = tuple(minutes * turn / (TURNS - 1) for turn in range(TURNS))
    steps = islice(cycle((3, 5, 7, 11, 13, 17, 19, 23)), 8)
    strands = tuple(Strand(str(step), f"theme {step}", str(step), talk[::step]) for step in steps)
    return Evening("A Film", "3 May 2026", minutes, strands, talk, talk[::12])
