"""What people do to watchlists, in SQL."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.rating import Stars
from bot.domain.watchlist import Change, ChangeId, Deed, EntryId, Mark, NewEntry, Owner, Whose
from bot.errors import Conflict, NotFound
from bot.storage.accept import storable
from bot.storage.codec import film_from_text, film_to_text
from bot.storage.statements import SQLITE, erasing, insert_into
from bot.storage.tables import watchlist_changes as changes
from bot.storage.tables import watchlist_entries as entries
from bot.storage.tables import watchlist_ratings as ratings
from bot.storage.tables import watchlist_steps as steps
from bot.storage.watchlist_entries import title_key

AT_ONCE = 200
"""How many films are written in one go; between them other work of the process has its turn."""

SEE = (
    sa.update(entries)
    .where(entries.c.id == sa.bindparam("entry"))
    .values(seen_at=sa.bindparam("seen", type_=entries.c.seen_at.type))
)
_COUNT = sa.select(sa.func.count()).where(steps.c.change_id == changes.c.id).scalar_subquery().label("films")
_CHANGE = sa.select(changes, _COUNT)


class WatchlistChanges:
    """The part of a WatchlistStore that changes lists and remembers what was done."""

    def __init__(self, conn: AsyncConnection) -> None:
        self._conn = conn

    async def begin(self, owner: Owner, by: int, at: datetime, deed: Deed) -> ChangeId:
        """Begin a change of a list."""
        await self._hold(owner)
        values = {"whose": owner.whose.value, "owner_id": owner.id, "user_id": by, "at": at, "deed": deed.value}
        return ChangeId(
            (await self._conn.execute(sa.insert(changes).values(values).returning(changes.c.id))).scalar_one()
        )

    async def abandon(self, change_id: ChangeId) -> None:
        """Forget a change that came to nothing."""
        await self._conn.execute(sa.delete(changes).where(changes.c.id == change_id))

    async def put_in(self, change_id: ChangeId, new: Sequence[NewEntry]) -> None:
        """Add films that are not on the list, in their order. Raises Conflict("already_stored") for one that is."""
        begun = await self._begun(change_id)
        insert = sa.insert(entries).returning(entries.c.film_id, entries.c.id)
        for start in range(0, len(new), AT_ONCE):
            some = new[start : start + AT_ONCE]
            try:
                result = await self._conn.execute(insert, [_values(begun, one) for one in some])
            except IntegrityError:
                raise Conflict("already_stored") from None
            ids: dict[str, EntryId] = {row.film_id: row.id for row in result}
            taken = [{"change_id": change_id, "entry_id": entry, "created": True} for entry in ids.values()]
            await self._conn.execute(sa.insert(steps), taken)
            rated = {ids[storable(one.film.id)]: one.stars for one in some if one.stars is not None}
            await self._rate(begun.user_id, rated)

    async def mark(self, change_id: ChangeId, marks: Sequence[Mark]) -> None:
        """Mark entries as seen and set ratings of whoever makes the change."""
        begun = await self._begun(change_id)
        for start in range(0, len(marks), AT_ONCE):
            some = {mark.entry_id: mark for mark in marks[start : start + AT_ONCE]}
            own = sa.and_(ratings.c.entry_id == entries.c.id, ratings.c.user_id == begun.user_id)
            query = sa.select(entries.c.id, entries.c.seen_at, ratings.c.stars).select_from(
                entries.outerjoin(ratings, own)
            )
            before = list(await self._conn.execute(query.where(entries.c.id.in_(some))))
            taken = [
                {
                    "change_id": change_id,
                    "entry_id": entry,
                    "created": False,
                    "seen_before": seen_at,
                    "stars_before": stars,
                }
                for entry, seen_at, stars in before
            ]
            await self._conn.execute(sa.insert(steps), taken)
            await self._see({entry: some[entry].seen_at for entry, seen_at, _ in before if seen_at is None})
            await self._rate(begun.user_id, {e: mark.stars for e, mark in some.items() if mark.stars is not None})

    async def take_out(self, change_id: ChangeId, entry_id: EntryId) -> None:
        """Take an entry off its list. It comes back when the change is taken back, and is deleted with the change."""
        await self._conn.execute(sa.insert(steps).values(change_id=change_id, entry_id=entry_id, created=False))
        await self._conn.execute(sa.update(entries).where(entries.c.id == entry_id).values(removed_by=change_id))

    async def change(self, change_id: ChangeId) -> Change | None:
        """What was done, unless it was taken back or purged."""
        return await self._change(_CHANGE.where(changes.c.id == change_id))

    async def latest(
        self, owners: Sequence[Owner], by: int, since: datetime, before: ChangeId | None = None
    ) -> Change | None:
        """The person's latest change of these lists that is not older, or the latest one ``before`` another."""
        theirs = [sa.and_(changes.c.whose == owner.whose.value, changes.c.owner_id == owner.id) for owner in owners]
        query = _CHANGE.where(changes.c.user_id == by, changes.c.at >= since, sa.or_(sa.false(), *theirs))
        if before is not None:
            query = query.where(changes.c.id < before)
        return await self._change(query.order_by(changes.c.id.desc()).limit(1))

    async def purge_changes(self, before: datetime) -> int:
        """Forget changes older than a moment, and what they took off lists; return how many."""
        return (await erasing(self._conn).execute(sa.delete(changes).where(changes.c.at < before))).rowcount

    async def _hold(self, owner: Owner) -> None:
        # SQLite has one writer anyway; on PostgreSQL whoever changes the same list waits here.
        if self._conn.dialect.name != SQLITE:
            await self._conn.execute(sa.select(sa.func.pg_advisory_xact_lock(owner.id)))

    async def _begun(self, change_id: ChangeId) -> sa.Row[Any]:
        row = (await self._conn.execute(sa.select(changes).where(changes.c.id == change_id))).first()
        if row is None:
            raise NotFound
        return row

    async def _see(self, moments: dict[EntryId, datetime]) -> None:
        if moments:
            await self._conn.execute(SEE, [{"entry": entry, "seen": at} for entry, at in moments.items()])

    async def _rate(self, user_id: int, stars: Mapping[EntryId, Stars]) -> None:
        insert = insert_into(self._conn, ratings)
        insert = insert.on_conflict_do_update(
            index_elements=["entry_id", "user_id"], set_={"stars": insert.excluded.stars}
        )
        if stars:
            given = [{"entry_id": entry, "user_id": user_id, "stars": value} for entry, value in stars.items()]
            await self._conn.execute(insert, given)

    async def _change(self, query: sa.Select[Any]) -> Change | None:
        row = (await self._conn.execute(query)).first()
        if row is None:
            return None
        film = None
        if row.films == 1:
            one = sa.select(entries.c.film).join(steps, steps.c.entry_id == entries.c.id)
            film = film_from_text(str(await self._conn.scalar(one.where(steps.c.change_id == row.id))))
        owner = Owner(Whose(row.whose), row.owner_id)
        return Change(ChangeId(row.id), owner, row.user_id, row.at, Deed(row.deed), int(row.films), film)


def _values(begun: sa.Row[Any], new: NewEntry) -> dict[str, Any]:
    return {
        "whose": begun.whose,
        "owner_id": begun.owner_id,
        "film_id": storable(new.film.id),
        "film": film_to_text(new.film),
        "title_key": title_key(new.film.title),
        "year": new.film.year,
        "added_by": begun.user_id,
        "added_at": begun.at,
        "seen_at": new.seen_at,
    }
