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

_LATER, _SINCE, _TWIN = steps.alias("later"), changes.alias("since"), entries.alias("twin")
_FOLLOWS = sa.and_(_LATER.c.entry_id == steps.c.entry_id, _LATER.c.change_id > steps.c.change_id)
# What other people say of a film stands beside what one has said oneself; all else that came later stands upon it.
_UPON_IT = sa.and_(
    _FOLLOWS,
    _SINCE.c.id == _LATER.c.change_id,
    sa.or_(steps.c.created, _SINCE.c.user_id == changes.c.user_id, _SINCE.c.deed == Deed.REMOVED.value),
)
_SAME_FILM = sa.and_(
    _TWIN.c.whose == entries.c.whose,
    _TWIN.c.owner_id == entries.c.owner_id,
    _TWIN.c.film_id == entries.c.film_id,
    _TWIN.c.removed_by.is_(None),
    _TWIN.c.id != entries.c.id,
)
_STEPS = steps.join(entries, entries.c.id == steps.c.entry_id).join(changes, changes.c.id == steps.c.change_id)
_FREE = (
    sa.select(
        steps.c.entry_id,
        steps.c.created,
        steps.c.seen_before,
        steps.c.stars_before,
        sa.exists().where(_FOLLOWS).label("followed"),
    )
    .select_from(_STEPS)
    .where(~sa.exists().where(_UPON_IT), ~sa.exists().where(_SAME_FILM))
)
"""Steps that can be taken back; ``followed`` says that other people have marked or rated the film since."""
_OF_IT = steps.c.change_id == sa.bindparam("change")
_IN_THE_WAY = sa.union(
    sa.select(_SINCE.c.user_id).select_from(_STEPS).join(_LATER, _FOLLOWS).join(_SINCE, _UPON_IT).where(_OF_IT),
    sa.select(_TWIN.c.added_by).select_from(_STEPS).join(_TWIN, _SAME_FILM).where(_OF_IT),
)
_NEXT = (
    sa.select(sa.func.min(_LATER.c.change_id))
    .where(_LATER.c.entry_id == sa.bindparam("entry"), _LATER.c.change_id > sa.bindparam("change"))
    .scalar_subquery()
)
_HAND_ON = (
    sa.update(steps)
    .where(steps.c.entry_id == sa.bindparam("entry"), steps.c.change_id == _NEXT)
    .values(seen_before=sa.bindparam("seen", type_=steps.c.seen_before.type))
)
"""Gives what was before a change to the next step of the same film, as if the change had never been."""


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
        """Bring back the state before, for each film where nothing is in the way; return how many those were."""
        done = await self.change(change_id)
        if done is None:
            return 0
        free: list[sa.Row[Any]] = [*await self._conn.execute(_FREE.where(steps.c.change_id == change_id))]
        if done.deed is Deed.REMOVED:
            await self._put_back([row.entry_id for row in free])
        else:
            await self._delete([row.entry_id for row in free if row.created])
            await self._reset(change_id, done.by, [row for row in free if not row.created])
        await self._forget(change_id, [row.entry_id for row in free])
        return len(free)

    async def in_the_way(self, change_id: ChangeId) -> frozenset[int]:
        """Whose later changes keep a change from being taken back."""
        return frozenset(await self._conn.scalars(_IN_THE_WAY, {"change": change_id}))

    async def _put_back(self, ids: Sequence[EntryId]) -> None:
        for start in range(0, len(ids), IN_LIST):
            some = entries.c.id.in_(ids[start : start + IN_LIST])
            await self._conn.execute(sa.update(entries).where(some).values(removed_by=None))

    async def _delete(self, ids: Sequence[EntryId]) -> None:
        for start in range(0, len(ids), IN_LIST):
            some = entries.c.id.in_(ids[start : start + IN_LIST])
            await erasing(self._conn).execute(sa.delete(entries).where(some))

    async def _reset(self, change_id: ChangeId, user_id: int, rows: Sequence[sa.Row[Any]]) -> None:
        """Bring back what the person had given films, and whether those were seen.

        A film that others have marked since stays seen by their word: what was before is handed on to the first of them.
        """
        if not rows:
            return
        if last := [{"entry": row.entry_id, "seen": row.seen_before} for row in rows if not row.followed]:
            await self._conn.execute(SEE, last)
        before = [{"entry": row.entry_id, "change": change_id, "seen": row.seen_before} for row in rows if row.followed]
        if before:
            await self._conn.execute(_HAND_ON, before)
        unrate = sa.delete(ratings).where(ratings.c.entry_id == sa.bindparam("entry"), ratings.c.user_id == user_id)
        await self._conn.execute(unrate, [{"entry": row.entry_id} for row in rows])
        await self._rate(user_id, {r.entry_id: r.stars_before for r in rows if r.stars_before is not None})

    async def _forget(self, change_id: ChangeId, ids: Sequence[EntryId]) -> None:
        for start in range(0, len(ids), IN_LIST):
            some = steps.c.entry_id.in_(ids[start : start + IN_LIST])
            await self._conn.execute(sa.delete(steps).where(steps.c.change_id == change_id, some))
        left = sa.exists().where(steps.c.change_id == change_id)
        await self._conn.execute(sa.delete(changes).where(changes.c.id == change_id, ~left))
