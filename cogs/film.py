"""/film: find, themes, random, history."""

from __future__ import annotations

from discord import app_commands
from discord.app_commands import Choice
from discord.ext import commands

from bot.client import SalonBot
from bot.services.film_shelf import Wanted
from bot.ui.answers import thinking
from bot.ui.completion import decade, decade_choices, genre_choices, genre_of, name_choices, named
from bot.ui.film_choice import choose, find
from bot.ui.film_random import draw
from bot.ui.front import Interaction, content, locale
from bot.ui.suggesting import suggested


@app_commands.guild_only()
class FilmCog(commands.GroupCog, group_name="film", group_description="Look up films"):
    """Looking up films."""

    def __init__(self, bot: SalonBot) -> None:
        super().__init__()
        self.bot = bot

    @app_commands.command(name="find")
    @app_commands.describe(title="a title in any language, with year or director if you like")
    async def find_(self, interaction: Interaction, title: str) -> None:
        """Show what is known of a film."""
        await find(interaction, title)

    @app_commands.command()
    @app_commands.describe(title="the film's title")
    async def themes(self, interaction: Interaction, title: str) -> None:
        """Show what a film gives to talk about, and films that share it."""
        await thinking(interaction)
        await choose(interaction, "themes", title)

    @app_commands.command()
    @app_commands.describe(title="the film's title")
    async def history(self, interaction: Interaction, title: str) -> None:
        """Show this server's salons on a film."""
        await thinking(interaction)
        await choose(interaction, "history", title)

    @app_commands.command(name="random")
    @app_commands.rename(decade_="decade")
    @app_commands.describe(
        genre="of this kind", decade_="from these years", max_minutes="at most this long", theme="about this"
    )
    async def random_(
        self,
        interaction: Interaction,
        genre: str | None = None,
        decade_: str | None = None,
        max_minutes: app_commands.Range[int, 1, 1000] | None = None,
        theme: str | None = None,
    ) -> None:
        """Draw a film that this server has not talked about yet."""
        kind = named(content(interaction).bank.themes, theme, "unknown_theme")
        wanted = Wanted(genre_of(genre, locale(interaction)), decade(decade_), max_minutes, kind)
        self.bot.services.shelf.fitting(wanted)  # a wish that nothing fits is told in private
        await thinking(interaction, private=False)
        await draw(interaction, wanted)

    @find_.autocomplete("title")
    @themes.autocomplete("title")
    @history.autocomplete("title")
    async def _films(self, interaction: Interaction, typed: str) -> list[Choice[str]]:
        return await suggested(interaction, typed)

    @random_.autocomplete("genre")
    async def _genres(self, interaction: Interaction, typed: str) -> list[Choice[str]]:
        return genre_choices(self.bot.services.shelf.genres, typed, locale(interaction))

    @random_.autocomplete("decade_")
    async def _decades(self, interaction: Interaction, typed: str) -> list[Choice[str]]:
        return decade_choices(self.bot.services.shelf.decades, typed, locale(interaction))

    @random_.autocomplete("theme")
    async def _themes(self, interaction: Interaction, typed: str) -> list[Choice[str]]:
        return name_choices(content(interaction).bank.themes, typed)


async def setup(bot: SalonBot) -> None:
    """Register the group."""
    await bot.add_cog(FilmCog(bot))
