"""Themes of a server's own: adding one in a form, and taking one away."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import discord

from bot.domain.theme import Theme
from bot.services.own_themes import LONGEST_NAME
from bot.ui.answers import answer, thinking
from bot.ui.front import Interaction, locale
from bot.ui.items import SalonItem
from bot.ui.limits import CHOICE, CHOICES, LABEL, cut
from bot.ui.marks import plain
from bot.ui.modals import OPEN_FOR, Groups, SentModal
from bot.ui.texts import Locale
from bot.ui.theme_front import demand_manager, services
from bot.ui.watchlist_front import guild_of

_NAME, _WORDS, _EXAMPLES = "name", "words", "examples"
_ID = "v1:themes:form"


class OwnModal(discord.ui.Modal):
    """Asks for a theme's name and the words that signal it; ``FORM`` takes it."""

    def __init__(self, texts: Locale) -> None:
        super().__init__(title=texts.get("theme.form_title"), custom_id=_ID, timeout=OPEN_FOR)
        paragraph = discord.TextStyle.paragraph
        for name, style, most, needed in (
            (_NAME, discord.TextStyle.short, LONGEST_NAME, True),
            (_WORDS, paragraph, 1_500, False),
            (_EXAMPLES, paragraph, 2_000, False),
        ):
            field = discord.ui.TextInput[Any](custom_id=name, style=style, max_length=most, required=needed)
            self.add_item(
                discord.ui.Label(
                    text=texts.get(f"theme.form_{name}"),
                    description=texts.get(f"theme.form_{name}_hint"),
                    component=field,
                )
            )


class OwnButton(SalonItem, template=r"v1:themes:(?P<do>add|remove)"):
    """Opens the form, or shows which themes can be taken away."""

    @classmethod
    def made(cls, do: str, texts: Locale) -> OwnButton:
        """The button."""
        label = cut(texts.get(f"theme.{do}_button"), LABEL)
        return cls(discord.ui.Button[Any](label=label, custom_id=f"v1:themes:{do}"))

    async def pressed(self, interaction: Interaction) -> None:
        """Do it."""
        demand_manager(interaction)
        if self.said["do"] == "add":
            await interaction.response.send_modal(OwnModal(locale(interaction)))
            return
        await thinking(interaction)
        texts, own = locale(interaction), await services(interaction).own_themes.of_server(guild_of(interaction))
        if not own:
            await answer(interaction, texts.get("theme.none_own"))
            return
        view = discord.ui.View(timeout=None)
        newest = list(own)[::-1]
        for part in range(0, len(newest), CHOICES):
            view.add_item(RemoveMenu.made(newest[part : part + CHOICES], part // CHOICES))
        await answer(interaction, texts.get("theme.remove_which"), view)


class RemoveMenu(SalonItem, template=r"v1:themes:away:(?P<part>\d)"):
    """Chooses the theme to take away."""

    @classmethod
    def made(cls, own: Sequence[Theme], part: int = 0) -> RemoveMenu:
        """A menu of these themes, at most as many as one holds; ``part`` tells several menus apart."""
        options = [discord.SelectOption(label=cut(one.name, CHOICE), value=one.id) for one in own]
        return cls(discord.ui.Select[Any](custom_id=f"v1:themes:away:{part}", options=options))

    async def pressed(self, interaction: Interaction) -> None:
        """Take it away."""
        demand_manager(interaction)
        data: Any = interaction.data or {}
        await interaction.response.defer()
        gone = await services(interaction).own_themes.remove(guild_of(interaction), str(data["values"][0]))
        text = locale(interaction).get("theme.removed", theme=plain(gone.name))
        await interaction.edit_original_response(content=text, view=None)


async def _add(interaction: Interaction, _said: Groups, typed: Groups) -> None:
    demand_manager(interaction)
    await thinking(interaction)
    theme = await services(interaction).own_themes.add(
        guild_of(interaction), interaction.user.id, typed.get(_NAME, ""), typed.get(_WORDS, ""), typed.get(_EXAMPLES, "")
    )  # fmt: skip
    words = ", ".join(plain(cue, 60) for cue in theme.cues)
    await answer(interaction, locale(interaction).get("theme.added", theme=plain(theme.name), words=cut(words, 1_200)))


FORM = SentModal(re.compile(re.escape(_ID)), _add)
OWN_ITEMS = (OwnButton, RemoveMenu)
