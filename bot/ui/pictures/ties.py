"""The lines of a constellation: only the strongest of each star, and none across words."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence

from bot.domain.theme_map import Edge
from bot.ui.pictures.layout import crossing, visible
from bot.ui.pictures.plan import Placed, Tie

_STUB = 20.0  # pixels: a shorter piece of a line says nothing
_REACH = 170.0  # pixels that a small star's line may span


def strongest(edges: Sequence[Edge]) -> Sequence[tuple[Edge, float]]:
    """The edges worth a line, strongest first: the first of each star, and those that are among the first three of both."""
    ranked = sorted((edge for edge in edges if edge.films > 0), key=lambda edge: (-edge.films, edge.one, edge.other))
    most = max((edge.films for edge in ranked), default=1)
    seen: Counter[str] = Counter()
    kept: list[tuple[Edge, float]] = []
    for edge in ranked:
        ranks = seen[edge.one], seen[edge.other]
        seen.update((edge.one, edge.other))
        if min(ranks) == 0 or max(ranks) < 3:
            kept.append((edge, edge.films / max(1, most)))
    return kept


def lines(ties: Sequence[tuple[Edge, float]], named: Sequence[Placed], small: Sequence[Placed]) -> tuple[Tie, ...]:
    """Lines between stars, in pieces where words stand in their way. A small star has one at most, to what is near."""
    large = {one.key: one for one in named if one.radius}
    every = large | {one.key: one for one in small}
    gaps = [gap for one in named for gap in one.gaps]
    linked: set[str] = set()
    found: list[Tie] = []
    for edge, share in ties:
        if edge.one not in every or edge.other not in every:
            continue
        one, other = every[edge.one], every[edge.other]
        length = math.dist(one.at, other.at)
        dots = {edge.one, edge.other} - large.keys()
        if length < 1 or (dots and (dots <= linked or length > _REACH)):
            continue
        linked |= dots
        hidden = [stretch for gap in gaps if (stretch := crossing(one.at, other.at, gap))]
        hidden += [(0.0, one.radius / length), (1 - other.radius / length, 1.0)]
        pieces = visible(one.at, other.at, hidden, _STUB)
        found += [Tie(start, end, share, faint=bool(dots)) for start, end in pieces]
    return tuple(found)
