"""What a server has talked about: each theme over its salons and films, and the words in which somebody said it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import combinations

from bot.domain.covered import HIDDEN, blanked
from bot.domain.film import Film, FilmId
from bot.domain.theme import Tag, Theme
from bot.domain.theme_map import Constellation, Edge, Evening, Star, Strand
from bot.domain.turn import SalonId, Turn
from bot.domain.wording import sentences, tokens

SPOKE = 3
"""Messages from which somebody counts as having talked about a film."""
_CLEAR = 2  # turns from which a theme has a place on the map, once there are enough such themes
_FEW = 6


@dataclass(frozen=True, slots=True)
class Talked:
    """How much one salon talked about one theme: in how many turns, of how many people, and when last.

    ``channel_id`` is where the salon is or was held, ``parent_id`` the channel it was started in; ``confirmed``: the server
    says that the theme is one of the film's.
    """

    theme: str
    salon_id: SalonId
    film: Film
    opened_at: datetime
    parent_id: int
    channel_id: int | None
    turns: int
    people: int
    last: datetime
    confirmed: bool = False


@dataclass(frozen=True, slots=True)
class Said:
    """A turn that carries a theme, with the words that do; none where somebody tagged it by hand."""

    turn: Turn
    evidence: tuple[str, ...] = ()

    @property
    def passage(self) -> str:
        """The sentence of the turn that carries the theme; all of it where one cannot be told, or something is covered."""
        text, shown = self.turn.text, blanked(self.turn.text)
        if HIDDEN in shown or not self.evidence:
            return text
        wanted = {word for phrase in self.evidence for word in tokens(phrase)}
        parts = sentences(text)
        best = max(parts, key=lambda part: len(wanted.intersection(tokens(part.text))), default=None)
        return best.text if best is not None and wanted.intersection(tokens(best.text)) else text


@dataclass(frozen=True, slots=True)
class ThemeSum:
    """A theme over a server's salons: ``films`` those with most turns first, ``salons`` how many, ``last`` the latest turn.

    ``confirmed`` are the films of which the server says that it is a theme.
    """

    theme: str
    turns: int
    films: tuple[Film, ...]
    salons: int
    last: datetime
    confirmed: frozenset[FilmId] = frozenset()


def summed(rows: Iterable[Talked]) -> tuple[ThemeSum, ...]:
    """The themes of these salons: those over most films first, then those of most turns."""
    by_theme: dict[str, list[Talked]] = {}
    for row in rows:
        by_theme.setdefault(row.theme, []).append(row)
    sums = (_sum(theme, some) for theme, some in by_theme.items())
    return tuple(sorted(sums, key=lambda one: (-len(one.films), -one.turns, one.theme)))


def _sum(theme: str, rows: Sequence[Talked]) -> ThemeSum:
    turns: Counter[FilmId] = Counter()
    films: dict[FilmId, Film] = {}
    for row in rows:
        turns[row.film.id] += row.turns
        films.setdefault(row.film.id, row.film)
    return ThemeSum(
        theme,
        turns.total(),
        tuple(films[film] for film, _ in turns.most_common()),
        len(rows),
        max(row.last for row in rows),
        frozenset(row.film.id for row in rows if row.confirmed),
    )


def constellation(sums: Sequence[ThemeSum], known: Mapping[str, Theme], weeks: int | None) -> Constellation:
    """The map of these themes, those that are still ``known``; one that came up in a single turn is noise where there are others."""
    there = [one for one in sums if one.theme in known]
    clear = [one for one in there if one.turns >= _CLEAR or one.confirmed]
    shown = sorted(clear if len(clear) >= _FEW else there, key=lambda one: (-one.turns, one.theme))
    stars = tuple(
        Star(one.theme, known[one.theme].name, known[one.theme].group, one.turns, tuple(f.label for f in one.films))
        for one in shown
    )
    return Constellation(stars, _edges(shown), weeks)


def _edges(sums: Sequence[ThemeSum]) -> tuple[Edge, ...]:
    by_film: dict[FilmId, list[str]] = {}
    for one in sums:
        for film in one.films:
            by_film.setdefault(film.id, []).append(one.theme)
    shared: Counter[tuple[str, str]] = Counter()
    for themes in by_film.values():
        shared.update(combinations(themes, 2))
    return tuple(Edge(one, other, films) for (one, other), films in shared.most_common())


def evening(film: str, date: str, turns: Sequence[Turn], tags: Sequence[Tag], known: Mapping[str, Theme]) -> Evening:
    """One salon over its time. The host's turns begin nothing: time runs from the first thing that somebody said."""
    said = [turn for turn in turns if not turn.by_host]
    start = min((turn.at for turn in said or turns), default=None)
    minute = {} if start is None else {t.id: max(0.0, (t.at - start).total_seconds() / 60) for t in turns}
    moments: dict[str, list[float]] = {}
    for tag in tags:
        if tag.theme in known and tag.turn_id in minute:
            moments.setdefault(tag.theme, []).append(minute[tag.turn_id])
    strands = (
        Strand(theme, known[theme].name, known[theme].group, tuple(sorted(found))) for theme, found in moments.items()
    )
    return Evening(
        film,
        date,
        max(minute.values(), default=0.0),
        tuple(sorted(strands, key=lambda one: (-len(one.moments), one.theme))),
        tuple(minute[turn.id] for turn in said),
        tuple(minute[turn.id] for turn in turns if turn.by_host and minute[turn.id] > 0),
    )
