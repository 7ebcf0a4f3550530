"""`/theme list`: what a server has talked about, a page at a time, and themes of its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import ceil
from typing import Any

import discord

from bot.domain.theme import Theme
from bot.domain.theme_talk import ThemeSum, summed
from bot.ui.answers import answer, thinking
from bot.ui.cards import Page
from bot.ui.front import Interaction, content, locale
from bot.ui.items import SalonItem
from bot.ui.limits import CHOICE, cut
from bot.ui.marks import moment, plain
from bot.ui.texts import Locale
from bot.ui.theme_front import known, seen_by, services
from bot.ui.theme_own import OwnButton
from bot.ui.theme_trace import show_trace
from bot.ui.watchlist_front import guild_of

PAGE = 12
_FILMS = 3  # named with a theme


class ThemesButton(SalonItem, template=r"v1:themes:page:(?P<number>\d{1,6})"):
    """Turns to a page of the list."""

    @classmethod
    def made(cls, number: int, pages: int, label: str) -> ThemesButton:
        """A button to a page; it cannot be pressed where there is none."""
        there = 1 <= number <= pages
        custom_id = f"v1:themes:page:{max(number, 0)}"
        return cls(discord.ui.Button[Any](label=label, custom_id=custom_id, disabled=not there))

    async def pressed(self, interaction: Interaction) -> None:
        """Turn."""
        await interaction.response.edit_message(view=await _drawn(interaction, int(self.said["number"])))


class TraceMenu(SalonItem, template=r"v1:themes:trace"):
    """Chooses a theme of the page to trace."""

    @classmethod
    def made(cls, sums: Sequence[ThemeSum], names: Mapping[str, Theme], texts: Locale) -> TraceMenu:
        """A menu of these themes."""
        options = [discord.SelectOption(label=cut(names[one.theme].name, CHOICE), value=one.theme) for one in sums]
        placeholder = texts.get("theme.trace_menu")
        return cls(discord.ui.Select[Any](custom_id="v1:themes:trace", options=options, placeholder=placeholder))

    async def pressed(self, interaction: Interaction) -> None:
        """Show where it was talked about."""
        data: Any = interaction.data or {}
        await thinking(interaction)
        await show_trace(interaction, str(data["values"][0]))


async def show_themes_here(interaction: Interaction) -> None:
    """Answer in private with what the server talked about, from the first page. The interaction is deferred already."""
    await answer(interaction, view=await _drawn(interaction, 1))


async def _drawn(interaction: Interaction, number: int) -> Page:
    texts, names = locale(interaction), await known(interaction)
    rows = await services(interaction).themes.talked(guild_of(interaction), seen_by(interaction))
    sums = [one for one in summed(rows) if one.theme in names]
    own = list(await services(interaction).own_themes.of_server(guild_of(interaction)))
    pages = max(1, ceil(len(sums) / PAGE))
    number = min(max(number, 1), pages)
    shown = sums[(number - 1) * PAGE : number * PAGE]
    parts: list[discord.ui.Item[Any]] = [discord.ui.TextDisplay(texts.get("theme.list_heading"))]
    if not shown:
        parts.append(discord.ui.TextDisplay(texts.get("theme.list_empty", n=len(names))))
    else:
        lines = [_line(interaction, one, names, texts) for one in shown]
        parts += [discord.ui.TextDisplay("\n".join(lines)), discord.ui.ActionRow(TraceMenu.made(shown, names, texts))]
    if own:
        parts.append(discord.ui.TextDisplay("-# " + _own(own, texts)))
    if buttons := [*_turning(number, pages, texts), *_managing(interaction, own, texts)]:
        parts.append(discord.ui.ActionRow(*buttons))
    return Page(*parts)


def _line(interaction: Interaction, one: ThemeSum, names: Mapping[str, Theme], texts: Locale) -> str:
    told = content(interaction).told
    films = ", ".join(plain(told(film).title, 60) for film in one.films[:_FILMS])
    if len(one.films) > _FILMS:
        films = texts.get("theme.more_films", n=len(one.films) - _FILMS, films=films)
    figures = f"{texts.get('theme.messages', n=one.turns)} · {films} · {moment(one.last)}"
    return f"**{plain(names[one.theme].name, 60)}** · {figures}"


def _own(own: Sequence[Theme], texts: Locale) -> str:
    return cut(texts.get("theme.own", names=", ".join(plain(theme.name, 60) for theme in own)), 900)


def _turning(number: int, pages: int, texts: Locale) -> list[discord.ui.Item[Any]]:
    if pages == 1:
        return []
    steps = ((number - 1, "theme.previous"), (number + 1, "theme.next"))
    return [ThemesButton.made(to, pages, texts.get(key)) for to, key in steps]


def _managing(interaction: Interaction, own: Sequence[Theme], texts: Locale) -> list[discord.ui.Item[Any]]:
    """What those who manage the server can do besides."""
    if not interaction.permissions.manage_guild:
        return []
    deeds = ("add", "remove") if own else ("add",)
    return [OwnButton.made(do, texts) for do in deeds]


LIST_ITEMS = (ThemesButton, TraceMenu)
