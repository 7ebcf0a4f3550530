"""Ballots in SQL."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.ballot import Ballot, BallotId, BallotState, Ending, NewBallot, Option, Ranking
from bot.domain.nomination import NominationId
from bot.domain.runoff import Count
from bot.errors import Conflict
from bot.storage.accept import aware
from bot.storage.ballot_codec import count_from_text, count_to_text, ranking_from_text, ranking_to_text
from bot.storage.ballot_tables import ballot_options as options
from bot.storage.ballot_tables import ballot_votes as votes
from bot.storage.ballot_tables import ballots
from bot.storage.codec import film_from_text, film_to_text
from bot.storage.nominations import SqlNominations
from bot.storage.statements import erasing, insert_into

_IS_OPEN = ballots.c.state == BallotState.OPEN.value


class SqlBallots:
    """A BallotStore over one connection."""

    def __init__(self, conn: AsyncConnection) -> None:
        self._conn = conn

    async def hold(self, guild_id: int) -> None:
        """Keep others from changing a server's ballots and nominations until the unit of work ends."""
        await SqlNominations(self._conn).hold(guild_id)

    async def open(self, new: NewBallot) -> Ballot:
        """Store an open ballot. Raises Conflict("ballot_open") when the server has one."""
        # Asked before it is written: a breach of the unique index would end the transaction on PostgreSQL.
        if await self.open_in(new.guild_id) is not None:
            raise Conflict("ballot_open")
        values = {
            "guild_id": new.guild_id, "channel_id": new.channel_id, "opened_by": new.opened_by, "opened_at": new.opened_at,
            "closes_at": new.closes_at, "seed": new.seed, "quorum": new.quorum, "hidden": new.hidden,
            "language": new.language, "state": BallotState.OPEN.value, "edition": 1,
        }  # fmt: skip
        made = await self._conn.execute(sa.insert(ballots).values(values).returning(ballots.c.id))
        ballot_id = made.scalar_one()
        rows = [
            {
                "ballot_id": ballot_id, "position": place, "nomination_id": one.nomination_id,
                "film": film_to_text(one.film), "nominated_at": one.nominated_at, "supporters": one.supporters,
                "struck": one.struck,
            }
            for place, one in enumerate(new.options)
        ]  # fmt: skip
        await self._conn.execute(sa.insert(options), rows)
        return (await self._ballots(ballots.c.id == ballot_id))[0]

    async def get(self, ballot_id: BallotId) -> Ballot | None:
        """The ballot of that id."""
        return next(iter(await self._ballots(ballots.c.id == ballot_id)), None)

    async def open_in(self, guild_id: int) -> Ballot | None:
        """A server's open ballot."""
        return next(iter(await self._ballots((ballots.c.guild_id == guild_id) & _IS_OPEN)), None)

    async def last_closed(self, guild_id: int) -> Ballot | None:
        """The ballot of a server that closed last."""
        newest = sa.select(ballots.c.id).where(ballots.c.guild_id == guild_id, ballots.c.closed_at.is_not(None))
        newest = newest.order_by(ballots.c.closed_at.desc(), ballots.c.id.desc()).limit(1)
        return next(iter(await self._ballots(ballots.c.id == newest.scalar_subquery())), None)

    async def between(self, guild_id: int, since: datetime, until: datetime) -> Sequence[Ballot]:
        """The ballots that closed from one moment on and before another, then the one that was open at the second."""
        since, until = aware(since), aware(until)
        closed = (ballots.c.closed_at >= since) & (ballots.c.closed_at < until)
        open_then = (ballots.c.opened_at < until) & (ballots.c.closed_at.is_(None) | (ballots.c.closed_at >= until))
        return await self._ballots((ballots.c.guild_id == guild_id) & (closed | open_then))

    async def strike(self, ballot_id: BallotId, nomination_id: NominationId) -> None:
        """Let a film be chosen no more."""
        there = (options.c.ballot_id == ballot_id) & (options.c.nomination_id == nomination_id)
        await self._conn.execute(sa.update(options).where(there).values(struck=True))

    async def vote(self, ballot_id: BallotId, user_id: int, ranking: Ranking) -> None:
        """Store or replace a person's vote."""
        insert = insert_into(self._conn, votes).values(
            ballot_id=ballot_id, user_id=user_id, ranking=ranking_to_text(ranking)
        )
        insert = insert.on_conflict_do_update(
            index_elements=["ballot_id", "user_id"], set_={"ranking": insert.excluded.ranking}
        )
        await erasing(self._conn).execute(insert)  # a vote may stand there that is replaced

    async def take_back(self, ballot_id: BallotId, user_id: int) -> bool:
        """Delete a person's vote; False where there was none."""
        theirs = (votes.c.ballot_id == ballot_id) & (votes.c.user_id == user_id)
        return (await erasing(self._conn).execute(sa.delete(votes).where(theirs))).rowcount == 1

    async def vote_of(self, ballot_id: BallotId, user_id: int) -> Ranking | None:
        """A person's own vote."""
        query = sa.select(votes.c.ranking).where(votes.c.ballot_id == ballot_id, votes.c.user_id == user_id)
        text: str | None = await self._conn.scalar(query)
        return None if text is None else ranking_from_text(text)

    async def votes(self, ballot_id: BallotId) -> Sequence[Ranking]:
        """All votes, in no order that tells who cast them."""
        query = sa.select(votes.c.ranking).where(votes.c.ballot_id == ballot_id)
        return sorted(ranking_from_text(text) for text in await self._conn.scalars(query))

    async def voters(self, ballot_id: BallotId) -> int:
        """How many people have voted."""
        query = sa.select(sa.func.count()).select_from(votes).where(votes.c.ballot_id == ballot_id)
        return int(await self._conn.scalar(query) or 0)

    async def close(self, ballot_id: BallotId, at: datetime, ending: Ending, count: Count) -> None:
        """Record what came of it, and delete the votes."""
        await self._set(
            ballot_id, state=BallotState.CLOSED.value, closed_at=at, ending=ending.value, counted=count_to_text(count)
        )
        await erasing(self._conn).execute(sa.delete(votes).where(votes.c.ballot_id == ballot_id))

    async def carded(self, ballot_id: BallotId, message_id: int) -> None:
        """Record which message shows it; LOST: none does any more."""
        await self._set(ballot_id, card=message_id)

    async def moved(self, ballot_id: BallotId, channel_id: int) -> None:
        """Let it be shown in another channel, by a new card."""
        await self._set(ballot_id, channel_id=channel_id, card=None, edition=ballots.c.edition + 1)

    async def told(self, ballot_id: BallotId, message_id: int) -> None:
        """Record which message says what came of it."""
        await self._set(ballot_id, result=message_id)

    async def forget_user(self, user_id: int) -> Sequence[BallotId]:
        """Delete a person's votes, and that they opened ballots; return the open ones that changed."""
        voted = sa.select(votes.c.ballot_id).where(votes.c.user_id == user_id)
        touched = sa.select(ballots.c.id).where(_IS_OPEN, ballots.c.id.in_(voted) | (ballots.c.opened_by == user_id))
        found = [BallotId(one) for one in await self._conn.scalars(touched.order_by(ballots.c.id))]
        conn = erasing(self._conn)
        await conn.execute(sa.delete(votes).where(votes.c.user_id == user_id))
        await conn.execute(sa.update(ballots).where(ballots.c.opened_by == user_id).values(opened_by=0))
        return found

    async def _set(self, ballot_id: BallotId, **values: Any) -> None:
        await self._conn.execute(sa.update(ballots).where(ballots.c.id == ballot_id).values(**values))

    async def _ballots(self, condition: sa.ColumnElement[bool]) -> Sequence[Ballot]:
        """Ballots, those that closed first in the order in which they did."""
        order = (ballots.c.closed_at.asc().nulls_last(), ballots.c.id)
        rows = list(await self._conn.execute(sa.select(ballots).where(condition).order_by(*order)))
        films = await self._options([row.id for row in rows]) if rows else {}
        return [_ballot(row, tuple(films.get(row.id, ()))) for row in rows]

    async def _options(self, ids: Sequence[int]) -> Mapping[int, Sequence[Option]]:
        query = sa.select(options).where(options.c.ballot_id.in_(ids)).order_by(options.c.position)
        found: dict[int, list[Option]] = {}
        for row in await self._conn.execute(query):
            film = film_from_text(row.film)
            one = Option(NominationId(row.nomination_id), film, row.nominated_at, row.supporters, row.struck)
            found.setdefault(row.ballot_id, []).append(one)
        return found


def _ballot(row: sa.Row[Any], films: tuple[Option, ...]) -> Ballot:
    return Ballot(
        guild_id=row.guild_id,
        channel_id=row.channel_id,
        options=films,
        opened_by=row.opened_by,
        opened_at=row.opened_at,
        closes_at=row.closes_at,
        seed=row.seed,
        quorum=row.quorum,
        hidden=row.hidden,
        language=row.language,
        id=BallotId(row.id),
        state=BallotState(row.state),
        edition=row.edition,
        card=row.card,
        result=row.result,
        closed_at=row.closed_at,
        ending=None if row.ending is None else Ending(row.ending),
        count=count_from_text(row.counted),
    )
