"""Films offered while somebody types: what the words come near to; before the first word, what the club wants to see."""

from __future__ import annotations

from discord import app_commands

from bot.domain.watchlist import Order, Owner, Show, Whose
from bot.ui.completion import film_choices
from bot.ui.front import Interaction, content
from bot.ui.watchlist_front import services


async def suggested(interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
    """Choices for an option that takes a film. Nothing outside is asked."""
    known = services(interaction)
    if typed.strip() or interaction.guild_id is None:
        return film_choices(await known.films.suggest(typed), content(interaction))
    page = await known.watchlists.page(Owner(Whose.SERVER, interaction.guild_id), Show.TO_SEE, Order.ADDED, 1)
    return film_choices([entry.film for entry in page.entries], content(interaction))
