"""The room: everything said in one salon, and what follows from it (points, who took them up, who disagreed)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from bot.domain.point import Point, PointState
from bot.domain.presence import Presence, least_seen
from bot.domain.question import Asked, QuestionId
from bot.domain.reader import Reader, TurnReading
from bot.domain.salon import Salon, SalonState
from bot.domain.sighting import denies_seeing, seen_so_far
from bot.domain.spoiler import EVERYTHING, NOTHING, Horizon
from bot.domain.turn import Turn, TurnId, UtteranceKind
from bot.domain.wording import overlap, tokens

_REACH = 4  # how many turns back an answer is looked for when it is not a reply
_SHARED = 0.34  # of the smaller turn's words with content, from which two turns speak of the same
_SUBSTANCE = 3  # words with content from which a turn says something
_UNCOUNTED = frozenset({UtteranceKind.OPENING, UtteranceKind.CLOSING})
_LET_BE = 10  # turns of participants after the host turned back to the screen in which it says nothing unasked


@dataclass(frozen=True, slots=True)
class Stance:
    """One person's turn set against another's point."""

    turn_id: TurnId
    author_id: int
    author_name: str
    target: Point
    agrees: bool
    own: Point | None


class Room:
    """A salon as its host hears it. Turns are heard in order; nothing here does any I/O.

    ``asked_elsewhere`` are questions this server has heard about the film before; ``present`` are people known to be
    in the room although they may not have spoken. ``progress`` is how far people said by command that they have seen.
    """

    def __init__(
        self, salon: Salon, reader: Reader, asked_elsewhere: Iterable[QuestionId] = (), present: Iterable[int] = ()
    ) -> None:
        self.salon = salon
        self.reader = reader
        self.asked_elsewhere = frozenset(asked_elsewhere)
        self._present = set(present)
        self.turns: list[Turn] = []
        self.points: list[Point] = []
        self.stances: list[Stance] = []
        self.people: dict[int, str] = {}
        self._called: dict[str, int] = {}
        self.readings: dict[TurnId, TurnReading] = {}
        self.taken: dict[TurnId, list[TurnId]] = {}
        self.asked_here: list[Asked] = []
        self.person_turns = self.person_words = self.host_turns = self.host_words = self.lulls = 0
        self.since_host = 0
        self.ignored = 0
        self._turned_back: int | None = None
        self._answered_since_host = False
        self._addressed: Turn | None = None
        self.unseen: set[int] = set()
        self.heard_seen: dict[int, Horizon] = {}
        self.progress: dict[int, Horizon] = {}
        self._presence = Presence()
        self.faint: list[Point] = []
        self._by_id: dict[TurnId, Turn] = {}
        self._by_message: dict[int, TurnId] = {}

    # --- hearing ---

    def hear(self, turn: Turn) -> None:
        """Take in the next turn."""
        self.turns.append(turn)
        self._by_id[turn.id] = turn
        if turn.message_id is not None:
            self._by_message[turn.message_id] = turn.id
        if turn.utterance is not None:
            self._hear_host(turn)
        else:
            self._hear_person(turn)

    def posted(self, turn_id: TurnId, message_id: int) -> None:
        """A host's turn has become a message: replies to it are understood, and the record can link to it."""
        self._by_message[message_id] = turn_id
        if (turn := self._by_id.get(turn_id)) is not None:
            self._by_id[turn_id] = self.turns[self.turns.index(turn)] = replace(turn, message_id=message_id)

    def has_seen(self, person: int, horizon: Horizon) -> None:
        """Somebody said by command how far they have seen; that counts more than what they let fall in the talk."""
        self.progress[person] = horizon
        self.unseen.discard(person)
        self.heard_seen.pop(person, None)

    def _hear_host(self, turn: Turn) -> None:
        said = turn.utterance
        assert said is not None  # noqa: S101 - by the caller
        if said.question is not None:
            self.asked_here.append(said.question)
        for target in said.takes_up:
            self.taken.setdefault(target, []).append(turn.id)
        if said.kind not in _UNCOUNTED:
            self.host_turns += 1
            self.host_words += turn.words
            self.ignored = 0 if self._answered_since_host else self.ignored + 1
        if said.kind is UtteranceKind.NUDGE:
            self.lulls += 1
        if self.is_turning_back(turn):
            self._turned_back = self.person_turns
        self.since_host = 0
        self._addressed = None
        self._answered_since_host = False

    def _hear_person(self, turn: Turn) -> None:
        reading = self.reader.read(turn, self._called)
        self.readings[turn.id] = reading
        if self.people.get(turn.author_id) != turn.author_name:
            self._meet(turn.author_id, turn.author_name)
        self._present.add(turn.author_id)
        self._presence.spoke(turn.author_id, len(self.turns), turn.at)
        self.person_turns += 1
        self.person_words += turn.words
        self.since_host += 1
        to_host = turn.to_host or self.reader.lexicon.calls_host.search(turn.text) is not None
        if to_host:
            self._addressed = turn
        if to_host or (self.since_host <= 3 and len(reading.stems) >= 4 and not reading.small_talk):
            self._answered_since_host = True
        self._relate(turn, reading)
        self.points.extend(reading.points)
        if turn.author_id not in self.progress:
            self._note_sighting(turn, reading)
        if reading.faint is not None:
            (self.points if self.solo else self.faint).append(reading.faint)

    def _note_sighting(self, turn: Turn, reading: TurnReading) -> None:
        """Note what somebody lets fall of how far they have seen. What is said last counts."""
        cues, person = self.reader.lexicon.sightings, turn.author_id
        seen = NOTHING if reading.not_seen else seen_so_far(turn.text, cues, self.salon.film.runtime)
        denied = False
        if seen is None:
            before = next((t for t in reversed(self.turns[-3:-1]) if not t.by_host and t.author_id != person), None)
            denied = before is not None and denies_seeing(before.text, turn.text, cues)
            seen = NOTHING if denied else None
        if seen is not None and seen.seen >= 1:
            self.unseen.discard(person)
            self.heard_seen.pop(person, None)
            return
        if reading.unseen or reading.not_seen or denied:
            self.unseen.add(person)
        if seen is not None:
            self.heard_seen[person] = seen

    def _meet(self, person: int, name: str) -> None:
        """Learn by what names a person is called: the first word of the name they go by."""
        self.people[person] = name
        spoken = tokens(name)
        if spoken and len(spoken[0]) > 1 and spoken[0] not in self.reader.lexicon.stop:
            self._called.setdefault(spoken[0], person)

    def _relate(self, turn: Turn, reading: TurnReading) -> None:
        """Find which earlier points this turn answers, and on which side."""
        replied = self._by_message.get(turn.reply_to) if turn.reply_to else None
        if replied is not None:
            self.taken.setdefault(replied, []).append(turn.id)
        target = self._target(turn, reading, replied)
        if target is None:
            return
        if replied != target.turn_id:
            self.taken.setdefault(target.turn_id, []).append(turn.id)
        if reading.agrees != reading.disagrees or reading.gave_way:
            own = reading.points[0] if reading.points else None
            agrees = reading.agrees or reading.gave_way
            self.stances.append(Stance(turn.id, turn.author_id, turn.author_name, target, agrees, own))

    def _target(self, turn: Turn, reading: TurnReading, replied: TurnId | None) -> Point | None:
        """The other person's point that a turn answers: the one replied to, else a near one it shares words with."""
        if (answered := self._by_id.get(replied) if replied is not None else None) is not None:
            others = not answered.by_host and answered.author_id != turn.author_id
            if others and (points := self.readings[answered.id].points):
                return points[0]
        near = self.turns[-1 - _REACH : -1]
        newest = True
        for earlier in reversed(near):
            if earlier.by_host or earlier.author_id == turn.author_id:
                continue
            points = self.readings[earlier.id].points
            if points and self._answers(reading, earlier.id, newest=newest):
                return points[0]
            # "I agree" after somebody's "I agree" means the same point.
            newest = newest and not points and self.readings[earlier.id].agrees
        return None

    def _answers(self, reading: TurnReading, earlier: TurnId, *, newest: bool) -> bool:
        said = self.readings[earlier]
        marked = reading.agrees or reading.disagrees or reading.gave_way
        return (newest and (marked or _goes_on(reading, said))) or overlap(reading.stems, said.stems) >= _SHARED

    # --- asking about it ---

    @property
    def turned_back(self) -> bool:
        """Whether the host has turned a heated talk back to the screen in this salon."""
        return self._turned_back is not None

    @property
    def let_be(self) -> bool:
        """Whether that was so few turns ago that the host says nothing unless it is called."""
        return self._turned_back is not None and self.person_turns - self._turned_back < _LET_BE

    @staticmethod
    def is_turning_back(turn: Turn) -> bool:
        """Whether a turn is the host's turn back to the screen."""
        return turn.utterance is not None and turn.utterance.kind is UtteranceKind.TURN_BACK

    def replied_to(self, turn: Turn) -> Turn | None:
        """The turn that a turn replies to, if it is one of this room."""
        known = self._by_message.get(turn.reply_to) if turn.reply_to else None
        return self._by_id.get(known) if known is not None else None

    @property
    def solo(self) -> bool:
        """Whether one person is alone with the host."""
        return len(self._present) <= 1

    @property
    def horizon(self) -> Horizon:
        """How much of the film may be given away here and now: the least that any of those present has seen.

        While the film is on nothing is, whoever has seen it before.
        """
        if self.salon.state is SalonState.WATCHING:
            return NOTHING
        return self._least(self._here(), nobody=self.salon.horizon)

    def horizon_beside(self, person: int) -> Horizon:
        """The least that any of the others present has seen; everything where there are no others."""
        return self._least(self._here() - {person}, nobody=EVERYTHING)

    def _here(self) -> set[int]:
        """Who spoke lately, or has said how far they have seen."""
        lately = self._presence.now(len(self.turns), self.turns[-1].at) if self.turns else ()
        return {*lately, *self.progress}

    def _least(self, people: set[int], *, nobody: Horizon) -> Horizon:
        return least_seen(people, self.progress, self.heard_seen, self.salon.horizon, nobody)

    @property
    def last(self) -> Turn | None:
        """The newest turn."""
        return self.turns[-1] if self.turns else None

    @property
    def addressed(self) -> Turn | None:
        """The newest turn since the host last spoke that mentions or answers the host, if any."""
        return self._addressed

    @property
    def asked(self) -> frozenset[QuestionId]:
        """Questions not to be asked again: those of this salon and of earlier ones on this film here."""
        return self.asked_elsewhere | {q.id for q in self.asked_here}

    def turn(self, turn_id: TurnId) -> Turn | None:
        """The turn of that id, if it is in the room."""
        return self._by_id.get(turn_id)

    def state_of(self, point: Point) -> PointState:
        """Whether somebody has answered the turn of a point."""
        return PointState.TAKEN if self.taken.get(point.turn_id) else PointState.OPEN

    def by_host_taken(self, point: Point) -> bool:
        """Whether the host has taken up the turn of a point."""
        return any((t := self._by_id.get(i)) is not None and t.by_host for i in self.taken.get(point.turn_id, ()))

    def open_points(self) -> Sequence[Point]:
        """Points nobody has answered, oldest first."""
        return [p for p in self.points if self.state_of(p) is PointState.OPEN]

    def talked_over(self, point: Point) -> bool:
        """Whether somebody else said something of substance right after it, so that nobody could call it ignored."""
        place = next((n for n, t in enumerate(self.turns) if t.id == point.turn_id), len(self.turns))
        after = [t for t in self.turns[place + 1 : place + 3] if not t.by_host and t.author_id != point.author_id]
        return any(len(self.readings[t.id].stems) >= _SUBSTANCE for t in after)

    def answerers(self, point: Point) -> Sequence[str]:
        """Names of the participants who answered a point, each once, in order."""
        names: dict[str, None] = {}
        for turn_id in self.taken.get(point.turn_id, ()):
            turn = self._by_id.get(turn_id)
            if turn is not None and not turn.by_host and turn.author_id != point.author_id:
                names[turn.author_name] = None
        return list(names)

    def names(self) -> Mapping[int, str]:
        """Who has spoken, by id."""
        return self.people


def _goes_on(reading: TurnReading, said: TurnReading) -> bool:
    """Whether what follows at once takes up what was said: it refers back, or speaks of the same person or theme."""
    if reading.refers:
        return True
    told = {name for point in said.points for name in (*point.characters, *point.themes[:1])}
    return not told.isdisjoint(name for point in reading.points for name in (*point.characters, *point.themes[:1]))
