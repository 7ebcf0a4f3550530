"""Nominations in SQL."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.film import Film
from bot.domain.nomination import Nomination, NominationId, Support
from bot.errors import Conflict, NotFound
from bot.storage.accept import storable
from bot.storage.codec import film_from_text, film_to_text
from bot.storage.statements import IN_LIST, SQLITE, erasing, insert_into
from bot.storage.tables import nomination_supports as supports
from bot.storage.tables import nominations

_OF_NOMINATION = supports.c.nomination_id == nominations.c.id
_SUPPORTERS = sa.select(sa.func.count()).where(_OF_NOMINATION).scalar_subquery()
_ALONE = ~sa.exists().where(_OF_NOMINATION)
_BEST_FIRST = (_SUPPORTERS.desc(), nominations.c.created_at, nominations.c.id)


class SqlNominations:
    """A NominationStore over one connection."""

    def __init__(self, conn: AsyncConnection) -> None:
        self._conn = conn

    async def hold(self, guild_id: int) -> None:
        """Keep others from changing a server's nominations until the unit of work ends."""
        # SQLite has one writer anyway; on PostgreSQL whoever changes the same server's waits here.
        if self._conn.dialect.name != SQLITE:
            await self._conn.execute(sa.select(sa.func.pg_advisory_xact_lock(guild_id)))

    async def of_server(self, guild_id: int, offset: int = 0, limit: int | None = None) -> Sequence[Nomination]:
        """A server's nominations (or a part of them): best supported first, then oldest."""
        query = sa.select(nominations).where(nominations.c.guild_id == guild_id).order_by(*_BEST_FIRST)
        return await self._nominations(query.offset(offset).limit(limit))

    async def count(self, guild_id: int) -> int:
        """How many nominations a server has."""
        query = sa.select(sa.func.count()).select_from(nominations).where(nominations.c.guild_id == guild_id)
        return int(await self._conn.scalar(query) or 0)

    async def add(self, guild_id: int, film: Film, first: Support) -> Nomination:
        """Store a nomination, made when its first supporter came. Raises Conflict("already_stored")."""
        values = {
            "guild_id": guild_id,
            "film_id": storable(film.id),
            "film": film_to_text(film),
            "created_at": first.at,
        }
        try:
            made = await self._conn.execute(sa.insert(nominations).values(values).returning(nominations.c.id))
        except IntegrityError:
            raise Conflict("already_stored") from None
        return await self.support(NominationId(made.scalar_one()), first)

    async def support(self, nomination_id: NominationId, support: Support) -> Nomination:
        """Add a supporter and return the nomination as it stands; of who is one already only the reason changes.

        Raises NotFound when it is gone.
        """
        reason = None if support.reason is None else storable(support.reason)
        insert = insert_into(self._conn, supports).values(
            nomination_id=nomination_id, user_id=support.user_id, at=support.at, reason=reason
        )
        insert = insert.on_conflict_do_update(
            index_elements=["nomination_id", "user_id"], set_={"reason": insert.excluded.reason}
        )
        try:
            await erasing(self._conn).execute(insert)  # a reason may stand there that is replaced
        except IntegrityError:
            raise NotFound from None
        return (await self._nominations(sa.select(nominations).where(nominations.c.id == nomination_id)))[0]

    async def withdraw(self, nomination_id: NominationId, user_id: int) -> bool:
        """Take a person's support away; True when nobody supported it any more and it went."""
        conn = erasing(self._conn)
        theirs = (supports.c.nomination_id == nomination_id) & (supports.c.user_id == user_id)
        await conn.execute(sa.delete(supports).where(theirs))
        gone = await conn.execute(sa.delete(nominations).where(nominations.c.id == nomination_id, _ALONE))
        return gone.rowcount == 1

    async def remove(self, nomination_id: NominationId) -> None:
        """Delete a nomination with all support (through the foreign key)."""
        await erasing(self._conn).execute(sa.delete(nominations).where(nominations.c.id == nomination_id))

    async def forget_user(self, user_id: int) -> None:
        """Delete all support of a person; nominations that nobody else supports go."""
        supported = sa.select(nominations.c.id, nominations.c.guild_id).where(
            _OF_NOMINATION, supports.c.user_id == user_id
        )
        found = list(await self._conn.execute(supported.order_by(nominations.c.guild_id)))
        # In one order everywhere, so that two who wait for each other's servers never do so for ever.
        for guild_id in dict.fromkeys(row.guild_id for row in found):
            await self.hold(guild_id)
        for row in found:
            await self.withdraw(NominationId(row.id), user_id)

    async def _nominations(self, query: sa.Select[Any]) -> Sequence[Nomination]:
        rows = list(await self._conn.execute(query))
        by_nomination = await self._supports([row.id for row in rows])
        return [
            Nomination(
                id=NominationId(row.id),
                guild_id=row.guild_id,
                film=film_from_text(row.film),
                created_at=row.created_at,
                supporters=tuple(by_nomination.get(row.id, ())),
            )
            for row in rows
        ]

    async def _supports(self, ids: Sequence[int]) -> Mapping[int, Sequence[Support]]:
        """Who supports each of these nominations, in the order in which they came."""
        found: dict[int, list[Support]] = {}
        for start in range(0, len(ids), IN_LIST):
            some = supports.c.nomination_id.in_(ids[start : start + IN_LIST])
            for row in await self._conn.execute(
                sa.select(supports).where(some).order_by(supports.c.at, supports.c.user_id)
            ):
                found.setdefault(row.nomination_id, []).append(Support(row.user_id, row.at, row.reason))
        return found
