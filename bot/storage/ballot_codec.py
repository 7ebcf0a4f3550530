"""Rankings and counts as JSON text and back."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from bot.domain.ballot import Ranking
from bot.domain.nomination import NominationId
from bot.domain.runoff import Count, Out, Round, Tie
from bot.storage.codec import dump


def ranking_to_text(ranking: Ranking) -> str:
    """Write a ranking."""
    return dump(list(ranking))


def ranking_from_text(text: str) -> Ranking:
    """Read a ranking."""
    return tuple(NominationId(one) for one in json.loads(text))


def count_to_text(count: Count) -> str:
    """Write a count."""
    return dump(asdict(count))


def count_from_text(text: str | None) -> Count | None:
    """Read a count."""
    if text is None:
        return None
    raw = json.loads(text)
    return Count(raw["votes"], tuple(_round(one) for one in raw["rounds"]), raw["winner"], raw["condorcet"])


def _round(raw: Mapping[str, Any]) -> Round:
    tie = raw["tie"]
    return Round(
        _pairs(raw["tallies"]),
        raw["exhausted"],
        tuple(Out(out["id"], out["votes"], _pairs(out["to"]), out["exhausted"]) for out in raw["out"]),
        None if tie is None else Tie(**(tie | {"among": tuple(tie["among"])})),
    )


def _pairs(raw: list[list[int]]) -> tuple[tuple[NominationId, int], ...]:
    return tuple((NominationId(one), votes) for one, votes in raw)
