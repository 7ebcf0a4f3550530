"""/help and /about."""

from __future__ import annotations

from discord import app_commands
from discord.ext import commands

from bot import __version__
from bot.client import SalonBot
from bot.ui.answers import answer, thinking
from bot.ui.front import Interaction, locale
from bot.ui.pages import about_page, help_page
from bot.ui.permissions import missing


class HelpCog(commands.Cog):
    """What one can do here, and what becomes of what one says."""

    def __init__(self, bot: SalonBot) -> None:
        self.bot = bot

    @app_commands.command()
    @app_commands.guild_only()
    async def help(self, interaction: Interaction) -> None:
        """Show what you can do here, now."""
        await thinking(interaction)
        here = await self.bot.services.salons.here(interaction.channel_id or 0)
        page = help_page(
            locale(interaction),
            here,
            missing(interaction.app_permissions),
            hears_all=self.bot.intents.message_content,
            manager=interaction.permissions.manage_guild,
        )
        await answer(interaction, view=page)

    @app_commands.command()
    @app_commands.guild_only()
    async def about(self, interaction: Interaction) -> None:
        """Show what Salon stores, who sees it, and whose work it uses."""
        await answer(interaction, view=about_page(locale(interaction), __version__))


async def setup(bot: SalonBot) -> None:
    """Register both commands."""
    await bot.add_cog(HelpCog(bot))
