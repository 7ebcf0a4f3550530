"""What the what-if workshop needs of the bot behind an interaction, and of the person who acts."""

from __future__ import annotations

from typing import Protocol, cast

import discord

from bot.domain.salon import Salon
from bot.errors import Forbidden, NotFound
from bot.services.whatifs import WhatIfs
from bot.ui.front import Interaction, front


class WhatIfServices(Protocol):
    """The services behind the workshop."""

    @property
    def whatifs(self) -> WhatIfs: ...  # noqa: D102  # named by its type


def services(interaction: Interaction) -> WhatIfServices:
    """The services of the bot an interaction belongs to."""
    return cast(WhatIfServices, front(interaction).services)


def demand_place(interaction: Interaction, salon: Salon) -> None:
    """Raise NotFound("whatif_gone") where somebody acts on a what-if from outside its salon."""
    if (interaction.guild_id, interaction.channel_id) != (salon.guild_id, salon.channel_id):
        raise NotFound("whatif_gone")


def demand_voice(interaction: Interaction, key: str = "may_not_write_here") -> None:
    """Raise Forbidden(key) where the person who acts could not post a message themselves.

    Discord lets everybody who reads a channel press buttons and fill in modals there.
    """
    allowed = interaction.permissions
    in_thread = isinstance(interaction.channel, discord.Thread)
    may = allowed.send_messages_in_threads if in_thread else allowed.send_messages
    silenced = isinstance(interaction.user, discord.Member) and interaction.user.is_timed_out()
    if silenced or not may:
        raise Forbidden(key)
