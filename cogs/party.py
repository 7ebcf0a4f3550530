"""/party: nominate, list, withdraw, clock."""

from __future__ import annotations

from discord import app_commands
from discord.app_commands import Choice
from discord.ext import commands

from bot.client import SalonBot
from bot.domain.nomination import LONGEST_REASON
from bot.ui.answers import thinking
from bot.ui.completion import film_choices
from bot.ui.film_clock import film_clock
from bot.ui.front import Interaction, content
from bot.ui.nominating import withdraw
from bot.ui.nomination_choice import nominate_typed
from bot.ui.nomination_list import show_nominations

CLOCK = [
    Choice(name="where are we", value="show"),
    Choice(name="start the film", value="start"),
    Choice(name="pause", value="pause"),
    Choice(name="go on", value="resume"),
    Choice(name="set the position", value="seek"),
    Choice(name="intermission", value="intermission"),
    Choice(name="the film is over", value="end"),
]
Reason = app_commands.Range[str, 1, LONGEST_REASON]


@app_commands.guild_only()
class PartyCog(commands.GroupCog, group_name="party", group_description="Watch films together"):
    """What a server could watch together."""

    def __init__(self, bot: SalonBot) -> None:
        super().__init__()
        self.bot = bot

    @app_commands.command()
    @app_commands.describe(film="the film to watch together", reason="why, in a sentence; everyone can read it")
    async def nominate(self, interaction: Interaction, film: str, reason: Reason | None = None) -> None:
        """Propose a film for a screening, or stand behind one that is proposed."""
        await thinking(interaction)
        await nominate_typed(interaction, film, reason)

    @app_commands.command(name="list")
    async def list_(self, interaction: Interaction) -> None:
        """Show the films that are nominated."""
        await show_nominations(interaction)

    @app_commands.command()
    @app_commands.describe(
        film="the nominated film", for_all="take it off the list for everyone (for who manages this server)"
    )
    async def withdraw(self, interaction: Interaction, film: str, for_all: bool = False) -> None:
        """Take back your nomination of a film."""
        await thinking(interaction)
        await withdraw(interaction, film, for_all=for_all)

    @app_commands.command()
    @app_commands.describe(
        action="what to do with the film that is watched here; without it, where it stands",
        position="where the film is: 1:02:33, 42 (minutes), 1h05, +5, -10",
        minutes="with “intermission”: how many minutes",
    )
    @app_commands.choices(action=CLOCK)
    async def clock(
        self,
        interaction: Interaction,
        action: str = "show",
        position: app_commands.Range[str, 1, 20] | None = None,
        minutes: app_commands.Range[int, 1, 120] | None = None,
    ) -> None:
        """Watch together: start the film at one moment, pause it, see where it stands."""
        await thinking(interaction)
        await film_clock(interaction, action, position, minutes)

    @nominate.autocomplete("film")
    async def _films(self, interaction: Interaction, typed: str) -> list[Choice[str]]:
        return film_choices(await self.bot.services.films.suggest(typed), content(interaction))

    @withdraw.autocomplete("film")
    async def _nominated(self, interaction: Interaction, typed: str) -> list[Choice[str]]:
        everyone = getattr(interaction.namespace, "for_all", False) and interaction.permissions.manage_guild
        by = None if everyone else interaction.user.id
        return film_choices(
            await self.bot.services.nominations.suggest(interaction.guild_id or 0, typed, by), content(interaction)
        )


async def setup(bot: SalonBot) -> None:
    """Register the group."""
    await bot.add_cog(PartyCog(bot))
