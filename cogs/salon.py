"""/salon: start, prompt, counter, whatif, progress, pause, resume, catchup, end, recap, list."""

from __future__ import annotations

from discord import app_commands
from discord.app_commands import Choice
from discord.ext import commands

from bot.client import SalonBot
from bot.domain.question import Kind
from bot.domain.whatif import LONGEST_PART
from bot.errors import NotFound
from bot.services.progress import Seen
from bot.ui.answers import answer, thinking
from bot.ui.catch_up import show_missed
from bot.ui.completion import name_choices, named, point_choices
from bot.ui.film_choice import choose
from bot.ui.front import Interaction, content, locale
from bot.ui.marks import plain
from bot.ui.modals import taken
from bot.ui.pages import salon_list
from bot.ui.progress import progress_text
from bot.ui.recap_pages import past_salons, show_recap
from bot.ui.starting import Wish
from bot.ui.suggesting import suggested
from bot.ui.whatif_modal import PART
from bot.ui.whatif_opening import work_out

SPOILERS = [
    Choice(name="everyone has seen it", value="all"),
    Choice(name="first half only", value="half"),
    Choice(name="nobody has seen it", value="none"),
]
SEEN = [
    Choice(name="nothing yet", value="nothing"),
    Choice(name="part of it", value="part"),
    Choice(name="all of it", value="all"),
]

KINDS = [
    Choice(name="factual: what happens", value="factual"),
    Choice(name="interpretive: what it means", value="interpretive"),
    Choice(name="evaluative: whether it holds up", value="evaluative"),
]

Premise = app_commands.Range[str, 1, LONGEST_PART]


@app_commands.guild_only()
class SalonCog(commands.GroupCog, group_name="salon", group_description="Talk about a film with a host"):
    """Opening, steering and closing a salon."""

    def __init__(self, bot: SalonBot) -> None:
        super().__init__()
        self.bot = bot

    @app_commands.command()
    @app_commands.describe(
        film="the film to talk about",
        lens="a critical approach to favour",
        spoilers="how much of the film the host may give away",
        language="the language the host speaks",
    )
    @app_commands.choices(spoilers=SPOILERS)
    async def start(
        self,
        interaction: Interaction,
        film: str,
        lens: str | None = None,
        spoilers: str = "all",
        language: str | None = None,
    ) -> None:
        """Open a salon on a film."""
        await thinking(interaction)
        chosen = named(content(interaction).bank.lenses, lens, "unknown_lens")
        spoken = self.bot.texts.code(language) if language else None
        await choose(interaction, "start", film, Wish(chosen, spoilers, spoken))

    @app_commands.command()
    @app_commands.describe(theme="what it should be about", lens="a critical approach", kind="what an answer would be")
    @app_commands.choices(kind=KINDS)
    async def prompt(
        self, interaction: Interaction, theme: str | None = None, lens: str | None = None, kind: str | None = None
    ) -> None:
        """Ask the host for a question."""
        await thinking(interaction)
        bank = content(interaction).bank
        theme, lens = named(bank.themes, theme, "unknown_theme"), named(bank.lenses, lens, "unknown_lens")
        await self.bot.services.conversation.ask(_channel(interaction), theme, lens, Kind(kind) if kind else None)
        await answer(interaction, locale(interaction).get("salon.asked"))

    @app_commands.command()
    @app_commands.describe(point="what somebody said; without it, what the room agrees on")
    async def counter(self, interaction: Interaction, point: str | None = None) -> None:
        """Ask the host for the strongest case against a point."""
        await thinking(interaction)
        await self.bot.services.wishes.counter(_channel(interaction), point)
        await answer(interaction, locale(interaction).get("salon.countered"))

    @app_commands.command()
    @app_commands.describe(seen="how much of the film", minute="with “part of it”: up to which minute")
    @app_commands.choices(seen=SEEN)
    async def progress(
        self, interaction: Interaction, seen: str, minute: app_commands.Range[int, 0, 1_000] | None = None
    ) -> None:
        """Say how far you have seen, so that nothing is given away to you."""
        await thinking(interaction)
        told = await self.bot.services.progress.tell(_channel(interaction), interaction.user.id, Seen(seen), minute)
        await answer(interaction, progress_text(locale(interaction), told))

    @app_commands.command()
    @app_commands.describe(premise="what happens otherwise than in the film; leave out to see the what-if there is")
    async def whatif(self, interaction: Interaction, premise: Premise | None = None) -> None:
        """Work out another ending or plot together."""
        await thinking(interaction)
        await work_out(interaction, premise)

    @commands.Cog.listener()
    async def on_interaction(self, interaction: Interaction) -> None:
        """Take what people add to a what-if."""
        await taken(interaction, PART)

    @app_commands.command()
    async def pause(self, interaction: Interaction) -> None:
        """Let the host be silent for a while; what is said is still kept."""
        await thinking(interaction)
        salon = await self.bot.services.salons.pause(_channel(interaction))
        await answer(interaction, locale(interaction).get("salon.paused", film=plain(salon.film.label)))

    @app_commands.command()
    async def resume(self, interaction: Interaction) -> None:
        """Bring the host back after a pause."""
        await thinking(interaction)
        salon = await self.bot.services.salons.resume(_channel(interaction))
        await answer(interaction, locale(interaction).get("salon.resumed", film=plain(salon.film.label)))

    @app_commands.command()
    async def end(self, interaction: Interaction) -> None:
        """Close the salon here; the recap follows."""
        await thinking(interaction)
        salon = await self.bot.services.salons.end(_channel(interaction), interaction.user.id)
        await answer(interaction, locale(interaction).get("salon.ended", film=plain(salon.film.label)))

    @app_commands.command()
    async def catchup(self, interaction: Interaction) -> None:
        """Tell you alone what you missed in the salon here."""
        await thinking(interaction)
        await show_missed(interaction)

    @app_commands.command()
    @app_commands.describe(salon="which salon; without it, the newest one held here")
    async def recap(self, interaction: Interaction, salon: str | None = None) -> None:
        """Show you the recap of a past salon, to read or to keep as a file."""
        await thinking(interaction)
        await show_recap(interaction, salon)

    @app_commands.command(name="list")
    async def list_(self, interaction: Interaction) -> None:
        """Show the open salons of this server and those that closed lately."""
        await thinking(interaction)
        live, closed = await self.bot.services.salons.listed(interaction.guild_id or 0)
        await answer(interaction, salon_list(locale(interaction), live, closed))

    @counter.autocomplete("point")
    async def _points(self, interaction: Interaction, typed: str) -> list[Choice[str]]:
        return point_choices(await self.bot.services.wishes.points(_channel(interaction)), typed, locale(interaction))

    @recap.autocomplete("salon")
    async def _salons(self, interaction: Interaction, typed: str) -> list[Choice[str]]:
        return await past_salons(interaction, typed)

    @start.autocomplete("film")
    async def _films(self, interaction: Interaction, typed: str) -> list[Choice[str]]:
        return await suggested(interaction, typed)

    @start.autocomplete("lens")
    @prompt.autocomplete("lens")
    async def _lenses(self, interaction: Interaction, typed: str) -> list[Choice[str]]:
        return name_choices(content(interaction).bank.lenses, typed)

    @prompt.autocomplete("theme")
    async def _themes(self, interaction: Interaction, typed: str) -> list[Choice[str]]:
        return name_choices(content(interaction).bank.themes, typed)

    @start.autocomplete("language")
    async def _languages(self, interaction: Interaction, typed: str) -> list[Choice[str]]:
        return [Choice(name=name, value=code) for code, name in self.bot.texts.names.items()][:25]


def _channel(interaction: Interaction) -> int:
    if interaction.channel_id is None:
        raise NotFound("no_salon_here")
    return interaction.channel_id


async def setup(bot: SalonBot) -> None:
    """Register the group."""
    await bot.add_cog(SalonCog(bot))
