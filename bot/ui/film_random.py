"""A film at random: its card, and a button that turns it into another one of the same kind."""

from __future__ import annotations

from typing import Any

import discord

from bot.services.film_shelf import Wanted
from bot.ui.answers import answer
from bot.ui.cards import Page
from bot.ui.film_choice import card_buttons
from bot.ui.film_pages import film_page
from bot.ui.front import Interaction, front, locale
from bot.ui.items import SalonItem
from bot.ui.limits import CUSTOM_ID


class AnotherFilm(
    SalonItem, template=r"v1:random:(?P<genre>[^:]*):(?P<decade>\d*):(?P<minutes>\d*):(?P<theme>[a-z-]*)"
):
    """Replaces the film that was drawn by another of the same kind."""

    @classmethod
    def made(cls, wanted: Wanted, label: str) -> AnotherFilm:
        """The button for a kind of film."""
        parts = (wanted.genre, wanted.decade, wanted.max_minutes, wanted.theme)
        custom_id = ":".join(["v1:random", *("" if part is None else str(part) for part in parts)])[:CUSTOM_ID]
        return cls(discord.ui.Button[Any](label=label, custom_id=custom_id))

    async def pressed(self, interaction: Interaction) -> None:
        """Draw again, in the same message."""
        await interaction.response.defer()
        said = self.said
        wanted = Wanted(
            said["genre"] or None,
            int(said["decade"]) if said["decade"] else None,
            int(said["minutes"]) if said["minutes"] else None,
            said["theme"] or None,
        )
        await interaction.edit_original_response(view=await _drawn(interaction, wanted))


async def draw(interaction: Interaction, wanted: Wanted) -> None:
    """Answer with a film at random. The interaction is deferred already."""
    await answer(interaction, view=await _drawn(interaction, wanted), private=False)


async def _drawn(interaction: Interaction, wanted: Wanted) -> Page:
    texts = locale(interaction)
    film = await front(interaction).services.shelf.at_random(interaction.guild_id or 0, wanted)
    again = AnotherFilm.made(wanted, texts.get("film.another_button"))
    return await film_page(interaction, film, (*card_buttons(film, texts), again))


RANDOM_ITEMS = (AnotherFilm,)
