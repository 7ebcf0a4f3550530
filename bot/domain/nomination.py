"""Nominations: films that people of a server propose for a screening, and who stands behind them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NewType

from bot.domain.film import Film, FilmId
from bot.domain.film_merge import alike

NominationId = NewType("NominationId", int)

MOST_OPEN = 3
"""Open nominations that one person stands behind in a server at most, whoever named the film first."""
LONGEST_REASON = 200
"""Characters of a reason."""
PAGE = 8
"""Nominations on one page."""


@dataclass(frozen=True, slots=True)
class Support:
    """One person's word for a nomination: since when, and why, as typed."""

    user_id: int
    at: datetime
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Nomination:
    """A film proposed for a screening of a server.

    ``created_at`` is when it was first proposed; that stays when whoever did so withdraws. ``supporters`` are in the order
    in which they came, and never none.
    """

    id: NominationId
    guild_id: int
    film: Film
    created_at: datetime
    supporters: tuple[Support, ...]

    def support_of(self, user_id: int) -> Support | None:
        """A person's own support."""
        return next((one for one in self.supporters if one.user_id == user_id), None)


class Outcome(StrEnum):
    """What became of a wish to nominate a film."""

    NEW = "new"
    JOINED = "joined"
    REASON = "reason"
    THERE = "there"


@dataclass(frozen=True, slots=True)
class Nominated:
    """The nomination as it stands now, what became of the wish, and how many the person stands behind now.

    ``waits`` says that a ballot is open which it is not on.
    """

    nomination: Nomination
    outcome: Outcome
    own: int
    waits: bool = False


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """A nomination as it was, and how many people still stand behind it; with 0 it is gone.

    ``balloted`` says that it is on the ballot that is open.
    """

    nomination: Nomination
    left: int
    balloted: bool = False


@dataclass(frozen=True, slots=True)
class NominationPage:
    """A page of a server's nominations: ``number`` of ``pages`` (both from 1), ``total`` nominations in all.

    ``talked_about`` are ids of films that the server has held a salon on.
    """

    nominations: Sequence[Nomination]
    number: int
    pages: int
    total: int
    talked_about: frozenset[FilmId] = frozenset()


def pages_for(nominations: int) -> int:
    """How many pages so many nominations take; one at least."""
    return max(1, -(-nominations // PAGE))


def nomination_of(film: Film, nominations: Iterable[Nomination]) -> Nomination | None:
    """The nomination of a film, which may have had another id when it was nominated."""
    return next((one for one in nominations if _one_film(one.film, film)), None)


def _one_film(one: Film, other: Film) -> bool:
    # Title and year alone do not make two films one here: whoever nominates the second would stand behind the first.
    named = one.year == other.year and bool(one.directors) and bool(other.directors)
    return one.same_as(other) or (named and alike(one, other))
