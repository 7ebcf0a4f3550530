"""Pages of Components V2, and the card of a film."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import discord

from bot.domain.film import Film
from bot.domain.film_card import FilmCard, OfferKind
from bot.services.film_shelf import PastSalon
from bot.ui.completion import genre_name
from bot.ui.limits import V2_TEXT, cut
from bot.ui.marks import moment, plain
from bot.ui.names import country, tongue
from bot.ui.texts import Locale

_ACCENT = discord.Colour(0x8A6D3B)
_SHOWN_PAST = 3
_OFFERS = 8  # services named a kind
_OURS = frozenset({"typed"})


class Page(discord.ui.LayoutView):
    """One message of Components V2 that needs no listening: its buttons are persistent items."""

    def __init__(self, *parts: discord.ui.Item[Any]) -> None:
        super().__init__(timeout=None)
        self.add_item(discord.ui.Container(*parts, accent_colour=_ACCENT))


def film_card(
    card: FilmCard,
    themes: Sequence[str],
    texts: Locale,
    buttons: Sequence[discord.ui.Item[Any]] = (),
    past: Sequence[PastSalon] = (),
) -> Page:
    """What is known of a film; ``themes`` are names, ``past`` this server's salons on it.

    The card is for everyone and stays, so of past salons it tells when and where, and nothing that was said. What does not
    fit into one message is left out, the last first.
    """
    head = discord.ui.TextDisplay[Any](f"## {plain(card.film.label)}\n{_facts(card.film, texts)}".strip())
    parts: list[discord.ui.Item[Any]] = [
        discord.ui.Section(head, accessory=discord.ui.Thumbnail(card.poster)) if card.poster else head
    ]
    footer = "\n".join(f"-# {line}" for line in attribution(card, texts))
    below = (
        plain(card.film.blurb, 400),
        texts.get("film.themes", themes=", ".join(plain(theme, 60) for theme in themes[:10])) if themes else "",
        _where(card, texts),
        _history(past, texts),
    )
    room = V2_TEXT - len(head.content) - len(footer)
    for text in below:
        if text and len(text) <= room:
            parts.append(discord.ui.TextDisplay(text))
            room -= len(text)
    if buttons:
        parts.append(discord.ui.ActionRow(*buttons))
    if footer:
        parts.append(discord.ui.TextDisplay(footer))
    return Page(*parts)


def attribution(card: FilmCard, texts: Locale) -> list[str]:
    """Whose work the card uses, as each asks to be named, and who did not answer."""
    named = [name for name in card.sources if name not in _OURS]
    lines = [" ".join(texts.get(f"film.sources.{name}") for name in named)] if named else []
    if card.offers:
        lines.append(texts.get("film.sources.justwatch"))
    if card.silent:
        lines.append(texts.get("film.silent", sources=source_names(card.silent, texts)))
    return lines


def source_names(sources: Sequence[str], texts: Locale) -> str:
    """Names of film sources as they write themselves."""
    return ", ".join(texts.get(f"film.names.{name}") for name in sources)


def _facts(film: Film, texts: Locale) -> str:
    lines = []
    if film.original_title and film.original_title != film.title:
        lines.append(f"*{plain(film.original_title)}*")
    if film.directors:
        lines.append(texts.get("film.director", names=_names(film.directors)))
    lines.append(" · ".join(part for part in _figures(film, texts) if part))
    if film.cast:
        lines.append(texts.get("film.cast", names=_names(film.cast[:6])))
    return "\n".join(line for line in lines if line)


def _figures(film: Film, texts: Locale) -> Sequence[str]:
    """Where it is from, what is spoken in it, how long it is, of what kind."""
    spoken = [name for code in film.languages[:4] if (name := tongue(code, texts.code))]
    return (
        ", ".join(country(code, texts.code) for code in film.countries[:6]),
        ", ".join(spoken) or (texts.get("film.no_words") if film.languages else ""),
        texts.get("film.minutes", n=film.runtime) if film.runtime else "",
        _names([genre_name(genre, texts) for genre in film.genres]),
    )


def _where(card: FilmCard, texts: Locale) -> str:
    """Where the film can be watched, by kind of offer."""
    if not card.offers or card.region is None:
        return ""
    lines = [texts.get("film.where", country=country(card.region, texts.code))]
    for kind in OfferKind:
        services = [plain(offer.service, 40) for offer in card.offers if offer.kind is kind][:_OFFERS]
        if services:
            lines.append(texts.get(f"film.offers.{kind}", services=", ".join(services)))
    return "\n".join(lines)


def _history(past: Sequence[PastSalon], texts: Locale) -> str:
    if not past:
        return ""
    lines = [texts.get("film.talked_about", n=len(past))]
    lines += [past_line(one, texts) for one in past[:_SHOWN_PAST]]
    return "\n".join(lines)


def past_line(past: PastSalon, texts: Locale, *, headline: bool = False) -> str:
    """One past salon: when, where, and a link to its recap; with its headline where whoever reads may see the place.

    A headline holds somebody's words, so it goes into private answers only, which nobody keeps.
    """
    salon = past.salon
    line = texts.get(
        "film.past_line", when=moment(salon.opened_at, "d"), place=f"<#{salon.channel_id or salon.parent_id}>"
    )
    if headline and past.recap is not None and past.recap.headline:
        line += f"{texts.get('marks.colon')} " + plain(past.recap.headline, 160)
    if past.post is not None:
        address = f"https://discord.com/channels/{salon.guild_id}/{past.post.channel_id}/{past.post.message_id}"
        line += " " + texts.get("film.recap_link", address=address)
    return line


def _names(names: Sequence[str]) -> str:
    return cut(", ".join(plain(name, 60) for name in names[:8]), 400)
