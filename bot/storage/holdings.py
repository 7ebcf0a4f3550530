"""All that is held of a person, in SQL."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.film import Film
from bot.domain.holding import Batch, Held, Record, record
from bot.domain.salon import Salon
from bot.storage.ballot_codec import ranking_from_text
from bot.storage.ballot_tables import ballot_options
from bot.storage.codec import film_from_text, names_from_text, theme_from_text
from bot.storage.holding_sources import SOURCES
from bot.storage.salons import salon_of
from bot.storage.tables import salons, turns, watchlist_import_films


class SqlHoldings:
    """A HoldingStore over one connection."""

    def __init__(self, conn: AsyncConnection) -> None:
        self._conn = conn

    async def counts(self, user_id: int) -> Mapping[Held, Mapping[str | None, int]]:
        """How many records there are of each kind, by server; kinds without are left out."""
        found: dict[Held, dict[str | None, int]] = {}
        for kind, source in SOURCES.items():
            of_kind = source(user_id).order_by(None).subquery()
            server = of_kind.c.get("server", sa.null())
            query = (
                sa.select(server.label("server"), sa.func.count().label("n")).select_from(of_kind).group_by("server")
            )
            rows = list(await self._conn.execute(query))
            counted = {None if where is None else str(where): n for where, n in rows if n}
            if counted:
                found[kind] = counted
        return found

    async def batch(self, user_id: int, kind: Held, cursor: int = 0, limit: int = 500) -> Batch:
        """Records of a kind, oldest first, from a cursor on."""
        query, key = SOURCES[kind](user_id), None
        if "key" in query.selected_columns:
            key = query.selected_columns["key"]
            query = query.where(key > cursor).order_by(key)
        else:
            query = query.offset(cursor)
        rows = [dict(row._mapping) for row in await self._conn.execute(query.limit(limit))]  # its API
        after = cursor + limit if key is None or not rows else int(rows[-1]["key"])
        films: dict[str, Film] = {}  # a salon's film comes with each of its messages
        for row in rows:
            if "film" in row:
                text = row["film"]
                row["film"] = films[text] if text in films else films.setdefault(text, film_from_text(text))
        return Batch([await self._record(row) for row in rows], after if len(rows) == limit else None)

    async def spoke_in(self, user_id: int, guild_id: int, limit: int) -> Sequence[tuple[Salon, int]]:
        """The salons of a server in which somebody spoke, the latest first, with how many messages are stored."""
        said = sa.select(turns.c.salon_id, sa.func.count().label("n"), sa.func.max(turns.c.at).label("last"))
        said = said.where(turns.c.author_id == user_id, turns.c.utterance.is_(None), turns.c.message_id.is_not(None))
        spoke = said.group_by(turns.c.salon_id).subquery()
        query = sa.select(*salons.c, spoke.c.n).join(spoke, spoke.c.salon_id == salons.c.id)
        query = query.where(salons.c.guild_id == guild_id).order_by(spoke.c.last.desc(), salons.c.id.desc())
        return [(salon_of(cast(sa.Row[Any], row)), row.n) for row in await self._conn.execute(query.limit(limit))]

    async def _record(self, row: dict[str, Any]) -> Record:
        row.pop("key", None)
        if "attachments" in row:
            row["attachments"] = names_from_text(row["attachments"])
        if "stars" in row:
            row["stars"] /= 2
        if "words" in row:
            theme = theme_from_text(row.pop("words"))
            row |= {"theme": theme.name, "words": theme.cues, "examples": theme.examples}
        if "ranking" in row:
            row["ranking"] = await self._ranked(row["ballot"], row["ranking"])
        if "import" in row:
            row["films"] = await self._imported(row.pop("import"))
        return record(**row)

    async def _ranked(self, ballot_id: int, ranking: str) -> Sequence[object]:
        """The films of a vote, the best liked first."""
        option = ballot_options.c
        query = sa.select(option.nomination_id, option.film).where(option.ballot_id == ballot_id)
        films = {number: film_from_text(text) for number, text in await self._conn.execute(query)}
        return [films[number] for number in ranking_from_text(ranking) if number in films]

    async def _imported(self, import_id: int) -> Sequence[object]:
        """The films of an import that waits."""
        film = watchlist_import_films.c
        query = sa.select(film.film, film.seen, film.stars).where(film.import_id == import_id).order_by(film.position)
        return [
            record(film=film_from_text(text), seen=seen, stars=None if stars is None else stars / 2)
            for text, seen, stars in await self._conn.execute(query)
        ]
