"""Ballots: opening one over what is nominated, voting in private, and closing it with a count that keeps nobody's vote."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from bot.domain.ballot import (
    FEWEST,
    HOURS,
    LOST,
    MOST,
    Ballot,
    BallotId,
    BallotState,
    Ending,
    NewBallot,
    Option,
    Ranking,
    checked,
)
from bot.domain.film import Film, FilmId
from bot.domain.nomination import NominationId
from bot.domain.watchlist import Seen
from bot.errors import Conflict, Forbidden, NotFound
from bot.ports import Clock, Database, Job, UnitOfWork
from bot.ports.ballots import Standing
from bot.services.ballot_following import CARD
from bot.services.digests import REDRAW

_log = logging.getLogger(__name__)
CLOSE = "ballot_close"
"""The job that closes a ballot; its key is the ballot's id, its time the closing time, or at once when enough have voted."""
RESULT = "ballot_result"
"""The job that says what came of a ballot; its key is the ballot's id."""


@dataclass(frozen=True, slots=True)
class Rules:
    """How a ballot is held: for how many hours, with how many voters it closes early, and whether standings are hidden."""

    hours: int = HOURS
    quorum: int | None = None
    hidden: bool = True


@dataclass(frozen=True, slots=True)
class Mine:
    """A ballot and one's own vote in it, as far as its films can still be chosen; None: there is none."""

    ballot: Ballot
    ranking: Ranking | None


def _seed() -> str:
    return secrets.token_hex(4)


class Ballots:
    """One ranked vote at a time in a server. Whatever is decided is decided inside the transaction that changes it."""

    def __init__(
        self, db: Database, clock: Clock, *, wake: Callable[[], None] = lambda: None, seed: Callable[[], str] = _seed
    ) -> None:
        self._db = db
        self._clock = clock
        self._wake = wake
        self._seed = seed

    # --- opening ---

    async def open(self, guild_id: int, channel_id: int, by: int, rules: Rules, language: str) -> Ballot:
        """Open a ballot over what is nominated: of many films the best supported, then the oldest.

        Raises Conflict("ballot_open") with the channel of the one that is, or Conflict("ballot_too_few").
        """
        now = self._clock.now()
        async with self._db.write() as uow:
            await uow.ballots.hold(guild_id)
            there = await uow.ballots.open_in(guild_id)
            if there is not None:
                raise Conflict("ballot_open", place=f"<#{there.channel_id}>")
            nominated = await uow.nominations.of_server(guild_id, 0, MOST)
            if len(nominated) < FEWEST:
                raise Conflict("ballot_too_few", fewest=FEWEST)
            options = tuple(Option(one.id, one.film, one.created_at, len(one.supporters)) for one in nominated)
            until = now + timedelta(hours=rules.hours)
            new = NewBallot(
                guild_id, channel_id, options, by, now, until, self._seed(), rules.quorum, rules.hidden, language
            )
            ballot = await uow.ballots.open(new)
            await uow.jobs.put(CARD, str(ballot.id), now, guild_id=ballot.guild_id)
            await uow.jobs.put(CLOSE, str(ballot.id), until, guild_id=ballot.guild_id)
        self._wake()
        _log.info("event=ballot_opened guild=%s ballot=%s films=%s", guild_id, ballot.id, len(options))
        return ballot

    async def standing(self, guild_id: int) -> Standing | None:
        """A server's open ballot as it is shown."""
        async with self._db.read() as uow:
            ballot = await uow.ballots.open_in(guild_id)
            return None if ballot is None else await read_standing(uow, ballot)

    async def is_held_in(self, ballot_id: BallotId, guild_id: int) -> bool:
        """Whether a ballot is a server's."""
        async with self._db.read() as uow:
            ballot = await uow.ballots.get(ballot_id)
        return ballot is not None and ballot.guild_id == guild_id

    async def show_again(self, ballot_id: BallotId, channel_id: int) -> Ballot:
        """Let an open ballot whose card was deleted have a new one in a channel; one that has its card keeps it."""
        async with self._db.write() as uow:
            ballot = await _held(uow, ballot_id)
            if ballot.card != LOST or ballot.state is not BallotState.OPEN:
                return ballot
            await uow.ballots.moved(ballot_id, channel_id)
            await uow.jobs.put(CARD, str(ballot_id), self._clock.now())
        self._wake()
        return replace(ballot, channel_id=channel_id, edition=ballot.edition + 1)

    async def seen(self, ballot: Ballot) -> Mapping[FilmId, Seen]:
        """How many people of the server let it be known that they have seen each film."""
        async with self._db.read() as uow:
            return await uow.watchlists.seen_in(ballot.guild_id, [one.film.id for one in ballot.options])

    # --- voting ---

    async def mine(self, ballot_id: BallotId, by: int) -> Mine:
        """A ballot that takes votes, and one's own. Raises NotFound("ballot_gone") or Conflict("ballot_over")."""
        async with self._db.read() as uow:
            ballot = await uow.ballots.get(ballot_id)
            if ballot is None:
                raise NotFound("ballot_gone")
            self._still_open(ballot)
            ranking = await uow.ballots.vote_of(ballot_id, by)
        running = {one.nomination_id for one in ballot.running}
        still = None if ranking is None else tuple(one for one in ranking if one in running)
        return Mine(ballot, still or None)

    async def vote(self, ballot_id: BallotId, by: int, ranking: Sequence[NominationId]) -> Mine:
        """Cast a vote, or replace one's own.

        Raises NotFound("ballot_gone"), Conflict("ballot_over"), BadInput("ranking_empty"), ("ranking_twice"), or
        ("ranking_unknown") for a film that is not on the ballot, or no longer.
        """
        async with self._db.write() as uow:
            ballot = await _held(uow, ballot_id)
            self._still_open(ballot)
            vote = checked(ranking, {one.nomination_id for one in ballot.running})
            await uow.ballots.vote(ballot_id, by, vote)
            await self._changed(uow, ballot)
        self._wake()
        _log.info("event=ballot_vote ballot=%s", ballot_id)
        return Mine(ballot, vote)

    async def take_back(self, ballot_id: BallotId, by: int) -> Ballot:
        """Take one's vote back. Raises NotFound("ballot_gone") or ("no_vote_yet"), Conflict("ballot_over")."""
        async with self._db.write() as uow:
            ballot = await _held(uow, ballot_id)
            self._still_open(ballot)
            if not await uow.ballots.take_back(ballot_id, by):
                raise NotFound("no_vote_yet")
            await self._changed(uow, ballot)
        self._wake()
        return ballot

    async def _changed(self, uow: UnitOfWork, ballot: Ballot) -> None:
        now = self._clock.now()
        await uow.jobs.put(CARD, str(ballot.id), now, guild_id=ballot.guild_id)
        if ballot.quorum is not None:
            full = ballot.full(await uow.ballots.voters(ballot.id))
            await uow.jobs.put(CLOSE, str(ballot.id), now if full else ballot.closes_at, guild_id=ballot.guild_id)

    def _still_open(self, ballot: Ballot) -> None:
        if not ballot.takes_votes(self._clock.now()):
            raise Conflict("ballot_over")

    # --- closing ---

    async def may_close(self, ballot_id: BallotId, by: int, *, manager: bool) -> tuple[Ballot, int]:
        """The ballot, for whoever may close it, and how many have voted.

        Raises NotFound("ballot_gone"), Conflict("ballot_over"), or Forbidden("ballot_not_yours") for anybody but who opened it
        and who manages the server.
        """
        async with self._db.read() as uow:
            ballot = await uow.ballots.get(ballot_id)
            voters = await uow.ballots.voters(ballot_id)
        return _closable(ballot, by, manager=manager), voters

    async def close(self, ballot_id: BallotId, by: int, *, manager: bool) -> Ballot:
        """Close a ballot now; what came of it follows in its channel. Raises as ``may_close`` does."""
        async with self._db.write() as uow:
            ballot = _closable(await _held(uow, ballot_id), by, manager=manager)
            closed = await self._close(uow, ballot, Ending.HAND)
            await uow.jobs.drop(CLOSE, str(ballot_id))
        self._wake()
        return closed

    async def close_due(self, job: Job) -> None:
        """Job "ballot_close": close a ballot whose time is over, or in which as many have voted as it waits for."""
        async with self._db.write() as uow:
            ballot = await _held(uow, BallotId(int(job.key)))
            if ballot.state is not BallotState.OPEN:
                return
            full = ballot.full(await uow.ballots.voters(ballot.id))
            if not full and self._clock.now() < ballot.closes_at:  # somebody took a vote back meanwhile
                await uow.jobs.put(CLOSE, job.key, ballot.closes_at, guild_id=ballot.guild_id)
                return
            await self._close(uow, ballot, Ending.QUORUM if full else Ending.TIME)
        self._wake()

    async def _close(self, uow: UnitOfWork, ballot: Ballot, ending: Ending) -> Ballot:
        """Count, keep the count, let the votes go. The winner leaves the nominations; all others stay."""
        now = self._clock.now()
        count = ballot.counted(await uow.ballots.votes(ballot.id))
        await uow.ballots.close(ballot.id, now, ending, count)
        if count.winner is not None:
            await uow.nominations.remove(count.winner)
        for kind in (CARD, RESULT):
            await uow.jobs.put(kind, str(ballot.id), now, guild_id=ballot.guild_id)
        digest = await uow.digests.last(ballot.guild_id)
        if digest is not None and digest.until > ballot.opened_at:  # it says that the ballot is open
            await uow.jobs.put(REDRAW, str(digest.id), now, guild_id=ballot.guild_id)
        _log.info(
            "event=ballot_closed ballot=%s ending=%s votes=%s rounds=%s winner=%s tie_drawn=%s seed=%s",
            ballot.id, ending, count.votes, len(count.rounds), count.winner, count.drawn, ballot.seed,
        )  # fmt: skip
        return replace(ballot, state=BallotState.CLOSED, closed_at=now, ending=ending, count=count)

    # --- afterwards ---

    async def winner(self, guild_id: int) -> Film | None:
        """The film that won the ballot of a server that closed last; None where there was none, or nobody voted."""
        async with self._db.read() as uow:
            ballot = await uow.ballots.last_closed(guild_id)
        return None if ballot is None else ballot.winner


async def read_standing(uow: UnitOfWork, ballot: Ballot) -> Standing:
    """A ballot as it is shown, from what stands in the stores now."""
    if ballot.state is not BallotState.OPEN:
        return Standing(ballot, 0 if ballot.count is None else ballot.count.votes)
    films = [one.film.id for one in ballot.options]
    return Standing(
        ballot,
        await uow.ballots.voters(ballot.id),
        None if ballot.hidden else ballot.first_choices(await uow.ballots.votes(ballot.id)),
        {one.id: one for one in await uow.nominations.of_server(ballot.guild_id)},
        await uow.watchlists.seen_in(ballot.guild_id, films),
    )


async def _held(uow: UnitOfWork, ballot_id: BallotId) -> Ballot:
    """A ballot that nobody else changes until the unit of work ends. Raises NotFound("ballot_gone")."""
    ballot = await uow.ballots.get(ballot_id)
    if ballot is None:
        raise NotFound("ballot_gone")
    await uow.ballots.hold(ballot.guild_id)
    return await uow.ballots.get(ballot_id) or ballot


def _closable(ballot: Ballot | None, by: int, *, manager: bool) -> Ballot:
    if ballot is None:
        raise NotFound("ballot_gone")
    if ballot.state is not BallotState.OPEN:
        raise Conflict("ballot_over")
    if not manager and by != ballot.opened_by:
        raise Forbidden("ballot_not_yours")
    return ballot
