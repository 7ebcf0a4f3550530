"""What services hand to the stores and get from them, besides the domain's own things."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import NamedTuple, NewType

from bot.domain.film import Film
from bot.domain.spoiler import Horizon
from bot.domain.turn import SalonId, Utterance

JobId = NewType("JobId", int)
PERSONA = "salonniere"
"""The persona of a server that has chosen none; the file of its prompt is always there."""


@dataclass(frozen=True, slots=True)
class NewSalon:
    """A salon that is about to be stored, in state OPENING."""

    guild_id: int
    parent_id: int
    film: Film
    opened_by: int
    opened_at: datetime
    lens: str | None = None
    horizon: Horizon = field(default_factory=lambda: Horizon(1.0))
    language: str = "en"


@dataclass(frozen=True, slots=True)
class NewTurn:
    """A turn that is about to be stored; fields as in ``Turn``."""

    salon_id: SalonId
    author_id: int
    author_name: str
    at: datetime
    text: str
    message_id: int | None = None
    reply_to: int | None = None
    attachments: tuple[str, ...] = ()
    to_host: bool = False
    utterance: Utterance | None = None


@dataclass(frozen=True, slots=True)
class ServerSettings:
    """What a server chose. ``salon_channel`` is where salons open unless said otherwise; ``timezone`` an IANA name.

    ``alert_channel`` is told when people are at each other (None: nobody is). ``persona`` is how the AI host presents itself, ``daily_budget`` the model's tokens a day (None: no bound).
    """

    guild_id: int
    salon_channel: int | None = None
    timezone: str = "UTC"
    language: str = "en"
    persona: str = PERSONA
    daily_budget: int | None = None
    alert_channel: int | None = None


@dataclass(frozen=True, slots=True)
class Terms:
    """On what terms a server has the language model: its persona, and the tokens left today (None: no bound)."""

    persona: str = PERSONA
    left: int | None = None

    @property
    def over(self) -> bool:
        """Whether today's budget is used up."""
        return self.left is not None and self.left <= 0


@dataclass(frozen=True, slots=True)
class PostedMessage:
    """A message of ours that is derived from turns and must be redrawn when they go."""

    channel_id: int
    message_id: int


@dataclass(frozen=True, slots=True)
class Job:
    """Durable work. ``version`` grows when it is put again while leased, so that finishing does not lose the newer wish.

    ``payload`` is JSON-compatible. ``attempts`` counts claims, this one included. ``due_at`` moves with every retry;
    ``wanted_at`` is the due time that was asked for (None: the same). ``guild_id`` is the server it is done for, if that
    is known.
    """

    id: JobId
    kind: str
    key: str
    due_at: datetime
    payload: Mapping[str, object]
    attempts: int
    version: int
    wanted_at: datetime | None = None
    guild_id: int | None = None

    def late(self, now: datetime) -> timedelta:
        """How long after the time it was wanted this is; never negative."""
        return max(now - (self.wanted_at or self.due_at), timedelta(0))


@dataclass(frozen=True, slots=True)
class ComingJob:
    """A job that a server has ahead of it."""

    kind: str
    key: str
    due_at: datetime


@dataclass(frozen=True, slots=True)
class DroppedJob:
    """A job that was not done because its time had passed, and when that was seen.

    Its key is not kept: it may name a person, and nothing that asks for a person's data to be deleted would find it.
    """

    kind: str
    wanted_at: datetime
    dropped_at: datetime


@dataclass(frozen=True, slots=True)
class ParkedJob:
    """A job that was set aside because it kept failing; ``error`` is a class name, never content."""

    id: JobId
    kind: str
    key: str
    parked_at: datetime
    error: str


@dataclass(frozen=True, slots=True)
class Match:
    """A film that the index found for a text.

    ``score`` is how near the text comes to it, 0 to 100; ``exact`` says that the whole text is one of its titles (after
    folding), with its year where one was typed. ``weight`` is how well known the film is, 0 to 1.
    """

    film: Film
    score: float
    exact: bool
    weight: float


class TitleRow(NamedTuple):
    """A row of an imported list. ``imdb`` is the number in an IMDb id; what the list does not say is None or empty."""

    id: str
    imdb: int | None
    title: str
    original: str | None
    year: int | None
    runtime: int | None
    genres: tuple[str, ...]
    directors: tuple[str, ...]
    other: tuple[str, ...]
    votes: int | None
