"""Hearing: messages, edits and deletions of salons, and a hint for who calls the host elsewhere."""

from __future__ import annotations

from datetime import datetime, timedelta

import discord
from discord.ext import commands

from bot.client import SalonBot
from bot.ui.hearing import heard, spoken

_HINT_EVERY = timedelta(minutes=10)  # in one channel
_HINTS_KEPT = 500  # channels whose last hint is remembered


class ListeningCog(commands.Cog):
    """Passes on what happens in channels."""

    def __init__(self, bot: SalonBot) -> None:
        self.bot = bot
        self._hinted: dict[int, datetime] = {}

    @commands.Cog.listener()
    async def on_message(self, message: discord.Message) -> None:
        """Pass on what people say in salons."""
        if message.guild is None or message.author.id == self._me:
            return
        said = heard(message, self._me)
        if not said.human:
            return
        conversation = self.bot.services.conversation
        taken = conversation.knows(said.channel_id) and await conversation.hear(said)
        # A message that catching up stored first is not taken a second time, and still belongs to a salon.
        if not taken and said.to_host and await self.bot.services.salons.here(said.channel_id) is None:
            await self._hint(message)

    @commands.Cog.listener()
    async def on_raw_message_edit(self, payload: discord.RawMessageUpdateEvent) -> None:
        """Pass on edits; a preview that Discord adds to a message is not one."""
        message = payload.message
        if message.edited_at is None or message.author.id == self._me:
            return
        if not message.content and not self.bot.intents.message_content:
            return  # without the intent an edit arrives empty: the words stay as they were heard
        text = spoken(message.content, self._me)
        await self.bot.services.conversation.edited(payload.message_id, text, message.edited_at)

    @commands.Cog.listener()
    async def on_raw_message_delete(self, payload: discord.RawMessageDeleteEvent) -> None:
        """Pass on a deletion."""
        await self.bot.services.conversation.deleted([payload.message_id])

    @commands.Cog.listener()
    async def on_raw_bulk_message_delete(self, payload: discord.RawBulkMessageDeleteEvent) -> None:
        """Pass on many deletions at once."""
        await self.bot.services.conversation.deleted(sorted(payload.message_ids))

    @commands.Cog.listener()
    async def on_raw_thread_delete(self, payload: discord.RawThreadDeleteEvent) -> None:
        """Pass on that a thread is gone (discord.py also says so for the threads of a deleted channel)."""
        await self.bot.services.conversation.channel_gone(payload.thread_id)

    @commands.Cog.listener()
    async def on_guild_channel_delete(self, channel: discord.abc.GuildChannel) -> None:
        """Pass on that a channel is gone."""
        await self.bot.services.conversation.channel_gone(channel.id)

    async def _hint(self, message: discord.Message) -> None:
        """Say how to begin, at most once in ten minutes in a channel, and quietly."""
        now = self.bot.services.clock.now()
        last = self._hinted.get(message.channel.id)
        if last is not None and now - last < _HINT_EVERY:
            return
        if len(self._hinted) >= _HINTS_KEPT:
            self._hinted.pop(next(iter(self._hinted)))
        self._hinted[message.channel.id] = now
        settings = await self.bot.services.servers.get(message.guild.id if message.guild else 0)
        text = self.bot.texts(settings.language).get("salon.hint")
        await message.reply(text, mention_author=False, silent=True)

    @property
    def _me(self) -> int:
        return self.bot.user.id if self.bot.user else 0


async def setup(bot: SalonBot) -> None:
    """Register the listeners."""
    await bot.add_cog(ListeningCog(bot))
