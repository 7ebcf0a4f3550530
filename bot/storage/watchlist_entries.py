"""The films on watchlists, in SQL: finding and listing them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.film import FilmId
from bot.domain.rating import Stars
from bot.domain.titles import folded_title
from bot.domain.watchlist import Entry, EntryId, Order, Owner, Show, Standing, Whose
from bot.storage.accept import storable
from bot.storage.codec import film_from_text
from bot.storage.tables import watchlist_entries as entries
from bot.storage.tables import watchlist_ratings as ratings

_OF_ENTRY = ratings.c.entry_id == entries.c.id
_RATERS = sa.select(sa.func.count()).where(_OF_ENTRY).scalar_subquery().label("raters")
_POINTS = (
    sa.select(sa.func.coalesce(sa.func.sum(ratings.c.stars), 0)).where(_OF_ENTRY).scalar_subquery().label("points")
)
_MEAN = sa.select(sa.func.avg(ratings.c.stars)).where(_OF_ENTRY).scalar_subquery()
_ENTRY = sa.select(entries, _RATERS, _POINTS)
_NEWEST = (entries.c.added_at.desc(), entries.c.id.desc())
_SORTED: Mapping[Order, tuple[sa.ColumnElement[Any], ...]] = {
    Order.ADDED: (),
    Order.TITLE: (entries.c.title_key.asc(),),
    Order.YEAR: (entries.c.year.desc().nulls_last(),),
    Order.RATING: (_MEAN.desc().nulls_last(),),
}
_SHOWN: Mapping[Show, tuple[sa.ColumnElement[bool], ...]] = {
    Show.ALL: (),
    Show.TO_SEE: (entries.c.seen_at.is_(None),),
    Show.SEEN: (entries.c.seen_at.is_not(None),),
}


def title_key(title: str) -> str:
    """A title as it is compared and sorted."""
    return storable(folded_title(title))


def on_list(owner: Owner) -> sa.ColumnElement[bool]:
    """The condition that an entry is on the list now."""
    mine = sa.and_(entries.c.whose == owner.whose.value, entries.c.owner_id == owner.id)
    return sa.and_(mine, entries.c.removed_by.is_(None))


class WatchlistEntries:
    """The part of a WatchlistStore that reads lists."""

    def __init__(self, conn: AsyncConnection) -> None:
        self._conn = conn

    async def find(self, owner: Owner, film_id: FilmId) -> Entry | None:
        """The film's entry on the list."""
        found = await self._entries(_ENTRY.where(on_list(owner), entries.c.film_id == storable(film_id)))
        return found[0] if found else None

    async def named(self, owner: Owner, title: str, year: int | None) -> Sequence[Entry]:
        """Entries of that title (and year, where one is given), compared without case, accents and articles."""
        query = _ENTRY.where(on_list(owner), entries.c.title_key == title_key(title))
        if year is not None:
            query = query.where(entries.c.year == year)
        return await self._entries(query.order_by(*_NEWEST))

    async def beginning(self, owner: Owner, typed: str, limit: int) -> Sequence[Entry]:
        """Entries in whose title the text occurs, those that begin with it first, then by title."""
        key = title_key(typed)
        column = entries.c.title_key
        first = sa.case((column.startswith(key, autoescape=True), 0), else_=1)
        query = _ENTRY.where(on_list(owner), column.contains(key, autoescape=True))
        return await self._entries(query.order_by(first, column, *_NEWEST).limit(limit))

    async def standing(self, owner: Owner, by: int, film_id: FilmId | None = None) -> Mapping[FilmId, Standing]:
        """How every film of a list (or the one) stands for a person."""
        own = sa.and_(_OF_ENTRY, ratings.c.user_id == by)
        query = sa.select(entries.c.film_id, entries.c.id, entries.c.seen_at, ratings.c.stars)
        query = query.select_from(entries.outerjoin(ratings, own)).where(on_list(owner))
        if film_id is not None:
            query = query.where(entries.c.film_id == storable(film_id))
        return {
            FilmId(film): Standing(EntryId(entry), seen_at is not None, None if stars is None else Stars(stars))
            for film, entry, seen_at, stars in await self._conn.execute(query)
        }

    async def count(self, owner: Owner, show: Show = Show.ALL) -> int:
        """How many films the list has."""
        query = sa.select(sa.func.count()).select_from(entries).where(on_list(owner), *_SHOWN[show])
        return int(await self._conn.scalar(query) or 0)

    async def page(self, owner: Owner, show: Show, order: Order, offset: int, limit: int) -> Sequence[Entry]:
        """A part of the list. What has no year or rating comes last; ties go by newest added."""
        query = _ENTRY.where(on_list(owner), *_SHOWN[show]).order_by(*_SORTED[order], *_NEWEST)
        return await self._entries(query.offset(offset).limit(limit))

    async def _entries(self, query: sa.Select[Any]) -> Sequence[Entry]:
        return [_entry(row) for row in await self._conn.execute(query)]


def _entry(row: sa.Row[Any]) -> Entry:
    return Entry(
        id=EntryId(row.id),
        owner=Owner(Whose(row.whose), row.owner_id),
        film=film_from_text(row.film),
        added_by=row.added_by,
        added_at=row.added_at,
        seen_at=row.seen_at,
        raters=int(row.raters),
        points=int(row.points),
    )
