"""Ballots for tests: a board that records, and a server with its jobs over any database."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count
from typing import Any

from bot.domain.ballot import Ballot, BallotId
from bot.domain.nomination import Support
from bot.errors import Gone, SalonError
from bot.jobs.runner import JobRunner
from bot.ports import Database
from bot.ports.ballots import Standing
from bot.services.ballot_following import CARD
from bot.services.ballot_posts import BallotPosts
from bot.services.ballots import CLOSE, RESULT, Ballots, Rules
from bot.services.nominations import Nominations
from tests.contract.listing import ALIEN, AMELIE, ANNA, BEN, CLEO, GODFATHER
from tests.fakes import EVENING, GUILD, ManualClock, her

CHANNEL = 7_000
FILMS = (ALIEN, AMELIE, GODFATHER, her())


@dataclass(slots=True)
class Shown:
    """A message of a ballot as it was drawn last."""

    ballot: Ballot
    what: str
    nonce: str
    standing: Standing | None = None
    deleted: bool = False


@dataclass
class FakeBallots:
    """A BallotBoard that records. As on Discord, a nonce used again posts nothing new, until it is forgotten."""

    posts: dict[int, Shown] = field(default_factory=dict)
    fails: Mapping[str, SalonError] = field(default_factory=dict)
    redrawn: int = 0
    _messages: Any = field(default_factory=lambda: count(9_000_000))

    def standing(self, what: str) -> list[Shown]:
        return [post for post in self.posts.values() if post.what == what and not post.deleted]

    def forget_nonces(self) -> None:
        for post in self.posts.values():
            post.nonce = ""

    async def post_card(self, standing: Standing, nonce: str) -> int:
        self._check("post_card")
        return self._post(Shown(standing.ballot, "card", nonce, standing))

    async def redraw_card(self, standing: Standing) -> None:
        self._check("redraw_card")
        post = self.posts.get(standing.ballot.card or 0)
        if post is None or post.deleted:
            raise Gone
        self.redrawn += 1
        post.ballot, post.standing = standing.ballot, standing

    async def post_result(self, ballot: Ballot, nonce: str) -> int:
        self._check("post_result")
        return self._post(Shown(ballot, "result", nonce))

    async def find_card(self, ballot: Ballot) -> int | None:
        return self._find(ballot, "card")

    async def find_result(self, ballot: Ballot) -> int | None:
        return self._find(ballot, "result")

    def _find(self, ballot: Ballot, what: str) -> int | None:
        self._check(f"find_{what}")
        found = (
            number
            for number, post in self.posts.items()
            if post.what == what
            and not post.deleted
            and (post.ballot.id, post.ballot.channel_id) == (ballot.id, ballot.channel_id)
        )
        return next(found, None)

    def _post(self, shown: Shown) -> int:
        assert 0 < len(shown.nonce) <= 25
        for number, post in self.posts.items():
            if post.nonce == shown.nonce:
                return number
        number: int = next(self._messages)
        self.posts[number] = shown
        return number

    def _check(self, method: str) -> None:
        if method in self.fails:
            raise self.fails[method]


class BallotServer:
    """A server with four nominated films, the first one oldest and the last one best supported."""

    def __init__(self, db: Database) -> None:
        self.db, self.clock, self.board = db, ManualClock(), FakeBallots()
        self.ballots = Ballots(db, self.clock, seed=lambda: "5eed")
        self.nominations = Nominations(db, self.clock)
        self.failures: list[str] = []

    def runner(self, db: Any = None, board: Any = None) -> JobRunner:
        ballots = Ballots(db or self.db, self.clock, seed=lambda: "5eed")
        posts = BallotPosts(db or self.db, self.clock, board or self.board)
        handlers = {CARD: posts.card, RESULT: posts.result, CLOSE: ballots.close_due}
        return JobRunner(
            db or self.db, self.clock, handlers, on_error=lambda _job, error: self.failures.append(type(error).__name__)
        )

    async def nominate(self) -> None:
        async with self.db.write() as unit:
            for number, film in enumerate(FILMS):
                at = EVENING - timedelta(days=9 - number)
                made = await unit.nominations.add(GUILD, film, Support(ANNA, at, f"because {film.title}"))
            await unit.nominations.support(made.id, Support(BEN, EVENING))

    async def open(self, rules: Rules = Rules()) -> Ballot:  # noqa: B008  # frozen
        await self.nominate()
        ballot = await self.ballots.open(GUILD, CHANNEL, ANNA, rules, "en")
        await self.settle()
        return await self.now(ballot.id)

    async def vote(self, ballot: Ballot, by: int, *titles: str) -> None:
        ids = {one.film.title: one.nomination_id for one in ballot.options}
        await self.ballots.vote(ballot.id, by, [ids[title] for title in titles])

    async def settle(self) -> None:
        await self.runner().drain(self.clock.now())

    async def later(self, **parts: float) -> None:
        self.clock.advance(**parts)
        await self.settle()

    async def now(self, ballot_id: BallotId) -> Ballot:
        async with self.db.read() as unit:
            found = await unit.ballots.get(ballot_id)
        assert found is not None
        return found

    async def nominated(self) -> list[str]:
        async with self.db.read() as unit:
            return [one.film.title for one in await unit.nominations.of_server(GUILD)]


__all__ = ["ANNA", "BEN", "CHANNEL", "CLEO", "BallotServer", "FakeBallots"]
