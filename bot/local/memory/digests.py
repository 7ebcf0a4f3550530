"""Digests in memory: their schedules, which there were, what they are read from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from bot.domain.digest import Digest, DigestId, DigestState, Films, NewDigest, Schedule
from bot.domain.film import Film
from bot.domain.salon import Salon, SalonState
from bot.domain.theme_talk import Talked
from bot.domain.turn import SalonId, Turn, TurnId
from bot.domain.watchlist import Entry, Owner, Whose
from bot.domain.weekly import Week
from bot.errors import Conflict
from bot.local.memory.rows import Rows
from bot.local.memory.themes import MemoryThemes
from bot.ports.digests import Held
from bot.records import PostedMessage
from bot.storage.accept import aware

_DONE = (DigestState.POSTED, DigestState.QUIET)


class MemoryDigests:
    """A DigestStore over ``Rows``."""

    def __init__(self, rows: Rows, themes: MemoryThemes) -> None:
        self._rows = rows
        self._themes = themes

    async def schedule(self, guild_id: int) -> Schedule | None:
        """When a server's digest comes; None where it has none."""
        return self._rows.schedules.get(guild_id)

    async def plan(self, schedule: Schedule) -> None:
        """Store or replace a server's schedule."""
        self._rows.put(self._rows.schedules, schedule.guild_id, schedule)

    async def unplan(self, guild_id: int) -> bool:
        """Delete a server's schedule; False where there was none. Digests stay."""
        return self._rows.drop(self._rows.schedules, guild_id) is not None

    async def begin(self, new: NewDigest) -> Digest:
        """Store a digest in state BEGUN. Raises Conflict("already_stored") when that week has one."""
        if await self.of_week(new.guild_id, new.week) is not None:
            raise Conflict("already_stored")
        made = Digest(
            new.guild_id, new.week, aware(new.since), aware(new.until), new.zone, new.language, new.channel_id,
            aware(new.begun_at), new.late, DigestId(self._rows.new_id("digest")),
        )  # fmt: skip
        self._rows.put(self._rows.digests, made.id, made)
        return made

    async def get(self, digest_id: DigestId) -> Digest | None:
        """The digest of that id."""
        return self._rows.digests.get(digest_id)

    async def of_week(self, guild_id: int, week: Week) -> Digest | None:
        """A server's digest of a week."""
        return next((one for one in self._of(guild_id) if one.week == week), None)

    async def unfinished(self, guild_id: int) -> Digest | None:
        """The digest that was begun and not finished."""
        return next((one for one in self._of(guild_id) if one.state is DigestState.BEGUN), None)

    async def last(self, guild_id: int) -> Digest | None:
        """The digest that reaches furthest, of those posted and those of quiet weeks."""
        return next((one for one in self._of(guild_id) if one.state in _DONE), None)

    async def move(self, digest_id: DigestId, channel_id: int) -> None:
        """Let a digest be posted in another channel."""
        self._rows.put(self._rows.digests, digest_id, replace(self._rows.digests[digest_id], channel_id=channel_id))

    async def finish(self, digest_id: DigestId, state: DigestState) -> None:
        """Record what became of it."""
        self._rows.put(self._rows.digests, digest_id, replace(self._rows.digests[digest_id], state=state))

    async def posted(self, digest_id: DigestId, page: int, post: PostedMessage) -> None:
        """Record (replacing) the message of a page, counted from 0."""
        there = self._rows.digest_posts.get(digest_id, {})
        self._rows.put(self._rows.digest_posts, digest_id, {**there, page: post})

    async def posts(self, digest_id: DigestId) -> Mapping[int, PostedMessage]:
        """The messages of a digest by page, in their order."""
        return dict(sorted(self._rows.digest_posts.get(digest_id, {}).items()))

    async def covering(self, guild_id: int, moment: datetime) -> Sequence[Digest]:
        """The posted digests that tell of a moment."""
        found = [one for one in self._of(guild_id) if one.since <= moment < one.until]
        return sorted((one for one in found if one.state is DigestState.POSTED), key=lambda one: one.id)

    async def ended(self, guild_id: int, since: datetime, until: datetime) -> Sequence[Held]:
        """The salons that were closed from one moment on and before another, in the order in which they were."""
        rows = self._rows
        closed = [(one.closed_at, one) for one in self._salons(guild_id) if one.closed_at is not None]
        found = sorted((pair for pair in closed if since <= pair[0] < until), key=lambda pair: (pair[0], pair[1].id))
        return [
            Held(salon, rows.recaps.get(salon.id), rows.recaps_saved.get(salon.id), next(iter(rows.posts.get(salon.id, ())), None))
            for _, salon in found
        ]  # fmt: skip

    async def going_on(self, guild_id: int, at: datetime, limit: int) -> Sequence[Salon]:
        """The salons that were open or paused at a moment, newest first."""
        begun = (one for one in self._salons(guild_id) if one.opened_at < at and one.state is not SalonState.OPENING)
        found = [one for one in begun if one.closed_at is None or one.closed_at >= at]
        return sorted(found, key=lambda one: (one.opened_at, one.id), reverse=True)[:limit]

    async def turns(self, turn_ids: Sequence[TurnId]) -> Mapping[TurnId, Turn]:
        """Those of these turns that are still there."""
        return {turn_id: self._rows.turns[turn_id] for turn_id in turn_ids if turn_id in self._rows.turns}

    async def talked(self, guild_id: int, salon_ids: Sequence[SalonId]) -> Sequence[Talked]:
        """How much these salons talked about each theme, newest salon first; tags the room rejected are out."""
        wanted = frozenset(salon_ids)
        return [one for one in await self._talked(guild_id) if one.salon_id in wanted]

    async def talked_before(
        self, guild_id: int, before: datetime, themes: Sequence[str], limit: int
    ) -> Sequence[Talked]:
        """The same of some themes, for so many of a server's newest salons that were opened before a moment."""
        held = (one for one in self._salons(guild_id) if one.opened_at < before and one.state is not SalonState.OPENING)
        newest = sorted(held, key=lambda one: (one.opened_at, one.id), reverse=True)[:limit]
        ids = {one.id for one in newest}
        return [one for one in await self._talked(guild_id) if one.salon_id in ids and one.theme in themes]

    async def added(self, guild_id: int, since: datetime, until: datetime, limit: int) -> Films:
        """The films that came to the server's watchlist in that time and are there still, newest first; not those seen in it."""
        listed = [one for one in self._listed(guild_id) if since <= one.added_at < until]
        unseen = [one for one in listed if one.seen_at is None or one.seen_at >= until]
        return _films([(one.added_at, one) for one in unseen], limit)

    async def seen(self, guild_id: int, since: datetime, until: datetime, limit: int) -> Films:
        """The films on the server's watchlist that were marked as seen in that time, the latest first."""
        marked = [(one.seen_at, one) for one in self._listed(guild_id) if one.seen_at is not None]
        return _films([(at, one) for at, one in marked if since <= at < until], limit)

    async def _talked(self, guild_id: int) -> Sequence[Talked]:
        return await self._themes.talked(guild_id, limit=len(self._rows.salons))

    def _of(self, guild_id: int) -> Sequence[Digest]:
        found = [one for one in self._rows.digests.values() if one.guild_id == guild_id]
        return sorted(found, key=lambda one: (one.until, one.id), reverse=True)

    def _salons(self, guild_id: int) -> Sequence[Salon]:
        return [one for one in self._rows.salons.values() if one.guild_id == guild_id]

    def _listed(self, guild_id: int) -> Sequence[Entry]:
        return [self._rows.entries[one] for one in self._rows.on_list.get(Owner(Whose.SERVER, guild_id), {}).values()]


def _films(entries: Sequence[tuple[datetime, Entry]], limit: int) -> Films:
    newest = sorted(entries, key=lambda pair: (pair[0], pair[1].id), reverse=True)
    shown: tuple[Film, ...] = tuple(entry.film for _, entry in newest[:limit])
    return Films(shown, len(newest) - len(shown))
