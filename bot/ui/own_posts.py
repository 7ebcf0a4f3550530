"""Finding a message of ours that stands in a channel already, posted by a process that died before it noted that."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import discord

from bot.ui import reach

SKEW = timedelta(seconds=10)
"""How far our clock and Discord's may differ."""


async def own_post(
    client: discord.Client,
    channel: reach.Talk,
    since: datetime,
    wanted: Callable[[discord.Message], bool],
    *,
    limit: int,
) -> int | None:
    """The id of the first message of ours that is wanted, among so many since then; None where there is none.

    Raises Forbidden where the channel's history may not be read, Gone or Unavailable.
    """
    reach.demand(channel, "view_channel", "read_message_history")
    me = client.user.id if client.user else 0
    with reach.discord_refusals("read_message_history"):
        async for message in channel.history(limit=limit, after=since - SKEW, oldest_first=True):
            if message.author.id == me and wanted(message):
                return message.id
    return None


def framed(mark: int) -> Callable[[discord.Message], bool]:
    """Whether a message has a frame of that id."""
    return lambda message: any(getattr(one, "id", None) == mark for one in message.components)


def buttoned(custom_id: str) -> Callable[[discord.Message], bool]:
    """Whether a message has a component with that custom id, at whatever depth."""
    return lambda message: _holds(message.components, custom_id)


def _holds(components: Any, custom_id: str) -> bool:
    return any(
        getattr(one, "custom_id", None) == custom_id or _holds(getattr(one, "children", ()), custom_id)
        for one in components
    )
