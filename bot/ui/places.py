"""Making the place of a salon: a thread, a forum post, or the channel itself; never two for one salon."""

from __future__ import annotations

from typing import Final

import discord

from bot.domain.salon import Salon
from bot.ports import Place
from bot.ui.limits import THREAD_NAME, cut
from bot.ui.own_posts import SKEW
from bot.ui.reach import Parent, demand, discord_refusals, granted, speaking

_ARCHIVE: Final = 1440  # minutes of silence after which Discord folds the thread away

_NONE = discord.AllowedMentions.none()


async def make_place(channel: Parent, salon: Salon, opening: str) -> Place:
    """The place of a salon started in ``channel``. Raises Forbidden, Gone or Unavailable."""
    name = cut(" ".join(salon.film.label.split()), THREAD_NAME)
    if isinstance(channel, discord.ForumChannel):
        return await _post(channel, salon, name, opening)
    if isinstance(channel, discord.TextChannel) and _threads_allowed(channel):
        return await _thread(channel, salon, name)
    _demand_speech(channel)
    return Place(channel.id)


def _threads_allowed(channel: discord.TextChannel) -> bool:
    allowed = granted(channel)
    return allowed is None or (allowed.create_public_threads and allowed.send_messages_in_threads)


def _demand_speech(channel: Parent) -> None:
    """Raise Forbidden when nothing can be said there; where threads are possible, name what a thread needs."""
    allowed = granted(channel)
    if isinstance(channel, discord.TextChannel) and allowed is not None and not allowed.send_messages:
        demand(channel, "view_channel", "create_public_threads", "send_messages_in_threads")
    demand(channel, "view_channel", speaking(channel))


async def _thread(channel: discord.TextChannel, salon: Salon, name: str) -> Place:
    demand(channel, "view_channel")
    made = await _made_before(channel, salon, name)
    if made is None:
        kind = discord.ChannelType.news_thread if channel.is_news() else discord.ChannelType.public_thread
        with discord_refusals("create_public_threads"):
            made = await channel.create_thread(name=name, type=kind, auto_archive_duration=_ARCHIVE)
    return Place(made.id)


async def _post(forum: discord.ForumChannel, salon: Salon, name: str, opening: str) -> Place:
    demand(forum, "view_channel", "send_messages", "send_messages_in_threads")
    made = await _made_before(forum, salon, name)
    if made is not None:
        return Place(made.id, opening_message=made.id)  # a post's first message has the id of the post
    tags = [tag for tag in forum.available_tags if not tag.moderated][:1] if forum.flags.require_tag else []
    with discord_refusals("send_messages"):
        post = await forum.create_thread(
            name=name, content=opening, auto_archive_duration=_ARCHIVE, applied_tags=tags, allowed_mentions=_NONE
        )
    return Place(post.thread.id, opening_message=post.message.id)


async def _made_before(
    channel: discord.TextChannel | discord.ForumChannel, salon: Salon, name: str
) -> discord.Thread | None:
    """A thread of ours with that name, made since the salon was opened: this ran before and was interrupted."""
    me, since = channel.guild.me.id, salon.opened_at - SKEW
    with discord_refusals("view_channel"):
        threads = await channel.guild.active_threads()
    ours = (t for t in threads if t.parent_id == channel.id and t.owner_id == me and t.name == name)
    return next((t for t in ours if discord.utils.snowflake_time(t.id) >= since), None)
