"""Recaps in SQL, and the messages they were posted as."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.recap import Recap
from bot.domain.turn import SalonId
from bot.errors import NotFound
from bot.ports import PostedMessage
from bot.storage.codec import recap_from_text, recap_to_text
from bot.storage.statements import erasing, insert_into
from bot.storage.tables import recap_posts, recaps


class SqlRecaps:
    """A RecapStore over one connection."""

    def __init__(self, conn: AsyncConnection) -> None:
        self._conn = conn

    async def save(self, salon_id: SalonId, recap: Recap, at: datetime) -> None:
        """Store or replace the recap of a salon. Raises NotFound("no_salon_here")."""
        values = {"recap": recap_to_text(recap), "saved_at": at}
        insert = insert_into(self._conn, recaps).values(salon_id=salon_id, **values)
        try:
            await erasing(self._conn).execute(insert.on_conflict_do_update(index_elements=["salon_id"], set_=values))
        except IntegrityError:
            raise NotFound("no_salon_here") from None

    async def get(self, salon_id: SalonId) -> Recap | None:
        """The recap of a salon."""
        text = await self._conn.scalar(sa.select(recaps.c.recap).where(recaps.c.salon_id == salon_id))
        return None if text is None else recap_from_text(text)

    async def remember_posts(self, salon_id: SalonId, posts: Sequence[PostedMessage]) -> None:
        """Record (replacing) the messages a recap was posted as. Raises NotFound("no_salon_here")."""
        await self._conn.execute(sa.delete(recap_posts).where(recap_posts.c.salon_id == salon_id))
        rows = [
            {"salon_id": salon_id, "position": place, "channel_id": post.channel_id, "message_id": post.message_id}
            for place, post in enumerate(posts)
        ]
        if not rows:
            return
        try:
            await self._conn.execute(sa.insert(recap_posts), rows)
        except IntegrityError:
            raise NotFound("no_salon_here") from None

    async def posts(self, salon_id: SalonId) -> Sequence[PostedMessage]:
        """The messages a recap was posted as, in their order."""
        query = sa.select(recap_posts.c.channel_id, recap_posts.c.message_id)
        query = query.where(recap_posts.c.salon_id == salon_id).order_by(recap_posts.c.position)
        return [PostedMessage(channel_id, message_id) for channel_id, message_id in await self._conn.execute(query)]
