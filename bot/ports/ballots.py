"""Where ballots and votes are kept, and where they are shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.domain.ballot import Ballot, BallotId, Ending, NewBallot, Ranking
from bot.domain.film import FilmId
from bot.domain.nomination import Nomination, NominationId
from bot.domain.runoff import Count
from bot.domain.watchlist import Seen


class BallotStore(Protocol):
    """Ballots of servers, one open at a time, and the votes of those that are open. Closing one deletes its votes.

    Whoever decides by what stands here calls ``hold`` first: it keeps others from changing that server's ballots and
    nominations until the unit of work ends.
    """

    async def hold(self, guild_id: int) -> None:
        """Keep others from changing a server's ballots and nominations until the unit of work ends."""
        ...

    async def open(self, new: NewBallot) -> Ballot:
        """Store an open ballot. Raises Conflict("ballot_open") when the server has one."""
        ...

    async def get(self, ballot_id: BallotId) -> Ballot | None:
        """The ballot of that id."""
        ...

    async def open_in(self, guild_id: int) -> Ballot | None:
        """A server's open ballot."""
        ...

    async def last_closed(self, guild_id: int) -> Ballot | None:
        """The ballot of a server that closed last."""
        ...

    async def between(self, guild_id: int, since: datetime, until: datetime) -> Sequence[Ballot]:
        """The ballots that closed from one moment on and before another, then the one that was open at the second."""
        ...

    async def strike(self, ballot_id: BallotId, nomination_id: NominationId) -> None:
        """Let a film be chosen no more."""
        ...

    async def vote(self, ballot_id: BallotId, user_id: int, ranking: Ranking) -> None:
        """Store or replace a person's vote."""
        ...

    async def take_back(self, ballot_id: BallotId, user_id: int) -> bool:
        """Delete a person's vote; False where there was none."""
        ...

    async def vote_of(self, ballot_id: BallotId, user_id: int) -> Ranking | None:
        """A person's own vote."""
        ...

    async def votes(self, ballot_id: BallotId) -> Sequence[Ranking]:
        """All votes, in no order that tells who cast them."""
        ...

    async def voters(self, ballot_id: BallotId) -> int:
        """How many people have voted."""
        ...

    async def close(self, ballot_id: BallotId, at: datetime, ending: Ending, count: Count) -> None:
        """Record what came of it, and delete the votes."""
        ...

    async def carded(self, ballot_id: BallotId, message_id: int) -> None:
        """Record which message shows it; LOST: none does any more."""
        ...

    async def moved(self, ballot_id: BallotId, channel_id: int) -> None:
        """Let it be shown in another channel, by a new card."""
        ...

    async def told(self, ballot_id: BallotId, message_id: int) -> None:
        """Record which message says what came of it."""
        ...

    async def forget_user(self, user_id: int) -> Sequence[BallotId]:
        """Delete a person's votes, and that they opened ballots; return the open ones that changed."""
        ...


@dataclass(frozen=True, slots=True)
class Standing:
    """A ballot as it is shown: how many have voted, the first choices unless they are hidden, and what is known of its films.

    ``nominations`` are those that still stand, by id; ``seen`` is by film.
    """

    ballot: Ballot
    voters: int = 0
    firsts: Mapping[NominationId, int] | None = None
    nominations: Mapping[NominationId, Nomination] | None = None
    seen: Mapping[FilmId, Seen] | None = None


class BallotBoard(Protocol):
    """Shows ballots in their channels. Raises Gone, Forbidden or Unavailable; never a vendor error."""

    async def post_card(self, standing: Standing, nonce: str) -> int:
        """Post the card of a ballot and return the message's id."""
        ...

    async def redraw_card(self, standing: Standing) -> None:
        """Show a ballot as it stands in its card. Raises Gone when that message is gone."""
        ...

    async def post_result(self, ballot: Ballot, nonce: str) -> int:
        """Post what came of a ballot and return the message's id."""
        ...

    async def find_card(self, ballot: Ballot) -> int | None:
        """The id of a card of this ballot that stands in its channel already."""
        ...

    async def find_result(self, ballot: Ballot) -> int | None:
        """The id of a message in its channel that says what came of it already."""
        ...
