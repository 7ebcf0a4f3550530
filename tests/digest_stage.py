"""Digests for tests: a board that records, and a database and a board that die at a chosen step."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from bot.domain.digest import Contents, Digest, DigestId
from bot.domain.salon import Salon, SalonState
from bot.errors import Forbidden, Gone, SalonError
from bot.ports import Database, PostedMessage
from bot.ports.digests import Visible
from bot.services.digest_schedules import DigestSchedules, Planned, Wished
from bot.services.digest_weeks import DigestWeeks
from bot.services.digests import Digests
from bot.ui.cities import Cities
from tests.evening import house
from tests.fakes import GUILD, ManualClock, new_salon, new_turn, open_salon, recap

CHANNEL = 7_000
LISBON = "Europe/Lisbon"
FRIDAY = Wished(4, "18:00", LISBON)


@dataclass(slots=True)
class Posted:
    """A message of a digest as it was drawn last."""

    digest: DigestId
    week: str
    page: int
    channel_id: int
    contents: Contents
    nonce: str
    late: bool
    deleted: bool = False


@dataclass
class FakeDigests:
    """A DigestBoard that records. As on Discord, a nonce used again posts nothing new, until it is forgotten.

    A digest takes a message for its head and one more for each salon beyond the first.
    """

    posts: dict[int, Posted] = field(default_factory=dict)
    hidden: set[int] = field(default_factory=set)
    fails: SalonError | None = None
    gone: set[int] = field(default_factory=set)
    closed: set[int] = field(default_factory=set)  # where everything is refused
    redrawn: int = 0
    _messages: Any = field(default_factory=lambda: count(8_000_000))

    @property
    def standing(self) -> list[Posted]:
        return [post for post in self.posts.values() if not post.deleted]

    def forget_nonces(self) -> None:
        for post in self.posts.values():
            post.nonce = ""

    def visible(self, guild_id: int, channel_id: int) -> Visible:
        return lambda parent_id: parent_id == channel_id or parent_id not in self.hidden

    def pages(self, digest: Digest, contents: Contents) -> int:
        return max(1, len(contents.salons))

    async def post(self, digest: Digest, contents: Contents, page: int, nonce: str) -> PostedMessage:
        assert 0 < len(nonce) <= 25
        self._check(digest)
        for message_id, post in self.posts.items():
            if post.nonce == nonce:
                return PostedMessage(post.channel_id, message_id)
        message_id = next(self._messages)
        self.posts[message_id] = Posted(
            digest.id, digest.week, page, digest.channel_id, contents, nonce, digest.late
        )  # fmt: skip
        return PostedMessage(digest.channel_id, message_id)

    async def find(self, digest: Digest) -> Mapping[int, PostedMessage]:
        self._check(digest)
        return {
            post.page: PostedMessage(post.channel_id, message_id)
            for message_id, post in self.posts.items()
            if post.digest == digest.id and not post.deleted and post.channel_id == digest.channel_id
        }

    async def redraw(self, digest: Digest, contents: Contents, posts: Mapping[int, PostedMessage]) -> None:
        self._check(digest)
        self.redrawn += 1
        for place, post in enumerate(posts.values()):
            self.posts[post.message_id].contents = contents
            self.posts[post.message_id].deleted = place >= self.pages(digest, contents)

    def _check(self, digest: Digest) -> None:
        if self.fails is not None:
            raise self.fails
        if digest.channel_id in self.closed:
            raise Forbidden("forbidden", permission="view_channel")
        if digest.channel_id in self.gone:
            raise Gone


class Killed(BaseException):
    """The process died. No handler may catch it."""


class Steps:
    """Counts what a process does, and lets it die before one of these steps."""

    def __init__(self, dies_at: int | None = None) -> None:
        self.taken = 0
        self.dies_at = dies_at

    def take(self) -> None:
        self.taken += 1
        if self.dies_at is not None and self.taken >= self.dies_at:
            raise Killed


class MortalStore:
    """A store of which every call is a step before, and one after."""

    def __init__(self, store: Any, steps: Steps) -> None:
        self._store, self._steps = store, steps

    def __getattr__(self, name: str) -> Any:
        method = getattr(self._store, name)
        if not callable(method):
            return method

        async def call(*args: Any, **named: Any) -> Any:
            self._steps.take()
            found = await method(*args, **named)
            self._steps.take()
            return found

        return call


class MortalUnit:
    def __init__(self, unit: Any, steps: Steps) -> None:
        self._unit, self._steps = unit, steps

    def __getattr__(self, name: str) -> Any:
        return MortalStore(getattr(self._unit, name), self._steps)


class MortalDatabase:
    """A database whose process may die before, in and after each unit of work."""

    def __init__(self, db: Database, steps: Steps) -> None:
        self._db, self._steps = db, steps

    @asynccontextmanager
    async def read(self) -> AsyncIterator[Any]:
        async with self._of(self._db.read) as unit:
            yield unit

    @asynccontextmanager
    async def write(self) -> AsyncIterator[Any]:
        async with self._of(self._db.write) as unit:
            yield unit

    @asynccontextmanager
    async def _of(self, begin: Callable[[], Any]) -> AsyncIterator[Any]:
        self._steps.take()
        async with begin() as unit:
            yield MortalUnit(unit, self._steps)
            self._steps.take()  # before it commits
        self._steps.take()

    async def close(self) -> None:
        await self._db.close()


class MortalDigests(MortalStore):
    """A board whose process may die before and after each call."""

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name) if name in {"visible", "pages"} else super().__getattr__(name)


def digests_over(db: Any, clock: ManualClock, board: Any) -> Digests:
    return Digests(db, clock, board, DigestWeeks(house().library))


def schedules_over(db: Any, clock: ManualClock) -> DigestSchedules:
    return DigestSchedules(db, clock, DigestWeeks(house().library), Cities(house().config, ("en",)), wake=lambda: None)


async def planned(db: Any, clock: ManualClock, wished: Wished = FRIDAY, channel_id: int = CHANNEL) -> Planned:
    return await schedules_over(db, clock).choose(GUILD, wished, channel_id)


async def held(
    db: Database, at: datetime, words: str = "the letters are gifts", *, number: int = 1, parent_id: int = 2_000
) -> Salon:
    """A salon that ended at a moment, with one quotation in its record."""
    new = new_salon(at=at - timedelta(hours=2), parent_id=parent_id)
    salon = await open_salon(db, channel_id=3_000 + number, new=new)
    async with db.write() as unit:
        turn = await unit.turns.add(new_turn(salon.id, f"I think {words}.", message_id=600_000 + number))
        assert turn is not None
        written = recap(words)
        items = tuple(type(item)(item.kind, item.text, (turn.id,), "Anna", words) for item in written.items)
        await unit.recaps.save(salon.id, type(written)(written.film, "Her: gifts", items, written.source, 1, 1, 30), at)
        await unit.recaps.remember_posts(salon.id, [PostedMessage(3_000 + number, 700_000 + number)])
        await unit.salons.set_state(salon.id, SalonState.CLOSED, at)
        closed = await unit.salons.get(salon.id)
    assert closed is not None
    return closed
