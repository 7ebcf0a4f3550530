"""The longer answers: help, about, the list of salons, a server's settings."""

from __future__ import annotations

from collections.abc import Sequence

import discord

from bot.domain.salon import Salon, SalonState
from bot.ports import ServerSettings
from bot.ui.cards import Page
from bot.ui.limits import CONTENT, cut
from bot.ui.marks import moment, plain
from bot.ui.permissions import spelled
from bot.ui.texts import Locale


def help_page(texts: Locale, here: Salon | None, lacking: Sequence[str], *, hears_all: bool, manager: bool) -> Page:
    """What one can do in this place now."""
    parts = [texts.get("help.head"), _now(texts, here), texts.get("help.commands")]
    if manager:
        parts.append(texts.get("help.manager"))
    if not hears_all:
        parts.append(texts.get("help.degraded"))
    if lacking:
        parts.append(texts.get("help.lacking", permissions=spelled(texts, lacking)))
    return Page(*(discord.ui.TextDisplay(part) for part in parts))


def _now(texts: Locale, here: Salon | None) -> str:
    if here is None or not here.live:
        return texts.get("help.no_salon")
    key = {SalonState.PAUSED: "paused", SalonState.WATCHING: "watching"}.get(here.state, "open")
    return texts.get(f"help.{key}", film=plain(here.film.label))


def about_page(texts: Locale, version: str) -> Page:
    """What Salon is, what it stores and who sees it, and whose work it uses."""
    keys = (
        "about.what",
        "about.stored",
        "about.stored_besides",
        "about.stored_parties",
        "about.seen",
        "about.gone",
        "about.model",
        "about.credits",
    )
    parts = [texts.get(key) for key in keys]
    return Page(*(discord.ui.TextDisplay(part) for part in parts), discord.ui.TextDisplay(f"-# Salon {version}"))


def salon_list(texts: Locale, live: Sequence[Salon], closed: Sequence[Salon]) -> str:
    """Open and lately closed salons, a line each."""
    if not live and not closed:
        return texts.get("list.none")
    lines = [texts.get("list.live"), *(_live(texts, salon) for salon in live)] if live else []
    if closed:
        lines += [texts.get("list.closed"), *(_closed(texts, salon) for salon in closed)]
    while len("\n".join(lines)) > CONTENT:
        lines.pop()
    return "\n".join(lines)


def _live(texts: Locale, salon: Salon) -> str:
    state = {SalonState.PAUSED: "paused", SalonState.WATCHING: "watching"}.get(salon.state, "open")
    key = f"list.{state}_line"
    place = f"<#{salon.channel_id or salon.parent_id}>"
    return texts.get(key, film=plain(salon.film.label), place=place, since=moment(salon.opened_at))


def _closed(texts: Locale, salon: Salon) -> str:
    place = f"<#{salon.channel_id or salon.parent_id}>"
    when = moment(salon.closed_at or salon.opened_at, "d")
    return texts.get("list.closed_line", film=plain(salon.film.label), place=place, when=when)


def settings_text(texts: Locale, settings: ServerSettings, language: str) -> str:
    """A server's settings; ``language`` is the language's own name."""
    if settings.salon_channel is None:
        where = texts.get("setup.where_typed")
    else:
        where = texts.get("setup.where_channel", channel=f"<#{settings.salon_channel}>")
    if settings.alert_channel is not None:
        where += "\n" + texts.get("setup.alerts_where", channel=f"<#{settings.alert_channel}>")
    rest = texts.get("setup.rest", timezone=plain(settings.timezone), language=plain(language))
    return cut(f"{where}\n{rest}", CONTENT)
