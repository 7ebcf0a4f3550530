"""On what terms servers have the language model: persona, budget, and what was used today."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from types import MappingProxyType
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.errors import BadInput, Unavailable
from bot.ports import Clock, Database, ServerSettings, Terms
from bot.records import PERSONA

_log = logging.getLogger(__name__)
KEPT = timedelta(days=31)
"""How long a day's count is kept; nothing needs it after its day."""
MOST_TOKENS = 1_000_000_000
"""The largest budget that can be typed; far beyond what a server can use in a day."""


@dataclass(frozen=True, slots=True)
class Use:
    """How a server stands today: its persona, the tokens used, and its bound (None: none)."""

    persona: str
    used: int
    budget: int | None = None


class ModelUse:
    """Implements the ModelAccount port. ``cap`` bounds every server's day, whatever it chose; 0: it does not.

    A day begins at midnight in the server's own time zone. ``personas`` are those there are, with what each is called;
    ``model`` is the model's name, None where only the house host hosts.
    """

    def __init__(
        self,
        db: Database,
        clock: Clock,
        *,
        cap: int = 0,
        personas: Mapping[str, str] = MappingProxyType({PERSONA: PERSONA}),
        model: str | None = None,
    ) -> None:
        self._db = db
        self._clock = clock
        self._cap = cap
        self.personas = personas
        self.model = model

    async def terms(self, guild_id: int) -> Terms:
        """The server's persona, and how many tokens it has left today. Raises Unavailable."""
        use = await self.today(guild_id)
        return Terms(use.persona, None if use.budget is None else use.budget - use.used)

    async def today(self, guild_id: int) -> Use:
        """How a server stands today. Raises Unavailable."""
        async with self._db.read() as uow:
            settings = await uow.servers.get(guild_id)
            used = await uow.usage.of_day(guild_id, self._day(settings))
        return Use(settings.persona if settings.persona in self.personas else PERSONA, used, self._budget(settings))

    async def spent(self, guild_id: int, tokens: int) -> None:
        """Count tokens that were used for a server just now. What cannot be counted is logged: the words are made."""
        if tokens <= 0:
            return
        try:
            async with self._db.write() as uow:
                day = self._day(await uow.servers.get(guild_id))
                if await uow.usage.add(guild_id, day, tokens) == tokens:  # the first of its day
                    await uow.usage.purge(day - KEPT)
        except Unavailable:
            _log.warning("event=usage_not_counted guild=%s tokens=%s", guild_id, tokens)

    async def choose(self, guild_id: int, *, persona: str | None = None, daily_budget: int | None = None) -> Use:
        """Set a server's persona or budget (0 lifts it); None leaves it as it is. Raises BadInput."""
        code = self._code(persona) if persona is not None else None
        if daily_budget is not None and not 0 <= daily_budget <= MOST_TOKENS:
            raise BadInput("unusable_budget", limit=MOST_TOKENS)
        async with self._db.write() as uow:
            settings = await uow.servers.get(guild_id)
            if code is not None:
                settings = replace(settings, persona=code)
            if daily_budget is not None:
                settings = replace(settings, daily_budget=daily_budget or None)
            await uow.servers.save(settings)
        return await self.today(guild_id)

    def _code(self, typed: str) -> str:
        """The persona that was chosen from the list, or typed by hand. Raises BadInput("unknown_persona")."""
        wanted = typed.strip().casefold()
        for code, name in self.personas.items():
            if wanted in {code, name.casefold()}:
                return code
        raise BadInput("unknown_persona", name=typed.strip()[:40], known=", ".join(self.personas.values()))

    def _budget(self, settings: ServerSettings) -> int | None:
        """The tighter of what the server chose and what whoever runs Salon allows."""
        bounds = [bound for bound in (settings.daily_budget, self._cap) if bound]
        return min(bounds) if bounds else None

    def _day(self, settings: ServerSettings) -> date:
        """Today, where the server is."""
        try:
            zone = ZoneInfo(settings.timezone)
        except (ZoneInfoNotFoundError, ValueError):  # a zone that tzdata has dropped since it was chosen
            zone = ZoneInfo("UTC")
        return self._clock.now().astimezone(zone).date()
