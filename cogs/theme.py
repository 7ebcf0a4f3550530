"""/theme: list, trace, map."""

from __future__ import annotations

from discord import app_commands
from discord.app_commands import Choice
from discord.ext import commands

from bot.client import SalonBot
from bot.ui.answers import thinking
from bot.ui.completion import name_choices, named
from bot.ui.front import Interaction
from bot.ui.modals import taken
from bot.ui.theme_front import known
from bot.ui.theme_list import show_themes_here
from bot.ui.theme_own import FORM
from bot.ui.theme_tagging import OTHER
from bot.ui.theme_trace import show_trace
from bot.ui.theme_view import show_evenings, show_map, talked_films

Weeks = app_commands.Range[int, 1, 520]


@app_commands.guild_only()
class ThemeCog(commands.GroupCog, group_name="theme", group_description="What your salons keep talking about"):
    """Themes over films and weeks."""

    def __init__(self, bot: SalonBot) -> None:
        super().__init__()
        self.bot = bot

    @app_commands.command(name="list")
    async def list_(self, interaction: Interaction) -> None:
        """Show what this server has talked about, and themes of its own."""
        await thinking(interaction)
        await show_themes_here(interaction)

    @app_commands.command()
    @app_commands.describe(theme="the theme to follow through your salons")
    async def trace(self, interaction: Interaction, theme: str) -> None:
        """Show where a theme came up: films, evenings, and who said what."""
        await thinking(interaction)
        await show_trace(interaction, named(await known(interaction), theme, "unknown_theme") or theme)

    @app_commands.command()
    @app_commands.describe(
        film="one film, and how its themes came and went; leave out for all films", weeks="only the last so many weeks"
    )
    async def map(self, interaction: Interaction, film: str | None = None, weeks: Weeks | None = None) -> None:
        """Draw the themes of this server, or those of one film over the evening."""
        if film is None:
            await show_map(interaction, weeks)
        else:
            await show_evenings(interaction, film, weeks)

    @commands.Cog.listener()
    async def on_interaction(self, interaction: Interaction) -> None:
        """Take what is sent with the forms."""
        await taken(interaction, FORM, OTHER)

    @trace.autocomplete("theme")
    async def _themes(self, interaction: Interaction, typed: str) -> list[Choice[str]]:
        return name_choices(await known(interaction), typed)

    @map.autocomplete("film")
    async def _films(self, interaction: Interaction, typed: str) -> list[Choice[str]]:
        return await talked_films(interaction, typed)


async def setup(bot: SalonBot) -> None:
    """Register the group."""
    await bot.add_cog(ThemeCog(bot))
