"""Taking changes of watchlists back, in SQL."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from bot.domain.watchlist import Change, ChangeId, Deed, EntryId
from bot.storage.statements import IN_LIST, erasing
from bot.storage.tables import watchlist_changes as changes
from bot.storage.tables import watchlist_entries as entries
from bot.storage.tables import watchlist_ratings as ratings
from bot.storage.tables import watchlist_steps as steps
from bot.storage.watchlist_changes import SEE, WatchlistChanges

_LATER, _TWIN = steps.alias("later"), entries.alias("twin")
_CHANGED_SINCE = sa.exists().where(_LATER.c.entry_id == steps.c.entry_id, _LATER.c.change_id > steps.c.change_id)
_THERE_AGAIN = sa.exists().where(
    _TWIN.c.whose == entries.c.whose,
    _TWIN.c.owner_id == entries.c.owner_id,
    _TWIN.c.film_id == entries.c.film_id,
    _TWIN.c.removed_by.is_(None),
    _TWIN.c.id != entries.c.id,
)
_FREE = (
    sa.select(steps.c.entry_id, steps.c.created, steps.c.seen_before, steps.c.stars_before)
    .join(entries, entries.c.id == steps.c.entry_id)
    .where(~_CHANGED_SINCE, ~_THERE_AGAIN)
)
"""Steps whose films nothing else has changed since, and which were not put on the list anew."""


class WatchlistUndo(WatchlistChanges):
    """The part of a WatchlistStore that takes changes back."""

    async def reopen(self, change_id: ChangeId) -> Change | None:
        """What was done; others are kept from changing its list until the unit of work ends."""
        seen = await self.change(change_id)
        if seen is None:
            return None
        await self._hold(seen.owner)
        return await self.change(change_id)

    async def take_back(self, change_id: ChangeId) -> int:
        """Bring back the state before, for each film that nothing else has changed since; return how many those were."""
        done = await self.change(change_id)
        if done is None:
            return 0
        free: list[sa.Row[Any]] = [*await self._conn.execute(_FREE.where(steps.c.change_id == change_id))]
        if done.deed is Deed.REMOVED:
            await self._put_back([row.entry_id for row in free])
        else:
            await self._delete([row.entry_id for row in free if row.created])
            await self._reset(done.by, [row for row in free if not row.created])
        await self._forget(change_id, [row.entry_id for row in free])
        return len(free)

    async def _put_back(self, ids: Sequence[EntryId]) -> None:
        for start in range(0, len(ids), IN_LIST):
            some = entries.c.id.in_(ids[start : start + IN_LIST])
            await self._conn.execute(sa.update(entries).where(some).values(removed_by=None))

    async def _delete(self, ids: Sequence[EntryId]) -> None:
        for start in range(0, len(ids), IN_LIST):
            some = entries.c.id.in_(ids[start : start + IN_LIST])
            await erasing(self._conn).execute(sa.delete(entries).where(some))

    async def _reset(self, user_id: int, rows: Sequence[sa.Row[Any]]) -> None:
        """Bring back whether films were seen, and what the person had given them."""
        if not rows:
            return
        await self._conn.execute(SEE, [{"entry": row.entry_id, "seen": row.seen_before} for row in rows])
        unrate = sa.delete(ratings).where(ratings.c.entry_id == sa.bindparam("entry"), ratings.c.user_id == user_id)
        await self._conn.execute(unrate, [{"entry": row.entry_id} for row in rows])
        await self._rate(user_id, {r.entry_id: r.stars_before for r in rows if r.stars_before is not None})

    async def _forget(self, change_id: ChangeId, ids: Sequence[EntryId]) -> None:
        for start in range(0, len(ids), IN_LIST):
            some = steps.c.entry_id.in_(ids[start : start + IN_LIST])
            await self._conn.execute(sa.delete(steps).where(steps.c.change_id == change_id, some))
        left = sa.exists().where(steps.c.change_id == change_id)
        await self._conn.execute(sa.delete(changes).where(changes.c.id == change_id, ~left))
