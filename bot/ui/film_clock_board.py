"""Showing clocks in threads: the adapter behind ``bot.ports.ClockBoard``."""

from __future__ import annotations

from datetime import datetime

import discord

from bot.domain.salon import Salon
from bot.errors import Gone
from bot.ports import ClockNote
from bot.ui import reach
from bot.ui.film_clock_items import marked, note_page
from bot.ui.limits import NONCE
from bot.ui.own_posts import buttoned, own_post
from bot.ui.texts import Texts

_LOOK_BACK = 1_000  # messages in which a note is looked for
_NONE = discord.AllowedMentions.none()


class DiscordClocks:
    """Posts and redraws the notes of clocks. Mentions nobody; every failure is a Gone, Forbidden or Unavailable."""

    def __init__(self, client: discord.Client, texts: Texts) -> None:
        self._client = client
        self._texts = texts

    async def post(self, salon: Salon, note: ClockNote, nonce: str) -> int:
        """Post a note and return the id of its message."""
        channel = await self._channel(salon)
        reach.demand(channel, "view_channel", reach.speaking(channel))
        page = note_page(note, salon, self._texts(salon.language), posting=True)
        with reach.discord_refusals(reach.speaking(channel)):
            message = await channel.send(view=page, nonce=nonce[:NONCE], allowed_mentions=_NONE)
        return message.id

    async def find(self, salon: Salon, number: int, since: datetime) -> int | None:
        """A message of ours with the buttons of the deed of that number; it has them until it is stored as posted."""
        channel, wanted = await self._channel(salon), marked(salon.id, number)
        return await own_post(self._client, channel, since, buttoned(wanted), limit=_LOOK_BACK)

    async def redraw(self, salon: Salon, note: ClockNote, message_id: int) -> None:
        """Show a note as it stands now in its message. Raises Gone when that message is gone."""
        channel = await self._channel(salon)
        await reach.awake(channel)
        page = note_page(note, salon, self._texts(salon.language))
        with reach.discord_refusals(reach.speaking(channel)):
            await channel.get_partial_message(message_id).edit(view=page, allowed_mentions=_NONE)

    async def _channel(self, salon: Salon) -> reach.Talk:
        if salon.channel_id is None:
            raise Gone()
        return await reach.talk(self._client, salon.channel_id)
