"""Reaching a channel: finding it, knowing what is allowed there, and Discord's refusals as our errors."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import aiohttp
import discord

from bot.errors import Forbidden, Gone, SalonError, Unavailable
from bot.log import describe
from bot.ui.errors import understood
from bot.ui.permissions import missing

Talk = discord.TextChannel | discord.Thread | discord.VoiceChannel | discord.StageChannel
Parent = Talk | discord.ForumChannel


@contextmanager
def discord_refusals(permission: str | None = None) -> Iterator[None]:
    """Turn what discord.py raises inside into Gone, Forbidden or Unavailable. ``permission`` names what is needed."""
    try:
        yield
    except (discord.HTTPException, aiohttp.ClientError, TimeoutError, ConnectionError) as error:
        raise _ours(error, permission) from error


def _ours(error: Exception, permission: str | None) -> SalonError:
    told = understood(error, permission)
    return told or Unavailable("discord_refused", reason=describe(error))


async def parent(client: discord.Client, channel_id: int) -> Parent:
    """The channel, thread or forum of that id. Raises Gone where there is none that can hold talk."""
    found = client.get_channel(channel_id)
    if found is None:
        with discord_refusals():
            found = await client.fetch_channel(channel_id)
    if not isinstance(found, Parent):
        raise Gone()
    return found


async def talk(client: discord.Client, channel_id: int) -> Talk:
    """The channel or thread in which messages stand. Raises Gone."""
    found = await parent(client, channel_id)
    if isinstance(found, discord.ForumChannel):
        raise Gone()
    return found


async def awake(channel: Talk) -> None:
    """Unfold an archived thread: its messages could not be changed. Posting into it does so by itself."""
    if isinstance(channel, discord.Thread) and channel.archived and not channel.locked:
        with discord_refusals("send_messages_in_threads"):
            await channel.edit(archived=False)


def granted(channel: Parent) -> discord.Permissions | None:
    """What Salon may do there; None when it cannot be known (a thread whose channel, or a server, is not cached)."""
    if channel.guild.me is None or (isinstance(channel, discord.Thread) and channel.parent is None):
        return None
    return channel.permissions_for(channel.guild.me)


def speaking(channel: Parent) -> str:
    """The permission that posting there needs."""
    return "send_messages_in_threads" if isinstance(channel, discord.Thread) else "send_messages"


def lacking(permission: str) -> Forbidden:
    """The refusal that names a missing permission."""
    return Forbidden("forbidden", permission=permission)


def demand(channel: Parent, *needed: str) -> None:
    """Raise Forbidden that names every needed permission that is missing there."""
    allowed = granted(channel)
    lacking = missing(allowed, needed) if allowed is not None else []
    if lacking:
        raise Forbidden("forbidden", permission=", ".join(lacking))
