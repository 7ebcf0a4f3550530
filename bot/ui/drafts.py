"""Showing what-ifs in channels: the adapter behind ``bot.ports.DraftBoard``."""

from __future__ import annotations

import discord

from bot.domain.salon import Salon
from bot.domain.whatif import WhatIf
from bot.errors import Gone
from bot.ui import reach
from bot.ui.limits import NONCE
from bot.ui.own_posts import buttoned, own_post
from bot.ui.texts import Texts
from bot.ui.whatif_items import button_id, drawn

_LOOK_BACK = 1_000  # messages since its beginning in which a card is looked for
_NONE = discord.AllowedMentions.none()


class DiscordDrafts:
    """Posts and redraws the cards of what-ifs. Mentions nobody; every failure is a Gone, Forbidden or Unavailable."""

    def __init__(self, client: discord.Client, texts: Texts) -> None:
        self._client = client
        self._texts = texts

    async def post(self, salon: Salon, draft: WhatIf, nonce: str) -> int:
        """Post the card of a draft where the salon is held, and return the message's id."""
        channel = await self._channel(salon)
        reach.demand(channel, "view_channel", reach.speaking(channel))
        page = drawn(salon, draft, self._texts(salon.language))
        with reach.discord_refusals(reach.speaking(channel)):
            message = await channel.send(view=page, nonce=nonce[:NONCE], allowed_mentions=_NONE)
        return message.id

    async def redraw(self, salon: Salon, draft: WhatIf) -> None:
        """Show a draft as it stands in its card. Raises Gone when that message is gone."""
        channel = await self._channel(salon)
        if draft.card is None:
            raise Gone()
        await reach.awake(channel)
        page = drawn(salon, draft, self._texts(salon.language))
        with reach.discord_refusals(reach.speaking(channel)):
            await channel.get_partial_message(draft.card).edit(view=page, allowed_mentions=_NONE)

    async def find(self, salon: Salon, draft: WhatIf) -> int | None:
        """The id of a card of this draft that stands in the channel already: a message of ours with its buttons."""
        channel, wanted = await self._channel(salon), button_id("versions", draft.id)
        return await own_post(self._client, channel, draft.opened_at, buttoned(wanted), limit=_LOOK_BACK)

    async def _channel(self, salon: Salon) -> reach.Talk:
        if salon.channel_id is None:
            raise Gone()
        return await reach.talk(self._client, salon.channel_id)
