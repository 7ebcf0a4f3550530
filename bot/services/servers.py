"""What a server has chosen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from zoneinfo import available_timezones

from bot.errors import BadInput
from bot.ports import Database, ServerSettings


class Servers:
    """Settings of servers. ``languages`` are the codes of complete locales."""

    def __init__(self, db: Database, languages: Sequence[str]) -> None:
        self._db = db
        self._languages = tuple(languages)
        self._zones: tuple[str, ...] | None = None

    async def get(self, guild_id: int) -> ServerSettings:
        """The server's settings, or the defaults."""
        async with self._db.read() as uow:
            return await uow.servers.get(guild_id)

    async def choose_channel(self, guild_id: int, channel_id: int | None) -> ServerSettings:
        """Where salons open; None: wherever they are started."""
        return await self._change(guild_id, salon_channel=channel_id)

    async def choose_alerts(self, guild_id: int, channel_id: int | None) -> ServerSettings:
        """Which channel is told when people in a salon are at each other; None: nobody is."""
        return await self._change(guild_id, alert_channel=channel_id)

    async def choose_timezone(self, guild_id: int, name: str) -> ServerSettings:
        """An IANA time zone. Raises BadInput("unknown_timezone")."""
        if name not in self._known_zones():
            raise BadInput("unknown_timezone", name=name[:60])
        return await self._change(guild_id, timezone=name)

    async def choose_language(self, guild_id: int, code: str) -> ServerSettings:
        """A language the host speaks. Raises BadInput("unknown_language")."""
        if code not in self._languages:
            raise BadInput("unknown_language", name=code[:20])
        return await self._change(guild_id, language=code)

    async def _change(self, guild_id: int, **changes: object) -> ServerSettings:
        async with self._db.write() as uow:
            settings = replace(await uow.servers.get(guild_id), **changes)  # type: ignore[arg-type]
            await uow.servers.save(settings)
        return settings

    def _known_zones(self) -> tuple[str, ...]:
        if self._zones is None:
            self._zones = tuple(sorted(z for z in available_timezones() if "/" in z or z == "UTC"))
        return self._zones

    def timezones(self, typed: str, limit: int = 25) -> Sequence[str]:
        """Zone names in which the typed word occurs, those whose city begins with it first."""
        word = typed.strip().casefold().replace(" ", "_")
        fit = [z for z in self._known_zones() if word in z.casefold()]
        return sorted(fit, key=lambda z: (not z.casefold().rpartition("/")[2].startswith(word), z))[:limit]
