"""The base of persistent buttons and menus.

discord.py only logs what a DynamicItem's callback raises, so that a person sees "interaction failed". Here every
failure reaches the presenter. Custom ids read ``v1:<what>:<rest>``; templates never overlap.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Self

import discord

from bot.ui.front import Interaction, front


class SalonItem(discord.ui.DynamicItem[discord.ui.Item[Any]], template=r"v1:base"):
    """A button or menu that works after a restart. Subclasses give a template with named groups and ``pressed``."""

    def __init__(self, item: discord.ui.Item[Any], said: Mapping[str, str] | None = None) -> None:
        super().__init__(item)
        self.said = dict(said or {})  # the named groups of the custom id it was revived from

    @classmethod
    async def from_custom_id(
        cls, interaction: Interaction, item: discord.ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        """Revive the item from its id; a failure reaches the person before discord.py logs it."""
        try:
            return cls(item, match.groupdict())
        except Exception as error:
            await front(interaction).presenter.interaction(interaction, error)
            raise

    async def callback(self, interaction: Interaction) -> None:
        """Do what the item is for; every failure goes to the presenter."""
        try:
            await self.pressed(interaction)
        except Exception as error:  # noqa: BLE001  # the edge: whatever it is, the person must be told
            await front(interaction).presenter.interaction(interaction, error)

    async def pressed(self, interaction: Interaction) -> None:
        """What happens when a person presses or chooses; may raise anything."""
        raise NotImplementedError
