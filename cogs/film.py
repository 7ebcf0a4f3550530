"""/film: find."""

from __future__ import annotations

from discord import app_commands
from discord.app_commands import Choice
from discord.ext import commands

from bot.client import SalonBot
from bot.ui.answers import thinking
from bot.ui.completion import film_choices
from bot.ui.film_choice import show
from bot.ui.front import Interaction


@app_commands.guild_only()
class FilmCog(commands.GroupCog, group_name="film", group_description="Look up films"):
    """Looking up films."""

    def __init__(self, bot: SalonBot) -> None:
        super().__init__()
        self.bot = bot

    @app_commands.command()
    @app_commands.describe(title="the film's title")
    async def find(self, interaction: Interaction, title: str) -> None:
        """Show what is known of a film."""
        await thinking(interaction, private=False)
        await show(interaction, title)

    @find.autocomplete("title")
    async def _films(self, interaction: Interaction, typed: str) -> list[Choice[str]]:
        return film_choices(await self.bot.services.films.suggest(typed))


async def setup(bot: SalonBot) -> None:
    """Register the group."""
    await bot.add_cog(FilmCog(bot))
