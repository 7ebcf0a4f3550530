"""Tags attach to turns in the background: turns wait in a line, and a job takes them a batch at a time."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.domain.covered import blanked
from bot.domain.salon import Salon
from bot.domain.tagger import Found
from bot.domain.theme import Theme
from bot.domain.turn import SalonId, Turn
from bot.ports import Clock, Database, Job, ThemeFinder, UnitOfWork

_log = logging.getLogger(__name__)
JOB = "tag"
"""The job that tags what waits; its key is the salon's id."""
_TOGETHER = timedelta(seconds=20)  # what is said within it is tagged together
_BATCH = 64
_SEVERAL, _GATHER = 12, timedelta(minutes=2)  # a model waits for so many turns, or so long: each request has its price
_FRESH = timedelta(hours=6)  # older turns are none for a model: they wait since an update, or a long way behind
_REST = timedelta(seconds=3)  # between batches of a long line
_ROUNDS = 2_000  # batches that one evening may have


async def in_line(uow: UnitOfWork, turn: Turn, now: datetime) -> None:
    """Let a stored turn wait to be tagged, together with others of these seconds. Works in the caller's unit of work.

    So does a turn that says nothing any more: what it was tagged with goes then.
    """
    if not turn.by_host:
        await uow.themes.wait(turn)
        await uow.jobs.put(JOB, str(turn.salon_id), _due(now))


def _due(now: datetime) -> datetime:
    """The next moment at which batches are taken: the same for all that is said before it, so that talk never puts it off."""
    step = _TOGETHER.total_seconds()
    return datetime.fromtimestamp((now.timestamp() // step + 1) * step, UTC)


class Tagging:
    """Tags turns. ``finder`` may ask a model about what is fresh; ``plain`` never does."""

    def __init__(self, db: Database, clock: Clock, finder: ThemeFinder, plain: ThemeFinder) -> None:
        self._db = db
        self._clock = clock
        self._finder = finder
        self._plain = plain

    async def tag(self, job: Job) -> None:
        """Job "tag": one batch, and the job again while more waits. A model is asked about several turns at once."""
        salon_id, now = SalonId(int(job.key)), self._clock.now()
        async with self._db.read() as uow:
            turns = await uow.themes.waiting(salon_id, _SEVERAL)
        if not turns:
            return
        ripe = turns[0].at + _GATHER
        early = self._finder is not self._plain and len(turns) < _SEVERAL and now < ripe
        if early or await self._batch(salon_id, self._finder):
            async with self._db.write() as uow:
                # A long line gives way to what people wait for.
                await uow.jobs.put(JOB, job.key, ripe if early else now + _REST)

    async def guess(self, salon: Salon, turns: Sequence[Turn], own: Sequence[Theme]) -> Sequence[tuple[Found, ...]]:
        """The themes of these turns as they are found at once, for somebody who waits."""
        return await self._found(salon, turns, own, self._plain)

    async def settle(self, turn: Turn) -> None:
        """Tag one turn at once, without a model, if it waits still."""
        async with self._db.read() as uow:
            salon = await uow.salons.get(turn.salon_id)
            waits = any(one.id == turn.id for one in await uow.themes.waiting(turn.salon_id, _BATCH))
            own = await uow.themes.own(salon.guild_id) if salon is not None else ()
        if salon is None or not waits:
            return
        (found,) = await self.guess(salon, [turn], own)
        async with self._db.write() as uow:
            await uow.themes.attach(turn, found)

    async def finish(self, salon_id: SalonId) -> None:
        """Tag all that waits in a salon, before something is written from it; a model is asked about one batch of it."""
        for number in range(_ROUNDS):
            if not await self._batch(salon_id, self._plain if number else self._finder):
                return
        _log.warning("event=tagging_unfinished salon=%s", salon_id)

    async def _batch(self, salon_id: SalonId, finder: ThemeFinder) -> bool:
        """Tag some turns; whether there may be more. A turn that was edited meanwhile stays in line."""
        async with self._db.read() as uow:
            salon = await uow.salons.get(salon_id)
            turns = await uow.themes.waiting(salon_id, _BATCH)
            own = await uow.themes.own(salon.guild_id) if salon is not None and turns else ()
        if salon is None or not turns:
            return False
        since = self._clock.now() - _FRESH
        old, fresh = [turn for turn in turns if turn.at < since], [turn for turn in turns if turn.at >= since]
        found = dict(zip(old, await self._found(salon, old, own, self._plain), strict=True))
        found |= zip(fresh, await self._found(salon, fresh, own, finder), strict=True)
        async with self._db.write() as uow:
            for turn, tags in found.items():
                await uow.themes.attach(turn, tags)
        _log.debug("event=tagged salon=%s turns=%s", salon_id, len(turns))
        return True

    async def _found(
        self, salon: Salon, turns: Sequence[Turn], own: Sequence[Theme], finder: ThemeFinder
    ) -> Sequence[tuple[Found, ...]]:
        """The themes of what these turns say in the open; what is covered stays covered.

        A finder that breaks costs tags, and never the record that is written after it.
        """
        shown = [replace(turn, text=blanked(turn.text)) for turn in turns]
        for one in dict.fromkeys((finder, self._plain)):
            try:
                return await one.find(salon, shown, own) if turns else ()
            except Exception as error:  # noqa: BLE001  # whatever it is, the evening must not lose its record
                _log.warning("event=finder_failed salon=%s error=%s", salon.id, type(error).__name__)
        return [()] * len(turns)
