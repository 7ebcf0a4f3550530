"""Showing ballots: the card is posted once and redrawn at each change, the result is posted once, whatever dies in between."""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import timedelta

from bot.domain.ballot import LOST, Ballot, BallotId, BallotState
from bot.errors import Forbidden, Gone
from bot.ports import BallotBoard, Clock, Database, Job
from bot.ports.ballots import Standing
from bot.services.ballot_following import CARD
from bot.services.ballots import read_standing
from bot.services.waiting import put_off

_log = logging.getLogger(__name__)
NEWS = timedelta(days=6)
"""How long after its closing a result is still posted; where nobody lets it be, it is given up then."""

_LOOK = "look"  # in a job that was put off: the message may stand there already


class BallotPosts:
    """The messages of ballots. Before one is posted that may stand already, it is looked for in the channel."""

    def __init__(self, db: Database, clock: Clock, board: BallotBoard) -> None:
        self._db = db
        self._clock = clock
        self._board = board

    async def card(self, job: Job) -> None:
        """Job "ballot_card": show a ballot as it stands in its card, or post the card of one that has none."""
        async with self._db.read() as uow:
            ballot = await uow.ballots.get(BallotId(int(job.key)))
            standing = None if ballot is None else await read_standing(uow, ballot)
        if standing is None or standing.ballot.card == LOST:
            return
        ballot = standing.ballot
        try:
            if ballot.card is not None or await self._posted_before(job, standing):
                await self._board.redraw_card(await self._now(standing))
        except Gone:
            await self._lost(ballot)
        except Forbidden:
            if ballot.card is None and job.attempts == 1:
                await self._lost(ballot)
                return
            # What people took back still stands there, or "vote here" under a ballot that is over: both go when they may.
            await put_off(self._db, job, self._clock.now())

    async def result(self, job: Job) -> None:
        """Job "ballot_result": say once what came of a ballot."""
        async with self._db.read() as uow:
            ballot = await uow.ballots.get(BallotId(int(job.key)))
        if ballot is None or ballot.closed_at is None or ballot.result is not None:
            return
        over = self._clock.now() - ballot.closed_at > NEWS
        look = job.attempts > 1 or over or bool(job.payload.get(_LOOK))
        try:
            found = await self._board.find_result(ballot) if look else None
            if found is None and over:
                _log.warning("event=ballot_result_dropped ballot=%s", ballot.id)
                return
            message = found or await self._board.post_result(ballot, f"br{ballot.id}")
        except Forbidden:
            if not over:
                await put_off(self._db, replace(job, payload={**job.payload, _LOOK: look}), self._clock.now())
            return
        async with self._db.write() as uow:
            await uow.ballots.told(ballot.id, message)
            await uow.jobs.put(
                CARD, str(ballot.id), self._clock.now(), guild_id=ballot.guild_id
            )  # the card links to it
        _log.info("event=ballot_result_posted ballot=%s message=%s", ballot.id, message)

    async def _posted_before(self, job: Job, standing: Standing) -> bool:
        """Whether a card that is not on record stands there already; else an open ballot gets one now."""
        ballot = standing.ballot
        try:
            found = await self._board.find_card(ballot)
        except Forbidden:
            if job.attempts > 1 or job.payload:  # it may stand there unseen
                raise
            found = None
        if found is None and ballot.state is not BallotState.OPEN:
            return False
        card = found or await self._board.post_card(standing, f"b{ballot.id}.{ballot.edition}")
        async with self._db.write() as uow:
            await uow.ballots.carded(ballot.id, card)
        return found is not None

    async def _now(self, standing: Standing) -> Standing:
        async with self._db.read() as uow:
            ballot = await uow.ballots.get(standing.ballot.id)
            return standing if ballot is None else await read_standing(uow, ballot)

    async def _lost(self, ballot: Ballot) -> None:
        """Somebody deleted the card: it is not forced on them again, but whoever asks for the ballot gets another."""
        async with self._db.write() as uow:
            there = await uow.ballots.get(ballot.id)
            if there is not None and there.card == ballot.card:
                await uow.ballots.carded(ballot.id, LOST)
        _log.info("event=ballot_card_gone ballot=%s", ballot.id)
