"""Taking films over from a file: what was read, what of it is new to a list, and what waits for a confirmation."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import NewType

from bot.domain.film import Film, FilmId
from bot.domain.rating import Stars
from bot.domain.titles import folded_title
from bot.domain.watchlist import ChangeId, Mark, NewEntry, Owner, Standing

StagedId = NewType("StagedId", int)

WAITS_FOR = timedelta(hours=1)
"""How long an import waits for its confirmation."""
MOST_BYTES = 8 * 1024 * 1024
"""Size of an uploaded file."""


@dataclass(frozen=True, slots=True)
class ListedFilm:
    """A film as a file names it."""

    title: str
    year: int | None = None
    seen: bool = False
    stars: Stars | None = None

    @property
    def label(self) -> str:
        """Title and year, as a person would write them."""
        return f"{self.title} ({self.year})" if self.year else self.title


@dataclass(frozen=True, slots=True)
class ReadList:
    """What a file holds: its films, each once, and how many rows had no title or a rating that is none."""

    films: tuple[ListedFilm, ...]
    untitled: int = 0
    odd_ratings: int = 0


@dataclass(frozen=True, slots=True)
class Match:
    """A film as a file names it, and the one it was taken for."""

    listed: ListedFilm
    film: Film

    @property
    def otherwise(self) -> bool:
        """Whether the film goes by another title or year than in the file."""
        listed, film = self.listed, self.film
        if None not in {listed.year, film.year} and listed.year != film.year:
            return True
        return listed.title != film.title and folded_title(listed.title) != folded_title(film.title)


@dataclass(frozen=True, slots=True)
class StagedFilm:
    """A film that waits to be put on a list; ``listed`` is False for one known by what the file says alone."""

    film: Film
    seen: bool = False
    stars: Stars | None = None

    @property
    def listed(self) -> bool:
        """Whether the film was found."""
        return self.film.listed


@dataclass(frozen=True, slots=True)
class Staged:
    """An import that waits until a moment; ``done`` when it has been confirmed."""

    id: StagedId
    by: int
    owner: Owner
    until: datetime
    done: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """What an import would do to a list: films to add, entries to mark, and how many films are there just so."""

    new: tuple[NewEntry, ...]
    marks: tuple[Mark, ...]
    same: int

    @property
    def size(self) -> int:
        """How many films would change."""
        return len(self.new) + len(self.marks)


@dataclass(frozen=True, slots=True)
class Preview:
    """What an upload came to, before anything is on the list.

    ``new``, ``changed`` and ``same`` count films that were found: not on the list yet; there, but not yet seen or rated
    so; there just so. ``matches`` says what each of these was taken for. ``unmatched`` are those that were not found, and
    ``by_title`` says how many of them could be added by title; ``crowded`` that none can, because the list would be too long.
    ``staged`` is None when there is nothing to import.
    """

    staged: StagedId | None
    owner: Owner
    read: ReadList
    new: int
    changed: int
    same: int
    unmatched: tuple[ListedFilm, ...] = ()
    by_title: int = 0
    matches: tuple[Match, ...] = ()
    crowded: bool = False

    @property
    def matched(self) -> int:
        """How many films were found."""
        return self.new + self.changed + self.same


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did; ``change`` is None when everything was so already."""

    owner: Owner
    added: int
    changed: int
    change: ChangeId | None


def merged(films: Iterable[StagedFilm]) -> tuple[StagedFilm, ...]:
    """Each film once: seen where any says so, rated as the last that rates it."""
    found: dict[FilmId, StagedFilm] = {}
    for one in films:
        known = found.get(one.film.id, one)
        found[one.film.id] = replace(known, seen=known.seen or one.seen, stars=one.stars or known.stars)
    return tuple(found.values())


def plan(films: Sequence[StagedFilm], standing: Mapping[FilmId, Standing], now: datetime) -> Plan:
    """What these films would do to a list on which films stand so. Nothing that is seen becomes unseen."""
    new: list[NewEntry] = []
    marks: list[Mark] = []
    for one in films:
        there = standing.get(one.film.id)
        if there is None:
            new.append(NewEntry(one.film, now if one.seen else None, one.stars))
        elif (one.seen and not there.seen) or one.stars not in {None, there.stars}:
            marks.append(Mark(there.entry_id, now, one.stars))
    return Plan(tuple(new), tuple(marks), len(films) - len(new) - len(marks))
