"""What sources said of films, in SQL, until its time is over."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.film_card import Sourced
from bot.storage.accept import storable
from bot.storage.codec import sourced_from_text, sourced_to_text
from bot.storage.statements import insert_into
from bot.storage.tables import film_facts


class SqlFilmFacts:
    """A FilmFactsStore over one connection."""

    def __init__(self, conn: AsyncConnection) -> None:
        self._conn = conn

    async def get(self, source: str, key: str, now: datetime) -> Sequence[Sourced] | None:
        """What the source said to that key; None when nothing is kept or its time is over."""
        kept = sa.select(film_facts.c.said).where(
            film_facts.c.source == source, film_facts.c.key == storable(key), film_facts.c.until > now
        )
        text: str | None = await self._conn.scalar(kept)
        return None if text is None else sourced_from_text(text)

    async def put(self, source: str, key: str, said: Sequence[Sourced], until: datetime) -> None:
        """Keep it (replacing) until a moment."""
        values = {"said": sourced_to_text(said), "until": until}
        insert = insert_into(self._conn, film_facts).values(source=source, key=storable(key), **values)
        await self._conn.execute(insert.on_conflict_do_update(index_elements=["source", "key"], set_=values))

    async def all_of(self, source: str, now: datetime, limit: int) -> Sequence[Sourced]:
        """What is kept of a source, as many answers as ``limit`` says, those first that may be kept for longest."""
        kept = (
            sa.select(film_facts.c.said)
            .where(film_facts.c.source == source, film_facts.c.until > now)
            .order_by(film_facts.c.until.desc(), film_facts.c.key)
            .limit(limit)
        )
        return [one for text in await self._conn.scalars(kept) for one in sourced_from_text(text)]

    async def purge(self, now: datetime) -> int:
        """Delete what may not be kept any longer and return how many answers that were."""
        return (await self._conn.execute(sa.delete(film_facts).where(film_facts.c.until <= now))).rowcount
