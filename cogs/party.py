"""/party: nominate, ballot, list, withdraw."""

from __future__ import annotations

from discord import app_commands
from discord.app_commands import Choice
from discord.ext import commands

from bot.client import SalonBot
from bot.domain.ballot import HOURS, MOST_HOURS, MOST_QUORUM
from bot.domain.nomination import LONGEST_REASON
from bot.services.ballots import Rules
from bot.ui.answers import thinking
from bot.ui.ballot_opening import hold_ballot
from bot.ui.completion import film_choices
from bot.ui.front import Interaction, content
from bot.ui.nominating import withdraw
from bot.ui.nomination_choice import nominate_typed
from bot.ui.nomination_list import show_nominations

Reason = app_commands.Range[str, 1, LONGEST_REASON]
Hours = app_commands.Range[int, 1, MOST_HOURS]
Quorum = app_commands.Range[int, 1, MOST_QUORUM]


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

    @app_commands.command()
    @app_commands.describe(
        hours="how many hours it stays open, up to two weeks (48 otherwise)",
        quorum="close it earlier, as soon as so many people have voted",
        hidden="keep standings hidden until it closes (yes, unless you say no)",
    )
    async def ballot(
        self, interaction: Interaction, hours: Hours = HOURS, quorum: Quorum | None = None, hidden: bool = True
    ) -> None:
        """Open a ranked vote over the nominated films, or show the one that is open."""
        await thinking(interaction)
        await hold_ballot(interaction, Rules(hours, quorum, hidden))

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
