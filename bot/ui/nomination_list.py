"""Showing nominations, with buttons that turn pages. All that a button needs is in its id and in the records."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import discord

from bot.domain.nomination import NominationPage
from bot.ui.answers import answer
from bot.ui.cards import Page
from bot.ui.front import Interaction
from bot.ui.items import SalonItem
from bot.ui.nominating import told_nomination
from bot.ui.nomination_choice import TitleButton
from bot.ui.nomination_front import services
from bot.ui.nomination_page import nomination_page
from bot.ui.screening_list import ahead_text
from bot.ui.texts import Locale
from bot.ui.watchlist_front import for_everyone, guild_of


class NominationsButton(SalonItem, template=r"v1:party:page:(?P<number>\d{1,9})"):
    """Turns to a page of nominations."""

    @classmethod
    def made(cls, page: NominationPage, step: int, texts: Locale) -> NominationsButton:
        """A button to the page before (``step`` -1) or after (1); it cannot be pressed where there is none."""
        number = page.number + step
        label = texts.get("party.previous" if step < 0 else "party.next")
        there = 1 <= number <= page.pages
        return cls(discord.ui.Button[Any](label=label, custom_id=f"v1:party:page:{number}", disabled=not there))

    async def pressed(self, interaction: Interaction) -> None:
        """Turn."""
        await interaction.response.edit_message(view=await _drawn(interaction, int(self.said["number"])))


async def show_nominations(interaction: Interaction) -> None:
    """Show everyone what is planned, and what is nominated, from the first page."""
    await answer(interaction, view=await _drawn(interaction, 1), private=False)


async def _drawn(interaction: Interaction, number: int) -> Page:
    page = await services(interaction).nominations.page(guild_of(interaction), number)
    texts, content = await for_everyone(interaction)
    page = replace(page, nominations=[told_nomination(one, content) for one in page.nominations])
    turns = [NominationsButton.made(page, step, texts) for step in (-1, 1)] if page.pages > 1 else []
    above = await ahead_text(interaction, texts) if page.number == 1 else ""
    return nomination_page(page, texts, [discord.ui.ActionRow(*turns)] if turns else [], above)


NOMINATION_ITEMS = (NominationsButton, TitleButton)
