"""Digests: posting each week's once, whatever dies in between, and redrawing it when words are withdrawn."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from bot.domain.digest import (
    LATEST,
    ON_TIME,
    Contents,
    Digest,
    DigestId,
    DigestState,
    NewDigest,
    Schedule,
    beginning,
    due_week,
)
from bot.domain.turn import SalonId
from bot.domain.weekly import Week, after, due, following
from bot.errors import Conflict, Forbidden, Gone, Unavailable
from bot.ports import Clock, Database, DigestBoard, Job, PostedMessage, UnitOfWork
from bot.ports.digests import Visible
from bot.services.digest_weeks import DigestWeeks
from bot.services.waiting import put_off

_log = logging.getLogger(__name__)
POST = "digest"
"""The job that posts what is due; its key is the server's id, its time that of the next digest."""
REDRAW = "digest_redraw"
"""The job that shows a posted digest as it stands now; its key is the digest's id."""
Handler = Callable[[Job], Awaitable[None]]
_TRIES = 6  # of a posting, before it is put off; a job that keeps failing would be set aside for good
_REST = timedelta(hours=1)


class Digests:
    """Posts digests and keeps them in step.

    A digest is stored before it is posted. One that was begun and not finished is looked for in its channel first, so that
    no page of it is posted twice.
    """

    def __init__(self, db: Database, clock: Clock, board: DigestBoard, weeks: DigestWeeks) -> None:
        self._db = db
        self._clock = clock
        self._board = board
        self._weeks = weeks

    # --- posting ---

    async def post(self, job: Job) -> None:
        """Job "digest": post the digest that is due, and see to the next one."""
        guild_id = int(job.key)
        try:
            await self._post(guild_id)
        except (Gone, Forbidden) as error:
            # The channel may come back, or be changed, or its permissions; the digest waits for that, while it is news.
            _log.warning("event=digest_not_posted guild=%s error=%s", guild_id, type(error).__name__)
            await self._put_off(guild_id)
        except Conflict as error:  # another process began it just now, and may die over it
            raise Unavailable from error
        except Exception:
            if job.attempts >= _TRIES:
                await self._put_off(guild_id)
            raise

    async def _put_off(self, guild_id: int) -> None:
        async with self._db.write() as uow:
            await uow.jobs.put(POST, str(guild_id), self._clock.now() + _REST, guild_id=guild_id)

    async def _post(self, guild_id: int) -> None:
        digest, schedule, fresh = await self._begun(guild_id)
        if digest is None:
            return
        over = self._clock.now() - digest.until > LATEST
        standing = {} if fresh else await (self._recorded(digest) if over else self._standing(digest))
        if schedule is None or over:
            await self._finish(digest, DigestState.POSTED if standing else DigestState.DROPPED, None)
            return
        if not standing and digest.channel_id != schedule.channel_id:
            digest = await self._moved(digest, schedule.channel_id)
        contents = await self._read(digest)
        if contents.quiet and not schedule.quiet and not standing:
            await self._finish(digest, DigestState.QUIET, None)
            return
        for page in range(self._board.pages(digest, contents)):
            if page not in standing:
                await self._record(digest, page, await self._board.post(digest, contents, page, _nonce(digest, page)))
        await self._finish(digest, DigestState.POSTED, contents if fresh else None)

    async def _begun(self, guild_id: int) -> tuple[Digest | None, Schedule | None, bool]:
        """The digest to be posted, the schedule as it is now, and whether the digest was begun just now."""
        now = self._clock.now()
        async with self._db.write() as uow:
            schedule = await uow.digests.schedule(guild_id)
            left = await uow.digests.unfinished(guild_id)
            if left is not None or schedule is None:
                return left, schedule, False
            week = due_week(schedule, now)
            if week is None or await uow.digests.of_week(guild_id, week) is not None:
                await put_next(uow, schedule, now)
                return None, schedule, False
            digest = await uow.digests.begin(await frame(uow, schedule, week, now))
        _log.info("event=digest_begun guild=%s digest=%s week=%s late=%s", guild_id, digest.id, week, digest.late)
        return digest, schedule, True

    async def _standing(self, digest: Digest) -> Mapping[int, PostedMessage]:
        """The pages that were posted before this process knew of it, by record or as they stand in the channel."""
        known = await self._recorded(digest)
        try:
            found = await self._board.find(digest)
        except (Gone, Forbidden):  # what cannot be seen there cannot be changed either
            return known
        for page, post in found.items():
            if page not in known:
                await self._record(digest, page, post)
        return {**found, **known}

    async def _recorded(self, digest: Digest) -> Mapping[int, PostedMessage]:
        async with self._db.read() as uow:
            return await uow.digests.posts(digest.id)

    async def _record(self, digest: Digest, page: int, post: PostedMessage) -> None:
        async with self._db.write() as uow:
            await uow.digests.posted(digest.id, page, post)

    async def _moved(self, digest: Digest, channel_id: int) -> Digest:
        async with self._db.write() as uow:
            await uow.digests.move(digest.id, channel_id)
        return replace(digest, channel_id=channel_id)

    async def _finish(self, digest: Digest, state: DigestState, shown: Contents | None) -> None:
        """Record what became of a digest and when the next is due; what changed while it was posted is redrawn.

        ``shown`` is what all its pages show; None where they may show different states of the week.
        """
        now = self._clock.now()
        async with self._db.write() as uow:
            await uow.digests.finish(digest.id, state)
            schedule = await uow.digests.schedule(digest.guild_id)
            if schedule is not None:
                await put_next(uow, schedule, now)
            if state is DigestState.POSTED:
                same = shown is not None and shown == await self._weeks.read(uow, digest, self._sees(digest))
                if not same:
                    await uow.jobs.put(REDRAW, str(digest.id), now, guild_id=digest.guild_id)
        _log.info("event=digest_finished guild=%s digest=%s state=%s", digest.guild_id, digest.id, state)

    # --- keeping in step ---

    async def redraw(self, job: Job) -> None:
        """Job "digest_redraw": show a posted digest as it stands now, in the messages it has."""
        async with self._db.read() as uow:
            digest = await uow.digests.get(DigestId(int(job.key)))
            posts = {} if digest is None else await uow.digests.posts(digest.id)
        # One that is being posted looks itself, when it is done, whether anything changed meanwhile.
        if digest is None or not posts or digest.state is not DigestState.POSTED:
            return
        contents = await self._read(digest)
        try:
            await self._board.redraw(digest, contents, posts)
        except Forbidden:  # words that were withdrawn still stand there: they go when it may be changed again
            await put_off(self._db, job, self._clock.now())
            return
        if await self._read(digest) != contents:
            async with self._db.write() as uow:
                await uow.jobs.put(job.kind, job.key, self._clock.now())

    def followed(self, handler: Handler) -> Handler:
        """A handler of jobs that change a salon's record (its id is their key), after which digests are redrawn.

        They are also when it fails: what was withdrawn is gone from the stores by then, and that is what they are read from.
        """

        async def both(job: Job) -> None:
            try:
                await handler(job)
            except Exception:
                await self.follow(SalonId(int(job.key)))
                raise
            await self.follow(SalonId(int(job.key)))

        return both

    async def follow(self, salon_id: SalonId) -> None:
        """Let the digests that tell of a salon be redrawn."""
        async with self._db.write() as uow:
            salon = await uow.salons.get(salon_id)
            if salon is None or salon.closed_at is None:
                return
            for digest in await uow.digests.covering(salon.guild_id, salon.closed_at):
                await uow.jobs.put(REDRAW, str(digest.id), self._clock.now(), guild_id=digest.guild_id)

    async def _read(self, digest: Digest) -> Contents:
        async with self._db.read() as uow:
            return await self._weeks.read(uow, digest, self._sees(digest))

    def _sees(self, digest: Digest) -> Visible:
        return self._board.visible(digest.guild_id, digest.channel_id)


async def put_next(uow: UnitOfWork, schedule: Schedule, now: datetime) -> datetime:
    """Enqueue the next digest of a server, and return when it is due."""
    at = due(schedule.slot, await next_week(uow, schedule, now))
    await uow.jobs.put(POST, str(schedule.guild_id), at, guild_id=schedule.guild_id)
    return at


async def next_week(uow: UnitOfWork, schedule: Schedule, now: datetime) -> Week:
    """The first week that is due after now and has no digest yet (it has one where the weekday was changed within it)."""
    week = max(following(schedule.slot, now), schedule.first)
    while await uow.digests.of_week(schedule.guild_id, week) is not None:
        week = after(week)
    return week


async def frame(uow: UnitOfWork, schedule: Schedule, week: Week, now: datetime) -> NewDigest:
    """The digest of a week as it is about to be stored: the time it tells of, its language, its place."""
    until = due(schedule.slot, week)
    last = await uow.digests.last(schedule.guild_id)
    settings = await uow.servers.get(schedule.guild_id)
    return NewDigest(
        schedule.guild_id, week, beginning(until, None if last is None else last.until), until, schedule.slot.zone,
        settings.language, schedule.channel_id, now, late=now - until > ON_TIME,
    )  # fmt: skip


def _nonce(digest: Digest, page: int) -> str:
    return f"d{digest.id}.{page}"
