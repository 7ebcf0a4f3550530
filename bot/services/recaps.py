"""Recaps: writing the record of a salon, posting it once, and redrawing it when words are withdrawn."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence

from bot.domain.recap import Recap
from bot.domain.room import Room
from bot.domain.salon import Salon
from bot.domain.turn import SalonId, Turn, TurnId
from bot.domain.whatif import WhatIf
from bot.domain.whatif_record import linked, with_whatifs
from bot.errors import Forbidden, Gone
from bot.ports import Announcer, Clock, Database, Host, Job
from bot.services.quotations import standing
from bot.services.rooms import Rooms

_log = logging.getLogger(__name__)


class Recaps:
    """The records of salons. ``plain`` is the host that redraws: it uses nothing but what still stands in the room.

    What-ifs are put into the record by code, whichever host wrote the rest; ``forms`` are the words for that.
    """

    def __init__(
        self,
        db: Database,
        clock: Clock,
        announcer: Announcer,
        host: Host,
        plain: Host,
        rooms: Rooms,
        forms: Mapping[str, str],
    ) -> None:
        self._db = db
        self._clock = clock
        self._announcer = announcer
        self._host = host
        self._plain = plain
        self._rooms = rooms
        self._forms = forms

    async def write(self, job: Job) -> None:
        """Job "recap": write the record if there is none, then post it if it is not posted."""
        salon_id = SalonId(int(job.key))
        async with self._db.read() as uow:
            salon, recap, posts = (
                await uow.salons.get(salon_id),
                await uow.recaps.get(salon_id),
                await uow.recaps.posts(salon_id),
            )
        if salon is None or posts:
            return
        room, drafts = await self._rooms.of(salon_id), await self._drafts(salon_id)
        if recap is None:
            recap = with_whatifs(await self._host.recap(room), drafts, self._forms)
            async with self._db.write() as uow:
                await uow.recaps.save(salon_id, recap, self._clock.now())
        try:
            posted = await self._announcer.post_recap(salon, recap, linked(_by_id(room), drafts), f"r{salon_id}")
        except (Gone, Forbidden) as error:
            _log.warning("event=recap_not_posted salon=%s error=%s", salon_id, type(error).__name__)
            return
        async with self._db.write() as uow:
            await uow.recaps.remember_posts(salon_id, posted)
        self._rooms.drop(salon_id)

    async def redraw(self, job: Job) -> None:
        """Job "redraw": after an edit or deletion, take back the host's quotations and renew the record."""
        salon_id = SalonId(int(job.key))
        async with self._db.read() as uow:
            salon, recap, posts = (
                await uow.salons.get(salon_id),
                await uow.recaps.get(salon_id),
                await uow.recaps.posts(salon_id),
            )
        if salon is None:
            return
        self._rooms.drop(salon_id)
        room = await self._rooms.of(salon_id)
        await self._amend_host(salon, room)
        if recap is None:
            return
        drafts = await self._drafts(salon_id)
        renewed = with_whatifs(await self._plain.recap(room), drafts, self._forms)
        async with self._db.write() as uow:
            await uow.recaps.save(salon_id, renewed, self._clock.now())
        if posts:
            await self._announcer.redraw_recap(salon, renewed, linked(_by_id(room), drafts), posts)

    async def _amend_host(self, salon: Salon, room: Room) -> None:
        """Take back, where it is shown and where it is stored, what host turns repeat of words no longer standing."""
        for turn in room.turns:
            if turn.utterance is None or turn.message_id is None or salon.channel_id is None:
                continue
            if (rest := standing(turn, room)) == turn.text:
                continue
            # Shown first: were it stored first, a second attempt after an outage would find nothing left to do.
            try:
                await self._announcer.amend(salon.channel_id, turn.message_id, rest)
            except (Gone, Forbidden) as error:
                _log.warning("event=not_amended salon=%s error=%s", salon.id, type(error).__name__)
            async with self._db.write() as uow:
                await uow.turns.edit(turn.message_id, rest, self._clock.now())
        self._rooms.drop(salon.id)

    async def _drafts(self, salon_id: SalonId) -> Sequence[WhatIf]:
        async with self._db.read() as uow:
            return await uow.whatifs.of_salon(salon_id)

    async def of(self, salon_id: SalonId) -> Recap | None:
        """The stored record of a salon."""
        async with self._db.read() as uow:
            return await uow.recaps.get(salon_id)


def _by_id(room: Room) -> dict[TurnId, Turn]:
    return {turn.id: turn for turn in room.turns}
