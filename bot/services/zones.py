"""Whose time a time is: the zone that a person types, the one they typed before, or their server's."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.ports import Clock, Database, Gazetteer, ServerSettings

_log = logging.getLogger(__name__)
NOBODY_CHOSE = ServerSettings(0).timezone
"""The zone of servers that have chosen none; whoever chooses it for a server gets the same zone under ``CHOSEN_UTC``."""
CHOSEN_UTC = "Etc/UTC"


@dataclass(frozen=True, slots=True)
class Zone:
    """A zone, and whether anybody chose it: where nobody did, it is UTC, and a time in it would be a guess."""

    info: ZoneInfo
    chosen: bool


class Zones:
    """The zones of people, over the gazetteer that finds them by city."""

    def __init__(self, db: Database, clock: Clock, gazetteer: Gazetteer) -> None:
        self._db = db
        self._clock = clock
        self._gazetteer = gazetteer

    async def of(self, user_id: int, guild_id: int, typed: str | None = None) -> ZoneInfo:
        """The zone of a person here. What they typed wins and is remembered for them, else what is remembered, else the server's.

        Raises BadInput("unknown_timezone") or BadInput("several_timezones").
        """
        return (await self.known(user_id, guild_id, typed)).info

    async def known(self, user_id: int, guild_id: int, typed: str | None = None) -> Zone:
        """The same as ``of``, and whether anybody chose it."""
        if typed is not None and typed.strip():
            name = await self._gazetteer.find(typed)
            async with self._db.write() as uow:
                await uow.zones.save(user_id, name)
            return Zone(ZoneInfo(name), chosen=True)
        async with self._db.read() as uow:
            own = await uow.zones.get(user_id)
            server = (await uow.servers.get(guild_id)).timezone
        theirs, here = _there(own), _there(server)
        if theirs is not None:
            return Zone(theirs, chosen=True)
        return Zone(here or ZoneInfo("UTC"), chosen=here is not None and server != NOBODY_CHOSE)

    async def find(self, typed: str) -> str:
        """The IANA name of a zone that was chosen or typed, remembered for nobody. Raises as ``of`` does."""
        return await self._gazetteer.find(typed)

    async def suggest(self, typed: str, language: str) -> Sequence[tuple[str, str]]:
        """Zones that may be meant, best first: how they are shown in that language, and their IANA names."""
        return await self._gazetteer.suggest(typed, language, self._clock.now())


def _there(name: str | None) -> ZoneInfo | None:
    """The zone of a stored name; None where there is none, or the time zone database no longer has it."""
    if name is None:
        return None
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        _log.warning("event=zone_unknown zone=%s", name)
        return None
