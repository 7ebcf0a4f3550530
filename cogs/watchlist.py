"""/watchlist: add, remove, show, seen, import, undo, share."""

from __future__ import annotations

from collections.abc import Sequence

import discord
from discord import app_commands
from discord.app_commands import Choice
from discord.ext import commands

from bot.client import SalonBot
from bot.domain.film import Film
from bot.domain.rating import stars_of
from bot.domain.watchlist import Show, Whose
from bot.errors import BadInput
from bot.ui.answers import answer, thinking
from bot.ui.completion import film_choices
from bot.ui.front import Interaction, content, locale
from bot.ui.limits import cut
from bot.ui.watchlist_changes import change_list
from bot.ui.watchlist_front import guild_of, owner_of
from bot.ui.watchlist_import import import_file
from bot.ui.watchlist_ratings import rating_choices
from bot.ui.watchlist_turning import show_list
from bot.ui.watchlist_undo import undone_for
from bot.ui.watchlist_wish import ListWish

LISTS = [Choice(name="this server's list", value="server"), Choice(name="your own list, private", value="mine")]
SHOWN = [
    Choice(name="all films", value="all"),
    Choice(name="films to see", value="tosee"),
    Choice(name="films seen", value="seen"),
]


@app_commands.guild_only()
class WatchlistCog(commands.GroupCog, group_name="watchlist", group_description="Films to see, seen and rated"):
    """Lists of films, of a server and of one's own."""

    def __init__(self, bot: SalonBot) -> None:
        super().__init__()
        self.bot = bot

    @app_commands.command()
    @app_commands.rename(whose="list")
    @app_commands.choices(whose=LISTS)
    @app_commands.describe(
        film="the film to put on the list", whose="which list; this server's unless you say otherwise"
    )
    async def add(self, interaction: Interaction, film: str, whose: str = "server") -> None:
        """Put a film on a list."""
        await change_list(interaction, film, ListWish("add", Whose(whose)))

    @app_commands.command()
    @app_commands.rename(whose="list")
    @app_commands.choices(whose=LISTS)
    @app_commands.describe(film="the film to take off", whose="which list; this server's unless you say otherwise")
    async def remove(self, interaction: Interaction, film: str, whose: str = "server") -> None:
        """Take a film off a list."""
        await change_list(interaction, film, ListWish("remove", Whose(whose)))

    @app_commands.command()
    @app_commands.rename(whose="list")
    @app_commands.choices(whose=LISTS)
    @app_commands.describe(
        film="the film that was seen",
        rating="half a star to five, for instance 3.5",
        whose="which list; this server's unless you say otherwise",
    )
    async def seen(self, interaction: Interaction, film: str, rating: str | None = None, whose: str = "server") -> None:
        """Mark a film as seen, and rate it if you like."""
        stars = stars_of(rating) if rating is not None else None
        if rating is not None and stars is None:
            raise BadInput("bad_rating", rating=cut(rating, 40))
        await change_list(interaction, film, ListWish("see", Whose(whose), stars))

    @app_commands.command()
    @app_commands.rename(whose="list", shown="filter")
    @app_commands.choices(whose=LISTS, shown=SHOWN)
    @app_commands.describe(
        whose="which list; this server's unless you say otherwise",
        shown="which films",
        member="somebody who shares their own list here",
    )
    async def show(
        self, interaction: Interaction, whose: str = "server", shown: str = "all", member: discord.Member | None = None
    ) -> None:
        """Show a list."""
        await show_list(interaction, str(member.id) if member else whose, Show(shown))

    @app_commands.command(name="import")
    @app_commands.rename(whose="list")
    @app_commands.choices(whose=LISTS)
    @app_commands.describe(
        file="a Letterboxd export (zip), or a csv with title and year",
        whose="which list; your own unless you say otherwise",
    )
    async def import_(self, interaction: Interaction, file: discord.Attachment, whose: str = "mine") -> None:
        """Take films over from a file; you see what was found before anything is added."""
        await import_file(interaction, file, Whose(whose))

    @app_commands.command()
    async def undo(self, interaction: Interaction) -> None:
        """Take back your latest change of the last 24 hours."""
        await thinking(interaction)
        undone = await self.bot.services.watchlists.undo_latest(interaction.user.id, guild_of(interaction))
        await answer(interaction, undone_for(interaction, undone))

    @app_commands.command()
    @app_commands.describe(on="whether members of this server may see your own list")
    async def share(self, interaction: Interaction, on: bool) -> None:
        """Let this server see your own list, or no longer."""
        await thinking(interaction)
        await self.bot.services.watchlists.share(interaction.user.id, guild_of(interaction), on=on)
        await answer(interaction, locale(interaction).get("watchlist.shared" if on else "watchlist.unshared"))

    @add.autocomplete("film")
    async def _films(self, interaction: Interaction, typed: str) -> list[Choice[str]]:
        return film_choices(await self.bot.services.films.suggest(typed), content(interaction))

    @remove.autocomplete("film")
    async def _listed(self, interaction: Interaction, typed: str) -> list[Choice[str]]:
        return film_choices(await self._on_list(interaction, typed), content(interaction))

    @seen.autocomplete("film")
    async def _listed_first(self, interaction: Interaction, typed: str) -> list[Choice[str]]:
        known = [*await self._on_list(interaction, typed), *await self.bot.services.films.suggest(typed)]
        return film_choices(list({film.id: film for film in known}.values()), content(interaction))

    async def _on_list(self, interaction: Interaction, typed: str) -> Sequence[Film]:
        whose = Whose.MINE if getattr(interaction.namespace, "list", None) == "mine" else Whose.SERVER
        return await self.bot.services.watchlists.suggest(owner_of(interaction, whose), typed)

    @seen.autocomplete("rating")
    async def _ratings(self, interaction: Interaction, typed: str) -> list[Choice[str]]:
        return rating_choices(typed, locale(interaction))


async def setup(bot: SalonBot) -> None:
    """Register the group."""
    await bot.add_cog(WatchlistCog(bot))
