"""A whole evening for tests: the real services and the house host over any database, with our clock and announcer."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import cache
from itertools import count

from bot.domain.decision import Decision
from bot.domain.film import Film, FilmId
from bot.domain.reader import Reader
from bot.domain.recap import Recap
from bot.domain.room import Room
from bot.domain.salon import Salon, SalonState
from bot.domain.turn import SalonId, Turn, TurnId
from bot.domain.vocabulary import Vocabulary
from bot.errors import Unavailable
from bot.house import House, load_house, make_host
from bot.places import config_dir
from bot.ports import Database, Heard, Host
from bot.services.progress import Progress
from bot.services.wishes import Wishes
from bot.settings import Settings, load
from bot.ui.texts import Texts
from bot.wiring import Boards, Wired, wire
from tests.board import Board
from tests.clock_stage import FakeClocks
from tests.fakes import ANNA, EVENING, GUILD, PARENT, FakeAnnouncer, ManualClock
from tests.screening_board import FakeBoard, PlainWords

PEOPLE = {"Anna": ANNA, "Ben": 12, "Caro": 13}
HER = FilmId("her-2013")
CLAIM = "I think the letters are gifts, because Theodore gives them away without ever signing them."
OBJECTION = "I don't buy the ending, it is a cop-out because Samantha leaves without paying for anything."
READING = "The film can be read as queer theory, since the love in it has no body to be judged by."
PROPOSAL = "What if Samantha had learned an ethics of ownership and taught it to the other AIs?"


@cache
def house() -> House:
    """What the house knows, read once for all tests."""
    return load_house(config_dir())


@cache
def settings() -> Settings:
    """The settings as they are shipped."""
    return load({}, config_dir())


@cache
def locales() -> Texts:
    """All sentences, read once for all tests."""
    return Texts.load(config_dir() / "locales")


async def film(film_id: str = HER) -> Film:
    """A film of the catalogue."""
    found = house().catalogue.get(FilmId(film_id))
    assert found is not None
    return found


class Stage(FakeAnnouncer):
    """The announcer of an evening: amends what it posted, and can crash between posting and telling so."""

    def __init__(self, clock: ManualClock) -> None:
        super().__init__(clock)
        self.crash_after_saying = 0

    async def say(
        self, channel_id: int, text: str, nonce: str, *, reply_to: int | None = None, mentions: Sequence[int] = ()
    ) -> int:
        message_id = await super().say(channel_id, text, nonce, reply_to=reply_to)
        if self.crash_after_saying:
            self.crash_after_saying -= 1
            # Discord forgets nonces after a few minutes, and then only the look at the channel helps.
            self._nonces.clear()
            raise Unavailable
        return message_id

    async def amend(self, channel_id: int, message_id: int, text: str) -> None:
        self._check("amend")
        for post in self.posts:
            if (post.channel_id, post.message_id) == (channel_id, message_id):
                post.text = text


class Evening:
    """Services over a database. ``again`` makes a second set over the same database, as after a restart."""

    def __init__(
        self,
        db: Database,
        *,
        clock: ManualClock | None = None,
        stage: Stage | None = None,
        host: Host | None = None,
        board: Board | None = None,
        notes: FakeClocks | None = None,
        cards: FakeBoard | None = None,
    ) -> None:
        self.db = db
        self.clock = clock or ManualClock()
        self.stage = stage or Stage(self.clock)
        self.board = board or Board()
        self.notes = notes or FakeClocks(locales())
        self.cards = cards or FakeBoard()
        self.decisions: list[Decision] = []
        self.failures: list[tuple[str, str]] = []
        self.host = host or make_host(settings(), house(), self.clock, ai=False)
        boards = Boards(
            cover=lambda _salon, turn: f"||{turn.text}||",
            unheard=lambda salon: f"not heard in {salon.id}",
            alert=lambda _settings, _salon, turn: f"heat at {turn.message_id}",
            drafts=self.board,
            clocks=self.notes,
            screenings=self.cards,
            screening_words=PlainWords(),
        )
        self.wired: Wired = wire(
            settings(), house(), db=db, clock=self.clock, announcer=self.stage, host=self.host,
            watch=lambda _salon, decision, _turn: self.decisions.append(decision), boards=boards,
        )  # fmt: skip
        self.wired.runner.on_error = lambda job, error: self.failures.append((job.kind, type(error).__name__))
        self.salons, self.conversation = self.wired.salons, self.wired.conversation
        self.progress = Progress(db, self.salons, self.wired.rooms, self.wired.covers)
        self.wishes = Wishes(db, self.host, self.wired.rooms, self.salons, self.conversation)
        self._messages = count(5_000_000)
        self.channel = 0

    def again(self, *, host: Host | None = None) -> Evening:
        """The same evening after a restart of the process."""
        other = Evening(
            self.db, clock=self.clock, stage=self.stage, host=host, board=self.board, notes=self.notes, cards=self.cards
        )
        other._messages, other.channel = self._messages, self.channel
        return other

    async def open(self, film_id: str = HER, *people: str) -> Salon:
        """Open a salon and let its opening be posted; ``people`` are in the room from the beginning."""
        salon = await self.salons.start(guild_id=GUILD, parent_id=PARENT, film=await film(film_id), opened_by=ANNA)
        assert salon.channel_id is not None
        self.channel = salon.channel_id
        if people:
            self.wired.rooms.expect(salon.id, [PEOPLE[name] for name in people])
        await self.settle()
        return salon

    def message(
        self, text: str, by: str = "Anna", *, after: float = 10.0, to_host: bool = False, reply_to: int | None = None
    ) -> Heard:
        """A message that stands in the channel, ``after`` so many seconds; nobody has been told of it yet."""
        at = self.clock.advance(seconds=after)
        heard = Heard(next(self._messages), self.channel, PEOPLE[by], by, at, text, reply_to, to_host=to_host)
        self.stage.history.setdefault(self.channel, []).append(heard)
        return heard

    async def say(
        self, text: str, by: str = "Anna", *, after: float = 10.0, to_host: bool = False, reply_to: int | None = None
    ) -> Heard:
        """Say something and let the host do what it will."""
        heard = self.message(text, by, after=after, to_host=to_host, reply_to=reply_to)
        await self.conversation.hear(heard)
        await self.settle()
        return heard

    async def settle(self) -> None:
        """Run every job that is due."""
        await self.wired.runner.drain(self.clock.now())

    async def wait(self, **parts: float) -> None:
        """Let time pass, stopping at each job that falls due on the way."""
        end = self.clock.now() + timedelta(**parts)
        while (due := await self._next_due()) is not None and due <= end:
            self.clock.set(max(due, self.clock.now()))
            await self.settle()
        self.clock.set(end)

    async def _next_due(self) -> datetime | None:
        async with self.db.read() as unit:
            return await unit.jobs.next_due()

    async def end(self) -> None:
        """End the salon and let its recap be posted."""
        await self.salons.end(self.channel, ANNA)
        await self.settle()

    @property
    def said(self) -> list[str]:
        """What the host's messages say now, the opening first."""
        return [p.text for p in self.stage.posts if p.nonce.startswith("t") and not p.deleted]

    async def turns(self, salon: Salon) -> Sequence[Turn]:
        """What is stored."""
        async with self.db.read() as unit:
            return await unit.turns.of_salon(salon.id)

    async def recap(self, salon: Salon) -> Recap:
        """The stored record, which must be there."""
        found = await self.wired.recaps.of(salon.id)
        assert found is not None
        return found

    async def state(self, salon: Salon) -> SalonState:
        """Where the salon stands."""
        async with self.db.read() as unit:
            found = await unit.salons.get(salon.id)
        assert found is not None
        return found.state


def quoted(text: str) -> list[str]:
    """What a text has in straight quotation marks."""
    return re.findall(r'"([^"]*)"', text)


def turn(number: int, text: str, by: str = "Anna", *, reply_to: int | None = None, to_host: bool = False) -> Turn:
    """A participant's turn; its message id is its number plus 100."""
    at = EVENING + timedelta(seconds=10 * number)
    return Turn(
        TurnId(number),
        SalonId(1),
        PEOPLE[by],
        by,
        at,
        text,
        message_id=100 + number,
        reply_to=reply_to,
        to_host=to_host,
    )


def empty_room(
    about: Film,
    *,
    people: Sequence[str] = ("Anna",),
    state: SalonState = SalonState.OPEN,
    language: str = "en",
) -> Room:
    """A room in which nobody has spoken."""
    content = house().library.of(language)
    about = content.told(about)
    reader = Reader(content.lexicon, Vocabulary(content.bank.themes, content.bank.lenses, about), about)
    salon = Salon(SalonId(1), GUILD, PARENT, 3000, about, state, ANNA, EVENING, language=language)
    return Room(salon, reader, present=[PEOPLE[name] for name in people])
