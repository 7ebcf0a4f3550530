"""Watchlists: a server's or a person's films to see, seen and rated."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NewType

from bot.domain.film import Film
from bot.domain.rating import Stars

EntryId = NewType("EntryId", int)
ChangeId = NewType("ChangeId", int)

MOST_FILMS = 5_000
"""Films that one list holds at most."""
PAGE = 10
"""Films on one page."""
LATEST_FOR = timedelta(hours=24)
"""How long a change counts as somebody's latest."""
UNDO_FOR = timedelta(days=30)
"""How long a change can be taken back at all; then what is needed for that is deleted."""


class Whose(StrEnum):
    """A list belongs to a server or to one person."""

    SERVER = "server"
    MINE = "mine"


@dataclass(frozen=True, slots=True)
class Owner:
    """Who a list belongs to: a server, or a person in every server. ``id`` is that of the server or of the person."""

    whose: Whose
    id: int


class Show(StrEnum):
    """Which films of a list are shown."""

    ALL = "all"
    TO_SEE = "tosee"
    SEEN = "seen"


class Order(StrEnum):
    """How a list is sorted: newest added first, by title, newest film first, best rated first."""

    ADDED = "added"
    TITLE = "title"
    YEAR = "year"
    RATING = "rating"


@dataclass(frozen=True, slots=True)
class Entry:
    """A film on a list.

    ``added_by`` is 0 when that person asked to be forgotten. ``seen_at`` is when it was first marked as seen.
    ``raters`` people have given ``points`` half stars together.
    """

    id: EntryId
    owner: Owner
    film: Film
    added_by: int
    added_at: datetime
    seen_at: datetime | None = None
    raters: int = 0
    points: int = 0

    @property
    def mean(self) -> float | None:
        """The mean rating in stars."""
        return self.points / self.raters / 2 if self.raters else None


@dataclass(frozen=True, slots=True)
class Seen:
    """How many people of a server let it be known there that they have seen a film, and whether the server's list says so."""

    people: int = 0
    together: bool = False


@dataclass(frozen=True, slots=True)
class NewEntry:
    """A film about to be put on a list; ``stars`` is the rating of whoever adds it."""

    film: Film
    seen_at: datetime | None = None
    stars: Stars | None = None


@dataclass(frozen=True, slots=True)
class Mark:
    """What is about to change in an entry: seen from a moment on (unless it is already), and a person's own rating."""

    entry_id: EntryId
    seen_at: datetime
    stars: Stars | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """How an entry stands for one person: whether it is seen, and their own rating."""

    entry_id: EntryId
    seen: bool
    stars: Stars | None = None


class Deed(StrEnum):
    """What somebody did to a list."""

    ADDED = "added"
    SEEN = "seen"
    REMOVED = "removed"
    IMPORTED = "imported"


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that somebody did to a list and can take back.

    ``count`` is how many films it touched and ``film`` the one it touched, where it was one.
    """

    id: ChangeId
    owner: Owner
    by: int
    at: datetime
    deed: Deed
    count: int
    film: Film | None = None


@dataclass(frozen=True, slots=True)
class ListPage:
    """A page of a list: ``number`` of ``pages`` (both from 1), ``matching`` films shown in all, ``size`` on the list."""

    entries: Sequence[Entry]
    number: int
    pages: int
    matching: int
    size: int
    show: Show
    order: Order


@dataclass(frozen=True, slots=True)
class Done:
    """What became of a wish to change a list.

    ``change`` is None when everything was so already. ``seen`` is how the film stands now; ``stars`` the person's own
    rating now and ``before`` the one they had given earlier. ``added`` says that the film was not on the list.
    """

    film: Film
    owner: Owner
    change: ChangeId | None
    seen: bool = False
    stars: Stars | None = None
    before: Stars | None = None
    added: bool = False


@dataclass(frozen=True, slots=True)
class Undone:
    """A change that was taken back: how many films are as they were, and how many have changed since and stay.

    ``passed`` is how many later changes of the same person were passed over, because they could not be taken back any more.
    """

    change: Change
    taken: int
    kept: int = 0
    passed: int = 0


def pages_for(films: int) -> int:
    """How many pages so many films take; one at least."""
    return max(1, -(-films // PAGE))
