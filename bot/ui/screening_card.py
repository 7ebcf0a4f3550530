"""The card of a screening: what, when, where, who comes, and the buttons to answer with."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import discord

from bot.domain.screening import Answer, Screening, ScreeningState
from bot.ports.screenings import Shown
from bot.ui.cards import Page
from bot.ui.frames import SCREENINGS, frame_id
from bot.ui.marks import moment, plain
from bot.ui.screening_items import RemindButton, RsvpButton
from bot.ui.screening_words import repeats, when
from bot.ui.texts import Locale

_NAMED = 12  # people of one answer who are named


def mark(screening: Screening) -> int:
    """The id of the frame of a screening's card, by which the card is known again among messages."""
    return frame_id(SCREENINGS, screening.id)


def screening_card(shown: Shown, texts: Locale) -> Page:
    """The card as it is for everyone."""
    screening = shown.screening
    parts: list[discord.ui.Item[Any]] = [discord.ui.TextDisplay("\n".join(_head(shown, texts)))]
    if people := _people(shown, texts):
        parts.append(discord.ui.TextDisplay(people))
    if screening.state in {ScreeningState.PLANNED, ScreeningState.BEGUN}:
        parts.append(discord.ui.ActionRow(*buttons(shown, texts)))
    if screening.ahead:
        parts.append(discord.ui.TextDisplay(f"-# {texts.get('screening.foot')}"))
    page = Page(*parts)
    for frame in page.children:
        frame.id = mark(screening)
    return page


def buttons(shown: Shown, texts: Locale) -> Sequence[discord.ui.Item[Any]]:
    """The buttons by which one answers, each with how many gave that answer."""
    screening = shown.screening
    given: list[discord.ui.Item[Any]] = [
        RsvpButton.made(screening.id, one, len(shown.of(one)), texts) for one in Answer
    ]
    return [*given, RemindButton.made(screening.id, texts)] if screening.ahead else given


def _head(shown: Shown, texts: Locale) -> list[str]:
    screening, film = shown.screening, plain(shown.screening.film.label)
    lines = [f"## {film}"]
    if screening.state is ScreeningState.CANCELLED:
        return [*lines, texts.get("screening.card_cancelled", when=moment(screening.starts_at, "F"))]
    if screening.state is ScreeningState.OVER:
        begun = screening.changed_at is None or screening.changed_at >= screening.starts_at
        if shown.thread_id is None or not begun:
            return [*lines, texts.get("screening.card_missed", when=moment(screening.starts_at, "F"))]
        place = f"<#{shown.thread_id}>"
        return [*lines, texts.get("screening.card_over", when=moment(screening.starts_at, "F"), place=place)]
    lines.append(f"**{moment(screening.starts_at, 'F')}** · {moment(screening.starts_at, 'R')}")
    lines.append(" · ".join(part for part in _facts(shown, texts) if part))
    if screening.state is ScreeningState.BEGUN and shown.thread_id is not None:
        lines.append(texts.get("screening.card_begun", place=f"<#{shown.thread_id}>"))
    return lines


def _facts(shown: Shown, texts: Locale) -> Sequence[str]:
    screening = shown.screening
    return (
        texts.get("film.minutes", n=screening.film.runtime) if screening.film.runtime else "",
        texts.get("screening.in_venue", channel=f"<#{screening.venue_id}>") if screening.venue_id else "",
        texts.get("screening.invited_by", name=f"<@{screening.organiser}>") if screening.organiser else "",
        repeats(screening, texts),
    )


def _people(shown: Shown, texts: Locale) -> str:
    lines = []
    for answer in (Answer.GOING, Answer.MAYBE):
        if who := shown.of(answer):
            lines.append(texts.get(f"screening.who_{answer}", n=len(who), names=_names(who, texts)))
    quorum = shown.screening.quorum
    if shown.screening.ahead and quorum is not None and len(shown.of(Answer.GOING)) < quorum:
        lines.append(texts.get("screening.hoped_for", n=quorum))
    return "\n".join(lines)


def _names(who: Sequence[int], texts: Locale) -> str:
    names = ", ".join(f"<@{one}>" for one in who[:_NAMED])
    more = len(who) - _NAMED
    return texts.get("party.and_more", n=more, names=names) if more > 0 else names


def line_of(shown: Shown, texts: Locale) -> str:
    """A screening in one line, for lists: film, when, how many come, and where its card is."""
    screening = shown.screening
    parts = (
        f"**{plain(screening.film.label, 90)}**",
        when(screening),
        texts.get("screening.coming", n=len(shown.of(Answer.GOING))),
        repeats(screening, texts),
        f"<#{shown.thread_id or screening.venue_id or screening.parent_id}>",
    )
    return " · ".join(part for part in parts if part)
