"""What services need from the outside, as Protocols. Adapters live in storage, hosts, films, ui and local."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Protocol

from bot.domain.film import Film, FilmId
from bot.domain.question import Kind, QuestionId
from bot.domain.recap import Recap
from bot.domain.salon import Salon, SalonState
from bot.domain.turn import SalonId, Turn, TurnId, Utterance
from bot.records import Job, JobId, NewSalon, NewTurn, PostedMessage, ServerSettings

if TYPE_CHECKING:
    from bot.domain.decision import Decision, Trigger
    from bot.domain.room import Room

__all__ = [
    "Announcer",
    "Clock",
    "Database",
    "FilmSource",
    "Heard",
    "Host",
    "Job",
    "JobId",
    "JobStore",
    "MetaStore",
    "NewSalon",
    "NewTurn",
    "Place",
    "PostedMessage",
    "RecapStore",
    "SalonStore",
    "ServerSettings",
    "ServerStore",
    "TurnStore",
    "UnitOfWork",
]


class Clock(Protocol):
    """The only source of the present moment."""

    def now(self) -> datetime:
        """The present, aware, in UTC."""
        ...


class SalonStore(Protocol):
    """Salons. At most one live salon a channel: ``add`` and ``save`` raise Conflict("already_open") otherwise."""

    async def add(self, new: NewSalon) -> Salon:
        """Store a salon in state OPENING."""
        ...

    async def get(self, salon_id: SalonId) -> Salon | None:
        """The salon of that id."""
        ...

    async def live_at(self, channel_id: int) -> Salon | None:
        """The open or paused salon of a channel or thread."""
        ...

    async def live(self, guild_id: int | None = None) -> Sequence[Salon]:
        """Open and paused salons (of one server, or all), newest first."""
        ...

    async def recent(self, guild_id: int, limit: int) -> Sequence[Salon]:
        """A server's salons of any state but OPENING, newest first."""
        ...

    async def place(self, salon_id: SalonId, channel_id: int) -> Salon:
        """Record the channel or thread of an OPENING salon and make it OPEN."""
        ...

    async def set_state(self, salon_id: SalonId, state: SalonState, at: datetime) -> bool:
        """Change the state; False when it already had that state or is CLOSED. ``closed_at`` is set by CLOSED."""
        ...

    async def touch(self, salon_id: SalonId, last_turn_at: datetime, read_until: int) -> None:
        """Move ``last_turn_at`` and ``read_until`` forward (never back)."""
        ...

    async def remove(self, salon_id: SalonId) -> None:
        """Delete a salon and its turns and recap (used when its thread could not be made)."""
        ...


class TurnStore(Protocol):
    """Turns of salons."""

    async def add(self, new: NewTurn) -> Turn | None:
        """Store a turn; None when its message is already stored. Also touches the salon (last turn, read until)."""
        ...

    async def get(self, turn_id: TurnId) -> Turn | None:
        """The turn of that id."""
        ...

    async def by_message(self, message_id: int) -> Turn | None:
        """The turn of a Discord message."""
        ...

    async def of_salon(self, salon_id: SalonId) -> Sequence[Turn]:
        """All turns in the order they were said (by time, then id)."""
        ...

    async def edit(self, message_id: int, text: str, edited_at: datetime) -> Turn | None:
        """Replace the text; None when the message is unknown or the text is the same."""
        ...

    async def remove(self, message_ids: Sequence[int]) -> Sequence[Turn]:
        """Delete the turns of these messages for good and return what was deleted."""
        ...

    async def discard(self, turn_id: TurnId) -> None:
        """Delete a host's turn that could not be posted."""
        ...

    async def posted(self, turn_id: TurnId, message_id: int) -> None:
        """Record which message a host's turn became."""
        ...

    async def asked(self, guild_id: int, film_id: FilmId) -> frozenset[QuestionId]:
        """Ids of the questions the host has asked about this film in this server."""
        ...


class RecapStore(Protocol):
    """Recaps and the messages they were posted as."""

    async def save(self, salon_id: SalonId, recap: Recap, at: datetime) -> None:
        """Store or replace the recap of a salon."""
        ...

    async def get(self, salon_id: SalonId) -> Recap | None:
        """The recap of a salon."""
        ...

    async def remember_posts(self, salon_id: SalonId, posts: Sequence[PostedMessage]) -> None:
        """Record (replacing) the messages a recap was posted as, in their order."""
        ...

    async def posts(self, salon_id: SalonId) -> Sequence[PostedMessage]:
        """The messages a recap was posted as, in their order."""
        ...


class ServerStore(Protocol):
    """Per-server settings."""

    async def get(self, guild_id: int) -> ServerSettings:
        """The server's settings, or the defaults."""
        ...

    async def save(self, settings: ServerSettings) -> None:
        """Store them."""
        ...


class JobStore(Protocol):
    """The durable queue."""

    async def put(self, kind: str, key: str, due_at: datetime, payload: Mapping[str, object] | None = None) -> None:
        """Enqueue, or replace due time and payload of the job of that kind and key (attempts start anew)."""
        ...

    async def drop(self, kind: str, key: str) -> None:
        """Forget the job of that kind and key."""
        ...

    async def claim(self, now: datetime, lease: timedelta, limit: int) -> Sequence[Job]:
        """Take due jobs that nobody holds (or whose lease ran out) and hold them for ``lease``. Parked ones stay."""
        ...

    async def done(self, job: Job) -> None:
        """Delete it, unless it was put again meanwhile (then only release it)."""
        ...

    async def retry(self, job: Job, due_at: datetime, error: str) -> None:
        """Release it to run again at ``due_at``; ``error`` is a class name or id, never content."""
        ...

    async def park(self, job: Job, error: str) -> None:
        """Set it aside for good; it stays visible."""
        ...

    async def next_due(self) -> datetime | None:
        """When the earliest unheld, unparked job is due (a held one counts at the end of its lease)."""
        ...

    async def parked(self) -> Sequence[Job]:
        """Jobs set aside."""
        ...


class MetaStore(Protocol):
    """Small facts about this installation, by key (for instance the digest of the synced commands)."""

    async def get(self, key: str) -> str | None:
        """The value, if any."""
        ...

    async def put(self, key: str, value: str) -> None:
        """Store a value."""
        ...


class UnitOfWork(Protocol):
    """The stores, inside one transaction."""

    @property
    def salons(self) -> SalonStore: ...  # noqa: D102
    @property
    def turns(self) -> TurnStore: ...  # noqa: D102
    @property
    def recaps(self) -> RecapStore: ...  # noqa: D102
    @property
    def servers(self) -> ServerStore: ...  # noqa: D102
    @property
    def jobs(self) -> JobStore: ...  # noqa: D102
    @property
    def meta(self) -> MetaStore: ...  # noqa: D102


class Database(Protocol):
    """Opens units of work. A write commits when its block ends well and rolls back when it raises."""

    def read(self) -> AbstractAsyncContextManager[UnitOfWork]:
        """A reading transaction."""
        ...

    def write(self) -> AbstractAsyncContextManager[UnitOfWork]:
        """A writing transaction (BEGIN IMMEDIATE on SQLite). Never awaits Discord or a model inside."""
        ...

    async def close(self) -> None:
        """Release connections."""
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

    async def say(self, channel_id: int, text: str, nonce: str, *, reply_to: int | None = None) -> int:
        """Post the host's words and return the message id."""
        ...

    async def amend(self, channel_id: int, message_id: int, text: str) -> None:
        """Replace the text of a message of ours; one that is gone is left alone."""
        ...

    async def find_own(self, channel_id: int, text: str, since: datetime) -> int | None:
        """The id of a message of ours with exactly this text, posted at or after ``since``; None when there is none."""
        ...

    async def post_recap(
        self, salon: Salon, recap: Recap, turns: Mapping[TurnId, Turn], nonce: str
    ) -> Sequence[PostedMessage]:
        """Post the recap in the salon's channel, in as many messages as it needs."""
        ...

    async def redraw_recap(
        self, salon: Salon, recap: Recap, turns: Mapping[TurnId, Turn], posts: Sequence[PostedMessage]
    ) -> None:
        """Edit the posted recap in place; messages no longer needed are deleted."""
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

    async def recap(self, room: Room) -> Recap:
        """The record of the salon."""
        ...


class FilmSource(Protocol):
    """Finds films."""

    async def get(self, film_id: FilmId) -> Film | None:
        """The film of that id."""
        ...

    async def search(self, text: str, limit: int) -> Sequence[Film]:
        """Films whose title, year or director answer to the text, best first."""
        ...
