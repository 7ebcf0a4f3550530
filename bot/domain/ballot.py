"""Ballots: one ranked vote at a time over a server's nominations, and what is kept of one when it has closed."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NewType

from bot.domain.film import Film
from bot.domain.nomination import NominationId
from bot.domain.runoff import Count, Runner, count
from bot.errors import BadInput

BallotId = NewType("BallotId", int)
Ranking = tuple[NominationId, ...]
"""One person's vote: nominations, the best liked first. What is left out is liked less than all of these."""

FEWEST, MOST = 2, 25
"""Films on a ballot: fewer are no choice, more do not fit into a menu."""
HOURS, MOST_HOURS = 48, 14 * 24
"""How long a ballot is open unless said otherwise, and at most."""
MOST_QUORUM = 1_000
"""The largest number of voters after which a ballot may close by itself."""
LOST = 0
"""In place of the card's message: there is none, and none is made until somebody asks for the ballot."""
LATE = timedelta(minutes=5)
"""After how much delay a result says that it was counted late."""


class BallotState(StrEnum):
    """A ballot takes votes, or it has been counted."""

    OPEN = "open"
    CLOSED = "closed"


class Ending(StrEnum):
    """Why a ballot closed: its time was over, as many had voted as were asked for, or somebody closed it."""

    TIME = "time"
    QUORUM = "quorum"
    HAND = "hand"


@dataclass(frozen=True, slots=True)
class Option:
    """A film on a ballot, as it was nominated when the ballot opened.

    ``supporters`` is how many people stood behind it then. ``struck`` says that it was taken off the nominations for
    everyone since: it can be neither ranked nor chosen any more, and votes for it go to their next choice.
    """

    nomination_id: NominationId
    film: Film
    nominated_at: datetime
    supporters: int
    struck: bool = False


@dataclass(frozen=True, slots=True)
class NewBallot:
    """A ballot about to be opened in a channel.

    ``quorum`` is the number of voters with which it closes early; None: by its time alone. ``hidden`` keeps standings back
    until it closes. ``seed`` decides ties between nominations of one moment; it is drawn before anybody votes.
    """

    guild_id: int
    channel_id: int
    options: tuple[Option, ...]
    opened_by: int
    opened_at: datetime
    closes_at: datetime
    seed: str
    quorum: int | None = None
    hidden: bool = True
    language: str = "en"


@dataclass(frozen=True, slots=True)
class Ballot(NewBallot):
    """A ballot. ``opened_by`` is 0 when that person asked to be forgotten.

    ``card`` and ``result`` are the messages that show it and what came of it, both in ``channel_id``; ``card`` is LOST when it
    could not be posted, or somebody deleted it. ``edition`` counts its cards. ``count`` is there when it has closed: rounds, and nobody's vote.
    """

    id: BallotId = BallotId(0)
    state: BallotState = BallotState.OPEN
    edition: int = 1
    card: int | None = None
    result: int | None = None
    closed_at: datetime | None = None
    ending: Ending | None = None
    count: Count | None = None

    @property
    def running(self) -> tuple[Option, ...]:
        """The films that can be ranked and chosen."""
        return tuple(option for option in self.options if not option.struck)

    @property
    def winner(self) -> Film | None:
        """The film that was chosen."""
        option = self.option(self.count.winner) if self.count is not None else None
        return None if option is None else option.film

    @property
    def late(self) -> bool:
        """Whether it was counted well after its time."""
        return self.closed_at is not None and self.closed_at - self.closes_at > LATE

    def option(self, nomination_id: NominationId | None) -> Option | None:
        """The film of a nomination."""
        return next((one for one in self.options if one.nomination_id == nomination_id), None)

    def takes_votes(self, now: datetime) -> bool:
        """Whether a vote that is cast now counts. A ballot whose time is over takes none, even before it is counted."""
        return self.state is BallotState.OPEN and now < self.closes_at

    def full(self, voters: int) -> bool:
        """Whether as many have voted as it waits for."""
        return self.quorum is not None and voters >= self.quorum

    def counted(self, votes: Sequence[Ranking]) -> Count:
        """What comes of these votes; struck films are passed over in them."""
        runners = [Runner(one.nomination_id, one.nominated_at) for one in self.running]
        still = {runner.id for runner in runners}
        return count(runners, [tuple(one for one in vote if one in still) for vote in votes], self.seed)

    def first_choices(self, votes: Sequence[Ranking]) -> dict[NominationId, int]:
        """How many votes name each film first, of those that can be chosen."""
        tallies = {one.nomination_id: 0 for one in self.running}
        for vote in votes:
            best = next((one for one in vote if one in tallies), None)
            if best is not None:
                tallies[best] += 1
        return tallies


def checked(ranking: Sequence[NominationId], options: Collection[NominationId]) -> Ranking:
    """The ranking, if it is one over these. Raises BadInput("ranking_empty"), ("ranking_twice") or ("ranking_unknown")."""
    if not ranking:
        raise BadInput("ranking_empty")
    if len(set(ranking)) < len(ranking):
        raise BadInput("ranking_twice")
    if any(one not in options for one in ranking):
        raise BadInput("ranking_unknown")
    return tuple(ranking)
