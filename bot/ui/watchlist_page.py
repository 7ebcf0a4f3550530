"""A page of a watchlist, in Components V2."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import discord

from bot.domain.content import Content
from bot.domain.rating import Stars, drawn
from bot.domain.watchlist import PAGE, Entry, ListPage, Order, Show
from bot.ui.cards import Page
from bot.ui.limits import V2_TEXT
from bot.ui.marks import plain
from bot.ui.texts import Locale

SERVER, MINE = "server", "mine"
"""Whose list a page shows; anything else is the id of a member who shares theirs."""
_ROOM = V2_TEXT - 600  # for heading, foot and what escaping adds


def list_page(
    page: ListPage, whose: str, texts: Locale, controls: Sequence[discord.ui.Item[Any]], *, shared: bool = False
) -> Page:
    """The films of a page, and what turns, filters and sorts it; ``shared`` says that members of this server can see it."""
    parts: list[discord.ui.Item[Any]] = [discord.ui.TextDisplay(_heading(whose, texts))]
    if page.entries:
        parts.append(discord.ui.TextDisplay(_lines(page, whose, texts)))
    else:
        parts.append(discord.ui.TextDisplay(_empty(page, whose, texts)))
    parts += controls
    if foot := " · ".join(_foot(page, texts, shared=shared)):
        parts.append(discord.ui.TextDisplay(f"-# {foot}"))
    return Page(*parts)


def told_page(page: ListPage, content: Content) -> ListPage:
    """The page with its films as a language calls them."""
    return replace(page, entries=[replace(entry, film=content.told(entry.film)) for entry in page.entries])


def order_name(order: Order, texts: Locale) -> str:
    """What an order is called."""
    return texts.get(f"watchlist.order_{order.value}")


def show_name(show: Show, texts: Locale) -> str:
    """What a filter is called."""
    return texts.get(f"watchlist.show_{show.value}")


def _heading(whose: str, texts: Locale) -> str:
    if whose == SERVER:
        return texts.get("watchlist.heading_server")
    if whose == MINE:
        return texts.get("watchlist.heading_mine")
    return texts.get("watchlist.heading_member", member=f"<@{whose}>")


def _foot(page: ListPage, texts: Locale, *, shared: bool) -> list[str]:
    """Which page it is, how many films there are, and whether others can see them."""
    said = [texts.get("watchlist.page", number=page.number, pages=page.pages)] if page.pages > 1 else []
    if page.entries:
        said.append(texts.get("watchlist.films", n=page.matching))
    if shared:
        said.append(texts.get("watchlist.shared_here"))
    return said


def _empty(page: ListPage, whose: str, texts: Locale) -> str:
    if page.size and page.show is Show.TO_SEE:
        return texts.get("watchlist.none_to_see")
    if page.size:
        return texts.get("watchlist.none_seen")
    if whose == SERVER:
        return texts.get("watchlist.empty_server")
    return texts.get("watchlist.empty_mine" if whose == MINE else "watchlist.empty_member")


def _lines(page: ListPage, whose: str, texts: Locale) -> str:
    first = (page.number - 1) * PAGE + 1
    for directors in (True, False):
        lines = [
            f"{number}\\. {_line(entry, whose, texts, directors=directors)}"
            for number, entry in enumerate(page.entries, first)
        ]
        if len("\n".join(lines)) <= _ROOM:
            break
    return "\n".join(lines)


def _line(entry: Entry, whose: str, texts: Locale, *, directors: bool) -> str:
    film = entry.film
    label = plain(film.title, 90) + (f" ({film.year})" if film.year else "")
    parts = [f"**{label}**", plain(film.directors[0], 40) if directors and film.directors else ""]
    if entry.seen_at is not None:
        parts.append(texts.get("watchlist.line_seen"))
    if entry.mean is not None and whose == SERVER:
        parts.append(texts.get("watchlist.line_mean", n=entry.raters, mean=texts.number(round(entry.mean, 1), "0.0")))
    elif entry.raters:
        parts.append(drawn(Stars(entry.points)))
    return " · ".join(part for part in parts if part)
