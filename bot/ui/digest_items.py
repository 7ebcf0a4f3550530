"""The buttons of a digest, which work after a restart: a salon's recap, and where a theme was talked about."""

from __future__ import annotations

from typing import Any

import discord

from bot.domain.theme import LONGEST_ID
from bot.domain.turn import SalonId
from bot.ui.answers import thinking
from bot.ui.front import Interaction
from bot.ui.items import SalonItem
from bot.ui.recap_pages import show_past
from bot.ui.texts import Locale
from bot.ui.theme_trace import show_trace


class DigestRecap(SalonItem, template=r"v1:digest:recap:(?P<salon>\d{1,18})"):
    """Shows a salon's record to whoever may see the salon."""

    @classmethod
    def made(cls, salon_id: SalonId, texts: Locale) -> DigestRecap:
        """The button for a salon."""
        label = texts.get("digest.recap_button")
        return cls(discord.ui.Button[Any](label=label, custom_id=f"v1:digest:recap:{salon_id}"))

    async def pressed(self, interaction: Interaction) -> None:
        """Show it in private."""
        await thinking(interaction)
        await show_past(interaction, SalonId(int(self.said["salon"])))


class DigestTrace(SalonItem, template=rf"v1:digest:trace:(?P<theme>[a-z0-9-]{{1,{LONGEST_ID + 20}}})"):
    """Follows a theme through the salons."""

    @classmethod
    def made(cls, theme: str, texts: Locale) -> DigestTrace:
        """The button for a theme."""
        label = texts.get("digest.trace_button")
        return cls(discord.ui.Button[Any](label=label, custom_id=f"v1:digest:trace:{theme}"))

    async def pressed(self, interaction: Interaction) -> None:
        """Show it in private."""
        await thinking(interaction)
        await show_trace(interaction, self.said["theme"])


DIGEST_ITEMS = (DigestRecap, DigestTrace)
