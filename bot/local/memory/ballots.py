"""Ballots in memory."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from bot.domain.ballot import Ballot, BallotId, BallotState, Ending, NewBallot, Ranking
from bot.domain.nomination import NominationId
from bot.domain.runoff import Count
from bot.errors import Conflict
from bot.local.memory.rows import Rows
from bot.storage.accept import aware


class MemoryBallots:
    """A BallotStore over ``Rows``. Writes run one after another, so that nothing needs holding."""

    def __init__(self, rows: Rows) -> None:
        self._rows = rows

    async def hold(self, guild_id: int) -> None:
        """Nothing to do."""

    async def open(self, new: NewBallot) -> Ballot:
        """Store an open ballot. Raises Conflict("ballot_open") when the server has one."""
        if await self.open_in(new.guild_id) is not None:
            raise Conflict("ballot_open")
        values: dict[str, Any] = {name: getattr(new, name) for name in NewBallot.__dataclass_fields__}
        moments = {name: aware(values[name]) for name in ("opened_at", "closes_at")}
        made = Ballot(**(values | moments), id=BallotId(self._rows.new_id("ballot")))
        self._rows.put(self._rows.ballots, made.id, made)
        return made

    async def get(self, ballot_id: BallotId) -> Ballot | None:
        """The ballot of that id."""
        return self._rows.ballots.get(ballot_id)

    async def open_in(self, guild_id: int) -> Ballot | None:
        """A server's open ballot."""
        return next((one for one in self._of(guild_id) if one.state is BallotState.OPEN), None)

    async def last_closed(self, guild_id: int) -> Ballot | None:
        """The ballot of a server that closed last."""
        closed = [(one.closed_at, one.id, one) for one in self._of(guild_id) if one.closed_at is not None]
        return max(closed)[2] if closed else None

    async def between(self, guild_id: int, since: datetime, until: datetime) -> Sequence[Ballot]:
        """The ballots that closed from one moment on and before another, then the one that was open at the second."""
        of_server = list(self._of(guild_id))
        closed = [(one.closed_at, one.id, one) for one in of_server if one.closed_at and since <= one.closed_at < until]
        rest = [one for one in of_server if one.opened_at < until and (not one.closed_at or one.closed_at >= until)]
        return [*(one for _, _, one in sorted(closed)), *rest]

    async def strike(self, ballot_id: BallotId, nomination_id: NominationId) -> None:
        """Let a film be chosen no more."""
        ballot = self._rows.ballots[ballot_id]
        films = (replace(one, struck=one.struck or one.nomination_id == nomination_id) for one in ballot.options)
        self._set(ballot_id, options=tuple(films))

    async def vote(self, ballot_id: BallotId, user_id: int, ranking: Ranking) -> None:
        """Store or replace a person's vote."""
        self._rows.put(self._rows.votes, (ballot_id, user_id), tuple(ranking))

    async def take_back(self, ballot_id: BallotId, user_id: int) -> bool:
        """Delete a person's vote; False where there was none."""
        return self._rows.drop(self._rows.votes, (ballot_id, user_id)) is not None

    async def vote_of(self, ballot_id: BallotId, user_id: int) -> Ranking | None:
        """A person's own vote."""
        return self._rows.votes.get((ballot_id, user_id))

    async def votes(self, ballot_id: BallotId) -> Sequence[Ranking]:
        """All votes, in no order that tells who cast them."""
        return sorted(ranking for (one, _), ranking in self._rows.votes.items() if one == ballot_id)

    async def voters(self, ballot_id: BallotId) -> int:
        """How many people have voted."""
        return len(await self.votes(ballot_id))

    async def close(self, ballot_id: BallotId, at: datetime, ending: Ending, count: Count) -> None:
        """Record what came of it, and delete the votes."""
        self._set(ballot_id, state=BallotState.CLOSED, closed_at=aware(at), ending=ending, count=count)
        for key in [key for key in self._rows.votes if key[0] == ballot_id]:
            self._rows.drop(self._rows.votes, key)

    async def carded(self, ballot_id: BallotId, message_id: int) -> None:
        """Record which message shows it; LOST: none does any more."""
        self._set(ballot_id, card=message_id)

    async def moved(self, ballot_id: BallotId, channel_id: int) -> None:
        """Let it be shown in another channel, by a new card."""
        edition = self._rows.ballots[ballot_id].edition + 1
        self._set(ballot_id, channel_id=channel_id, card=None, edition=edition)

    async def told(self, ballot_id: BallotId, message_id: int) -> None:
        """Record which message says what came of it."""
        self._set(ballot_id, result=message_id)

    async def forget_user(self, user_id: int) -> Sequence[BallotId]:
        """Delete a person's votes, and that they opened ballots; return the open ones that changed."""
        voted = {ballot_id for ballot_id, by in self._rows.votes if by == user_id}
        touched = [one for one in self._rows.ballots.values() if one.id in voted or one.opened_by == user_id]
        for ballot_id in voted:
            self._rows.drop(self._rows.votes, (ballot_id, user_id))
        for one in touched:
            if one.opened_by == user_id:
                self._set(one.id, opened_by=0)
        return sorted(one.id for one in touched if one.state is BallotState.OPEN)

    def _of(self, guild_id: int) -> Iterable[Ballot]:
        return (one for one in self._rows.ballots.values() if one.guild_id == guild_id)

    def _set(self, ballot_id: BallotId, **values: Any) -> None:
        self._rows.put(self._rows.ballots, ballot_id, replace(self._rows.ballots[ballot_id], **values))
