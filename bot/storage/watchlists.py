"""Watchlists in SQL: the whole store, sharing, and forgetting somebody."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import sqlalchemy as sa

from bot.domain.film import FilmId
from bot.domain.watchlist import Owner, Seen, Whose
from bot.storage.accept import storable
from bot.storage.statements import erasing, insert_into
from bot.storage.tables import watchlist_changes as changes
from bot.storage.tables import watchlist_entries as entries
from bot.storage.tables import watchlist_imports as imports
from bot.storage.tables import watchlist_ratings as ratings
from bot.storage.tables import watchlist_shares as shares
from bot.storage.watchlist_entries import WatchlistEntries, on_list
from bot.storage.watchlist_imports import WatchlistImportsStore
from bot.storage.watchlist_undo import WatchlistUndo


class SqlWatchlists(WatchlistEntries, WatchlistUndo, WatchlistImportsStore):
    """A WatchlistStore over one connection."""

    async def share(self, user_id: int, guild_id: int, *, on: bool) -> None:
        """Let the members of a server see a person's own list, or no longer."""
        if on:
            insert = insert_into(self._conn, shares).values(user_id=user_id, guild_id=guild_id)
            await self._conn.execute(insert.on_conflict_do_nothing())
        else:
            there = (shares.c.user_id == user_id) & (shares.c.guild_id == guild_id)
            await self._conn.execute(sa.delete(shares).where(there))

    async def shared(self, user_id: int, guild_id: int) -> bool:
        """Whether a person shares their own list there."""
        query = sa.select(sa.literal(1)).where(shares.c.user_id == user_id, shares.c.guild_id == guild_id)
        return await self._conn.scalar(query) is not None

    async def seen_in(self, guild_id: int, film_ids: Sequence[FilmId]) -> Mapping[FilmId, Seen]:
        """Who of a server has seen these films: people who rated one on its list, or share a list of their own on which it is seen.

        A film of which nothing is known is left out.
        """
        some = entries.c.film_id.in_([storable(one) for one in film_ids])
        of_server = on_list(Owner(Whose.SERVER, guild_id))
        here = sa.select(entries.c.film_id, entries.c.seen_at).where(some, of_server)
        rated = sa.select(entries.c.film_id, ratings.c.user_id).join(entries, ratings.c.entry_id == entries.c.id)
        own = sa.select(entries.c.film_id, shares.c.user_id).join(
            shares, (shares.c.user_id == entries.c.owner_id) & (shares.c.guild_id == guild_id)
        )
        seen = (entries.c.whose == Whose.MINE.value, entries.c.removed_by.is_(None), entries.c.seen_at.is_not(None))
        people = await self._conn.execute(sa.union(rated.where(some, of_server), own.where(some, *seen)))
        found: dict[FilmId, Seen] = {}
        for film_id, seen_at in await self._conn.execute(here):
            if seen_at is not None:
                found[FilmId(film_id)] = Seen(together=True)
        for film_id, _ in people:
            before = found.get(FilmId(film_id), Seen())
            found[FilmId(film_id)] = Seen(before.people + 1, before.together)
        return found

    async def forget_user(self, user_id: int) -> None:
        """Delete a person's own list, shares, waiting imports, changes and ratings.

        What they added to servers' lists stays there, added by nobody (0).
        """
        conn = erasing(self._conn)
        for table in (entries, changes):
            own = (table.c.whose == Whose.MINE.value) & (table.c.owner_id == user_id)
            await conn.execute(sa.delete(table).where(own))
        for table in (changes, ratings, shares, imports):
            await conn.execute(sa.delete(table).where(table.c.user_id == user_id))
        await conn.execute(sa.update(entries).where(entries.c.added_by == user_id).values(added_by=0))
