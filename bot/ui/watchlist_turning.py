"""Showing watchlists: buttons that turn pages, menus that filter and sort. Everything they need is in their ids."""

from __future__ import annotations

from typing import Any

import discord

from bot.domain.watchlist import ListPage, Order, Owner, Show, Whose
from bot.ui.answers import answer
from bot.ui.cards import Page
from bot.ui.film_choice import value_of
from bot.ui.front import Interaction, content, locale
from bot.ui.items import SalonItem
from bot.ui.texts import Locale
from bot.ui.watchlist_front import for_everyone, guild_of, owner_of, services
from bot.ui.watchlist_page import MINE, SERVER, list_page, order_name, show_name, told_page

_WHOSE = r"(?P<whose>server|mine|\d{1,20})"
_SHOW, _ORDER = r"(?P<show>all|tosee|seen)", r"(?P<order>added|title|year|rating)"


class PageButton(SalonItem, template=rf"v1:wl:page:{_WHOSE}:{_SHOW}:{_ORDER}:(?P<number>\d{{1,4}})"):
    """Turns to a page."""

    @classmethod
    def made(cls, page: ListPage, whose: str, step: int, texts: Locale) -> PageButton:
        """A button to the page before (``step`` -1) or after (1); it cannot be pressed where there is none."""
        number = page.number + step
        custom_id = f"v1:wl:page:{whose}:{page.show.value}:{page.order.value}:{number}"
        label = texts.get("watchlist.previous" if step < 0 else "watchlist.next")
        there = 1 <= number <= page.pages
        return cls(discord.ui.Button[Any](label=label, custom_id=custom_id, disabled=not there))

    async def pressed(self, interaction: Interaction) -> None:
        """Turn."""
        show, order = Show(self.said["show"]), Order(self.said["order"])
        await _redraw(interaction, self.said["whose"], show, order, int(self.said["number"]))


class ShowMenu(SalonItem, template=rf"v1:wl:show:{_WHOSE}:{_ORDER}"):
    """Chooses which films are shown."""

    @classmethod
    def made(cls, page: ListPage, whose: str, texts: Locale) -> ShowMenu:
        """A menu with the present choice marked."""
        options = [
            discord.SelectOption(label=show_name(show, texts), value=show.value, default=show is page.show)
            for show in Show
        ]
        return cls(discord.ui.Select[Any](custom_id=f"v1:wl:show:{whose}:{page.order.value}", options=options))

    async def pressed(self, interaction: Interaction) -> None:
        """Show those, from the first page."""
        await _redraw(interaction, self.said["whose"], Show(value_of(interaction)), Order(self.said["order"]), 1)


class OrderMenu(SalonItem, template=rf"v1:wl:sort:{_WHOSE}:{_SHOW}"):
    """Chooses how films are sorted."""

    @classmethod
    def made(cls, page: ListPage, whose: str, texts: Locale) -> OrderMenu:
        """A menu with the present choice marked."""
        options = [
            discord.SelectOption(label=order_name(order, texts), value=order.value, default=order is page.order)
            for order in Order
        ]
        return cls(discord.ui.Select[Any](custom_id=f"v1:wl:sort:{whose}:{page.show.value}", options=options))

    async def pressed(self, interaction: Interaction) -> None:
        """Sort so, from the first page."""
        await _redraw(interaction, self.said["whose"], Show(self.said["show"]), Order(value_of(interaction)), 1)


async def show_list(interaction: Interaction, whose: str, show: Show) -> None:
    """Show a list: the server's to everyone, one's own and a member's in private. Raises Forbidden("watchlist_not_shared")."""
    if whose == str(interaction.user.id):
        whose = MINE
    await answer(interaction, view=await _drawn(interaction, whose, show, Order.ADDED, 1), private=whose != SERVER)


async def _redraw(interaction: Interaction, whose: str, show: Show, order: Order, number: int) -> None:
    await interaction.response.edit_message(view=await _drawn(interaction, whose, show, order, number))


async def _drawn(interaction: Interaction, whose: str, show: Show, order: Order, number: int) -> Page:
    owner, lists = await _owner(interaction, whose), services(interaction).watchlists
    own = locale(interaction), content(interaction)
    texts, called = await for_everyone(interaction) if whose == SERVER else own
    page = told_page(await lists.page(owner, show, order, number), called)
    shared = whose == MINE and await lists.shares(interaction.user.id, guild_of(interaction))
    return list_page(page, whose, texts, _controls(page, whose, texts), shared=shared)


async def _owner(interaction: Interaction, whose: str) -> Owner:
    """Whose list it is. Sharing is looked at each time: it may have ended since the page was drawn."""
    if whose in {SERVER, MINE}:
        return owner_of(interaction, Whose(whose))
    return await services(interaction).watchlists.shown_to(interaction.user.id, guild_of(interaction), int(whose))


def _controls(page: ListPage, whose: str, texts: Locale) -> list[discord.ui.Item[Any]]:
    if page.size == 0:
        return []
    rows: list[discord.ui.Item[Any]] = [discord.ui.ActionRow(ShowMenu.made(page, whose, texts))]
    if page.matching > 1:
        rows.append(discord.ui.ActionRow(OrderMenu.made(page, whose, texts)))
    if page.pages > 1:
        turns = [PageButton.made(page, whose, step, texts) for step in (-1, 1)]
        rows.append(discord.ui.ActionRow(*turns))
    return rows
