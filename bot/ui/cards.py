"""The card of a film, in Components V2."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import discord

from bot.domain.film import Film
from bot.ui.limits import cut
from bot.ui.marks import plain
from bot.ui.texts import Locale

_ACCENT = discord.Colour(0x8A6D3B)


class Page(discord.ui.LayoutView):
    """One message of Components V2 that needs no listening: its buttons are persistent items."""

    def __init__(self, *parts: discord.ui.Item[Any]) -> None:
        super().__init__(timeout=None)
        self.add_item(discord.ui.Container(*parts, accent_colour=_ACCENT))


def film_card(film: Film, themes: Sequence[str], texts: Locale, button: discord.ui.Item[Any] | None = None) -> Page:
    """What is known of a film; ``themes`` are names. At most some 2,500 characters."""
    parts: list[discord.ui.Item[Any]] = [
        discord.ui.TextDisplay(f"## {plain(film.label)}\n{_facts(film, texts)}".strip())
    ]
    if film.blurb:
        parts.append(discord.ui.TextDisplay(plain(film.blurb, 400)))
    if themes:
        named = ", ".join(plain(theme, 60) for theme in themes[:10])
        parts.append(discord.ui.TextDisplay(texts.get("film.themes", themes=named)))
    if button is not None:
        parts.append(discord.ui.ActionRow(button))
    parts.append(discord.ui.TextDisplay(f"-# {texts.get('film.attribution')}"))
    return Page(*parts)


def _facts(film: Film, texts: Locale) -> str:
    lines = []
    if film.original_title and film.original_title != film.title:
        lines.append(f"*{plain(film.original_title)}*")
    if film.directors:
        lines.append(texts.get("film.director", names=_names(film.directors)))
    where = ", ".join(texts.get(f"countries.{c}") if texts.has(f"countries.{c}") else c for c in film.countries[:6])
    length = texts.get("film.minutes", n=film.runtime) if film.runtime else ""
    lines.append(" · ".join(part for part in (where, length, _names(film.genres)) if part))
    if film.cast:
        lines.append(texts.get("film.cast", names=_names(film.cast)))
    return "\n".join(line for line in lines if line)


def _names(names: Sequence[str]) -> str:
    return cut(", ".join(plain(name, 60) for name in names[:8]), 400)
