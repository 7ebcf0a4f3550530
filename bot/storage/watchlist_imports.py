"""Imports that wait for a confirmation, in SQL."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.rating import Stars
from bot.domain.watchlist import Owner, Whose
from bot.domain.watchlist_import import Staged, StagedFilm, StagedId
from bot.storage.codec import film_from_text, film_to_text
from bot.storage.statements import erasing
from bot.storage.tables import watchlist_import_films as films
from bot.storage.tables import watchlist_imports as imports
from bot.storage.watchlist_changes import AT_ONCE


class WatchlistImportsStore:
    """The part of a WatchlistStore that keeps imports until they are confirmed."""

    def __init__(self, conn: AsyncConnection) -> None:
        self._conn = conn

    async def stage(self, by: int, owner: Owner, until: datetime, staged: Sequence[StagedFilm]) -> StagedId:
        """Keep an import until it is confirmed; it replaces what the same person had waiting."""
        await erasing(self._conn).execute(sa.delete(imports).where(imports.c.user_id == by))
        values = {"user_id": by, "whose": owner.whose.value, "owner_id": owner.id, "until": until, "done": False}
        insert = sa.insert(imports).values(values).returning(imports.c.id)
        staged_id = StagedId((await self._conn.execute(insert)).scalar_one())
        for start in range(0, len(staged), AT_ONCE):
            rows = [
                {
                    "import_id": staged_id,
                    "position": place,
                    "film": film_to_text(one.film),
                    "seen": one.seen,
                    "stars": one.stars,
                }
                for place, one in enumerate(staged[start : start + AT_ONCE], start)
            ]
            await self._conn.execute(sa.insert(films), rows)
        return staged_id

    async def staged(self, staged_id: StagedId) -> Staged | None:
        """The import of that id."""
        row = (await self._conn.execute(sa.select(imports).where(imports.c.id == staged_id))).first()
        if row is None:
            return None
        return Staged(StagedId(row.id), row.user_id, Owner(Whose(row.whose), row.owner_id), row.until, row.done)

    async def staged_films(self, staged_id: StagedId) -> Sequence[StagedFilm]:
        """The films of an import, in their order."""
        found: list[StagedFilm] = []
        while True:
            query = sa.select(films.c.film, films.c.seen, films.c.stars).where(
                films.c.import_id == staged_id, films.c.position >= len(found)
            )
            some = list(await self._conn.execute(query.order_by(films.c.position).limit(AT_ONCE)))
            found += [
                StagedFilm(film_from_text(film), seen, None if stars is None else Stars(stars))
                for film, seen, stars in some
            ]
            if len(some) < AT_ONCE:
                return found

    async def confirmed(self, staged_id: StagedId) -> bool:
        """Note that an import is done and let its films go; False when it was done already or is not there."""
        note = sa.update(imports).where(imports.c.id == staged_id, imports.c.done.is_(False)).values(done=True)
        if (await self._conn.execute(note)).rowcount != 1:
            return False
        await erasing(self._conn).execute(sa.delete(films).where(films.c.import_id == staged_id))
        return True

    async def purge_staged(self, now: datetime) -> int:
        """Delete imports whose time is over; return how many."""
        return (await erasing(self._conn).execute(sa.delete(imports).where(imports.c.until <= now))).rowcount
