"""Where watchlists are kept, and what reads lists that people bring along."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from bot.domain.film import FilmId
from bot.domain.watchlist import (
    Change,
    ChangeId,
    Deed,
    Entry,
    EntryId,
    Mark,
    NewEntry,
    Order,
    Owner,
    Seen,
    Show,
    Standing,
)
from bot.domain.watchlist_import import ReadList, Staged, StagedFilm, StagedId


class WatchlistStore(Protocol):
    """Lists, their entries and ratings, what was done to them, and who shares theirs.

    Every change begins with ``begin`` (or ``reopen``), which keeps others from changing that list until the unit of work
    ends; so what is read after it still holds when it is written. A film is on a list once.
    """

    async def find(self, owner: Owner, film_id: FilmId) -> Entry | None:
        """The film's entry on the list."""
        ...

    async def named(self, owner: Owner, title: str, year: int | None) -> Sequence[Entry]:
        """Entries of that title (and year, where one is given), compared without case, accents and articles."""
        ...

    async def beginning(self, owner: Owner, typed: str, limit: int) -> Sequence[Entry]:
        """Entries in whose title the text occurs, those that begin with it first, then by title."""
        ...

    async def standing(self, owner: Owner, by: int, film_id: FilmId | None = None) -> Mapping[FilmId, Standing]:
        """How every film of a list (or the one) stands for a person."""
        ...

    async def count(self, owner: Owner, show: Show = Show.ALL) -> int:
        """How many films the list has."""
        ...

    async def page(self, owner: Owner, show: Show, order: Order, offset: int, limit: int) -> Sequence[Entry]:
        """A part of the list. What has no year or rating comes last; ties go by newest added."""
        ...

    async def begin(self, owner: Owner, by: int, at: datetime, deed: Deed) -> ChangeId:
        """Begin a change of a list."""
        ...

    async def abandon(self, change_id: ChangeId) -> None:
        """Forget a change that came to nothing."""
        ...

    async def put_in(self, change_id: ChangeId, entries: Sequence[NewEntry]) -> None:
        """Add films that are not on the list, in their order. Raises Conflict("already_stored") for one that is."""
        ...

    async def mark(self, change_id: ChangeId, marks: Sequence[Mark]) -> None:
        """Mark entries as seen and set ratings of whoever makes the change."""
        ...

    async def take_out(self, change_id: ChangeId, entry_id: EntryId) -> None:
        """Take an entry off its list. It comes back when the change is taken back, and is deleted with the change."""
        ...

    async def change(self, change_id: ChangeId) -> Change | None:
        """What was done, unless it was taken back or purged."""
        ...

    async def latest(
        self, owners: Sequence[Owner], by: int, since: datetime, before: ChangeId | None = None
    ) -> Change | None:
        """The person's latest change of these lists that is not older, or the latest one ``before`` another."""
        ...

    async def reopen(self, change_id: ChangeId) -> Change | None:
        """The same as ``change``, and keep others from changing its list until the unit of work ends."""
        ...

    async def take_back(self, change_id: ChangeId) -> int:
        """Bring back the state before, for each film where nothing is in the way; return how many those were.

        In the way is a later change of the same person, the film's removal, or its return to the list; for a film that the
        change put there, whatever came later. What others have merely marked or rated since is not: then the person's
        own rating comes back, and the film stays seen by the others' word. A change of which nothing is left is forgotten.
        """
        ...

    async def in_the_way(self, change_id: ChangeId) -> frozenset[int]:
        """Whose later changes keep a change from being taken back."""
        ...

    async def purge_changes(self, before: datetime) -> int:
        """Forget changes older than a moment, and what they took off lists; return how many."""
        ...

    async def share(self, user_id: int, guild_id: int, *, on: bool) -> None:
        """Let the members of a server see a person's own list, or no longer."""
        ...

    async def shared(self, user_id: int, guild_id: int) -> bool:
        """Whether a person shares their own list there."""
        ...

    async def seen_in(self, guild_id: int, film_ids: Sequence[FilmId]) -> Mapping[FilmId, Seen]:
        """Who of a server has seen these films: people who rated one on its list, or share a list of their own on which it is seen.

        A film of which nothing is known is left out.
        """
        ...

    async def stage(self, by: int, owner: Owner, until: datetime, films: Sequence[StagedFilm]) -> StagedId:
        """Keep an import until it is confirmed; it replaces what the same person had waiting."""
        ...

    async def staged(self, staged_id: StagedId) -> Staged | None:
        """The import of that id."""
        ...

    async def staged_films(self, staged_id: StagedId) -> Sequence[StagedFilm]:
        """The films of an import, in their order."""
        ...

    async def confirmed(self, staged_id: StagedId) -> bool:
        """Note that an import is done and let its films go; False when it was done already or is not there."""
        ...

    async def purge_staged(self, now: datetime) -> int:
        """Delete imports whose time is over; return how many."""
        ...

    async def forget_user(self, user_id: int) -> None:
        """Delete a person's own list, shares, waiting imports, changes and ratings.

        What they added to servers' lists stays there, added by nobody (0).
        """
        ...


class ListReader(Protocol):
    """Reads the lists that people bring along as files."""

    async def read(self, name: str, data: bytes) -> ReadList:
        """The films of a file of that name. Raises BadInput with a sentence for whatever cannot be used."""
        ...
