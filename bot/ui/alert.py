"""What those who manage a server read about heat in salons: the line itself, and the answer to naming a channel for it."""

from __future__ import annotations

import discord

from bot.domain.salon import Salon
from bot.domain.turn import Turn
from bot.ports import ServerSettings
from bot.ui.marks import jump, plain
from bot.ui.permissions import missing, spelled
from bot.ui.texts import Locale, Texts

_NEEDED = ("view_channel", "send_messages", "read_message_history")


class AlertText:
    """Words the line in the server's language."""

    def __init__(self, texts: Texts) -> None:
        self._texts = texts

    def __call__(self, settings: ServerSettings, salon: Salon, turn: Turn) -> str:
        """Which salon it is about, and where to look; no names and no words of anybody's."""
        place = jump(salon.guild_id, salon.channel_id or 0, turn.message_id)
        return self._texts(settings.language).get("alert.heat", film=plain(salon.film.label), place=place)


def alerts_chosen(texts: Locale, channel: discord.TextChannel) -> str:
    """The answer to choosing a channel: what will come there, what is lacking, and whether everybody can read it."""
    parts = [texts.get("setup.alerts_chosen", channel=channel.mention)]
    if lacking := missing(channel.permissions_for(channel.guild.me), _NEEDED):
        parts.append(texts.get("setup.channel_lacking", permissions=spelled(texts, lacking)))
    if channel.permissions_for(channel.guild.default_role).view_channel:
        parts.append(texts.get("setup.alerts_open"))
    return " ".join(parts)
