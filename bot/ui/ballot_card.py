"""The card of a ballot, in Components V2: its films with what helps to choose, its rules, and how many have voted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import discord

from bot.domain.ballot import Ballot, BallotState, Ending, Option
from bot.domain.content import Content
from bot.domain.watchlist import Seen
from bot.ports.ballots import Standing
from bot.ui.cards import Page
from bot.ui.frames import BALLOTS, frame_id
from bot.ui.limits import V2_TEXT
from bot.ui.marks import jump, moment, plain
from bot.ui.texts import Locale

_REASONS = ((2, 120), (2, 70), (1, 70), (1, 40), (0, 0))
"""How many reasons a film shows and how long each is: the first that lets the card fit."""
_TITLES = (90, 60, 40, 25)
_LABELS = 200  # characters for what Discord may count besides: the buttons' labels


def card_page(
    standing: Standing, texts: Locale, content: Content, buttons: Sequence[discord.ui.Item[Any]] = (), note: str = ""
) -> Page:
    """A ballot as it stands, with films as a language calls them; ``note`` stands above it."""
    ballot = standing.ballot
    head = "\n".join(part for part in (note, texts.get("ballot.heading")) if part)
    is_open = ballot.state is BallotState.OPEN
    foot = "\n".join(_rules(standing, texts)) if is_open else _closed(ballot, texts, content)
    films = _films(standing, texts, content, V2_TEXT - len(head) - len(foot))
    parts: list[discord.ui.Item[Any]] = [discord.ui.TextDisplay(text) for text in (head, films, foot)]
    if is_open and buttons:
        parts.append(discord.ui.ActionRow(*buttons))
    return marked(Page(*parts), card_mark(ballot))


def marked(page: Page, mark: int) -> Page:
    """The page with an id on its frame, by which it is known again among messages."""
    for frame in page.children:
        frame.id = mark
    return page


def card_mark(ballot: Ballot) -> int:
    """The id of the frame of a ballot's card."""
    return frame_id(BALLOTS, ballot.id, 2)


def result_mark(ballot: Ballot) -> int:
    """The id of the frame of what came of a ballot."""
    return card_mark(ballot) + 1


def facts(option: Option, seen: Seen | None, texts: Locale) -> list[str]:
    """How long a film is, and who has seen it: what one wants to know before ranking it."""
    known = seen or Seen()
    told = [texts.get("film.minutes", n=option.film.runtime)] if option.film.runtime else []
    if known.people:
        told.append(texts.get("ballot.seen", n=known.people))
    elif known.together:
        told.append(texts.get("ballot.seen_together"))
    return told


def _films(standing: Standing, texts: Locale, content: Content, room: int) -> str:
    """The films, with as much of their titles and reasons as there is room for."""
    text = ""
    for title in _TITLES:
        for most, length in _REASONS:
            lines = _lines(standing, texts, content, title=title, most=most, length=length)
            text = "\n".join(lines)
            if len(text) <= room - _LABELS:
                return text
    return text


def _lines(standing: Standing, texts: Locale, content: Content, *, title: int, most: int, length: int) -> Iterator[str]:
    is_open = standing.ballot.state is BallotState.OPEN
    for number, option in enumerate(standing.ballot.options, 1):
        film = content.told(option.film)
        label = plain(film.title, title) + (f" ({film.year})" if film.year else "")
        if option.struck:
            yield f"{number}\\. ~~{label}~~ · {texts.get('ballot.struck')}"
            continue
        seen = (standing.seen or {}).get(option.film.id)
        told = [f"**{number}\\. {label}**", *facts(option, seen, texts)]
        if standing.firsts is not None:
            n = standing.firsts.get(option.nomination_id, 0)
            told.append(texts.get("ballot.firsts", n=n) if n else texts.get("ballot.no_firsts"))
        yield " · ".join(told)
        if is_open and most:
            yield _nominated(standing, option, texts, most=most, length=length)


def _nominated(standing: Standing, option: Option, texts: Locale, *, most: int, length: int) -> str:
    """How many stand behind a film now, and why, in the first reasons given."""
    nomination = (standing.nominations or {}).get(option.nomination_id)
    if nomination is None:
        return f"-# {texts.get('ballot.taken_back')}"
    told = texts.get("ballot.nominated", n=len(nomination.supporters))
    reasons = [texts.quoted(plain(one.reason, length)) for one in nomination.supporters if one.reason][:most]
    return f"-# {' · '.join((told, *reasons))}"


def _rules(standing: Standing, texts: Locale) -> Iterator[str]:
    ballot = standing.ballot
    until = texts.get("ballot.until", when=moment(ballot.closes_at, "f"), left=moment(ballot.closes_at))
    early = texts.get("ballot.quorum", n=ballot.quorum) if ballot.quorum is not None else ""
    yield f"{voters(standing.voters, texts)} {until} {early}".strip()
    yield f"-# {texts.get('ballot.hidden' if ballot.hidden else 'ballot.shown')} {texts.get('ballot.how')}"
    yield f"-# {texts.get('ballot.rule')}"


def _closed(ballot: Ballot, texts: Locale, content: Content) -> str:
    winner = ballot.winner
    ended = ballot.closes_at if ballot.ending is Ending.TIME else ballot.closed_at or ballot.closes_at
    when = moment(ended, "f")
    if winner is None:
        told = texts.get("ballot.closed_nothing", when=when)
    else:
        told = texts.get("ballot.closed", when=when, film=plain(content.told(winner).label))
    if ballot.result is not None:
        told += f" [{texts.get('ballot.see_result')}]({jump(ballot.guild_id, ballot.channel_id, ballot.result)})"
    return told


def voters(n: int, texts: Locale) -> str:
    """How many people have voted."""
    return texts.get("ballot.voters", n=n) if n else texts.get("ballot.no_voters")
