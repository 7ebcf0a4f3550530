"""Showing digests in channels: the adapter behind ``bot.ports.DigestBoard``."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

import discord

from bot.domain.digest import Contents, Digest
from bot.errors import Gone, Unavailable
from bot.ports import PostedMessage
from bot.ports.digests import Visible
from bot.ui import reach
from bot.ui.cards import Page
from bot.ui.digest import MOST, page_of, render
from bot.ui.digest_picture import Draw, Picture, drawn, shows_picture, sketched
from bot.ui.limits import NONCE
from bot.ui.own_posts import SKEW
from bot.ui.pictures.constellation import draw
from bot.ui.seeing import everybody_reads
from bot.ui.texts import Texts

_log = logging.getLogger(__name__)
_LOOK_BACK = 1_000  # messages since its beginning in which a digest is looked for
_NONE = discord.AllowedMentions.none()


class DiscordDigests:
    """Posts and redraws digests. Mentions nobody; every failure is a Gone, Forbidden or Unavailable."""

    def __init__(self, client: discord.Client, texts: Texts, draw: Draw = draw) -> None:
        self._client = client
        self._texts = texts
        self._draw = draw

    def visible(self, guild_id: int, channel_id: int) -> Visible:
        """What everybody may see who reads a digest in that channel: what is open to the whole server, and that channel.

        What was said in a private thread, or in a channel that is gone, is seen by nobody. Raises Unavailable while Discord
        has not told of the server, since then nothing is known of its channels.
        """
        guild = self._client.get_guild(guild_id)
        if guild is None or guild.unavailable:
            raise Unavailable("discord_away")
        here = _place(guild, channel_id)

        def may(parent_id: int) -> bool:
            there = _place(guild, parent_id)
            return there is not None and (there == here or everybody_reads(there))

        return may

    def pages(self, digest: Digest, contents: Contents) -> int:
        """How many messages it takes; at least one."""
        texts = self._texts(digest.language)
        return len(render(digest, contents, texts, picture=sketched(contents.sky, texts)))

    async def post(self, digest: Digest, contents: Contents, page: int, nonce: str) -> PostedMessage:
        """Post one page, counted from 0."""
        channel = await reach.talk(self._client, digest.channel_id)
        reach.demand(channel, "view_channel", reach.speaking(channel))
        shown, picture = await self._page(channel, digest, contents, page)
        with reach.discord_refusals(reach.speaking(channel)):
            message = await channel.send(view=shown, nonce=nonce[:NONCE], allowed_mentions=_NONE, files=_files(picture))
        return PostedMessage(channel.id, message.id)

    async def find(self, digest: Digest) -> Mapping[int, PostedMessage]:
        """The pages of a digest that stand in its channel already: messages of ours whose frame is marked so."""
        channel = await reach.talk(self._client, digest.channel_id)
        reach.demand(channel, "view_channel", "read_message_history")
        me = self._client.user.id if self._client.user else 0
        found: dict[int, PostedMessage] = {}
        with reach.discord_refusals("read_message_history"):
            after = digest.begun_at - SKEW
            async for message in channel.history(limit=_LOOK_BACK, after=after, oldest_first=True):
                if message.author.id == me and (page := _marked(digest, message.components)) is not None:
                    found.setdefault(page, PostedMessage(channel.id, message.id))
        return found

    async def redraw(self, digest: Digest, contents: Contents, posts: Mapping[int, PostedMessage]) -> None:
        """Show a digest as it is now in its messages; those no longer needed are deleted, those that are gone stay gone."""
        for place, (page, post) in enumerate(sorted(posts.items())):
            try:
                await self._renew(digest, contents, post, place, most=len(posts))
            except Gone:
                _log.info("event=digest_post_gone digest=%s page=%s", digest.id, page)

    async def _renew(self, digest: Digest, contents: Contents, post: PostedMessage, page: int, *, most: int) -> None:
        channel = await reach.talk(self._client, post.channel_id)
        await reach.awake(channel)
        message = channel.get_partial_message(post.message_id)
        texts = self._texts(digest.language)
        count = len(render(digest, contents, texts, picture=sketched(contents.sky, texts), most=most))
        with reach.discord_refusals(reach.speaking(channel)):
            if page >= count:
                await message.delete()
                return
            shown, picture = await self._page(channel, digest, contents, page, most=most)
            try:
                await message.edit(view=shown, allowed_mentions=_NONE, attachments=_files(picture))
            except discord.HTTPException:
                if picture is None:
                    raise
                # What is withdrawn must go, whatever becomes of the picture.
                await message.edit(view=_without_picture(shown), allowed_mentions=_NONE, attachments=[])

    async def _page(
        self, channel: reach.Talk, digest: Digest, contents: Contents, page: int, *, most: int = MOST
    ) -> tuple[Page, Picture | None]:
        """A page, and the picture where it is on that page and may be attached."""
        texts = self._texts(digest.language)
        sketch = sketched(contents.sky, texts)
        shown = render(digest, contents, texts, picture=sketch, most=most)[page]
        if not shows_picture(shown):
            return shown, None
        allowed = reach.granted(channel)
        may = allowed is None or allowed.attach_files
        picture = await drawn(contents.sky, texts, self._draw) if may else None
        if picture is None:
            shown = _without_picture(shown)
        return shown, picture


def _place(guild: discord.Guild, channel_id: int) -> discord.abc.GuildChannel | None:
    """The channel: who may see it may see its threads. None for one that is gone, and for a private thread."""
    place = guild.get_channel_or_thread(channel_id)
    if isinstance(place, discord.Thread):
        return None if place.is_private() else place.parent
    return place


def _without_picture(page: Page) -> Page:
    for frame in page.children:
        if isinstance(frame, discord.ui.Container):
            for part in [one for one in frame.children if isinstance(one, discord.ui.MediaGallery)]:
                frame.remove_item(part)
    return page


def _files(picture: Picture | None) -> list[discord.File]:
    return [] if picture is None else [picture.file()]


def _marked(digest: Digest, components: Any) -> int | None:
    """Which page of the digest a message is, by the mark on its frame."""
    return next((page for one in components if (page := page_of(digest, getattr(one, "id", None))) is not None), None)
