"""Answers about one film: its card, its themes, and what this server has said of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import discord

from bot.domain.film import Film
from bot.errors import BadInput
from bot.services.film_shelf import PastSalon
from bot.ui.answers import answer
from bot.ui.cards import Page, film_card, past_line
from bot.ui.front import Interaction, content, front, locale
from bot.ui.limits import V2_TEXT, cut
from bot.ui.marks import plain
from bot.ui.names import region_of
from bot.ui.texts import Locale

_ROOM = V2_TEXT - 600


async def film_page(interaction: Interaction, film: Film, buttons: Sequence[discord.ui.Item[Any]]) -> Page:
    """The card of a film, with what the sources outside say and this server's history with it."""
    services, texts = front(interaction).services, locale(interaction)
    card = await services.films.card(film, region_of(str(interaction.locale), ""))
    past = await services.shelf.history(interaction.guild_id or 0, card.film, 3)
    past = [one for one in past if everybody_sees(interaction, one)]
    told = replace(card, film=content(interaction).told(card.film))
    return film_card(told, theme_names(interaction, film), texts, buttons, past)


async def show_film(
    interaction: Interaction, film: Film, buttons: Sequence[discord.ui.Item[Any]], *, private: bool
) -> None:
    """Answer with the card of a film. The interaction is deferred already."""
    await answer(interaction, view=await film_page(interaction, film, buttons), private=private)


async def show_themes(interaction: Interaction, film: Film) -> None:
    """Answer with the themes of a film, what each is about, and films of the house that share them."""
    services, texts, told = front(interaction).services, locale(interaction), content(interaction).told
    known, label, colon = content(interaction).bank.vocabulary, plain(told(film).label), texts.get("marks.colon")
    about = [known[theme] for theme in film.themes if theme in known]
    lines = [f"**{plain(one.name, 60)}**{colon} {plain(one.definition, 300)}" for one in about]
    if not lines:
        await answer(interaction, texts.get("film.no_themes", film=label))
        return
    near = [
        texts.get("film.neighbour", film=plain(told(other).label), themes=", ".join(known[t].name for t in shared))
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
    past = [one for one in past if sees(interaction, one)]
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
    if not any(sees(interaction, one) for one in past):
        return False
    await show_history(interaction, past[0].salon.film)
    return True


def sees(interaction: Interaction, past: PastSalon) -> bool:
    """Whether the person who asks can see the channel of a past salon; one that is gone is seen by nobody."""
    member = interaction.user
    channel = _channel(interaction, past)
    return channel is not None and isinstance(member, discord.Member) and channel.permissions_for(member).view_channel


def everybody_sees(interaction: Interaction, past: PastSalon) -> bool:
    """Whether the channel of a past salon is open to everyone on the server."""
    channel = _channel(interaction, past)
    return channel is not None and channel.permissions_for(channel.guild.default_role).view_channel


def _channel(interaction: Interaction, past: PastSalon) -> discord.abc.GuildChannel | None:
    """The channel a past salon was started in: threads come and go from memory, and who may see one may see the other.

    None for a channel that is gone, and for a private thread, which only those in it may see.
    """
    if interaction.guild is None:
        return None
    place = interaction.guild.get_channel_or_thread(past.salon.parent_id)
    if isinstance(place, discord.Thread):
        return None if place.is_private() else place.parent
    return place


def _lines(past: Sequence[PastSalon], texts: Locale) -> str:
    """A line each, as many as fit."""
    lines: list[str] = []
    for one in past:
        line = past_line(one, texts, headline=True)
        if len("\n".join([*lines, line])) > _ROOM:
            break
        lines.append(line)
    return "\n".join(lines)


def theme_names(interaction: Interaction, film: Film) -> list[str]:
    """The names of a film's themes."""
    known = content(interaction).bank.vocabulary
    return [known[theme].name for theme in film.themes if theme in known]
