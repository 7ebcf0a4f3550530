"""Who opted out of being heard, in memory."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from bot.domain.optout import Optout
from bot.domain.turn import Turn
from bot.local.memory.rows import Rows
from bot.storage.accept import aware


def heard(rows: Rows, turn: Turn) -> bool:
    """Whether a turn's author may be heard in its salon."""
    choice = rows.optouts.get(turn.author_id)
    return choice is None or not choice.leaves_out(rows.salons[turn.salon_id].closed_at)


class MemoryOptouts:
    """An OptoutStore over ``Rows``."""

    def __init__(self, rows: Rows) -> None:
        self._rows = rows

    async def get(self, user_id: int) -> Optout | None:
        """A person's latest choice, if they ever made one."""
        return self._rows.optouts.get(user_id)

    async def all(self) -> Sequence[Optout]:
        """Everybody's, by person."""
        return [one for _, one in sorted(self._rows.optouts.items())]

    async def save(self, optout: Optout) -> None:
        """Keep a choice, in place of the one before."""
        until = None if optout.until is None else aware(optout.until)
        kept = replace(optout, since=aware(optout.since), until=until)
        self._rows.put(self._rows.optouts, optout.user_id, kept)

    async def unrecorded(self, user_id: int, after: datetime) -> datetime | None:
        """When the first salon ended, after a moment, in which somebody spoke and of which no record is posted yet."""
        rows, after = self._rows, aware(after)
        ended = (
            one.closed_at
            for one in rows.salons.values()
            if one.closed_at is not None
            and one.closed_at > after
            and not rows.posts.get(one.id)
            and any(turn.author_id == user_id for turn in rows.said.get(one.id, ()))
        )
        return min(ended, default=None)

    async def forget_user(self, user_id: int) -> None:
        """Delete a choice that was taken back. One that holds stays."""
        choice = self._rows.optouts.get(user_id)
        if choice is not None and not choice.holds:
            self._rows.drop(self._rows.optouts, user_id)
