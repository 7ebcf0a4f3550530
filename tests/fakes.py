"""Stand-ins for our own ports, and short ways to make the things they hold."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import chain, count

from bot.domain.film import Film, FilmId
from bot.domain.question import Asked, Kind, QuestionId
from bot.domain.recap import ItemKind, Recap, RecapItem
from bot.domain.salon import Salon
from bot.domain.spoiler import EVERYTHING, Horizon
from bot.domain.timeline import Timeline
from bot.domain.turn import SalonId, Source, Turn, TurnId, Utterance, UtteranceKind
from bot.errors import SalonError
from bot.local.memory import MemoryDatabase
from bot.ports import Database, Heard, NewSalon, NewTurn, Place, PostedMessage

__all__ = [
    "EVENING",
    "FakeAnnouncer",
    "ManualClock",
    "MemoryDatabase",
    "Post",
    "heard",
    "her",
    "new_salon",
    "new_turn",
    "open_salon",
    "recap",
    "utterance",
]

EVENING = datetime(2026, 11, 20, 20, 0, tzinfo=UTC)
"""When the evenings of the tests begin."""
GUILD, PARENT, THREAD, HOST, ANNA = 1000, 2000, 3000, 1, 11
"""Ids: a server, its channel, a thread in it, the host's account, a participant."""


class ManualClock:
    """A clock in the test's hand."""

    def __init__(self, start: datetime = EVENING) -> None:
        self._now = start

    def now(self) -> datetime:
        return self._now

    def set(self, moment: datetime) -> None:
        self._now = moment

    def advance(self, step: timedelta | None = None, **parts: float) -> datetime:
        """Move on by a timedelta, or by parts (``advance(minutes=5)``), and return the new present."""
        self._now += step if step is not None else timedelta(**parts)
        return self._now


@dataclass(slots=True)
class Post:
    """One message that FakeAnnouncer made."""

    message_id: int
    channel_id: int
    text: str
    nonce: str
    at: datetime
    reply_to: int | None = None
    deleted: bool = False


@dataclass(slots=True)
class _Refusal:
    error: SalonError
    times: int | None


class FakeAnnouncer:
    """An Announcer that records; ``refuse`` makes a method raise.

    As on Discord, a nonce used again posts nothing new, and ``make_place`` finds the place it made before. A recap is
    posted as one message a ``per_message`` items, so that long ones take several. ``history`` feeds ``messages_after``;
    ``timelines`` are those that came with recaps, posted or redrawn.
    """

    def __init__(self, clock: ManualClock | None = None, *, per_message: int = 10) -> None:
        self.clock = clock or ManualClock()
        self.per_message = per_message
        self.posts: list[Post] = []
        self.places: dict[SalonId, Place] = {}
        self.recaps: list[tuple[Salon, Recap, Mapping[TurnId, Turn]]] = []
        self.redrawn: list[tuple[Salon, Recap, Sequence[PostedMessage]]] = []
        self.timelines: list[Timeline | None] = []
        self.history: dict[int, list[Heard]] = {}
        self.labels: list[tuple[int, list[list[str]]]] = []
        self.whispers: list[tuple[int, str]] = []
        self.called: list[tuple[int, str, tuple[int, ...]]] = []
        self.opens_with_post = False
        self._refusals: dict[str, _Refusal] = {}
        self._nonces: dict[str, int] = {}
        self._channels: Iterator[int] = count(THREAD)
        self._messages = count(900_000)

    @property
    def texts(self) -> list[str]:
        """What stands in the channels, in the order it was posted."""
        return [post.text for post in self.posts if not post.deleted]

    def refuse(self, method: str, error: SalonError, *, times: int | None = None) -> None:
        """Make a method raise, the given number of times or until ``allow``."""
        self._refusals[method] = _Refusal(error, times)

    def allow(self, method: str) -> None:
        """Let a refused method work again."""
        self._refusals.pop(method, None)

    def forget_nonces(self) -> None:
        """Post again what was posted before, as Discord does after a few minutes."""
        self._nonces.clear()

    def place_in(self, channel_id: int) -> None:
        """Let the next place be that channel, as where no threads can be made."""
        self._channels = chain([channel_id], self._channels)

    async def make_place(self, salon: Salon, opening: Utterance, nonce: str) -> Place:
        self._check("make_place")
        if salon.id not in self.places:
            channel_id = next(self._channels)
            message = self._post(channel_id, opening.text, nonce).message_id if self.opens_with_post else None
            self.places[salon.id] = Place(channel_id, message)
        return self.places[salon.id]

    async def say(
        self, channel_id: int, text: str, nonce: str, *, reply_to: int | None = None, mentions: Sequence[int] = ()
    ) -> int:
        self._check("say")
        if mentions:
            self.called.append((channel_id, text, tuple(mentions)))
        return self._post(channel_id, text, nonce, reply_to).message_id

    async def amend(self, channel_id: int, message_id: int, text: str) -> None:
        self._check("amend")
        for place, post in enumerate(self.posts):
            if post.message_id == message_id:
                self.posts[place] = replace(post, text=text)

    async def find_own(self, channel_id: int, text: str, since: datetime) -> int | None:
        self._check("find_own")
        for post in self.posts:
            if (post.channel_id, post.text) == (channel_id, text) and post.at >= since and not post.deleted:
                return post.message_id
        return None

    async def post_recap(
        self,
        salon: Salon,
        recap: Recap,
        turns: Mapping[TurnId, Turn],
        nonce: str,
        timeline: Timeline | None = None,
    ) -> Sequence[PostedMessage]:
        self._check("post_recap")
        assert salon.channel_id is not None
        self.recaps.append((salon, recap, turns))
        self.timelines.append(timeline)
        posts = [
            self._post(salon.channel_id, text, f"{nonce[:22]}:{number}")
            for number, text in enumerate(self._pages(recap))
        ]
        return [PostedMessage(post.channel_id, post.message_id) for post in posts]

    async def redraw_recap(
        self,
        salon: Salon,
        recap: Recap,
        turns: Mapping[TurnId, Turn],
        posts: Sequence[PostedMessage],
        timeline: Timeline | None = None,
    ) -> None:
        self._check("redraw_recap")
        self.redrawn.append((salon, recap, posts))
        self.timelines.append(timeline)
        pages = self._pages(recap)
        for number, posted in enumerate(posts):
            post = next(p for p in self.posts if p.message_id == posted.message_id)
            post.deleted = number >= len(pages)
            post.text = "" if post.deleted else pages[number]

    async def label(
        self, channel_id: int, subjects: Sequence[Sequence[str]], others: Sequence[Sequence[str]] = ()
    ) -> None:
        self._check("label")
        self.labels.append((channel_id, [list(names) for names in subjects]))

    async def open_direct(self, user_id: int) -> None:
        self._check("open_direct")

    async def whisper(self, user_id: int, text: str, nonce: str) -> None:
        self._check("whisper")
        assert 0 < len(nonce) <= 25
        if nonce not in self._nonces:
            self._nonces[nonce] = next(self._messages)
            self.whispers.append((user_id, text))

    async def whispered(self, user_id: int, text: str, since: datetime) -> bool:
        self._check("whispered")
        return (user_id, text) in self.whispers

    async def messages_after(self, channel_id: int, message_id: int) -> AsyncIterator[Heard]:
        self._check("messages_after")
        for message in sorted(self.history.get(channel_id, []), key=lambda m: m.message_id):
            if message.message_id > message_id:
                yield message

    def _check(self, method: str) -> None:
        refusal = self._refusals.get(method)
        if refusal is None:
            return
        if refusal.times is not None:
            refusal.times -= 1
            if refusal.times <= 0:
                del self._refusals[method]
        raise refusal.error

    def _post(self, channel_id: int, text: str, nonce: str, reply_to: int | None = None) -> Post:
        assert 0 < len(nonce) <= 25, "Discord takes nonces of 1 to 25 characters"
        assert 0 < len(text) <= 2000, "Discord takes messages of 1 to 2,000 characters"
        if nonce in self._nonces:
            known = self._nonces[nonce]
            return next(post for post in self.posts if post.message_id == known)
        post = Post(next(self._messages), channel_id, text, nonce, self.clock.now(), reply_to)
        self.posts.append(post)
        self._nonces[nonce] = post.message_id
        return post

    def _pages(self, recap: Recap) -> list[str]:
        lines = [f"{item.kind}: {item.text} {item.quote or ''}".strip() for item in recap.items]
        chunks = [lines[i : i + self.per_message] for i in range(0, len(lines), self.per_message)] or [[]]
        return ["\n".join([recap.headline, *chunk])[:2000] for chunk in chunks]


def her() -> Film:
    """Her, as the catalogue would have it."""
    return Film(
        FilmId("her-2013"),
        "Her",
        2013,
        directors=("Spike Jonze",),
        countries=("US",),
        languages=("en",),
        runtime=126,
        genres=("Drama", "Romance", "Science Fiction"),
        cast=("Joaquin Phoenix", "Scarlett Johansson", "Amy Adams"),
        characters=("Theodore", "Samantha", "Amy"),
        themes=("authorship", "gift", "consent"),
        imdb_id="tt1798709",
    )


def new_salon(
    *,
    guild_id: int = GUILD,
    parent_id: int = PARENT,
    film: Film | None = None,
    at: datetime = EVENING,
    lens: str | None = None,
    horizon: Horizon = EVERYTHING,
    language: str = "en",
) -> NewSalon:
    """A salon about to be stored; everything has a default."""
    return NewSalon(guild_id, parent_id, film or her(), ANNA, at, lens, horizon, language)


async def open_salon(db: Database, *, channel_id: int = THREAD, new: NewSalon | None = None) -> Salon:
    """Store a salon and open it in a channel."""
    async with db.write() as unit:
        salon = await unit.salons.add(new or new_salon())
        return await unit.salons.place(salon.id, channel_id)


def new_turn(
    salon_id: SalonId,
    text: str = "Samantha publishes his letters without asking.",
    *,
    message_id: int | None = None,
    minutes: float = 0.0,
    author_id: int = ANNA,
    author_name: str = "Anna",
    utterance: Utterance | None = None,
    reply_to: int | None = None,
    attachments: tuple[str, ...] = (),
    to_host: bool = False,
) -> NewTurn:
    """A turn about to be stored, so many minutes into the evening."""
    at = EVENING + timedelta(minutes=minutes)
    return NewTurn(salon_id, author_id, author_name, at, text, message_id, reply_to, attachments, to_host, utterance)


def heard(
    text: str,
    *,
    message_id: int,
    minutes: float = 0.0,
    channel_id: int = THREAD,
    author_id: int = ANNA,
    author_name: str = "Anna",
    reply_to: int | None = None,
    attachments: tuple[str, ...] = (),
    to_host: bool = False,
    own: bool = False,
    human: bool = True,
) -> Heard:
    """A message as it arrives, so many minutes into the evening."""
    at = EVENING + timedelta(minutes=minutes)
    return Heard(message_id, channel_id, author_id, author_name, at, text, reply_to, attachments, to_host, own, human)


def utterance(
    text: str = "What would Theodore have said, had she asked?",
    *,
    kind: UtteranceKind = UtteranceKind.QUESTION,
    question: str | None = "her-2013-letters",
    takes_up: Sequence[int] = (),
    source: Source = Source.HOUSE,
) -> Utterance:
    """Words of the host; ``question`` is the id of the question in them."""
    asked = Asked(QuestionId(question), Kind.INTERPRETIVE, text, "authorship", None) if question else None
    return Utterance(kind, text, source, "test", tuple(TurnId(t) for t in takes_up), asked)


def recap(*quotes: str, film: str = "Her (2013)") -> Recap:
    """A recap with one quote an item, from turns 1, 2, ... by Anna."""
    items = tuple(
        RecapItem(ItemKind.QUOTE, f"Line {n}", (TurnId(n),), speaker="Anna", quote=quote)
        for n, quote in enumerate(quotes, 1)
    )
    return Recap(film, "Letters as gifts.", items, Source.HOUSE, people=1, turns=len(items), minutes=30)
