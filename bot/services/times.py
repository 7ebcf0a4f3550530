"""Reading the moment somebody typed, in their time zone."""

from __future__ import annotations

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from bot.domain.when import Asks, Read, Reading, read
from bot.domain.when_words import WhenWords
from bot.errors import BadInput
from bot.ports import Clock
from bot.services.zones import Zone, Zones

_ELSEWHERE = ZoneInfo("Pacific/Auckland")


class Times:
    """Reads moments. ``words`` are those of every language that people may type in."""

    def __init__(self, clock: Clock, zones: Zones, words: Sequence[WhenWords]) -> None:
        self._clock = clock
        self._zones = zones
        self._words = words

    async def read(self, typed: str, user_id: int, guild_id: int, zone: str | None) -> tuple[Reading, Zone]:
        """What was meant, and the zone it was read in, which is remembered for the person who names one.

        Raises BadInput("unusable_when"), BadInput("unknown_timezone"), or BadInput("zone_needed") where nobody has said in
        whose time somebody speaks and that would make a difference.
        """
        where = await self._zones.known(user_id, guild_id, zone)
        reading = self._read(typed, where.info)
        if not where.chosen and not _same(reading, self._read(typed, _ELSEWHERE)):
            raise BadInput("zone_needed")
        return reading, where

    def _read(self, typed: str, zone: ZoneInfo) -> Reading:
        return read(typed, self._clock.now(), zone, self._words)


def _same(one: Reading, other: Reading) -> bool:
    """Whether two readings mean the same moments, whatever the zone."""
    return _moments(one) == _moments(other)


def _moments(reading: Reading) -> Sequence[object]:
    match reading:
        case Read():
            return [reading.at]
        case Asks():
            return [reading.reason, *(choice.at for choice in reading.choices)]
