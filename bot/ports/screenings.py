"""Where screenings are kept, and where they are shown."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.domain.screening import (
    Answer,
    Lead,
    NewScreening,
    Reminder,
    Rsvp,
    Screening,
    ScreeningId,
    Series,
    SeriesId,
)
from bot.domain.turn import SalonId


class ScreeningStore(Protocol):
    """Screenings of servers, the answers to them and the reminders asked for."""

    async def add(self, new: NewScreening) -> Screening:
        """Store a screening."""
        ...

    async def get(self, screening_id: ScreeningId) -> Screening | None:
        """The screening of that id."""
        ...

    async def taken(self, screening_id: ScreeningId) -> Screening | None:
        """The same, held so that nobody else changes it until the unit of work ends."""
        ...

    async def save(self, screening: Screening) -> None:
        """Replace what is stored of it."""
        ...

    async def remove(self, screening_id: ScreeningId) -> None:
        """Delete it with its answers and reminders."""
        ...

    async def of_event(self, event_id: int) -> Screening | None:
        """The screening that one of Discord's events stands for."""
        ...

    async def of_salon(self, salon_id: SalonId) -> Screening | None:
        """The screening that a salon belongs to."""
        ...

    async def ahead(self, guild_id: int | None = None) -> Sequence[Screening]:
        """The screenings still to come (of one server, or all), the next first."""
        ...

    async def going_on(self, guild_id: int | None = None) -> Sequence[Screening]:
        """The screenings that have begun and are not over, the latest first."""
        ...

    async def newest(self, guild_id: int, limit: int) -> Sequence[Screening]:
        """A server's screenings of any state but DRAFT, those that begin last first."""
        ...

    async def between(self, guild_id: int, since: datetime, until: datetime) -> Sequence[Screening]:
        """A server's screenings of any state but DRAFT that begin from one moment on and before another, in their order."""
        ...

    async def answer(self, screening_id: ScreeningId, rsvp: Rsvp) -> None:
        """Store or replace somebody's answer; who changes theirs keeps their place."""
        ...

    async def unanswer(self, screening_id: ScreeningId, user_id: int) -> bool:
        """Take somebody's answer away; False where there was none."""
        ...

    async def rsvps(self, screening_id: ScreeningId) -> Sequence[Rsvp]:
        """The answers, in the order in which people first gave one."""
        ...

    async def remind(self, screening_id: ScreeningId, user_id: int, reminders: Sequence[Reminder]) -> None:
        """Replace the reminders that somebody wants."""
        ...

    async def reminders(self, screening_id: ScreeningId, lead: Lead | None = None) -> Sequence[Reminder]:
        """The reminders asked for (of one kind, or all), by person."""
        ...

    async def begin_series(self, guild_id: int, repeat: str, first: datetime, zone: str) -> Series:
        """Store a series."""
        ...

    async def series(self, series_id: SeriesId) -> Series | None:
        """The series of that id."""
        ...

    async def save_series(self, series: Series) -> None:
        """Replace what is stored of it."""
        ...

    async def of_series(self, series_id: SeriesId) -> Sequence[Screening]:
        """The screenings of a series, of any state but DRAFT, by their slots."""
        ...

    async def forget_user(self, user_id: int) -> Sequence[ScreeningId]:
        """Delete all answers and reminders of a person, and drafts; what they organised stays, and is nobody's.

        Returns the screenings whose cards named them.
        """
        ...


@dataclass(frozen=True, slots=True)
class Shown:
    """A screening as its card shows it."""

    screening: Screening
    rsvps: tuple[Rsvp, ...] = ()
    thread_id: int | None = None

    def of(self, answer: Answer) -> Sequence[int]:
        """Who answered so."""
        return [one.user_id for one in self.rsvps if one.answer is answer]


@dataclass(frozen=True, slots=True)
class EventSeen:
    """Discord's event of a screening as it is there: when, in which voice or stage channel, and whether it has begun."""

    starts_at: datetime
    venue_id: int | None = None
    begun: bool = False


class ScreeningBoard(Protocol):
    """Shows screenings on Discord. Raises Gone, Forbidden, Conflict or Unavailable; never a vendor error."""

    async def post(self, shown: Shown, nonce: str) -> int:
        """Post the card and return its message id."""
        ...

    async def find(self, screening: Screening) -> int | None:
        """The card where it stands already, by its mark."""
        ...

    async def redraw(self, shown: Shown) -> None:
        """Show the card as it is now; one that is gone stays gone."""
        ...

    async def make_event(self, screening: Screening, known: Collection[int]) -> int:
        """Make Discord's scheduled event, or find the one made before; ``known`` are those of other screenings.

        Raises Forbidden or Conflict("events_full").
        """
        ...

    async def follow_event(self, screening: Screening) -> None:
        """Bring Discord's event to where the screening stands: its time and name, begun, over or cancelled.

        Raises Gone where it is not there any more.
        """
        ...

    async def event(self, screening: Screening) -> EventSeen | None:
        """Discord's event as it is now; None where it is cancelled or gone. Raises Gone where the server is."""
        ...

    async def interested(self, screening: Screening) -> Sequence[int]:
        """Who is interested in Discord's event."""
        ...


class ScreeningWords(Protocol):
    """Words what is said of screenings; always the same for the same arguments."""

    def doors(self, screening: Screening, *, late: bool) -> str:
        """What is said first in the evening's thread."""
        ...

    def reminder(self, screening: Screening, lead: Lead, *, direct: bool) -> str:
        """A reminder, without the people it is for."""
        ...

    def few(self, screening: Screening, coming: int, *, direct: bool) -> str:
        """That fewer people come than were hoped for."""
        ...

    def moved(self, screening: Screening) -> str:
        """That a screening was moved, without the people who are told."""
        ...

    def cancelled(self, screening: Screening) -> str:
        """That a screening was cancelled, without the people who are told."""
        ...

    def other_film(self, screening: Screening) -> str:
        """That another film is watched instead, without the people who are told."""
        ...

    def barred(self, screening: Screening, *, busy: bool, direct: bool) -> str:
        """That the evening cannot be opened, for who organises it: another salon holds its place, or Discord does not let Salon."""
        ...

    def missed(self, screening: Screening) -> str:
        """That a screening did not take place since Salon was away, without the people who are told."""
        ...
