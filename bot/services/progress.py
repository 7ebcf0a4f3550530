"""How far somebody has seen the film of a salon, and what follows for what the host may say."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from enum import StrEnum

from bot.domain.salon import Salon
from bot.domain.spoiler import EVERYTHING, HALF, NOTHING, Horizon
from bot.errors import BadInput, NotFound
from bot.ports import Database
from bot.services.covers import SpoilerCovers
from bot.services.rooms import Rooms
from bot.services.salons import Salons

_log = logging.getLogger(__name__)


class Seen(StrEnum):
    """What somebody says of how far they have seen."""

    NOTHING = "nothing"
    PART = "part"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class Told:
    """What was noted: how far the person has seen, and the least of everybody who is there now.

    ``covers``: whether who writes of a later scene there is offered a spoiler cover.
    """

    salon: Salon
    own: Horizon
    room: Horizon
    covers: bool = False


class Progress:
    """Keeps how far people have seen, by salon."""

    def __init__(self, db: Database, salons: Salons, rooms: Rooms, covers: SpoilerCovers) -> None:
        self._db = db
        self._salons = salons
        self._rooms = rooms
        self._covers = covers

    async def tell(self, channel_id: int, person: int, seen: Seen, minute: int | None = None) -> Told:
        """Note how far somebody has seen the film of the salon here; part of it without a minute is the first half.

        Raises NotFound("no_salon_here") or BadInput("minute_without_part").
        """
        if minute is not None and seen is not Seen.PART:
            raise BadInput("minute_without_part")
        salon = await self._salons.required(channel_id)
        own = _horizon(seen, minute, salon.film.runtime)
        async with self._db.write() as uow:
            now = await uow.salons.get(salon.id)
            if now is None or not now.live:
                raise NotFound("no_salon_here")
            await uow.horizons.save(salon.id, person, own)
        self._rooms.has_seen(salon.id, person, own)
        _log.info("event=progress salon=%s seen=%.2f", salon.id, own.seen)
        return Told(salon, own, (await self._rooms.of(salon.id)).horizon, self._covers.offered(salon))


def _horizon(seen: Seen, minute: int | None, runtime: int | None) -> Horizon:
    if seen is not Seen.PART:
        return EVERYTHING if seen is Seen.ALL else NOTHING
    return HALF if minute is None else Horizon.at_minute(minute, runtime)
