"""What came of a ballot, as one message: the film, the rounds in words and as a picture, and what decided ties."""

from __future__ import annotations

from typing import Any

import discord

from bot.domain.ballot import Ballot, Ending
from bot.domain.content import Content
from bot.domain.runoff import Count
from bot.ui.ballot_card import marked, result_mark
from bot.ui.ballot_picture import Picture
from bot.ui.ballot_words import Names, condorcet_text, names_of, rounds_text, shown_names
from bot.ui.cards import Page
from bot.ui.limits import V2_TEXT
from bot.ui.marks import moment, plain
from bot.ui.texts import Locale

_SPARE = 150  # characters for the line on what is left out


def result_page(ballot: Ballot, count: Count, texts: Locale, content: Content, picture: Picture | None = None) -> Page:
    """The result of a closed ballot. Mentions nobody, and holds nobody's vote."""
    head = _head(ballot, count, texts, content)
    parts: list[discord.ui.Item[Any]] = [discord.ui.TextDisplay(head)]
    if count.winner is not None:
        names = shown_names(names_of(ballot, content))
        lines = [condorcet_text(count, names, texts), f"-# {_rule(ballot, count, names, texts)}"]
        below = "\n".join(line for line in lines if line)
        room = V2_TEXT - len(head) - len(below) - _SPARE
        rounds = _fitting(rounds_text(count, names, texts, ballot.seed), room, texts)
        parts.append(discord.ui.TextDisplay("\n".join(rounds)))
        if picture is not None:
            parts.append(picture.gallery())
        parts.append(discord.ui.TextDisplay(below))
    return marked(Page(*parts), result_mark(ballot))


def _head(ballot: Ballot, count: Count, texts: Locale, content: Content) -> str:
    winner = ballot.winner
    if winner is not None:
        first = texts.get("ballot.chosen", film=plain(content.told(winner).label))
    else:
        first = texts.get("ballot.nothing_chosen")
    voted = texts.get("ballot.voted", n=count.votes) if count.votes else texts.get("ballot.nobody_voted")
    told = [voted, _ended(ballot, texts)]
    if ballot.late:
        told.append(texts.get("ballot.late", when=moment(ballot.closes_at, "f")))
    if winner is None:
        told.append(texts.get("ballot.nothing_lost" if not count.votes else "ballot.none_left"))
    return "\n".join((first, " ".join(told)))


def _ended(ballot: Ballot, texts: Locale) -> str:
    """Why it closed, and when: for one whose time was over that is when it took its last votes."""
    if ballot.ending is Ending.QUORUM:
        return texts.get("ballot.ended_quorum", n=ballot.quorum or 0)
    if ballot.ending is Ending.HAND:
        return texts.get("ballot.ended_hand", when=moment(ballot.closed_at or ballot.closes_at, "f"))
    return texts.get("ballot.ended_time", when=moment(ballot.closes_at, "f"))


def _rule(ballot: Ballot, count: Count, names: Names, texts: Locale) -> str:
    """What counts in a tie, how a draw can be checked where there was one, and what becomes of the other films."""
    told = [texts.get("ballot.rule")] if any(one.tie for one in count.rounds) else []
    if count.drawn:
        drawn = sorted({one for this in count.rounds if this.tie and this.tie.drawn for one in this.tie.among})
        numbers = ", ".join(texts.get("ballot.share", film=names[one], votes=one) for one in drawn)
        told.append(texts.get("ballot.draw_checked", seed=ballot.seed, numbers=numbers))
    if len(ballot.running) > 1:
        told.append(texts.get("ballot.rest_stays"))
    return " ".join(told)


def _fitting(lines: list[str], room: int, texts: Locale) -> list[str]:
    """The rounds, without those in the middle where they do not fit: the first and the last tell most."""
    cut = 0
    while sum(len(line) + 1 for line in lines) > room and len(lines) > 2:
        del lines[len(lines) // 2]
        cut += 1
    if cut:
        lines.insert(len(lines) // 2 + len(lines) % 2, f"-# {texts.get('ballot.rounds_cut', n=cut)}")
    return lines
