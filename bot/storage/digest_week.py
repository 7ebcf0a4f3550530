"""What a digest is read from, in SQL: a week's salons with their records, their themes, and the server's list of films."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.digest import Films
from bot.domain.film import Film
from bot.domain.salon import Salon, SalonState
from bot.domain.theme import Verdict
from bot.domain.theme_talk import Talked
from bot.domain.turn import SalonId, Turn, TurnId
from bot.domain.watchlist import Owner, Whose
from bot.ports.digests import Held
from bot.records import PostedMessage
from bot.storage.codec import film_from_text, recap_from_text
from bot.storage.optouts import HEARD
from bot.storage.salons import salon_of
from bot.storage.statements import IN_LIST
from bot.storage.tables import recap_posts, recaps, salons, turns
from bot.storage.tables import watchlist_entries as entries
from bot.storage.theme_tables import film_themes, turn_tags
from bot.storage.turns import FIELDS, turn_of
from bot.storage.watchlist_entries import on_list

_SHOWN = (salons.c.id, salons.c.film_id, salons.c.film, salons.c.opened_at, salons.c.parent_id, salons.c.channel_id)


class DigestWeek:
    """The part of a DigestStore that reads what happened."""

    def __init__(self, conn: AsyncConnection) -> None:
        self._conn = conn

    async def ended(self, guild_id: int, since: datetime, until: datetime) -> Sequence[Held]:
        """The salons that were closed from one moment on and before another, in the order in which they were."""
        first = (recap_posts.c.salon_id == salons.c.id) & (recap_posts.c.position == 0)
        record = (recaps.c.recap, recaps.c.saved_at, recap_posts.c.channel_id.label("at"), recap_posts.c.message_id)
        query = (
            sa.select(salons, *record)
            .outerjoin(recaps, recaps.c.salon_id == salons.c.id)
            .outerjoin(recap_posts, first)
            .where(salons.c.guild_id == guild_id, salons.c.closed_at >= since, salons.c.closed_at < until)
            .order_by(salons.c.closed_at, salons.c.id)
        )
        return [_held(row) for row in await self._conn.execute(query)]

    async def going_on(self, guild_id: int, at: datetime, limit: int) -> Sequence[Salon]:
        """The salons that were open or paused at a moment, newest first."""
        open_then = salons.c.closed_at.is_(None) | (salons.c.closed_at >= at)
        begun = (salons.c.opened_at < at, salons.c.state != SalonState.OPENING.value)
        query = sa.select(salons).where(salons.c.guild_id == guild_id, *begun, open_then)
        rows = await self._conn.execute(query.order_by(salons.c.opened_at.desc(), salons.c.id.desc()).limit(limit))
        return [salon_of(row) for row in rows]

    async def turns(self, turn_ids: Sequence[TurnId]) -> Mapping[TurnId, Turn]:
        """Those of these turns that are still there."""
        found: dict[TurnId, Turn] = {}
        for start in range(0, len(turn_ids), IN_LIST):
            some = sa.select(*FIELDS).where(turns.c.id.in_(turn_ids[start : start + IN_LIST]))
            found |= {turn.id: turn for turn in map(turn_of, await self._conn.execute(some))}
        return found

    async def talked(self, guild_id: int, salon_ids: Sequence[SalonId]) -> Sequence[Talked]:
        """How much these salons talked about each theme, newest salon first; tags the room rejected are out."""
        found: list[Talked] = []
        for start in range(0, len(salon_ids), IN_LIST):
            some = sa.select(*_SHOWN).where(salons.c.id.in_(salon_ids[start : start + IN_LIST]))
            found += await self._talked(guild_id, some)
        return sorted(found, key=lambda one: (one.opened_at, one.salon_id), reverse=True)

    async def talked_before(
        self, guild_id: int, before: datetime, themes: Sequence[str], limit: int
    ) -> Sequence[Talked]:
        """The same of some themes, for so many of a server's newest salons that were opened before a moment."""
        earlier = (salons.c.guild_id == guild_id, salons.c.opened_at < before, salons.c.state != "opening")
        newest = sa.select(*_SHOWN).where(*earlier)
        newest = newest.order_by(salons.c.opened_at.desc(), salons.c.id.desc()).limit(limit)
        return await self._talked(guild_id, newest, turn_tags.c.theme.in_(themes))

    async def added(self, guild_id: int, since: datetime, until: datetime, limit: int) -> Films:
        """The films that came to the server's watchlist in that time and are there still, newest first; not those seen in it."""
        seen = entries.c.seen_at.is_not(None) & (entries.c.seen_at < until)
        return await self._films(guild_id, entries.c.added_at, since, until, limit, sa.not_(seen))

    async def seen(self, guild_id: int, since: datetime, until: datetime, limit: int) -> Films:
        """The films on the server's watchlist that were marked as seen in that time, the latest first."""
        return await self._films(guild_id, entries.c.seen_at, since, until, limit, sa.true())

    async def _films(
        self,
        guild_id: int,
        when: sa.ColumnElement[datetime],
        since: datetime,
        until: datetime,
        limit: int,
        besides: sa.ColumnElement[bool],
    ) -> Films:
        mine = (on_list(Owner(Whose.SERVER, guild_id)), when >= since, when < until, besides)
        total = int(await self._conn.scalar(sa.select(sa.func.count()).select_from(entries).where(*mine)) or 0)
        query = sa.select(entries.c.film).where(*mine).order_by(when.desc(), entries.c.id.desc()).limit(limit)
        shown = tuple(film_from_text(text) for text in await self._conn.scalars(query))
        return Films(shown, total - len(shown))

    async def _talked(self, guild_id: int, some: sa.Select[Any], *only: sa.ColumnElement[bool]) -> Sequence[Talked]:
        one, word = some.subquery("some"), film_themes.c
        said = (word.guild_id == guild_id) & (word.film_id == one.c.film_id) & (word.theme == turn_tags.c.theme)
        shown = (one.c.id, one.c.film, one.c.opened_at, one.c.parent_id, one.c.channel_id)
        counts = (sa.func.count(), sa.func.count(turns.c.author_id.distinct()), sa.func.max(turns.c.at))
        query = (
            sa.select(turn_tags.c.theme, *shown, *counts, word.verdict)
            .select_from(one)
            .join(turns, turns.c.salon_id == one.c.id)
            .join(turn_tags, turn_tags.c.turn_id == turns.c.id)
            .outerjoin(film_themes, said)
            .where(HEARD, turn_tags.c.score > 0)  # a tag that somebody took off stays as a refusal, with no score
            .where(sa.or_(word.verdict.is_(None), word.verdict != Verdict.REJECTED.value), *only)
            .group_by(turn_tags.c.theme, *shown, word.verdict)
            .order_by(one.c.opened_at.desc(), one.c.id.desc(), sa.func.count().desc(), turn_tags.c.theme)
        )
        films: dict[str, Film] = {}  # a salon's film comes with each of its themes
        return [_talked(row, films) for row in await self._conn.execute(query)]


def _held(row: sa.Row[Any]) -> Held:
    recap = None if row.recap is None else recap_from_text(row.recap)
    post = None if row.message_id is None else PostedMessage(row.at, row.message_id)
    return Held(salon_of(row), recap, row.saved_at, post)


def _talked(row: Sequence[Any], films: dict[str, Film]) -> Talked:
    theme, salon_id, text, opened_at, parent_id, channel_id, count, people, last, verdict = row
    if (film := films.get(text)) is None:
        film = films[text] = film_from_text(text)
    return Talked(
        theme, SalonId(salon_id), film, opened_at, parent_id, channel_id, count, people, last,
        confirmed=verdict == Verdict.CONFIRMED.value,
    )  # fmt: skip
