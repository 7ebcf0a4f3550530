"""Screenings for tests: the services over one database."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from bot.domain.screening import NewScreening, Screening
from bot.jobs.runner import JobRunner
from bot.services.screening_answers import ScreeningAnswers
from bot.services.screening_notices import WHISPER, ScreeningNotices
from bot.services.screening_posts import ScreeningPosts
from bot.services.screenings import CARD, DRAFT, EVENT, QUORUM, REMIND, TELL, Screenings
from tests.fakes import ANNA, EVENING, GUILD, PARENT, FakeAnnouncer, ManualClock, her
from tests.screening_board import FakeBoard, PlainWords

START = EVENING + timedelta(days=4)


class Office:
    """Everything about screenings but their evenings, over one database."""

    def __init__(self, db: Any, clock: ManualClock | None = None, *, board: Any = None, announcer: Any = None) -> None:
        self.db, self.clock = db, clock or ManualClock()
        self.board: Any = board or FakeBoard()
        self.announcer: Any = announcer or FakeAnnouncer(self.clock)
        self.screenings = Screenings(db, self.clock)
        self.answers = ScreeningAnswers(db, self.clock, wake=lambda: None)
        self.posts = ScreeningPosts(db, self.clock, self.board, self.screenings, self.answers, wake=lambda: None)
        self.notices = ScreeningNotices(db, self.clock, self.announcer, PlainWords())
        self.runner = JobRunner(
            db,
            self.clock,
            {
                CARD: self.posts.card,
                EVENT: self.posts.event,
                REMIND: self.notices.remind,
                WHISPER: self.notices.whisper,
                QUORUM: self.notices.quorum,
                TELL: self.notices.tell,
                DRAFT: self.screenings.forget_draft,
            },
        )

    async def plan(self, at: datetime = START, **parts: Any) -> Screening:
        """A screening, planned and announced."""
        given: dict[str, Any] = {"zone": "Europe/Lisbon", "organiser": ANNA, "language": "en"} | parts
        draft = await self.screenings.propose(
            NewScreening(GUILD, PARENT, her(), at, created_at=self.clock.now(), **given)
        )
        planned = await self.screenings.confirm(draft.id, given["organiser"], at)
        await self.settle()
        return await self.now(planned)

    async def now(self, screening: Screening) -> Screening:
        async with self.db.read() as uow:
            there = await uow.screenings.get(screening.id)
        assert there is not None
        return there

    async def settle(self) -> None:
        """Do what is due now, the opening of evenings left out."""
        async with self.db.write() as uow:
            for screening in await uow.screenings.ahead():
                await uow.jobs.drop("screening_open", str(screening.id))
        await self.runner.drain(self.clock.now())

    async def until(self, moment: datetime) -> None:
        """Let time pass, and do what falls due on the way."""
        async with self.db.read() as uow:
            due = await uow.jobs.next_due()
        while due is not None and due <= moment:
            self.clock.set(max(due, self.clock.now()))
            await self.settle()
            async with self.db.read() as uow:
                due = await uow.jobs.next_due()
        self.clock.set(moment)
