"""`/salon catchup`: what somebody missed, in at most 120 words besides the links."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol, cast

import discord

from bot.domain.catch_up import Line
from bot.domain.covered import brief
from bot.domain.film_clock import ClockState
from bot.domain.film_position import shown_position
from bot.domain.recap_text import as_covered, escaped
from bot.domain.turn import TurnId
from bot.domain.wording import word_count
from bot.errors import NotFound
from bot.services.catching_up import CatchingUp, Told
from bot.ui.answers import answer
from bot.ui.cards import Page
from bot.ui.front import Interaction, content, front, locale
from bot.ui.marks import jump, plain
from bot.ui.texts import Locale
from bot.ui.watchlist_front import guild_of

WORDS = 120
"""Words of a catch-up, its links not counted."""
_PIECES = (30, 20, 14, 9)  # words of one quotation; the next is tried while too little fits
_LEAST = 2  # points that are told before quotations are shortened further
_LINK = re.compile(r"\[([^\]]*)\]\(https?://[^)]*\)")


class CatchUpServices(Protocol):
    """The service behind catch-ups."""

    @property
    def catching_up(self) -> CatchingUp: ...  # noqa: D102  # named by its type


async def show_missed(interaction: Interaction) -> None:
    """Answer in private with what the person missed in the salon here. The interaction is deferred already."""
    if interaction.channel_id is None:
        raise NotFound("no_salon_here")
    service = cast(CatchUpServices, front(interaction).services).catching_up
    told = await service.tell(guild_of(interaction), interaction.channel_id, interaction.user.id)
    text = catch_up_text(told, plain(content(interaction).told(told.salon.film).label), locale(interaction))
    await answer(interaction, view=Page(discord.ui.TextDisplay(text)))


def catch_up_text(told: Told, film: str, texts: Locale) -> str:
    """The whole answer; ``film`` is the film as the reader's language calls it, safe to show."""
    lines = _Lines(told, film, texts)
    best = ""
    for words in _PIECES:
        for points in range(len(told.missed.points), -1, -1):
            best = lines.text(points, words)
            if counted(best) <= WORDS:
                break
        if counted(best) <= WORDS and points >= min(_LEAST, len(told.missed.points)):
            break
    return best


def counted(text: str) -> int:
    """The words of a text, those of links left out."""
    return word_count(_LINK.sub("", text))


@dataclass(frozen=True, slots=True)
class _Lines:
    """Words what was missed, in a reader's language."""

    told: Told
    film: str
    texts: Locale

    def text(self, points: int, words: int) -> str:
        """All of it with so many of the points, each quotation in so many words at most."""
        missed = self.told.missed
        if missed.nothing:
            return "\n".join([*self._ended(), *self._film(), self._nothing()])
        kept = sorted(missed.points[:points], key=lambda line: self._when(line.turn))
        quoted = _quoting(self.texts, words, covered=missed.careful)
        told = [*(self._point(line, quoted) for line in kept), *self._dispute(quoted), *self._question(quoted)]
        told += self._whatif(quoted)
        if not told and not missed.left_out:
            told = [self.texts.get("catchup.no_point")]
        return "\n".join(
            [*self._ended(), *self._film(), self._head(), *told, *self._notes(covered=bool(told) and missed.careful)]
        )

    def _when(self, turn_id: TurnId) -> tuple[float, int]:
        turn = self.told.turns.get(turn_id)
        return (turn.at.timestamp() if turn else 0.0, turn_id)

    def _ended(self) -> Sequence[str]:
        salon, post = self.told.salon, self.told.recap
        if salon.live:
            return ()
        if post is None:
            return (self.texts.get("catchup.ended", film=self.film),)
        link = jump(salon.guild_id, post.channel_id, post.message_id)
        return (self.texts.get("catchup.ended_recap", film=self.film, link=link),)

    def _film(self) -> Sequence[str]:
        """Where the film stands that is being watched."""
        if (film := self.told.film) is None:
            return ()
        at, state = shown_position(film.clock.position(film.now)), film.state
        key = {ClockState.READY: "ready", ClockState.PAUSED: "paused", ClockState.IDLE: "not_begun"}.get(
            state, "playing"
        )
        said = self.texts.get(f"catchup.film_{key}", film=self.film, at=at)
        left = film.clock.left(film.now) if key == "playing" else None
        return (said if left is None else f"{said} {self.texts.get('clock.left', n=max(1, round(left / 60)))}",)

    def _nothing(self) -> str:
        return self.texts.get("catchup.nothing" if self.told.missed.spoke else "catchup.nothing_yet", film=self.film)

    def _head(self) -> str:
        missed = self.told.missed
        if missed.first is None:  # nobody but the host has spoken
            return self._nothing()
        key = "catchup.since" if missed.spoke else "catchup.so_far"
        turns = self.texts.get("recap.turns", n=missed.turns)
        return self.texts.get(key, film=self.film, turns=turns, link=self._address(missed.first))

    def _point(self, line: Line, quoted: Callable[[str], str]) -> str:
        return self._line("catchup.point", line, quote=quoted(line.words), name=_name(line))

    def _dispute(self, quoted: Callable[[str], str]) -> Sequence[str]:
        if self.told.missed.dispute is None:
            return ()
        one, other = self.told.missed.dispute
        said = self.texts.get(
            "catchup.dispute", name=_name(one), first=quoted(one.words), other=_name(other), second=quoted(other.words)
        )
        return (f"- {said} {self._link(one.turn)} {self._link(other.turn)}",)

    def _question(self, quoted: Callable[[str], str]) -> Sequence[str]:
        line = self.told.missed.question
        if line is None:
            return ()
        if self.told.missed.by_host:
            return (self._line("catchup.asked_by_host", line, quote=quoted(line.words)),)
        return (self._line("catchup.asked", line, quote=quoted(line.words), name=_name(line)),)

    def _whatif(self, quoted: Callable[[str], str]) -> Sequence[str]:
        draft = self.told.missed.whatif
        if draft is None:
            return ()
        line, n = draft.premise, draft.contributions
        values = {"name": _name(line), "quote": quoted(line.words)}
        if not n:
            return (self._line("catchup.whatif_begun", line, **values),)
        added = self.texts.get("whatif.contributions", n=n)
        return (self._line("catchup.whatif", line, added=added, **values),)

    def _notes(self, *, covered: bool) -> Sequence[str]:
        left_out = self.told.missed.left_out
        key = "catchup.left_out" if self.told.film is None else "catchup.left_out_film"
        notes = [self.texts.get(key, n=left_out)] if left_out else []
        if covered:
            notes.append(self.texts.get("catchup.covered"))
        return (f"-# {' '.join(notes)}",) if notes else ()

    def _line(self, key: str, line: Line, **values: str) -> str:
        return f"- {self.texts.get(key, **values)} {self._link(line.turn)}"

    def _link(self, turn_id: TurnId) -> str:
        return f"[{self.texts.get('recap.link')}]({self._address(turn_id)})"

    def _address(self, turn_id: TurnId) -> str:
        salon, turn = self.told.salon, self.told.turns.get(turn_id)
        return jump(salon.guild_id, salon.channel_id or salon.parent_id, turn.message_id if turn else None)


def _name(line: Line) -> str:
    return escaped(" ".join(line.speaker.split()[:3]), 40)


def _quoting(texts: Locale, words: int, *, covered: bool) -> Callable[[str], str]:
    """Puts words between quotation marks, cut to so many, and covered for who has not seen everything."""

    def quoted(said: str) -> str:
        if len(said.split()) > words:  # a cover must not be cut open
            said = " ".join(brief(said).split()[:words]) + "…"
        return texts.quoted(f"||{plain(said.replace('||', ''), 600)}||" if covered else as_covered(said, 600))

    return quoted
