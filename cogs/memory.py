"""/memory: show, forget, optout, export."""

from __future__ import annotations

from discord import app_commands
from discord.app_commands import Choice
from discord.ext import commands

from bot.client import SalonBot
from bot.ui.answers import thinking
from bot.ui.forgetting import ask_to_forget
from bot.ui.front import Interaction
from bot.ui.holdings import give_export, show_held
from bot.ui.opting_out import opt_out

SCOPES = [
    Choice(name="what you said in salons of this server", value="here"),
    Choice(name="all of it, on every server", value="everywhere"),
]


@app_commands.guild_only()
class MemoryCog(commands.GroupCog, group_name="memory", group_description="What Salon keeps of you"):
    """What is stored of somebody, in their hands."""

    def __init__(self, bot: SalonBot) -> None:
        super().__init__()
        self.bot = bot

    @app_commands.command()
    async def show(self, interaction: Interaction) -> None:
        """Show what Salon keeps of you, and how to remove it."""
        await thinking(interaction)
        await show_held(interaction)

    @app_commands.command()
    async def export(self, interaction: Interaction) -> None:
        """Hand you all that Salon keeps of you, as a file."""
        await thinking(interaction)
        await give_export(interaction)

    @app_commands.command()
    @app_commands.choices(scope=SCOPES)
    @app_commands.describe(scope="what is to be forgotten")
    async def forget(self, interaction: Interaction, scope: str) -> None:
        """Have what you said here deleted, with all that was drawn from it."""
        await thinking(interaction)
        await ask_to_forget(interaction, scope)

    @app_commands.command()
    @app_commands.describe(on="true: you are not heard; false: you are heard again")
    async def optout(self, interaction: Interaction, on: bool) -> None:
        """Have Salon not hear what you write in salons, anywhere."""
        await thinking(interaction)
        await opt_out(interaction, on=on)


async def setup(bot: SalonBot) -> None:
    """Register the group."""
    await bot.add_cog(MemoryCog(bot))
