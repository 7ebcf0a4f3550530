"""What a server has chosen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.domain.when_zone_words import by_iana_name
from bot.errors import BadInput
from bot.ports import Database, ServerSettings
from bot.services.zones import CHOSEN_UTC, NOBODY_CHOSE


class Servers:
    """Settings of servers. ``languages`` are the codes of complete locales."""

    def __init__(self, db: Database, languages: Sequence[str]) -> None:
        self._db = db
        self._languages = tuple(languages)

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
        """An IANA time zone. Raises BadInput("unknown_timezone").

        UTC is kept under a name of its own, which tells it from the zone of servers that have chosen none.
        """
        known = by_iana_name(name) if name != NOBODY_CHOSE else ()
        if not known and name != NOBODY_CHOSE:
            raise BadInput("unknown_timezone", name=name[:60])
        return await self._change(guild_id, timezone=known[0].name if known else CHOSEN_UTC)

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
