"""A page of nominations, in Components V2."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import discord

from bot.domain.nomination import LONGEST_REASON, PAGE, Nomination, NominationPage
from bot.ui.cards import Page
from bot.ui.limits import V2_TEXT
from bot.ui.marks import moment, plain
from bot.ui.texts import Locale

_ROOM = V2_TEXT - 400  # for heading and foot
_NAMES = 5  # people of one nomination named
_REASONS = ((_NAMES, LONGEST_REASON), (_NAMES, 120), (3, 80), (2, 60), (1, 60), (1, 30), (0, 0))
"""How many reasons a nomination shows and how long each is: the first that lets the page fit."""


def nomination_page(
    page: NominationPage, texts: Locale, controls: Sequence[discord.ui.Item[Any]], above: str = ""
) -> Page:
    """The nominations of a page, and what turns it, below what is planned."""
    parts: list[discord.ui.Item[Any]] = [discord.ui.TextDisplay(above)] if above else []
    parts.append(discord.ui.TextDisplay(texts.get("party.heading")))
    if not page.nominations:
        return Page(*parts, discord.ui.TextDisplay(texts.get("party.empty")))
    foot = texts.get("party.page", number=page.number, pages=page.pages) if page.pages > 1 else ""
    films = texts.get("party.films", n=page.total)
    parts += [discord.ui.TextDisplay(_lines(page, texts, _ROOM - len(above))), *controls]
    parts.append(discord.ui.TextDisplay("-# " + " · ".join(part for part in (foot, films) if part)))
    return Page(*parts)


def _lines(page: NominationPage, texts: Locale, room: int) -> str:
    first, text = (page.number - 1) * PAGE + 1, ""
    for most, length in _REASONS:
        text = "\n".join(
            line
            for number, one in enumerate(page.nominations, first)
            for line in (_head(number, one, page, texts), _people(one, texts), *_reasons(one, texts, most, length))
        )
        if len(text) <= room:
            break
    return text


def _head(number: int, one: Nomination, page: NominationPage, texts: Locale) -> str:
    film = one.film
    label = plain(film.title, 90) + (f" ({film.year})" if film.year else "")
    parts = (
        f"**{number}\\. {label}**",
        texts.get("film.minutes", n=film.runtime) if film.runtime else "",
        texts.get("party.talked_about") if film.id in page.talked_about else "",
    )
    return " · ".join(part for part in parts if part)


def _people(one: Nomination, texts: Locale) -> str:
    names = ", ".join(f"<@{support.user_id}>" for support in one.supporters[:_NAMES])
    more = len(one.supporters) - _NAMES
    if more > 0:
        names = texts.get("party.and_more", n=more, names=names)
    return texts.get("party.nominated_by", names=names, when=moment(one.created_at))


def _reasons(one: Nomination, texts: Locale, most: int, length: int) -> list[str]:
    """A line for each reason, of the first supporters who gave one; how many there are besides."""
    given = [support for support in one.supporters if support.reason]
    colon = texts.get("marks.colon")
    lines = [f"> <@{support.user_id}>{colon} {plain(support.reason or '', length)}" for support in given[:most]]
    if most and len(given) > most:
        lines.append("> " + texts.get("party.more_reasons", n=len(given) - most))
    return lines
