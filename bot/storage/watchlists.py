"""Watchlists in SQL: the whole store, sharing, and forgetting somebody."""

from __future__ import annotations

import sqlalchemy as sa

from bot.domain.watchlist import Whose
from bot.storage.statements import erasing, insert_into
from bot.storage.tables import watchlist_changes as changes
from bot.storage.tables import watchlist_entries as entries
from bot.storage.tables import watchlist_imports as imports
from bot.storage.tables import watchlist_ratings as ratings
from bot.storage.tables import watchlist_shares as shares
from bot.storage.watchlist_entries import WatchlistEntries
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
