"""Time zones: which one each person has, and finding them by city."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol


class ZoneStore(Protocol):
    """The time zones that people have set for themselves, as IANA names."""

    async def get(self, user_id: int) -> str | None:
        """A person's zone, where they have set one."""
        ...

    async def save(self, user_id: int, zone: str) -> None:
        """Keep a person's zone, in place of the one before."""
        ...

    async def forget_user(self, user_id: int) -> None:
        """Delete a person's zone."""
        ...


class Gazetteer(Protocol):
    """Finds zones by what people call them."""

    async def find(self, typed: str) -> str:
        """The IANA name of a zone that was chosen or typed: an IANA name, a city or a country.

        Raises BadInput("unknown_timezone", name=), or BadInput("several_timezones", name=, zones=) where it may be several.
        """
        ...

    async def suggest(self, typed: str, language: str, now: datetime, limit: int = 25) -> Sequence[tuple[str, str]]:
        """Zones that may be meant, best first: how they are shown, with the time there now, and their IANA names."""
        ...
