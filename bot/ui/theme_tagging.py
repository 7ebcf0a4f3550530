"""Tagging a theme: saying by hand what a message is about."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import discord

from bot.domain.theme import Tag, Theme
from bot.errors import NotFound
from bot.services.themes import MOST_TAGS, Offered
from bot.ui.answers import answer, thinking
from bot.ui.completion import named
from bot.ui.front import Interaction, locale
from bot.ui.items import SalonItem
from bot.ui.limits import CHOICE, CHOICES, LABEL, cut
from bot.ui.marks import plain
from bot.ui.modals import OPEN_FOR, Groups, SentModal
from bot.ui.texts import Locale
from bot.ui.theme_front import known, services
from bot.ui.watchlist_front import guild_of
from bot.ui.whatif_front import demand_voice

_FIELD = "theme"


class TagMenu(SalonItem, template=r"v1:tag:menu:(?P<message>\d{1,20})"):
    """Chooses what a message is about, among its tags and likely ones."""

    @classmethod
    def made(cls, message_id: int, offered: Offered, names: Mapping[str, Theme], texts: Locale) -> TagMenu:
        """A menu in which the message's tags are chosen already."""
        there = [tag.theme for tag in offered.tags if tag.theme in names][:MOST_TAGS]
        others = [theme for theme in offered.others if theme in names and theme not in there]
        options = [
            discord.SelectOption(label=cut(names[theme].name, CHOICE), value=theme, default=theme in there)
            for theme in [*there, *others][:CHOICES]
        ]
        menu = discord.ui.Select[Any](
            custom_id=f"v1:tag:menu:{message_id}", options=options, min_values=0, max_values=min(MOST_TAGS, len(options)),
            placeholder=texts.get("theme.tag_menu"),
        )  # fmt: skip
        return cls(menu)

    async def pressed(self, interaction: Interaction) -> None:
        """Put the chosen themes on the message and take the others off."""
        demand_voice(interaction, "may_not_judge")
        data: Any = interaction.data or {}
        chosen, item = [str(value) for value in data.get("values", ())], self.item
        # Only what stood there when the menu was made is taken off: others may have added something since.
        there = (
            [option.value for option in item.options if option.default] if isinstance(item, discord.ui.Select) else []
        )
        on, off = [one for one in chosen if one not in there], [one for one in there if one not in chosen]
        await interaction.response.defer()
        tags = await _tag(interaction, int(self.said["message"]), on, off)
        await interaction.edit_original_response(content=await _told(interaction, tags), view=None)


class OtherButton(SalonItem, template=r"v1:tag:other:(?P<message>\d{1,20})"):
    """Opens a form for a theme that the menu does not hold."""

    @classmethod
    def made(cls, message_id: int, texts: Locale) -> OtherButton:
        """The button."""
        label = cut(texts.get("theme.other_button"), LABEL)
        return cls(discord.ui.Button[Any](label=label, custom_id=f"v1:tag:other:{message_id}"))

    async def pressed(self, interaction: Interaction) -> None:
        """Open it."""
        texts = locale(interaction)
        modal = discord.ui.Modal(
            title=texts.get("theme.other_title"), custom_id=f"v1:tag:form:{self.said['message']}", timeout=OPEN_FOR
        )
        field = discord.ui.TextInput[Any](custom_id=_FIELD, max_length=100)
        label, hint = texts.get("theme.other_label"), texts.get("theme.other_hint")
        modal.add_item(discord.ui.Label(text=label, description=hint, component=field))
        await interaction.response.send_modal(modal)


async def offer_tags(interaction: Interaction, message_id: int, author_id: int) -> None:
    """Ask in private what a message is about. The interaction is deferred already."""
    demand_voice(interaction, "may_not_judge")
    texts, names = locale(interaction), await known(interaction)
    offered = await services(interaction).themes.offer(
        guild_of(interaction), _channel(interaction), message_id, author_id, interaction.user.id
    )
    view = discord.ui.View(timeout=None)
    if offered.tags or offered.others:
        view.add_item(TagMenu.made(message_id, offered, names, texts))
    view.add_item(OtherButton.made(message_id, texts))
    await answer(interaction, texts.get("theme.tag_what"), view)


async def _other(interaction: Interaction, said: Groups, typed: Groups) -> None:
    demand_voice(interaction, "may_not_judge")
    await thinking(interaction)
    theme = named(await known(interaction), typed.get(_FIELD, ""), "unknown_theme")
    tags = await _tag(interaction, int(said["message"]), [theme] if theme else [])
    await answer(interaction, await _told(interaction, tags))


async def _tag(interaction: Interaction, message_id: int, on: Sequence[str], off: Sequence[str] = ()) -> Sequence[Tag]:
    place, by = _channel(interaction), interaction.user.id
    return await services(interaction).themes.tag(guild_of(interaction), place, message_id, by, on=on, off=off)


async def _told(interaction: Interaction, tags: Sequence[Tag]) -> str:
    texts, names = locale(interaction), await known(interaction)
    shown = ", ".join(plain(names[tag.theme].name, 60) for tag in tags if tag.theme in names)
    return texts.get("theme.tagged", themes=shown) if shown else texts.get("theme.untagged")


def _channel(interaction: Interaction) -> int:
    if interaction.channel_id is None:
        raise NotFound("not_a_turn")
    return interaction.channel_id


OTHER = SentModal(re.compile(r"v1:tag:form:(?P<message>\d{1,20})"), _other)
TAG_ITEMS = (TagMenu, OtherButton)
