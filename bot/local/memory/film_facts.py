"""What sources said of films, in memory."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.domain.film_card import Sourced
from bot.local.memory.rows import Rows
from bot.storage.accept import aware


class MemoryFilmFacts:
    """A FilmFactsStore over ``Rows``."""

    def __init__(self, rows: Rows) -> None:
        self._rows = rows

    async def get(self, source: str, key: str, now: datetime) -> Sequence[Sourced] | None:
        """What the source said to that key; None when nothing is kept or its time is over."""
        kept = self._rows.film_facts.get((source, key))
        return kept[0] if kept is not None and kept[1] > aware(now) else None

    async def put(self, source: str, key: str, said: Sequence[Sourced], until: datetime) -> None:
        """Keep it (replacing) until a moment."""
        self._rows.put(self._rows.film_facts, (source, key), (tuple(said), aware(until)))

    async def all_of(self, source: str, now: datetime, limit: int) -> Sequence[Sourced]:
        """What is kept of a source, as many answers as ``limit`` says, those first that may be kept for longest."""
        rows = [
            (until, key, said)
            for (name, key), (said, until) in self._rows.film_facts.items()
            if name == source and until > aware(now)
        ]
        rows.sort(key=lambda row: (-row[0].timestamp(), row[1]))
        return [one for _, _, said in rows[:limit] for one in said]

    async def purge(self, now: datetime) -> int:
        """Delete what may not be kept any longer and return how many answers that were."""
        over = [key for key, (_, until) in self._rows.film_facts.items() if until <= aware(now)]
        for key in over:
            self._rows.drop(self._rows.film_facts, key)
        return len(over)
