"""Digests in SQL: their schedules, which there were, and the messages they were posted as."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from bot.domain.digest import Digest, DigestId, DigestState, NewDigest, Schedule
from bot.domain.weekly import Slot, Week
from bot.errors import Conflict
from bot.records import PostedMessage
from bot.storage.accept import storable
from bot.storage.digest_tables import digest_posts as posts
from bot.storage.digest_tables import digest_schedules as schedules
from bot.storage.digest_tables import digests
from bot.storage.digest_week import DigestWeek
from bot.storage.statements import insert_into

_DONE = (DigestState.POSTED.value, DigestState.QUIET.value)


class SqlDigests(DigestWeek):
    """A DigestStore over one connection."""

    async def schedule(self, guild_id: int) -> Schedule | None:
        """When a server's digest comes; None where it has none."""
        row = (await self._conn.execute(sa.select(schedules).where(schedules.c.guild_id == guild_id))).first()
        if row is None:
            return None
        slot = Slot(row.weekday, row.minute, row.zone)
        return Schedule(row.guild_id, slot, row.channel_id, row.quiet, Week(row.first_week))

    async def plan(self, schedule: Schedule) -> None:
        """Store or replace a server's schedule."""
        values = {
            "weekday": schedule.slot.weekday,
            "minute": schedule.slot.minute,
            "zone": storable(schedule.slot.zone),
            "channel_id": schedule.channel_id,
            "quiet": schedule.quiet,
            "first_week": schedule.first,
        }
        insert = insert_into(self._conn, schedules).values(guild_id=schedule.guild_id, **values)
        await self._conn.execute(insert.on_conflict_do_update(index_elements=["guild_id"], set_=values))

    async def unplan(self, guild_id: int) -> bool:
        """Delete a server's schedule; False where there was none. Digests stay."""
        gone = await self._conn.execute(sa.delete(schedules).where(schedules.c.guild_id == guild_id))
        return gone.rowcount == 1

    async def begin(self, new: NewDigest) -> Digest:
        """Store a digest in state BEGUN. Raises Conflict("already_stored") when that week has one."""
        values = {
            "guild_id": new.guild_id,
            "week": new.week,
            "since": new.since,
            "until": new.until,
            "zone": storable(new.zone),
            "language": storable(new.language),
            "channel_id": new.channel_id,
            "begun_at": new.begun_at,
            "late": new.late,
            "state": DigestState.BEGUN.value,
        }
        try:
            made = await self._conn.execute(sa.insert(digests).values(values).returning(digests))
        except IntegrityError:
            raise Conflict("already_stored") from None
        return _digest(made.one())

    async def get(self, digest_id: DigestId) -> Digest | None:
        """The digest of that id."""
        return await self._one(digests.c.id == digest_id)

    async def of_week(self, guild_id: int, week: Week) -> Digest | None:
        """A server's digest of a week."""
        return await self._one(digests.c.guild_id == guild_id, digests.c.week == week)

    async def unfinished(self, guild_id: int) -> Digest | None:
        """The digest that was begun and not finished."""
        return await self._one(digests.c.guild_id == guild_id, digests.c.state == DigestState.BEGUN.value)

    async def last(self, guild_id: int) -> Digest | None:
        """The digest that reaches furthest, of those posted and those of quiet weeks."""
        return await self._one(digests.c.guild_id == guild_id, digests.c.state.in_(_DONE))

    async def move(self, digest_id: DigestId, channel_id: int) -> None:
        """Let a digest be posted in another channel."""
        await self._set(digest_id, channel_id=channel_id)

    async def finish(self, digest_id: DigestId, state: DigestState) -> None:
        """Record what became of it."""
        await self._set(digest_id, state=state.value)

    async def posted(self, digest_id: DigestId, page: int, post: PostedMessage) -> None:
        """Record (replacing) the message of a page, counted from 0."""
        values = {"channel_id": post.channel_id, "message_id": post.message_id}
        insert = insert_into(self._conn, posts).values(digest_id=digest_id, page=page, **values)
        await self._conn.execute(insert.on_conflict_do_update(index_elements=["digest_id", "page"], set_=values))

    async def posts(self, digest_id: DigestId) -> Mapping[int, PostedMessage]:
        """The messages of a digest by page, in their order."""
        query = sa.select(posts).where(posts.c.digest_id == digest_id).order_by(posts.c.page)
        return {row.page: PostedMessage(row.channel_id, row.message_id) for row in await self._conn.execute(query)}

    async def covering(self, guild_id: int, moment: datetime) -> Sequence[Digest]:
        """The posted digests that tell of a moment."""
        there = (digests.c.since <= moment, digests.c.until > moment, digests.c.state == DigestState.POSTED.value)
        query = sa.select(digests).where(digests.c.guild_id == guild_id, *there).order_by(digests.c.id)
        return [_digest(row) for row in await self._conn.execute(query)]

    async def _one(self, *conditions: sa.ColumnElement[bool]) -> Digest | None:
        query = sa.select(digests).where(*conditions).order_by(digests.c.until.desc(), digests.c.id.desc()).limit(1)
        row = (await self._conn.execute(query)).first()
        return None if row is None else _digest(row)

    async def _set(self, digest_id: DigestId, **values: object) -> None:
        await self._conn.execute(sa.update(digests).where(digests.c.id == digest_id).values(**values))


def _digest(row: sa.Row[Any]) -> Digest:
    return Digest(
        guild_id=row.guild_id,
        week=Week(row.week),
        since=row.since,
        until=row.until,
        zone=row.zone,
        language=row.language,
        channel_id=row.channel_id,
        begun_at=row.begun_at,
        late=row.late,
        id=DigestId(row.id),
        state=DigestState(row.state),
    )
