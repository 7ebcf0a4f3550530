"""Replaying a transcript through the same services, with the clock of its timestamps."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

from bot.domain.decision import Decision
from bot.domain.film import Film
from bot.domain.recap import Recap
from bot.domain.room import Room
from bot.domain.salon import Salon
from bot.domain.theme import Tag
from bot.domain.timeline import Timeline
from bot.domain.turn import SalonId, Turn, TurnId, Utterance
from bot.local.memory import MemoryDatabase
from bot.local.transcripts import Transcript
from bot.ports import Announcer, Clock, Database, Heard, Place, PostedMessage
from bot.services.hosting import Conversation, Watcher
from bot.services.recaps import Recaps
from bot.services.rooms import Rooms
from bot.services.salons import Salons

_GUILD, _FIRST_CHANNEL = 1, 1000


class TranscriptClock:
    """A clock that stands where the transcript is."""

    def __init__(self, start: datetime) -> None:
        self.moment = start

    def now(self) -> datetime:
        """The transcript's present."""
        return self.moment


class Page:
    """An announcer that posts to nowhere and numbers what it posts."""

    def __init__(self) -> None:
        self._next = 10_000_000

    async def make_place(self, salon: Salon, opening: Utterance, nonce: str) -> Place:
        """A channel of the salon's own."""
        return Place(_FIRST_CHANNEL + salon.id)

    async def say(
        self, channel_id: int, text: str, nonce: str, *, reply_to: int | None = None, mentions: Sequence[int] = ()
    ) -> int:
        """The next message number."""
        self._next += 1
        return self._next

    async def amend(self, channel_id: int, message_id: int, text: str) -> None:
        """Nothing is shown, so nothing is amended."""

    async def find_own(self, channel_id: int, text: str, since: datetime) -> int | None:
        """Nothing is kept."""
        return None

    async def post_recap(
        self,
        salon: Salon,
        recap: Recap,
        turns: Mapping[TurnId, Turn],
        nonce: str,
        timeline: Timeline | None = None,
    ) -> Sequence[PostedMessage]:
        """One message."""
        self._next += 1
        return [PostedMessage(salon.channel_id or 0, self._next)]

    async def redraw_recap(
        self,
        salon: Salon,
        recap: Recap,
        turns: Mapping[TurnId, Turn],
        posts: Sequence[PostedMessage],
        timeline: Timeline | None = None,
    ) -> None:
        """Nothing is shown, so nothing is redrawn."""

    async def label(
        self, channel_id: int, subjects: Sequence[Sequence[str]], others: Sequence[Sequence[str]] = ()
    ) -> None:
        """There is no forum."""

    async def open_direct(self, user_id: int) -> None:
        """Nobody is there to be told."""

    async def whisper(self, user_id: int, text: str, nonce: str) -> None:
        """Nobody is there to be told."""

    async def whispered(self, user_id: int, text: str, since: datetime) -> bool:
        """Nobody was told anything."""
        return False

    async def messages_after(self, channel_id: int, message_id: int) -> AsyncIterator[Heard]:
        """Nothing was missed."""
        nothing: Heard
        for nothing in ():
            yield nothing


class Runner(Protocol):
    """What replay needs of the job runner."""

    async def drain(self, now: datetime) -> int:
        """Run what is due."""
        ...


class Evening(Protocol):
    """The services of one replay."""

    @property
    def db(self) -> Database: ...  # noqa: D102
    @property
    def rooms(self) -> Rooms: ...  # noqa: D102
    @property
    def salons(self) -> Salons: ...  # noqa: D102
    @property
    def conversation(self) -> Conversation: ...  # noqa: D102
    @property
    def recaps(self) -> Recaps: ...  # noqa: D102
    @property
    def runner(self) -> Runner: ...  # noqa: D102


Setting = Callable[[Database, Clock, Announcer, Watcher], Evening]


@dataclass(slots=True)
class Home:
    """A server that remembers: what several replays share. ``messages`` is how many its people have written."""

    db: Database = field(default_factory=MemoryDatabase)
    page: Page = field(default_factory=Page)
    messages: int = 0


@dataclass(frozen=True, slots=True)
class Event:
    """What happened, in order: a turn, a decision, or nothing but silence."""

    turn: Turn | None = None
    decision: Decision | None = None


@dataclass(slots=True)
class Replayed:
    """One transcript as it went."""

    transcript: Transcript
    film: Film
    events: list[Event] = field(default_factory=list)
    room: Room | None = None
    recap: Recap | None = None
    links: dict[TurnId, str] = field(default_factory=dict)
    tags: Sequence[Tag] = ()


async def replay(
    transcript: Transcript,
    film: Film,
    setting: Setting,
    step: Callable[[], None] = lambda: None,
    *,
    language: str | None = None,
    home: Home | None = None,
) -> Replayed:
    """Play one transcript to its end and its recap, in a language, in a server of its own or at ``home``.

    ``step`` is called after each message.
    """
    result = Replayed(transcript, film)
    if not transcript.lines:
        return result
    home = home or Home()
    clock = TranscriptClock(transcript.lines[0].at - timedelta(seconds=1))
    evening = setting(home.db, clock, home.page, lambda _s, decision, turn: _note(result, decision, turn))
    salon = await evening.salons.start(guild_id=_GUILD, parent_id=2, film=film, opened_by=0, language=language)
    people = {name: 100 + n for n, name in enumerate(dict.fromkeys(line.speaker for line in transcript.lines))}
    evening.rooms.expect(salon.id, people.values())
    async with evening.db.write() as uow:
        await uow.jobs.drop("abandon", str(salon.id))  # the transcript's end is the end; until then nobody has gone
    await evening.runner.drain(clock.now())
    result.events.append(Event(turn=(await evening.rooms.of(salon.id)).turns[0]))
    numbers = {line.id: n for n, line in enumerate(transcript.lines, home.messages + 1)}
    home.messages += len(numbers)
    for line in transcript.lines:
        await _until(evening, clock, line.at)
        await evening.conversation.hear(
            Heard(
                numbers[line.id], salon.channel_id or 0, people[line.speaker], line.speaker, line.at, line.text,
                numbers.get(line.reply_to or ""), line.attachments,
            )
        )  # fmt: skip
        turn = (await evening.rooms.of(salon.id)).last
        if turn is not None:
            result.events.append(Event(turn=turn))
            result.links[turn.id] = line.link or f"#turn-{turn.id}"
        await evening.runner.drain(clock.now())
        step()
    await _finish(evening, salon, result)
    return result


async def _until(evening: Evening, clock: TranscriptClock, moment: datetime) -> None:
    """Let time pass, with the jobs that fall due on the way."""
    while True:
        async with evening.db.read() as uow:
            due = await uow.jobs.next_due()
        if due is None or due > moment:
            break
        clock.moment = max(clock.moment, due)
        await evening.runner.drain(clock.now())
    clock.moment = max(clock.moment, moment)


async def _finish(evening: Evening, salon: Salon, result: Replayed) -> None:
    result.room = await evening.rooms.of(salon.id)
    for turn in result.room.turns:
        result.links.setdefault(turn.id, f"#turn-{turn.id}")
    current = await evening.salons.here(salon.channel_id or 0)
    if current is not None:
        await evening.salons.end(salon.channel_id or 0, None)
        await evening.runner.drain(result.room.turns[-1].at + timedelta(seconds=1))
    result.recap = await evening.recaps.of(SalonId(salon.id))
    async with evening.db.read() as uow:
        result.tags = await uow.themes.of_salon(salon.id)
    if result.recap is None:
        raise RuntimeError(f"transcript {result.transcript.id} ended without a recap")


def _note(result: Replayed, decision: Decision, turn: Turn | None) -> None:
    result.events.append(Event(turn=turn, decision=decision))
