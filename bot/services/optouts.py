"""Who does not want to be heard: asked for every message, so it is known in memory; the table is what counts.

What another process changed is seen within ``FRESH``; whatever is stored is looked at in the same transaction besides.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from bot.domain.optout import Optout
from bot.errors import Forbidden
from bot.ports import Clock, Database, UnitOfWork

_log = logging.getLogger(__name__)
FRESH = timedelta(seconds=30)
"""For how long what was read is gone by."""
_RECORD = timedelta(days=1)  # a salon that ended longer ago without a record will have none
_INSTANT = timedelta(microseconds=1)


class Optouts:
    """Everybody's choice. ``version`` grows whenever one is seen to have changed: then rooms are built anew."""

    def __init__(self, db: Database, clock: Clock) -> None:
        self._db = db
        self._clock = clock
        self._kept: dict[int, Optout] = {}
        self._read_at: datetime | None = None
        self.version = 0

    async def look(self) -> None:
        """Read the choices anew where they were read too long ago."""
        now = self._clock.now()
        if self._read_at is None or not timedelta(0) <= now - self._read_at < FRESH:
            await self._read()

    async def _read(self) -> None:
        now = self._clock.now()
        async with self._db.read() as uow:
            found = {one.user_id: one for one in await uow.optouts.all()}
        if found != self._kept:
            self._kept = found
            self.version += 1
        self._read_at = now

    def holds(self, user_id: int) -> bool:
        """Whether somebody is not to be heard now, as far as was read."""
        return user_id in self._kept and self._kept[user_id].holds

    def hears(self, user_id: int, at: datetime) -> bool:
        """Whether what somebody wrote at a moment may be heard, as far as was read."""
        return user_id not in self._kept or self._kept[user_id].hears(at)

    @property
    def anybody(self) -> bool:
        """Whether there is anybody who is not to be heard now, as far as was read."""
        return self.any_of(self._kept)

    def any_of(self, people: Iterable[int]) -> bool:
        """Whether somebody among these is not to be heard now, as far as was read."""
        return any(map(self.holds, people))

    def since(self, moment: datetime) -> frozenset[int]:
        """Who has opted out at a moment or after it, and is not heard now."""
        return frozenset(one.user_id for one in self._kept.values() if one.holds and one.since >= moment)

    async def of(self, user_id: int) -> Optout | None:
        """Somebody's latest choice, as it is stored."""
        async with self._db.read() as uow:
            return await uow.optouts.get(user_id)

    async def choose(self, user_id: int, *, on: bool) -> bool:
        """Let somebody not be heard from now on, or be heard again; False where that was so already.

        A salon that has ended and whose record is not posted yet counts as going on: its record is written without them.
        """
        now = self._clock.now()
        async with self._db.write() as uow:
            before = await uow.optouts.get(user_id)
            if (before is not None and before.holds) == on:
                return False
            if on:
                unrecorded = await uow.optouts.unrecorded(user_id, now - _RECORD)
                since = now if unrecorded is None else min(now, unrecorded - _INSTANT)
                await uow.optouts.save(Optout(user_id, since))
            elif before is not None:
                await uow.optouts.save(replace(before, until=now))
        await self._read()
        _log.info("event=optout on=%s", on)
        return True


async def demand_heard(optouts: Optouts, author_id: int, by: int) -> None:
    """Raise Forbidden where nothing may be made of what an author writes: "you_are_not_heard" to them, "not_heard" to others."""
    await optouts.look()
    if optouts.holds(author_id):
        raise Forbidden("you_are_not_heard" if author_id == by else "not_heard")


async def may_hear(uow: UnitOfWork, user_id: int, at: datetime) -> bool:
    """Whether what somebody wrote at a moment may be stored, by what is stored of their choice."""
    choice = await uow.optouts.get(user_id)
    return choice is None or choice.hears(at)
