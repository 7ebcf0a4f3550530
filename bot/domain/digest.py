"""The weekly digest of a server: when it comes, which of them there were, and what one holds.

A digest keeps no words: what it shows is read anew from what stands, each time it is drawn. So what is deleted is gone from
it as well.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NewType

from bot.domain.film import Film
from bot.domain.screening import ScreeningId
from bot.domain.theme_map import Constellation
from bot.domain.turn import SalonId
from bot.domain.weekly import Slot, Week, due, newest

DigestId = NewType("DigestId", int)

LATEST = timedelta(days=6)
"""How late a digest may come; after that it is the next week's turn."""
ON_TIME = timedelta(hours=1)
"""After how much delay a digest says that it comes late."""
_WEEK, _LONGEST = timedelta(weeks=1), timedelta(weeks=2)


@dataclass(frozen=True, slots=True)
class Schedule:
    """When a server's digest comes, and where; ``quiet`` says whether a week without anything gets two lines.

    ``first`` is the first week that is due: earlier ones are none of its business.
    """

    guild_id: int
    slot: Slot
    channel_id: int
    quiet: bool
    first: Week


class DigestState(StrEnum):
    """What became of a digest: begun and not finished, posted, not posted since there was nothing, or given up."""

    BEGUN = "begun"
    POSTED = "posted"
    QUIET = "quiet"
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True)
class NewDigest:
    """A digest about to be stored, in state BEGUN: of what happened from ``since`` on, before ``until``.

    ``zone`` and ``language`` are those it is written in; ``late`` says that it comes well after its moment.
    """

    guild_id: int
    week: Week
    since: datetime
    until: datetime
    zone: str
    language: str
    channel_id: int
    begun_at: datetime
    late: bool = False


@dataclass(frozen=True, slots=True)
class Digest(NewDigest):
    """A digest. There is one for a week at most; a preview has the id 0 and is stored nowhere."""

    id: DigestId = DigestId(0)
    state: DigestState = DigestState.BEGUN


@dataclass(frozen=True, slots=True)
class Spot:
    """A place to link to: a message, or a whole channel."""

    channel_id: int
    message_id: int | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """Somebody's words, verbatim, and where they stand."""

    words: str
    speaker: str
    spot: Spot


@dataclass(frozen=True, slots=True)
class SalonNote:
    """A salon of the week. ``spoken`` says that the headline holds somebody's words, which may give the film away.

    ``theme`` is an id with its name; ``recap`` where the record stands, or the salon where there is none.
    """

    salon_id: SalonId
    film: Film
    recap: Spot
    headline: str = ""
    spoken: bool = False
    theme: tuple[str, str] | None = None
    line: Line | None = None
    people: int = 0
    turns: int = 0


@dataclass(frozen=True, slots=True)
class Arc:
    """A theme of the week against earlier weeks: in how many salons now and on which films, and which came before.

    ``earlier`` are films with when they were talked about, the latest first; ``more`` how many further ones there were.
    """

    theme: str
    name: str
    salons: int
    films: tuple[Film, ...]
    earlier: tuple[tuple[Film, datetime], ...] = ()
    more: int = 0


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """Something a salon left open."""

    salon_id: SalonId
    film: Film
    line: Line


@dataclass(frozen=True, slots=True)
class Coming:
    """A screening ahead of the week's end: when it begins, how many come and how many perhaps, and where its card is."""

    screening_id: ScreeningId
    film: Film
    starts_at: datetime
    coming: int
    perhaps: int
    spot: Spot


@dataclass(frozen=True, slots=True)
class Films:
    """Some films, and how many more there are."""

    shown: tuple[Film, ...] = ()
    more: int = 0


@dataclass(frozen=True, slots=True)
class BallotNote:
    """A ballot of the week, and where its card or its result stands.

    One that is open closes at ``until``, and so many people have voted; one that closed chose a film, or nothing.
    """

    spot: Spot
    until: datetime | None = None
    voters: int = 0
    winner: Film | None = None


@dataclass(frozen=True, slots=True)
class Contents:
    """What a digest shows, with films and themes called as its language calls them.

    ``more`` is how many further salons ended; ``going_on`` are those not ended yet.
    """

    salons: tuple[SalonNote, ...] = ()
    more: int = 0
    going_on: tuple[tuple[Film, Spot], ...] = ()
    arcs: tuple[Arc, ...] = ()
    questions: tuple[OpenQuestion, ...] = ()
    ballots: tuple[BallotNote, ...] = ()
    screenings: tuple[Coming, ...] = ()
    nominated: Films = Films()
    added: Films = Films()
    seen: Films = Films()
    sky: Constellation | None = None

    @property
    def quiet(self) -> bool:
        """Whether nothing happened."""
        films = self.nominated.shown or self.added.shown or self.seen.shown
        return not (self.salons or self.going_on or self.ballots or self.screenings or films)


def due_week(schedule: Schedule, now: datetime) -> Week | None:
    """The week whose digest is due: the newest whose moment has come, unless it is too early or too late for it."""
    week = newest(schedule.slot, now)
    late = now - due(schedule.slot, week) > LATEST
    return None if late or week < schedule.first else week


def beginning(until: datetime, last: datetime | None) -> datetime:
    """From when on a digest tells: from the end of the last one, so that nothing falls between them, or for a week."""
    if last is not None and until - _LONGEST <= last < until:
        return last
    return until - _WEEK
