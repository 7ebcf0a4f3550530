"""Words that a guest has covered (||...||), said again in the open without quotation marks.

Five words in a row are a repetition, if two of them are long enough to mean something; what is also said openly
somewhere is free. A covered thing told in other words cannot be seen from here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from bot.domain.covered import pieces
from bot.hosts.guard_runs import spoken_words

if TYPE_CHECKING:
    from bot.domain.turn import Turn

_IN_A_ROW = 5
_LONG = 5  # letters
_LONG_ONES = 2  # words of that length


def uncovered(text: str, turns: Sequence[Turn], heard: Iterable[str]) -> str | None:
    """The first words of a text that repeat what a turn covers, but for what was ``heard`` in the open; else None."""
    hidden = {run for turn in turns for piece in _covered(turn.text) for run in _runs(piece)}
    again = [run for run in _runs(text) if run in hidden]
    if not again:
        return None
    known = [" ".join(spoken_words(one)) for one in heard]
    return next((run for run in again if not any(run in one for one in known)), None)


def _covered(text: str) -> Iterator[str]:
    if "||" in text:
        yield from (piece for piece, hidden in pieces(text) if hidden)


def _runs(text: str) -> Iterator[str]:
    words = spoken_words(text)
    for start in range(len(words) - _IN_A_ROW + 1):
        run = words[start : start + _IN_A_ROW]
        if sum(len(word) >= _LONG for word in run) >= _LONG_ONES:
            yield " ".join(run)
