"""Saying: what the host decided to say is posted once, by a job, and only as it may stand by then."""

from __future__ import annotations

import logging
from datetime import timedelta

from bot.domain.room import Room
from bot.domain.salon import Salon, SalonState
from bot.domain.turn import Turn, TurnId
from bot.errors import Conflict, Forbidden, Gone
from bot.ports import Announcer, Clock, Database, Job
from bot.services.quotations import NOTHING_LEFT, standing
from bot.services.rooms import Rooms
from bot.services.salons import Salons

_log = logging.getLogger(__name__)


class Saying:
    """Posts the host's turns."""

    def __init__(self, db: Database, clock: Clock, announcer: Announcer, rooms: Rooms, salons: Salons) -> None:
        self._db = db
        self._clock = clock
        self._announcer = announcer
        self._rooms = rooms
        self._salons = salons

    async def post(self, job: Job) -> None:
        """Job "post": post a host's turn once. A second attempt first looks whether the first one arrived."""
        async with self._db.read() as uow:
            turn = await uow.turns.get(TurnId(int(job.key)))
            salon = await uow.salons.get(turn.salon_id) if turn else None
        if turn is None or turn.message_id is not None or salon is None or salon.channel_id is None:
            return
        if salon.state is SalonState.CLOSED and not turn.is_opening:
            await self._discard(turn)
            return
        text = await self._text(turn, await self._rooms.of(salon.id))
        try:
            message_id = await self._said_before(job, salon.channel_id, turn)
            if message_id is None and text == NOTHING_LEFT:
                await self._discard(turn)
                return
            if message_id is None:
                message_id = await self._announcer.say(salon.channel_id, text, f"t{turn.id}")
        except Gone:
            await self._closed_without_a_word(salon)
            return
        except Forbidden as error:
            _log.warning("event=may_not_speak salon=%s permission=%s", salon.id, error.values.get("permission"))
            await self._discard(turn)
            return
        await self._posted(salon, turn, message_id)

    async def _text(self, turn: Turn, room: Room) -> str:
        """The turn as it may stand now. Of what somebody said who has opted out since it was made, nothing is left in it."""
        silenced = self._rooms.optouts.since(turn.at)
        if silenced:
            async with self._db.read() as uow:
                said = await uow.turns.of_salon(turn.salon_id, unheard=True)
            silenced &= {one.author_id for one in said if one.id < turn.id}
        return standing(turn, room, withdrawn=bool(silenced))

    async def _posted(self, salon: Salon, turn: Turn, message_id: int) -> None:
        """Record which message a turn became; words withdrawn while it was on its way are taken back by a job."""
        async with self._db.write() as uow:
            await uow.turns.posted(turn.id, message_id)
            if turn.is_opening:
                await uow.salons.touch(salon.id, turn.at, message_id)
        self._rooms.posted(salon.id, turn, message_id)
        if standing(turn, await self._rooms.of(salon.id)) != turn.text:
            async with self._db.write() as uow:
                await uow.jobs.put("redraw", str(turn.salon_id), self._clock.now())
            self._salons.wake()

    async def _said_before(self, job: Job, channel_id: int, turn: Turn) -> int | None:
        if job.attempts <= 1:
            return None
        return await self._announcer.find_own(channel_id, turn.text, turn.at - timedelta(seconds=5))

    async def _discard(self, turn: Turn) -> None:
        async with self._db.write() as uow:
            await uow.turns.discard(turn.id)
        self._rooms.drop(turn.salon_id)

    async def _closed_without_a_word(self, salon: Salon) -> None:
        try:
            await self._salons.close(salon, recap=False)
        except Conflict:
            return
        _log.info("event=salon_lost_its_channel salon=%s", salon.id)
