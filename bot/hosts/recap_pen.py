"""What a record has said so far, so that nothing is said twice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from bot.domain.lexicon import Lexicon
from bot.domain.turn import TurnId
from bot.domain.wording import overlap, tokens

_ALIKE = 0.5  # of the smaller line's words, all of them or those with content
_A_TURN = 2  # lines that one turn may give to the record


class Pen:
    """Writes a line down once: not one that is like another, nor a third from the same turn."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._written: list[tuple[frozenset[str], frozenset[str]]] = []
        self._turns: Counter[TurnId] = Counter()

    def write(self, turns: Sequence[TurnId], *quotes: str) -> bool:
        """Note one line, which may hold two quotes; False, and nothing noted, when it may not be written."""
        words = [word for quote in quotes for word in tokens(quote)]
        stems = frozenset(map(self._lexicon.stem, self._lexicon.content(words)))
        every = frozenset(words)
        if not every or any(self._turns[turn] >= _A_TURN for turn in turns):
            return False
        if len({tuple(tokens(quote)) for quote in quotes}) < len(quotes):
            return False
        if any(overlap(every, e) > _ALIKE or overlap(stems, s) > _ALIKE for e, s in self._written):
            return False
        self._written.append((every, stems))
        self._turns.update(turns)
        return True
