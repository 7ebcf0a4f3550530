"""/party: nominate, withdraw, ballot; schedule, move, cancel, calendar, list; clock."""

from __future__ import annotations

from discord import app_commands
from discord.app_commands import Choice
from discord.ext import commands

from bot.client import SalonBot
from bot.domain.ballot import HOURS, MOST_HOURS, MOST_QUORUM
from bot.domain.nomination import LONGEST_REASON
from bot.domain.screening import MOST_HOPED
from bot.services.ballots import Rules
from bot.ui.answers import thinking
from bot.ui.ballot_opening import hold_ballot
from bot.ui.completion import film_choices, pair_choices
from bot.ui.film_clock import film_clock
from bot.ui.front import Interaction, content
from bot.ui.nominating import withdraw
from bot.ui.nomination_choice import nominate_typed
from bot.ui.nomination_list import show_nominations
from bot.ui.scheduling import Plan, Shift, Venue, ask_off, move, schedule
from bot.ui.screening_file import give_calendar
from bot.ui.screening_list import likely_films, screening_choices

REPEATS = [
    Choice(name="every week", value="weekly"),
    Choice(name="every two weeks", value="fortnightly"),
    Choice(name="every month, on the same weekday", value="monthly"),
]
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
        """Show what is planned, and the films that are nominated."""
        await show_nominations(interaction)

    @app_commands.command()
    @app_commands.describe(
        film="the nominated film", for_all="take it off the list for everyone (for who manages this server)"
    )
    async def withdraw(self, interaction: Interaction, film: str, for_all: bool = False) -> None:
        """Take back your nomination of a film."""
        await thinking(interaction)
        await withdraw(interaction, film, for_all=for_all)

    @app_commands.command(name="schedule")
    @app_commands.choices(repeat=REPEATS)
    @app_commands.describe(
        film="the film to watch together",
        when="for instance friday 8pm, tomorrow at 20:30, in 2 hours, 2026-12-05 21:00",
        timezone="whose time that is, for instance Lisbon; I remember it for you",
        channel="a voice or stage channel to watch in, or another text channel for the announcement",
        repeat="how often it comes again",
        people="how many you hope for; you are told when fewer come",
    )
    async def schedule_(
        self,
        interaction: Interaction,
        film: str,
        when: str,
        timezone: str | None = None,
        channel: Venue | None = None,
        repeat: str | None = None,
        people: app_commands.Range[int, 2, MOST_HOPED] | None = None,
    ) -> None:
        """Plan a screening; it is read back to you before anything is made."""
        await thinking(interaction)
        await schedule(interaction, film, Plan(when, timezone, channel, repeat, people))

    @app_commands.command(name="move")
    @app_commands.describe(
        screening="which one; may be left out where there is only one",
        when="when it shall be instead",
        timezone="whose time that is",
        film="another film in its place",
        series="all that follow move with it",
    )
    async def move_(
        self,
        interaction: Interaction,
        screening: str | None = None,
        when: str | None = None,
        timezone: str | None = None,
        film: str | None = None,
        series: bool = False,
    ) -> None:
        """Give a screening another time or another film, and tell who said yes."""
        await thinking(interaction)
        await move(interaction, Shift(screening, when, timezone, film, series))

    @app_commands.command()
    @app_commands.describe(
        screening="which one; may be left out where there is only one", series="it and all that follow"
    )
    async def cancel(self, interaction: Interaction, screening: str | None = None, series: bool = False) -> None:
        """Call a screening off, and tell who said yes."""
        await thinking(interaction)
        await ask_off(interaction, screening, series=series)

    @app_commands.command()
    @app_commands.describe(screening="which one; all of them where you choose none")
    async def calendar(self, interaction: Interaction, screening: str | None = None) -> None:
        """Give you the screenings as a file for your own calendar."""
        await thinking(interaction)
        await give_calendar(interaction, screening)

    @schedule_.autocomplete("timezone")
    @move_.autocomplete("timezone")
    async def _timezones(self, interaction: Interaction, typed: str) -> list[Choice[str]]:
        return pair_choices(await self.bot.services.zones.suggest(typed, str(interaction.locale)))

    @move_.autocomplete("screening")
    @cancel.autocomplete("screening")
    @calendar.autocomplete("screening")
    async def _screenings(self, interaction: Interaction, typed: str) -> list[Choice[str]]:
        return await screening_choices(interaction, typed)

    @schedule_.autocomplete("film")
    async def _likely(self, interaction: Interaction, typed: str) -> list[Choice[str]]:
        return await likely_films(interaction, typed)

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
    @move_.autocomplete("film")
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
