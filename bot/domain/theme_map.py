"""What a map of themes shows: a server's constellation, and how the themes of one evening came and went."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Star:
    """A theme on the map.

    ``group`` is one of ``bot.domain.theme.GROUPS``, ``turns`` how many turns speak of
    it, ``films`` the labels of the films in whose salons they were said, the film with most of them first.
    """

    theme: str
    name: str
    group: str
    turns: int
    films: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Edge:
    """Two themes (by id) that share films, and how many."""

    one: str
    other: str
    films: int


@dataclass(frozen=True, slots=True)
class Constellation:
    """A server's themes, those with most turns first, and what ties them together.

    ``weeks`` is how far back it looks; None for ever.
    """

    stars: tuple[Star, ...]
    edges: tuple[Edge, ...] = ()
    weeks: int | None = None


@dataclass(frozen=True, slots=True)
class Strand:
    """A theme through an evening: ``moments`` are minutes since the evening's first turn, in their order."""

    theme: str
    name: str
    group: str
    moments: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Evening:
    """One salon over its time, in minutes since its first turn.

    ``date`` is how its day is written for the reader; ``talk`` are the moments of what people said, ``host`` of what the
    host did; the strand with most moments comes first.
    """

    film: str
    date: str
    minutes: float
    strands: tuple[Strand, ...]
    talk: tuple[float, ...] = ()
    host: tuple[float, ...] = ()
