"""Who may see what was said in a place: threads come and go from memory, so the channel they belong to is asked."""

from __future__ import annotations

import discord

from bot.ui.front import Interaction


def sees(interaction: Interaction, parent_id: int) -> bool:
    """Whether the person who asks can see the channel that a salon was started in; one that is gone is seen by nobody."""
    member, channel = interaction.user, _channel(interaction, parent_id)
    return channel is not None and isinstance(member, discord.Member) and reads(channel.permissions_for(member))


def is_let_in(interaction: Interaction, parent_id: int) -> bool:
    """Whether the person who asks is let into that channel, whatever they can read of what was said there before."""
    member, channel = interaction.user, _channel(interaction, parent_id)
    return channel is not None and isinstance(member, discord.Member) and channel.permissions_for(member).view_channel


def everybody_sees(interaction: Interaction, parent_id: int) -> bool:
    """Whether that channel is open to everyone on the server, of whatever age."""
    channel = _channel(interaction, parent_id)
    return channel is not None and everybody_reads(channel)


def everybody_reads(channel: discord.abc.GuildChannel) -> bool:
    """Whether everyone on the server can read there what was said before, of whatever age."""
    return reads(channel.permissions_for(channel.guild.default_role)) and not getattr(channel, "nsfw", False)


def reads(allowed: discord.Permissions) -> bool:
    """Whether somebody could read there what was said before."""
    return allowed.view_channel and allowed.read_message_history


def _channel(interaction: Interaction, parent_id: int) -> discord.abc.GuildChannel | None:
    """The channel: who may see it may see its threads. None for one that is gone, and for a private thread."""
    if interaction.guild is None:
        return None
    place = interaction.guild.get_channel_or_thread(parent_id)
    if isinstance(place, discord.Thread):
        return None if place.is_private() else place.parent
    return place
