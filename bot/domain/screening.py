"""A screening: a watch party that is planned for a moment, who comes, and who wants to be reminded."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NewType

from bot.domain.film import Film
from bot.domain.turn import SalonId

ScreeningId = NewType("ScreeningId", int)
SeriesId = NewType("SeriesId", int)

DOORS = timedelta(minutes=10)
"""How long before the film begins its thread is opened."""
LONG_ENOUGH = 120
"""Minutes that a film of unknown length is taken to run, for the calendar."""
MOST_HOPED = 100
"""People whom a planner can hope for, to be told when fewer come."""
_OVERRUN = timedelta(minutes=30)  # pauses and talk, after which an evening is looked at again


class ScreeningState(StrEnum):
    """Where a screening stands. DRAFT: read back to whoever typed it, and not confirmed yet."""

    DRAFT = "draft"
    PLANNED = "planned"
    BEGUN = "begun"
    OVER = "over"
    CANCELLED = "cancelled"


class Answer(StrEnum):
    """What somebody answers to an invitation."""

    GOING = "going"
    MAYBE = "maybe"
    CANT = "cant"


class Lead(StrEnum):
    """How long before the film somebody is reminded of it."""

    DAY = "day"
    HOUR = "hour"
    START = "start"

    @property
    def before(self) -> timedelta:
        """How long before. At the start means when the thread opens, so that there is time to come."""
        return {Lead.DAY: timedelta(days=1), Lead.HOUR: timedelta(hours=1), Lead.START: DOORS}[self]

    @property
    def latest(self) -> timedelta:
        """How late a reminder may come and still be one."""
        return {Lead.DAY: timedelta(hours=2), Lead.HOUR: timedelta(minutes=30), Lead.START: timedelta(minutes=30)}[self]


@dataclass(frozen=True, slots=True)
class Rsvp:
    """Somebody's answer; ``by_event`` says that it is their "interested" on Discord's own event."""

    user_id: int
    answer: Answer
    at: datetime
    by_event: bool = False


@dataclass(frozen=True, slots=True)
class Reminder:
    """That somebody wants to be reminded: how long before, and in a direct message or in the channel."""

    user_id: int
    lead: Lead
    direct: bool


@dataclass(frozen=True, slots=True)
class NewScreening:
    """A screening about to be stored, as a draft.

    ``parent_id`` is the channel of its card, where its thread will be made; ``venue_id`` a voice or stage channel to watch
    in, if any. ``zone`` is the IANA zone it was planned in; ``starts_at`` is when the film begins. ``repeat`` is a Repeat's
    value, and ``series_id`` what a repeated one belongs to, ``slot`` when the series had it, whatever it was moved to.
    """

    guild_id: int
    parent_id: int
    film: Film
    starts_at: datetime
    zone: str
    organiser: int
    language: str
    created_at: datetime
    venue_id: int | None = None
    quorum: int | None = None
    repeat: str | None = None
    series_id: SeriesId | None = None
    slot: datetime | None = None
    state: ScreeningState = ScreeningState.DRAFT


@dataclass(frozen=True, slots=True)
class Screening(NewScreening):
    """A screening.

    ``sequence`` grows whenever its time, film or state changes, ``changed_at`` is when. ``card`` is the message that
    announces it, ``event_id`` Discord's scheduled event and ``event_start`` when that event is known to begin; ``salon_id``
    the salon of the evening, once it has begun.
    """

    id: ScreeningId = ScreeningId(0)
    sequence: int = 0
    changed_at: datetime | None = None
    card: int | None = None
    event_id: int | None = None
    event_start: datetime | None = None
    salon_id: SalonId | None = None

    @property
    def minutes(self) -> int:
        """How long the film is, in minutes."""
        return self.film.runtime or LONG_ENOUGH

    @property
    def ends_at(self) -> datetime:
        """When the film would be over without a pause."""
        return self.starts_at + timedelta(minutes=self.minutes)

    @property
    def ahead(self) -> bool:
        """Whether it is still to come."""
        return self.state is ScreeningState.PLANNED

    @property
    def looked_at_again(self) -> datetime:
        """When to see whether the evening is over."""
        return self.ends_at + _OVERRUN


@dataclass(frozen=True, slots=True)
class Series:
    """Screenings that come again and again: by which rule, and the first moment, in the zone whose clocks count."""

    id: SeriesId
    guild_id: int
    repeat: str
    first: datetime
    zone: str
    ended: bool = False


def going(rsvps: Iterable[Rsvp], *answers: Answer) -> Sequence[int]:
    """Who answered so, in the order in which they did; without answers those who are going."""
    wanted = answers or (Answer.GOING,)
    return [one.user_id for one in rsvps if one.answer in wanted]


def counts(rsvps: Iterable[Rsvp]) -> Mapping[Answer, int]:
    """How many gave each answer."""
    found = dict.fromkeys(Answer, 0)
    for one in rsvps:
        found[one.answer] += 1
    return found


def quorum_asked_at(starts_at: datetime, now: datetime) -> datetime:
    """When to look whether enough people come: three hours before, or half the time that is left where it is sooner."""
    return max(starts_at - timedelta(hours=3), now + (starts_at - now) / 2)


def overlapping(one: Screening, others: Iterable[Screening]) -> Screening | None:
    """Another screening in the same channel or voice channel while this one runs."""
    places = {one.parent_id, one.venue_id} - {None}
    for other in others:
        shared = places & {other.parent_id, other.venue_id}
        if other.id != one.id and shared and one.starts_at < other.ends_at and other.starts_at < one.ends_at:
            return other
    return None
