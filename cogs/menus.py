"""Message menus: "Take up this point", "Tag a theme", "Film time", "Forget this message"."""

from __future__ import annotations

import discord
from discord import app_commands
from discord.ext import commands

from bot.client import SalonBot
from bot.errors import NotFound
from bot.ui.answers import answer, thinking
from bot.ui.film_clock import show_film_time
from bot.ui.forgetting import forget_message
from bot.ui.front import Interaction, locale
from bot.ui.theme_tagging import offer_tags

_IN_SERVERS = app_commands.AppCommandContext(guild=True)


class MenuCog(commands.Cog):
    """What can be done with one message."""

    def __init__(self, bot: SalonBot) -> None:
        self.bot = bot
        self._menus = [
            app_commands.ContextMenu(name="Take up this point", callback=self.take_up, allowed_contexts=_IN_SERVERS),
            app_commands.ContextMenu(name="Tag a theme", callback=self.tag, allowed_contexts=_IN_SERVERS),
            app_commands.ContextMenu(name="Film time", callback=self.film_time, allowed_contexts=_IN_SERVERS),
            app_commands.ContextMenu(name="Forget this message", callback=self.forget, allowed_contexts=_IN_SERVERS),
        ]

    async def cog_load(self) -> None:
        """Register the menus, which belong to no group."""
        for menu in self._menus:
            self.bot.tree.add_command(menu)

    async def cog_unload(self) -> None:
        """Take them away again."""
        for menu in self._menus:
            self.bot.tree.remove_command(menu.name, type=menu.type)

    async def take_up(self, interaction: Interaction, message: discord.Message) -> None:
        """Have the host take up what somebody wrote."""
        await thinking(interaction)
        if interaction.channel_id is None:
            raise NotFound("no_salon_here")
        await self.bot.services.wishes.take_up(
            interaction.channel_id, message.id, message.author.id, interaction.user.id
        )
        await answer(interaction, locale(interaction).get("salon.taken_up"))

    async def tag(self, interaction: Interaction, message: discord.Message) -> None:
        """Say what a message is about."""
        await thinking(interaction)
        await offer_tags(interaction, message.id, message.author.id)

    async def film_time(self, interaction: Interaction, message: discord.Message) -> None:
        """Say at which position of the film a message was written."""
        await thinking(interaction)
        await show_film_time(interaction, message)

    async def forget(self, interaction: Interaction, message: discord.Message) -> None:
        """Have a message forgotten, with what was drawn from it."""
        await thinking(interaction)
        await forget_message(interaction, message.id)


async def setup(bot: SalonBot) -> None:
    """Register the menus."""
    await bot.add_cog(MenuCog(bot))
