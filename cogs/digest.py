"""/digest: now, schedule, off."""

from __future__ import annotations

from contextlib import suppress

import discord
from discord import app_commands
from discord.app_commands import Choice
from discord.ext import commands

from bot.client import SalonBot
from bot.errors import NotFound
from bot.services.digest_schedules import Wished
from bot.ui.answers import answer, thinking
from bot.ui.completion import pair_choices
from bot.ui.digest_show import schedule_digest, show_preview
from bot.ui.front import Interaction, locale
from bot.ui.seeing import everybody_reads
from bot.ui.watchlist_front import guild_of

WEEKDAYS = [
    Choice(name=name, value=number)
    for number, name in enumerate(("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"))
]
QUIET = [Choice(name="two lines", value="said"), Choice(name="nothing", value="unsaid")]


@app_commands.guild_only()
class DigestCog(commands.GroupCog, group_name="digest", group_description="The week's salons, summed up"):
    """The weekly digest of a server."""

    def __init__(self, bot: SalonBot) -> None:
        super().__init__()
        self.bot = bot

    @app_commands.command()
    async def now(self, interaction: Interaction) -> None:
        """Show you the digest as it would be now; nothing is posted."""
        await thinking(interaction)
        await show_preview(interaction)

    @app_commands.command()
    @app_commands.checks.has_permissions(manage_guild=True)
    @app_commands.choices(weekday=WEEKDAYS)
    @app_commands.choices(quiet_weeks=QUIET)
    @app_commands.describe(
        weekday="on which day of the week it comes",
        time="at what time, for instance 18:00 or 6pm",
        timezone="whose time that is, for instance Europe/Lisbon; else that of this server",
        channel="where it is posted; else where you type this",
        quiet_weeks="what is posted after a week in which nothing happened",
    )
    async def schedule(
        self,
        interaction: Interaction,
        weekday: int,
        time: str,
        timezone: str | None = None,
        channel: discord.TextChannel | None = None,
        quiet_weeks: str | None = None,
    ) -> None:
        """Have a digest posted once a week, or change when and where."""
        await thinking(interaction)
        quiet = None if quiet_weeks is None else quiet_weeks == "said"
        await schedule_digest(
            interaction, Wished(weekday, time, timezone, channel.id if channel else None, quiet), channel
        )

    @app_commands.command()
    @app_commands.checks.has_permissions(manage_guild=True)
    async def off(self, interaction: Interaction) -> None:
        """Have no digest posted any more."""
        await thinking(interaction)
        await self.bot.services.digest_schedules.end(guild_of(interaction))
        await answer(interaction, locale(interaction).get("digest.ended"))

    @commands.Cog.listener()
    async def on_guild_remove(self, guild: discord.Guild) -> None:
        """A server that sends Salon away gets no digests."""
        with suppress(NotFound):
            await self.bot.services.digest_schedules.end(guild.id)

    @schedule.autocomplete("timezone")
    async def _timezones(self, interaction: Interaction, typed: str) -> list[Choice[str]]:
        return pair_choices(await self.bot.services.zones.suggest(typed, str(interaction.locale)))

    @commands.Cog.listener()
    async def on_guild_channel_update(self, before: discord.abc.GuildChannel, after: discord.abc.GuildChannel) -> None:
        """Withdraw from posted digests what was said in a channel that is no longer open to everybody."""
        if everybody_reads(before) and not everybody_reads(after):
            await self.bot.services.digest_schedules.closed(after.guild.id, after.id)


async def setup(bot: SalonBot) -> None:
    """Register the group."""
    await bot.add_cog(DigestCog(bot))
