"""The stores, and units of work over them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import datetime, timedelta
from typing import Protocol

from bot.domain.film import FilmId
from bot.domain.film_card import Sourced
from bot.domain.question import QuestionId
from bot.domain.recap import Recap
from bot.domain.salon import Salon, SalonState
from bot.domain.spoiler import Horizon
from bot.domain.turn import SalonId, Turn, TurnId
from bot.ports.ballots import BallotStore
from bot.ports.clocks import ClockStore
from bot.ports.digests import DigestStore
from bot.ports.holdings import HoldingStore
from bot.ports.horizons import HorizonStore
from bot.ports.jobs import JobStore
from bot.ports.nominations import NominationStore
from bot.ports.optouts import OptoutStore
from bot.ports.screenings import ScreeningStore
from bot.ports.themes import ThemeStore
from bot.ports.usage import UsageStore
from bot.ports.watchlists import WatchlistStore
from bot.ports.whatifs import WhatIfStore
from bot.ports.zones import ZoneStore
from bot.records import NewSalon, NewTurn, PostedMessage, ServerSettings


class SalonStore(Protocol):
    """Salons. At most one live salon a channel: ``add`` and ``save`` raise Conflict("already_open") otherwise."""

    async def add(self, new: NewSalon) -> Salon:
        """Store a salon in state OPENING."""
        ...

    async def get(self, salon_id: SalonId) -> Salon | None:
        """The salon of that id."""
        ...

    async def live_at(self, channel_id: int) -> Salon | None:
        """The live salon of a channel or thread."""
        ...

    async def held_in(self, channel_id: int) -> Sequence[Salon]:
        """The salons that are or were held in a channel or thread, newest first."""
        ...

    async def live(self, guild_id: int | None = None) -> Sequence[Salon]:
        """Live salons (of one server, or all), newest first."""
        ...

    async def recent(self, guild_id: int, limit: int) -> Sequence[Salon]:
        """A server's salons of any state but OPENING, newest first."""
        ...

    async def on_film(self, guild_id: int, film_ids: Sequence[FilmId], limit: int) -> Sequence[Salon]:
        """A server's salons on a film (which may have had several ids) of any state but OPENING, newest first."""
        ...

    async def films(self, guild_id: int) -> Sequence[FilmId]:
        """Ids of the films a server has held salons on, each once."""
        ...

    async def place(self, salon_id: SalonId, channel_id: int, state: SalonState = SalonState.OPEN) -> Salon:
        """Record the channel or thread of an OPENING salon and give it a live state."""
        ...

    async def set_state(self, salon_id: SalonId, state: SalonState, at: datetime) -> bool:
        """Change the state; False when it already had that state or is CLOSED. ``closed_at`` is set by CLOSED."""
        ...

    async def set_horizon(self, salon_id: SalonId, horizon: Horizon) -> None:
        """Change how far people have seen who say nothing else."""
        ...

    async def touch(self, salon_id: SalonId, last_turn_at: datetime, read_until: int) -> None:
        """Move ``last_turn_at`` and ``read_until`` forward (never back)."""
        ...

    async def alert(self, salon_id: SalonId, at: datetime, rest: timedelta) -> bool:
        """Note that managers are told of the salon; False when that was noted less than ``rest`` before, or it is unknown."""
        ...

    async def remove(self, salon_id: SalonId) -> None:
        """Delete a salon and its turns and recap (used when its thread could not be made)."""
        ...

    async def forget_user(self, user_id: int) -> None:
        """Forget that somebody opened salons: nobody (0) did."""
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

    async def of_salon(self, salon_id: SalonId, *, unheard: bool = False) -> Sequence[Turn]:
        """The turns in the order they were said (by time, then id).

        Those of people who opted out of being heard there are left out, unless ``unheard`` asks for all that is stored.
        """
        ...

    async def of_person(self, user_id: int, guild_id: int | None = None) -> Sequence[Turn]:
        """All that somebody said in salons of a server, or anywhere, in the order it was said."""
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


class FilmFactsStore(Protocol):
    """What sources said of films, for as long as each allows it to be kept."""

    async def get(self, source: str, key: str, now: datetime) -> Sequence[Sourced] | None:
        """What the source said to that key (empty: that it knows nothing); None when nothing is kept or its time is over."""
        ...

    async def put(self, source: str, key: str, said: Sequence[Sourced], until: datetime) -> None:
        """Keep it (replacing) until a moment."""
        ...

    async def all_of(self, source: str, now: datetime, limit: int) -> Sequence[Sourced]:
        """What is kept of a source, as many answers as ``limit`` says, those first that may be kept for longest."""
        ...

    async def purge(self, now: datetime) -> int:
        """Delete what may not be kept any longer and return how many answers that were."""
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
    def film_facts(self) -> FilmFactsStore: ...  # noqa: D102
    @property
    def watchlists(self) -> WatchlistStore: ...  # noqa: D102
    @property
    def nominations(self) -> NominationStore: ...  # noqa: D102
    @property
    def screenings(self) -> ScreeningStore: ...  # noqa: D102
    @property
    def ballots(self) -> BallotStore: ...  # noqa: D102
    @property
    def whatifs(self) -> WhatIfStore: ...  # noqa: D102
    @property
    def themes(self) -> ThemeStore: ...  # noqa: D102
    @property
    def digests(self) -> DigestStore: ...  # noqa: D102
    @property
    def clocks(self) -> ClockStore: ...  # noqa: D102
    @property
    def horizons(self) -> HorizonStore: ...  # noqa: D102
    @property
    def usage(self) -> UsageStore: ...  # noqa: D102
    @property
    def zones(self) -> ZoneStore: ...  # noqa: D102
    @property
    def holdings(self) -> HoldingStore: ...  # noqa: D102
    @property
    def optouts(self) -> OptoutStore: ...  # noqa: D102
    @property
    def meta(self) -> MetaStore: ...  # noqa: D102


class Database(Protocol):
    """Opens units of work. A write commits when its block ends well and rolls back when it raises.

    ``on_job`` is called after a write that put jobs was committed, with the earliest time at which one of them is due.
    """

    on_job: Callable[[datetime], None]

    def read(self) -> AbstractAsyncContextManager[UnitOfWork]:
        """A reading transaction."""
        ...

    def write(self) -> AbstractAsyncContextManager[UnitOfWork]:
        """A writing transaction (BEGIN IMMEDIATE on SQLite). Never awaits Discord or a model inside."""
        ...

    async def close(self) -> None:
        """Release connections."""
        ...
