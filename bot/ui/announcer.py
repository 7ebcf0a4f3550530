"""Posting for the host on Discord: the adapter behind ``bot.ports.Announcer``."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import datetime
from weakref import WeakValueDictionary

import discord

from bot.domain.recap import Recap
from bot.domain.salon import Salon
from bot.domain.timeline import Timeline
from bot.domain.turn import Turn, TurnId, Utterance
from bot.errors import Forbidden, Gone, Unavailable
from bot.ports import Heard, Place, PostedMessage
from bot.ui import reach
from bot.ui.cards import Page
from bot.ui.evening_picture import Draw, Picture, drawn, files_of
from bot.ui.forum_tags import label
from bot.ui.hearing import heard
from bot.ui.limits import NONCE
from bot.ui.own_posts import SKEW, own_post
from bot.ui.pictures.evening import draw
from bot.ui.places import make_place
from bot.ui.recap import render
from bot.ui.recap_marks import mark_recap, standing_recap
from bot.ui.texts import Texts

_log = logging.getLogger(__name__)
_LOOK_BACK = 200  # messages in which a post of ours is looked for
_NONE = discord.AllowedMentions.none()


class DiscordAnnouncer:
    """Says things in channels. Mentions nobody; every failure is a Gone, Forbidden or Unavailable."""

    def __init__(self, client: discord.Client, texts: Texts, draw: Draw = draw) -> None:
        self._client = client
        self._texts = texts
        self._draw = draw
        self._making: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()

    async def make_place(self, salon: Salon, opening: Utterance, nonce: str) -> Place:
        """Make the thread or post of a salon, or find the one made before. Discord knows no nonce for threads."""
        _log.debug("event=make_place salon=%s nonce=%s", salon.id, nonce)
        # One after another in a channel: of two people who start the same film at once, the second finds the first's.
        async with self._making.setdefault(salon.parent_id, asyncio.Lock()):
            return await make_place(await reach.parent(self._client, salon.parent_id), salon, opening.text)

    async def say(
        self, channel_id: int, text: str, nonce: str, *, reply_to: int | None = None, mentions: Sequence[int] = ()
    ) -> int:
        """Post the host's words; a reply to a message that is gone becomes an ordinary message."""
        channel = await self._speakable(channel_id)
        called = discord.AllowedMentions(
            everyone=False, roles=False, replied_user=False, users=[discord.Object(user) for user in mentions]
        )
        reference = None
        if reply_to is not None:
            reference = discord.MessageReference(message_id=reply_to, channel_id=channel_id, fail_if_not_exists=False)
        with reach.discord_refusals(reach.speaking(channel)):
            if reference is None:
                message = await channel.send(text, nonce=nonce, allowed_mentions=called)
            else:
                message = await channel.send(
                    text, nonce=nonce, allowed_mentions=called, reference=reference, mention_author=False
                )
        return message.id

    async def amend(self, channel_id: int, message_id: int, text: str) -> None:
        """Replace the text of a message of ours; one that is gone is left alone."""
        try:
            channel = await reach.talk(self._client, channel_id)
            await reach.awake(channel)
            with reach.discord_refusals(reach.speaking(channel)):
                await channel.get_partial_message(message_id).edit(content=text, allowed_mentions=_NONE)
        except Gone:
            _log.info("event=amended_post_gone channel=%s message=%s", channel_id, message_id)

    async def find_own(self, channel_id: int, text: str, since: datetime) -> int | None:
        """A message of ours with this text, among the first 200 since then."""
        channel = await reach.talk(self._client, channel_id)
        wanted = text.strip()
        return await own_post(
            self._client, channel, since, lambda message: message.content.strip() == wanted, limit=_LOOK_BACK
        )

    async def post_recap(
        self,
        salon: Salon,
        recap: Recap,
        turns: Mapping[TurnId, Turn],
        nonce: str,
        timeline: Timeline | None = None,
    ) -> Sequence[PostedMessage]:
        """Post the recap where the salon was held, the picture in its last message.

        What stands there already, posted by a process that died before it knew of it, is renewed in place.
        """
        if salon.channel_id is None:
            raise Gone()
        channel = await self._speakable(salon.channel_id)
        picture, texts = await self._picture(channel, timeline, salon), self._texts(salon.language)
        try:
            return await self._post(channel, salon, render(salon, recap, turns, texts, picture=picture), nonce, picture)
        except Forbidden:
            if picture is None:
                raise
            # The words go out without their picture; the nonces keep what is posted already from being posted twice.
            return await self._post(channel, salon, render(salon, recap, turns, texts), nonce, None)

    async def _post(
        self, channel: reach.Talk, salon: Salon, pages: Sequence[Page], nonce: str, picture: Picture | None
    ) -> Sequence[PostedMessage]:
        posts: list[PostedMessage] = []
        standing = await standing_recap(channel, salon, self._me)
        for number, page in enumerate(pages):
            mark_recap(page, salon, number)
            if (there := standing.get(number)) is not None:
                await self._renew(there, page, picture)
                posts.append(there)
                continue
            numbered, files = f"{nonce[: NONCE - 3]}-{number}", files_of(page, picture)
            with reach.discord_refusals(reach.speaking(channel)):
                message = await channel.send(view=page, nonce=numbered, allowed_mentions=_NONE, files=files)
            posts.append(PostedMessage(channel.id, message.id))
        return posts

    async def redraw_recap(
        self,
        salon: Salon,
        recap: Recap,
        turns: Mapping[TurnId, Turn],
        posts: Sequence[PostedMessage],
        timeline: Timeline | None = None,
    ) -> None:
        """Edit the posts in place and delete those no longer needed; a post that is gone already stays gone.

        The picture is drawn anew, so that it holds nothing of what is withdrawn.
        """
        if not posts:
            return
        try:
            picture = await self._picture(await reach.talk(self._client, posts[0].channel_id), timeline, salon)
        except Gone:
            picture = None
        texts = self._texts(salon.language)
        pages = render(salon, recap, turns, texts, most=len(posts), picture=picture)
        try:
            await self._renew_all(posts, pages, picture)
        except (Forbidden, Unavailable):
            if picture is None:
                raise
            # What is withdrawn must go, whatever becomes of the picture.
            await self._renew_all(posts, render(salon, recap, turns, texts, most=len(posts)), None)

    async def _renew_all(self, posts: Sequence[PostedMessage], pages: Sequence[Page], picture: Picture | None) -> None:
        for number, post in enumerate(posts):
            try:
                await self._renew(post, pages[number] if number < len(pages) else None, picture)
            except Gone:
                _log.info("event=recap_post_gone channel=%s message=%s", post.channel_id, post.message_id)

    async def _picture(self, channel: reach.Talk, timeline: Timeline | None, salon: Salon) -> Picture | None:
        """The evening's picture, where it may be attached."""
        allowed = reach.granted(channel)
        if allowed is not None and not allowed.attach_files:
            return None
        return await drawn(timeline, self._texts(salon.language), self._draw)

    async def _renew(self, post: PostedMessage, page: Page | None, picture: Picture | None) -> None:
        """Show a page in a message that stands already, or delete it. Raises Gone."""
        channel = await reach.talk(self._client, post.channel_id)
        await reach.awake(channel)
        message = channel.get_partial_message(post.message_id)
        with reach.discord_refusals(reach.speaking(channel)):
            if page is None:
                await message.delete()
            else:
                await message.edit(view=page, allowed_mentions=_NONE, attachments=files_of(page, picture))

    async def label(
        self, channel_id: int, subjects: Sequence[Sequence[str]], others: Sequence[Sequence[str]] = ()
    ) -> None:
        """Give a forum post the forum's tags that are called like one of its subjects, and take those of others off."""
        await label(self._client, channel_id, subjects, others)

    async def open_direct(self, user_id: int) -> None:
        """Open the direct messages with somebody; discord.py keeps the channel for ``whisper``."""
        with reach.discord_refusals():
            await self._client.create_dm(discord.Object(user_id))

    async def whisper(self, user_id: int, text: str, nonce: str) -> None:
        """Send a direct message; who takes none from Salon is a Forbidden."""
        with reach.discord_refusals():
            direct = await self._client.create_dm(discord.Object(user_id))
            await direct.send(text, nonce=nonce, allowed_mentions=_NONE)

    async def whispered(self, user_id: int, text: str, since: datetime) -> bool:
        """Whether a direct message of ours with this text is among the first 200 since then."""
        with reach.discord_refusals():
            direct = await self._client.create_dm(discord.Object(user_id))
            async for message in direct.history(limit=_LOOK_BACK, after=since - SKEW, oldest_first=True):
                if message.author.id == self._me and message.content.strip() == text.strip():
                    return True
        return False

    async def messages_after(self, channel_id: int, message_id: int) -> AsyncIterator[Heard]:
        """Everything posted after a message, oldest first."""
        channel = await reach.talk(self._client, channel_id)
        reach.demand(channel, "view_channel", "read_message_history")
        after = discord.Object(message_id)
        with reach.discord_refusals("read_message_history"):
            async for message in channel.history(limit=None, after=after, oldest_first=True):
                yield heard(message, self._me)

    async def _speakable(self, channel_id: int) -> reach.Talk:
        channel = await reach.talk(self._client, channel_id)
        reach.demand(channel, "view_channel", reach.speaking(channel))
        return channel

    @property
    def _me(self) -> int:
        return self._client.user.id if self._client.user else 0
