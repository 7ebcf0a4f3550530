"""Who opted out of being heard, in SQL."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.optout import Optout
from bot.storage.statements import insert_into
from bot.storage.tables import optouts, recap_posts, salons, turns

_held = salons.alias("held")
HEARD = ~sa.exists().where(
    optouts.c.user_id == turns.c.author_id,
    optouts.c.until.is_(None),
    _held.c.id == turns.c.salon_id,
    sa.or_(_held.c.closed_at.is_(None), _held.c.closed_at > optouts.c.since),
).correlate(turns)
"""The condition that a turn's author may be heard in its salon (``Optout.leaves_out``)."""


class SqlOptouts:
    """An OptoutStore over one connection."""

    def __init__(self, conn: AsyncConnection) -> None:
        self._conn = conn

    async def get(self, user_id: int) -> Optout | None:
        """A person's latest choice, if they ever made one."""
        row = (await self._conn.execute(sa.select(optouts).where(optouts.c.user_id == user_id))).first()
        return None if row is None else _optout(row)

    async def all(self) -> Sequence[Optout]:
        """Everybody's, by person."""
        return [_optout(row) for row in await self._conn.execute(sa.select(optouts).order_by(optouts.c.user_id))]

    async def save(self, optout: Optout) -> None:
        """Keep a choice, in place of the one before."""
        values = {"since": optout.since, "until": optout.until}
        insert = insert_into(self._conn, optouts).values(user_id=optout.user_id, **values)
        await self._conn.execute(insert.on_conflict_do_update(index_elements=["user_id"], set_=values))

    async def unrecorded(self, user_id: int, after: datetime) -> datetime | None:
        """When the first salon ended, after a moment, in which somebody spoke and of which no record is posted yet."""
        posted = sa.exists().where(recap_posts.c.salon_id == salons.c.id)
        spoke = sa.exists().where(turns.c.salon_id == salons.c.id, turns.c.author_id == user_id)
        query = sa.select(salons.c.closed_at).where(salons.c.closed_at > after, ~posted, spoke)
        first: datetime | None = await self._conn.scalar(query.order_by(salons.c.closed_at).limit(1))
        return first

    async def forget_user(self, user_id: int) -> None:
        """Delete a choice that was taken back. One that holds stays."""
        await self._conn.execute(sa.delete(optouts).where(optouts.c.user_id == user_id, optouts.c.until.is_not(None)))


def _optout(row: sa.Row[Any]) -> Optout:
    return Optout(row.user_id, row.since, row.until)
