"""`/theme trace`: where a theme was talked about, by whom and in which words, with links."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import discord

from bot.domain.recap_text import as_covered
from bot.domain.theme import LONGEST_ID, Theme
from bot.domain.theme_talk import Said
from bot.errors import NotFound
from bot.services.themes import Trace, Traced
from bot.ui.answers import answer
from bot.ui.cards import Page
from bot.ui.front import Interaction, content, locale
from bot.ui.items import SalonItem
from bot.ui.limits import V2_TEXT
from bot.ui.marks import jump, moment, plain
from bot.ui.texts import Locale
from bot.ui.theme_front import known, seen_by, services
from bot.ui.watchlist_front import guild_of

PAGE = 5
"""Salons of one page."""
_WORDS = (220, 140, 80)  # characters of a passage; the next is tried while a page is too long
_ROOM = V2_TEXT - 700


class TraceButton(
    SalonItem, template=rf"v1:theme:trace:(?P<number>\d{{1,6}}):(?P<theme>[a-z0-9-]{{1,{LONGEST_ID + 20}}})"
):
    """Turns to a page of a trace."""

    @classmethod
    def made(cls, theme: str, number: int, pages: int, label: str) -> TraceButton:
        """A button to a page; it cannot be pressed where there is none."""
        custom_id, there = f"v1:theme:trace:{max(number, 0)}:{theme}", 1 <= number <= pages
        return cls(discord.ui.Button[Any](label=label, custom_id=custom_id, disabled=not there))

    async def pressed(self, interaction: Interaction) -> None:
        """Turn."""
        page = await _drawn(interaction, self.said["theme"], int(self.said["number"]))
        await interaction.response.edit_message(view=page)


async def show_trace(interaction: Interaction, theme: str) -> None:
    """Answer in private with where a theme was talked about, newest first. The interaction is deferred already."""
    await answer(interaction, view=await _drawn(interaction, theme, 1))


async def _drawn(interaction: Interaction, theme: str, number: int) -> Page:
    texts, entry = locale(interaction), (await known(interaction)).get(theme)
    if entry is None:
        raise NotFound("theme_gone")
    traced = await services(interaction).themes.trace(
        guild_of(interaction), theme, interaction.user.id, seen_by(interaction), number, PAGE
    )
    parts: list[discord.ui.Item[Any]] = [discord.ui.TextDisplay(_head(entry, traced, texts))]
    if traced.shown:
        parts.append(discord.ui.TextDisplay(_body(interaction, traced.shown, texts)))
    if any(one.spared for one in traced.shown):
        parts.append(discord.ui.TextDisplay(f"-# {texts.get('theme.spared')}"))
    if traced.pages > 1:
        steps = ((traced.page - 1, "theme.previous"), (traced.page + 1, "theme.next"))
        turns = (TraceButton.made(theme, to, traced.pages, texts.get(key)) for to, key in steps)
        parts.append(discord.ui.ActionRow(*turns))
    return Page(*parts)


def _head(entry: Theme, traced: Trace, texts: Locale) -> str:
    films = len({one.film.id for one in traced.talked})
    figures = texts.get("theme.traced_none")
    if traced.talked:
        turns = texts.get("theme.messages", n=sum(one.turns for one in traced.talked))
        salons = texts.get("theme.in_salons", n=len(traced.talked))
        figures = texts.get("theme.traced", turns=turns, salons=salons, films=texts.get("theme.on_films", n=films))
    lines = [f"## {plain(entry.name, 60)}", plain(entry.definition, 300), f"-# {figures}"]
    return "\n".join(line for line in lines if line)


def _body(interaction: Interaction, traced: Sequence[Traced], texts: Locale) -> str:
    text = ""
    for words in _WORDS:
        text = "\n\n".join(_salon(interaction, one, texts, words) for one in traced)
        if len(text) <= _ROOM:
            break
    return text


def _salon(interaction: Interaction, one: Traced, texts: Locale, words: int) -> str:
    talked, guild = one.talked, guild_of(interaction)
    place = talked.channel_id or talked.parent_id
    key = "theme.confirmed_line" if talked.confirmed else "theme.salon_line"
    film = plain(content(interaction).told(talked.film).label, 90)
    head = texts.get(key, film=film, when=moment(talked.opened_at, "d"), place=f"<#{place}>")
    return "\n".join([head, *(_quote(guild, place, said, texts, words, spared=one.spared) for said in one.said)])


def _quote(guild_id: int, place: int, said: Said, texts: Locale, words: int, *, spared: bool) -> str:
    """What somebody said, covered for who may not have seen the film; what they covered themselves stays so."""
    shown = plain(said.passage, words) if spared else as_covered(said.passage, words)
    quoted = texts.quoted(f"||{shown}||" if spared else shown)
    link = f"[{texts.get('recap.link')}]({jump(guild_id, place, said.turn.message_id)})"
    return f"> {quoted} ({plain(said.turn.author_name, 40)}) {link}"


TRACE_ITEMS = (TraceButton,)
