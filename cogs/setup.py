"""/setup: show, channel, alerts, timezone, language, host, jobs; for those who manage the server."""

from __future__ import annotations

import discord
from discord import app_commands
from discord.app_commands import Choice
from discord.ext import commands

from bot.client import SalonBot
from bot.errors import NotFound
from bot.services.model_use import MOST_TOKENS
from bot.ui.alert import alerts_chosen
from bot.ui.answers import answer, thinking
from bot.ui.completion import pair_choices
from bot.ui.digest_show import zone_text
from bot.ui.front import Interaction, locale
from bot.ui.host_page import host_text
from bot.ui.marks import plain
from bot.ui.pages import settings_text
from bot.ui.permissions import missing, spelled
from bot.ui.server_jobs import show_jobs

Budget = app_commands.Range[int, 0, MOST_TOKENS]


@app_commands.guild_only()
@app_commands.default_permissions(manage_guild=True)
class SetupCog(commands.GroupCog, group_name="setup", group_description="Settings of this server"):
    """A server's settings."""

    def __init__(self, bot: SalonBot) -> None:
        super().__init__()
        self.bot = bot

    async def interaction_check(self, interaction: Interaction, /) -> bool:
        """Only who manages the server, even where the server's own command settings let others in."""
        if interaction.permissions.manage_guild:
            return True
        raise app_commands.MissingPermissions(["manage_guild"])

    @app_commands.command()
    async def show(self, interaction: Interaction) -> None:
        """Show the settings of this server."""
        await thinking(interaction)
        settings = await self.bot.services.servers.get(_guild(interaction))
        name = self.bot.texts.names.get(settings.language, settings.language)
        await answer(interaction, settings_text(locale(interaction), settings, name))

    @app_commands.command()
    @app_commands.describe(channel="where salons open; leave it out to open them where /salon start is typed")
    async def channel(
        self, interaction: Interaction, channel: discord.TextChannel | discord.ForumChannel | None = None
    ) -> None:
        """Choose the channel or forum where salons open."""
        await thinking(interaction)
        texts = locale(interaction)
        await self.bot.services.servers.choose_channel(_guild(interaction), channel.id if channel else None)
        if channel is None:
            await answer(interaction, texts.get("setup.channel_cleared"))
            return
        text = texts.get("setup.channel_chosen", channel=channel.mention)
        lacking = missing(channel.permissions_for(channel.guild.me))
        warning = texts.get("setup.channel_lacking", permissions=spelled(texts, lacking)) if lacking else ""
        await answer(interaction, f"{text} {warning}".strip())

    @app_commands.command()
    @app_commands.describe(channel="where you are told; leave it out to be told nothing")
    async def alerts(self, interaction: Interaction, channel: discord.TextChannel | None = None) -> None:
        """Choose a channel that is told when people in a salon are at each other."""
        await thinking(interaction)
        texts = locale(interaction)
        await self.bot.services.servers.choose_alerts(_guild(interaction), channel.id if channel else None)
        if channel is None:
            await answer(interaction, texts.get("setup.alerts_cleared"))
            return
        await answer(interaction, alerts_chosen(texts, channel))

    @app_commands.command()
    @app_commands.describe(timezone="for instance Europe/Lisbon")
    async def timezone(self, interaction: Interaction, timezone: str) -> None:
        """Choose the time zone of this server."""
        await thinking(interaction)
        before = await self.bot.services.servers.get(_guild(interaction))
        zone = await self.bot.services.zones.find(timezone)
        settings = await self.bot.services.servers.choose_timezone(_guild(interaction), zone)
        said = locale(interaction).get("setup.timezone_chosen", timezone=plain(settings.timezone))
        await answer(interaction, f"{said} {await zone_text(interaction, before.timezone, settings.timezone)}".strip())

    @app_commands.command()
    @app_commands.describe(language="the language the host speaks in new salons")
    async def language(self, interaction: Interaction, language: str) -> None:
        """Choose the language the host speaks."""
        await thinking(interaction)
        settings = await self.bot.services.servers.choose_language(_guild(interaction), self.bot.texts.code(language))
        name = self.bot.texts.names.get(settings.language, settings.language)
        await answer(interaction, locale(interaction).get("setup.language_chosen", language=plain(name)))

    @app_commands.command()
    @app_commands.describe(
        persona="as whom a connected language model hosts",
        daily_budget="how many tokens the language model may use here on one day; 0 for no bound",
    )
    async def host(
        self, interaction: Interaction, persona: str | None = None, daily_budget: Budget | None = None
    ) -> None:
        """Show who hosts here and what was used today; choose a persona or a budget."""
        await thinking(interaction)
        use, texts = self.bot.services.model_use, locale(interaction)
        chosen = persona is not None or daily_budget is not None
        if chosen:
            now = await use.choose(_guild(interaction), persona=persona, daily_budget=daily_budget)
        else:
            now = await use.today(_guild(interaction))
        shown = host_text(texts, now, use.model, use.personas)
        await answer(interaction, f"{texts.get('setup.host_chosen')} {shown}" if chosen else shown)

    @app_commands.command()
    async def jobs(self, interaction: Interaction) -> None:
        """Show what is coming up, what came too late and what failed."""
        await thinking(interaction)
        await show_jobs(interaction)

    @host.autocomplete("persona")
    async def _personas(self, interaction: Interaction, typed: str) -> list[Choice[str]]:
        known = self.bot.services.model_use.personas
        return [Choice(name=name, value=code) for code, name in known.items() if typed.casefold() in name.casefold()][
            :25
        ]

    @timezone.autocomplete("timezone")
    async def _timezones(self, interaction: Interaction, typed: str) -> list[Choice[str]]:
        return pair_choices(await self.bot.services.zones.suggest(typed, str(interaction.locale)))

    @language.autocomplete("language")
    async def _languages(self, interaction: Interaction, typed: str) -> list[Choice[str]]:
        return [Choice(name=name, value=code) for code, name in self.bot.texts.names.items()][:25]


def _guild(interaction: Interaction) -> int:
    if interaction.guild_id is None:
        raise NotFound("server_only")
    return interaction.guild_id


async def setup(bot: SalonBot) -> None:
    """Register the group."""
    await bot.add_cog(SetupCog(bot))
