"""Answers about one film: its card, its themes, and what this server has said of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import discord

from bot.domain.film import Film
from bot.domain.theme import Theme
from bot.errors import BadInput
from bot.services.film_shelf import PastSalon
from bot.ui.answers import answer
from bot.ui.cards import Page, film_card, past_line
from bot.ui.front import Interaction, content, front, locale
from bot.ui.limits import V2_TEXT, cut
from bot.ui.marks import plain
from bot.ui.names import region_of
from bot.ui.seeing import everybody_sees, sees
from bot.ui.texts import Locale
from bot.ui.theme_front import known
from bot.ui.theme_front import services as themes
from bot.ui.watchlist_front import guild_of

_ROOM = V2_TEXT - 600


async def film_page(interaction: Interaction, film: Film, buttons: Sequence[discord.ui.Item[Any]]) -> Page:
    """The card of a film, with what the sources outside say and this server's history with it."""
    services, texts = front(interaction).services, locale(interaction)
    card = await services.films.card(film, region_of(str(interaction.locale), ""))
    past = await services.shelf.history(interaction.guild_id or 0, card.film, 3)
    past = [one for one in past if everybody_sees(interaction, one.salon.parent_id)]
    told = replace(card, film=content(interaction).told(card.film))
    return film_card(told, await theme_names(interaction, film), texts, buttons, past)


async def show_film(
    interaction: Interaction, film: Film, buttons: Sequence[discord.ui.Item[Any]], *, private: bool
) -> None:
    """Answer with the card of a film. The interaction is deferred already."""
    await answer(interaction, view=await film_page(interaction, film, buttons), private=private)


async def show_themes(interaction: Interaction, film: Film) -> None:
    """Answer with the themes of a film, what each is about, and films of the house that share them."""
    services, texts, told = front(interaction).services, locale(interaction), content(interaction).told
    label, colon = plain(told(film).label), texts.get("marks.colon")
    vocabulary, here = await known(interaction), await themes(interaction).themes.of_film(guild_of(interaction), film)
    about = [vocabulary[theme] for theme in here.themes if theme in vocabulary]
    lines = [f"**{plain(one.name, 60)}**{_explained(one, colon)}" for one in about]
    if not lines:
        await answer(interaction, texts.get("film.no_themes", film=label))
        return
    near = [
        texts.get("film.neighbour", film=plain(told(other).label), themes=", ".join(vocabulary[t].name for t in shared))
        for other, shared in services.shelf.neighbours(film)
    ]
    parts = [f"## {texts.get('film.themes_head', film=label)}", "\n".join(lines)]
    if near:
        parts.append("\n".join([texts.get("film.neighbours"), *near]))
    await answer(interaction, view=Page(*(discord.ui.TextDisplay(cut(part, _ROOM)) for part in parts)))


async def show_history(interaction: Interaction, film: Film) -> None:
    """Answer with this server's salons on a film, each with a link to its recap."""
    texts = locale(interaction)
    past = await front(interaction).services.shelf.history(interaction.guild_id or 0, film)
    past = [one for one in past if sees(interaction, one.salon.parent_id)]
    label = plain(content(interaction).told(film).label)
    if not past:
        await answer(interaction, texts.get("film.no_history", film=label))
        return
    head = texts.get("film.history_head", film=label, n=len(past))
    await answer(
        interaction, view=Page(discord.ui.TextDisplay(f"## {head}"), discord.ui.TextDisplay(_lines(past, texts)))
    )


async def talked_about(interaction: Interaction, typed: str) -> bool:
    """Answer with the salons on a title that only this server knows; False, and no answer, where there is none."""
    try:
        film = front(interaction).services.films.unlisted(typed)
    except BadInput:
        return False
    past = await front(interaction).services.shelf.history(interaction.guild_id or 0, film)
    if not any(sees(interaction, one.salon.parent_id) for one in past):
        return False
    await show_history(interaction, past[0].salon.film)
    return True


def _lines(past: Sequence[PastSalon], texts: Locale) -> str:
    """A line each, as many as fit."""
    lines: list[str] = []
    for one in past:
        line = past_line(one, texts, headline=True)
        if len("\n".join([*lines, line])) > _ROOM:
            break
        lines.append(line)
    return "\n".join(lines)


def _explained(theme: Theme, colon: str) -> str:
    return f"{colon} {plain(theme.definition, 300)}" if theme.definition else ""


async def theme_names(interaction: Interaction, film: Film) -> list[str]:
    """The names of the themes that a film has on this server."""
    vocabulary = await known(interaction)
    here = await themes(interaction).themes.of_film(guild_of(interaction), film)
    return [vocabulary[theme].name for theme in here.themes if theme in vocabulary]
