"""Time, the host, and how its words reach a channel."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

from bot.domain.question import Kind, QuestionId
from bot.domain.recap import Recap
from bot.domain.salon import Salon
from bot.domain.timeline import Timeline
from bot.domain.turn import Turn, TurnId, Utterance
from bot.records import PostedMessage

if TYPE_CHECKING:
    from bot.domain.decision import Decision, Trigger
    from bot.domain.point import Point
    from bot.domain.room import Room
    from bot.domain.whatif import WhatIf


class Clock(Protocol):
    """The only source of the present moment."""

    def now(self) -> datetime:
        """The present, aware, in UTC."""
        ...


@dataclass(frozen=True, slots=True)
class Heard:
    """A message as it arrives. ``own`` says that Salon itself wrote it; ``human`` is False for other bots and system lines."""

    message_id: int
    channel_id: int
    author_id: int
    author_name: str
    at: datetime
    text: str
    reply_to: int | None = None
    attachments: tuple[str, ...] = ()
    to_host: bool = False
    own: bool = False
    human: bool = True


@dataclass(frozen=True, slots=True)
class Place:
    """Where a salon is held. ``opening_message`` is set when making the place also posted the opening (a forum post)."""

    channel_id: int
    opening_message: int | None = None


class Announcer(Protocol):
    """Posts for the host. Raises Gone, Forbidden (with the permission's name) or Unavailable; never a vendor error.

    ``nonce`` (at most 25 characters) makes a post idempotent for a few minutes on Discord's side.
    """

    async def make_place(self, salon: Salon, opening: Utterance, nonce: str) -> Place:
        """Make the thread (or forum post) of a salon, or choose the channel itself where threads cannot be.

        Run again after a crash it finds the place it made before instead of making a second one.
        """
        ...

    async def say(
        self, channel_id: int, text: str, nonce: str, *, reply_to: int | None = None, mentions: Sequence[int] = ()
    ) -> int:
        """Post the host's words and return the message id; of those whom the text names only ``mentions`` are called."""
        ...

    async def amend(self, channel_id: int, message_id: int, text: str) -> None:
        """Replace the text of a message of ours; one that is gone is left alone."""
        ...

    async def find_own(self, channel_id: int, text: str, since: datetime) -> int | None:
        """The id of a message of ours with exactly this text, posted at or after ``since``; None when there is none."""
        ...

    async def post_recap(
        self,
        salon: Salon,
        recap: Recap,
        turns: Mapping[TurnId, Turn],
        nonce: str,
        timeline: Timeline | None = None,
    ) -> Sequence[PostedMessage]:
        """Post the recap in the salon's channel, in as many messages as it needs, with the evening's picture below it.

        Without a ``timeline``, and where a picture cannot be drawn or may not be attached, the recap goes without.
        """
        ...

    async def redraw_recap(
        self,
        salon: Salon,
        recap: Recap,
        turns: Mapping[TurnId, Turn],
        posts: Sequence[PostedMessage],
        timeline: Timeline | None = None,
    ) -> None:
        """Edit the posted recap and its picture in place; messages no longer needed are deleted."""
        ...

    async def label(
        self, channel_id: int, subjects: Sequence[Sequence[str]], others: Sequence[Sequence[str]] = ()
    ) -> None:
        """Give a forum post the forum's tags that are called like one of its subjects (each by all its names, best first).

        Tags that are called like one of the ``others``, which it is not about, go. Where a salon is not held in a forum
        post nothing happens.
        """
        ...

    async def open_direct(self, user_id: int) -> None:
        """Open the direct messages with somebody, in which nothing is said yet. Raises Forbidden or Gone."""
        ...

    async def whisper(self, user_id: int, text: str, nonce: str) -> None:
        """Tell somebody something in a direct message. Raises Forbidden where they take none, Gone where nobody is."""
        ...

    async def whispered(self, user_id: int, text: str, since: datetime) -> bool:
        """Whether somebody was told exactly this in a direct message since then. Raises as ``whisper`` does."""
        ...

    def messages_after(self, channel_id: int, message_id: int) -> AsyncIterator[Heard]:
        """Everything posted in a channel after a message, oldest first."""
        ...


class Host(Protocol):
    """The voice of a salon. Raises HostUnavailable only; what it returns has passed the guard."""

    async def open(self, salon: Salon, asked: frozenset[QuestionId]) -> Utterance:
        """The opening of an evening; ``asked`` are questions this server has heard about this film."""
        ...

    async def decide(self, room: Room, trigger: Trigger) -> Decision:
        """What to do after a turn, in a lull, or when addressed: speak or keep silent, with the reason."""
        ...

    async def prompt(self, room: Room, theme: str | None, lens: str | None, kind: Kind | None) -> Utterance:
        """A question that somebody asked for. Raises NotFound("no_question") when none is left that fits."""
        ...

    async def counter(self, room: Room, point: Point | None) -> Utterance:
        """A counter-reading to a point, or to what the room agrees on. Raises NotFound("no_point") when it has none."""
        ...

    async def take_up(self, room: Room, point: Point) -> Utterance:
        """Take up a point of the room that somebody chose. Raises NotFound("no_question") when nothing is left to ask."""
        ...

    async def next_question(self, room: Room, draft: WhatIf) -> Utterance | None:
        """The question that helps a what-if along now; None where the host had better wait."""
        ...

    async def recap(self, room: Room) -> Recap:
        """The record of the salon."""
        ...
