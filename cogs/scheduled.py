"""Discord's own scheduled events: what is done to those of our screenings there, and who is interested."""

from __future__ import annotations

import json

import discord
from discord import EventStatus
from discord.ext import commands

from bot.client import SalonBot
from bot.ui.screening_board import seen_of

_INTEREST = "GUILD_SCHEDULED_EVENT_USER_"
_ADDED = f"{_INTEREST}ADD"
_INTERESTS = frozenset({_ADDED, f"{_INTEREST}REMOVE"})


class ScheduledCog(commands.Cog):
    """Passes on what happens to scheduled events."""

    def __init__(self, bot: SalonBot) -> None:
        self.bot = bot

    @commands.Cog.listener()
    async def on_scheduled_event_update(self, _: discord.ScheduledEvent, event: discord.ScheduledEvent) -> None:
        """Pass on another time or place, a start, or a cancellation."""
        seen = None if event.status is EventStatus.completed else seen_of(event)
        await self.bot.services.screening_posts.event_seen(event.id, seen)

    @commands.Cog.listener()
    async def on_scheduled_event_delete(self, event: discord.ScheduledEvent) -> None:
        """Pass on that an event is gone."""
        await self.bot.services.screening_posts.event_seen(event.id, None)

    @commands.Cog.listener()
    async def on_socket_raw_receive(self, message: str) -> None:
        """Pass on who is interested or no longer is.

        discord.py tells of that only for people whom it has seen before, and keeps none here.
        """
        if _INTEREST not in message:
            return
        told = json.loads(message)
        if told.get("t") not in _INTERESTS:
            return
        data = told["d"]
        await self.bot.services.screening_answers.interested(
            int(data["guild_scheduled_event_id"]), int(data["user_id"]), interested=told.get("t") == _ADDED
        )

    @commands.Cog.listener()
    async def on_ready(self) -> None:
        """Read what was done while nobody listened."""
        self.bot.in_background("events", self.bot.services.screening_posts.catch_up())

    @commands.Cog.listener()
    async def on_resumed(self) -> None:
        """Read what was done while the connection was away."""
        self.bot.in_background("events", self.bot.services.screening_posts.catch_up())


async def setup(bot: SalonBot) -> None:
    """Register the listeners."""
    await bot.add_cog(ScheduledCog(bot))
