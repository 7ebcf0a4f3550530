"""What a latecomer missed in a salon, taken from the room: its points, the dispute under way, and what waits for an answer.

Nothing is summarised, so nothing can be got wrong: every line is somebody's words, with whose they are and where they stand.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence, Set
from dataclasses import dataclass
from itertools import islice

from bot.domain.point import Point, PointKind, PointState
from bot.domain.room import Room, Stance
from bot.domain.spoiler import EVERYTHING, Horizon
from bot.domain.turn import Turn, TurnId, UtteranceKind
from bot.domain.whatif import WhatIf, open_one
from bot.domain.wording import overlap

MOST_POINTS = 6
_ALIKE = 0.5  # of the words with content, from which two points say one thing
_SAID = 3  # words with content from which a turn answers a question
_SENTENCE = 18  # words up to which a point is told as its whole sentence
_LATEST = 10  # questions of people among which one that waits for an answer is looked for
_JUDGED = 1_000  # of the strongest points, which are told or counted as left out; nobody misses more
_SHORTEST = 4  # words that make a point by themselves
_WORTH, _FEW = 2.9, 3  # salience from which a point is told, where there are so many
_THIN = 2  # points below which faint ones are told too

Later = Callable[[Turn], bool]
"""Whether a turn speaks of what somebody has not seen yet."""


@dataclass(frozen=True, slots=True)
class Line:
    """Somebody's words: ``words`` are verbatim from that turn."""

    turn: TurnId
    speaker: str
    words: str


@dataclass(frozen=True, slots=True)
class OpenWhatIf:
    """The what-if that is being worked out: its premise, how many contributions it has, and the message that shows it."""

    premise: Line
    contributions: int
    card: int | None = None


@dataclass(frozen=True, slots=True)
class CatchUp:
    """What somebody missed. ``spoke``: since they last spoke; else since the beginning.

    ``turns`` are those of other people, ``first`` the first of them; ``points`` come best first. ``by_host`` says that the
    ``question`` is the host's. ``left_out`` is how many turns speak of later scenes; ``careful`` that who asks has not seen
    everything.
    """

    spoke: bool
    turns: int = 0
    first: TurnId | None = None
    points: tuple[Line, ...] = ()
    dispute: tuple[Line, Line] | None = None
    question: Line | None = None
    by_host: bool = False
    whatif: OpenWhatIf | None = None
    left_out: int = 0
    careful: bool = False

    @property
    def nothing(self) -> bool:
        """Whether nothing is new."""
        return not self.turns and self.question is None and self.whatif is None

    @property
    def shown(self) -> frozenset[TurnId]:
        """The turns that it links to."""
        lines = [*self.points, *(self.dispute or ()), self.question, self.whatif.premise if self.whatif else None]
        return frozenset(line.turn for line in lines if line is not None) | (
            {self.first} if self.first else frozenset()
        )


def seen_by(room: Room, person: int) -> Horizon:
    """How far somebody has seen: as they said by command or let fall in the talk, else what the salon was opened for."""
    told = room.progress.get(person)
    return told if told is not None else room.heard_seen.get(person, room.salon.horizon)


def catch_up(room: Room, person: int, drafts: Sequence[WhatIf], seen: Horizon, later: Later) -> CatchUp:
    """What somebody missed since they last spoke. ``later`` is asked of no turn where they have seen everything."""
    return _Gathering(room, person, drafts, seen, later).gathered()


class _Gathering:
    """Goes through what was missed once."""

    def __init__(self, room: Room, person: int, drafts: Sequence[WhatIf], seen: Horizon, later: Later) -> None:
        self._room, self._drafts, self._person = room, drafts, person
        self._careful = seen != EVERYTHING
        self._later = later
        last = next((n for n in range(len(room.turns) - 1, -1, -1) if room.turns[n].author_id == person), -1)
        self._spoke = last >= 0
        self._missed = [turn for turn in room.turns[last + 1 :] if turn.by_host or turn.author_id != person]
        self._place = {turn.id: place for place, turn in enumerate(self._missed)}
        self._judged: dict[TurnId, bool] = {}

    def gathered(self) -> CatchUp:
        """All of it."""
        people = [turn for turn in self._missed if not turn.by_host]
        dispute = self._dispute()
        points = tuple(self._points(dispute))
        question, by_host = self._question()
        whatif = self._whatif()
        return CatchUp(
            self._spoke,
            len(people),
            people[0].id if people else None,
            points,
            dispute,
            question,
            by_host,
            whatif,
            sum(self._judged.values()),
            self._careful,
        )

    def _safe(self, turn_id: TurnId) -> bool:
        """Whether a turn may be told; those that may not are remembered, to be counted."""
        if not self._careful or (turn := self._room.turn(turn_id)) is None:
            return True
        if turn_id not in self._judged:
            self._judged[turn_id] = self._later(turn)
        return not self._judged[turn_id]

    def _points(self, dispute: tuple[Line, Line] | None) -> Iterator[Line]:
        """The strongest points, everybody's first before anybody's second; none that says what another has said."""
        spent = {line.turn for line in dispute or ()}.union(*(draft.turns for draft in self._drafts))
        fit = [point for point in self._ranked()[:_JUDGED] if self._safe(point.turn_id) and point.turn_id not in spent]
        seen: set[int] = set()
        firsts = [p for p in fit if p.author_id not in seen and not seen.add(p.author_id)]  # type: ignore[func-returns-value]
        used = [self._stems(line.turn) for line in dispute or ()]
        told: set[TurnId] = set()
        for point in (*firsts, *fit):
            stems = self._stems(point.turn_id)
            if point.turn_id in told or any(overlap(stems, other) > _ALIKE for other in used):
                continue
            told.add(point.turn_id)
            used.append(stems)
            yield _line(point)
            if len(told) == MOST_POINTS:
                break

    def _ranked(self) -> Sequence[Point]:
        """The points of what was missed, best first; weak ones where there are few others, faint ones where hardly any."""
        found = [point for point in self._room.points if self._of_others(point)]
        if len(found) < _THIN:
            found += [point for point in self._room.faint if self._of_others(point)]
        strong = [point for point in found if point.salience >= _WORTH]
        found = strong if len(strong) >= _FEW else found
        return sorted(found, key=lambda point: (-self._weight(point), point.turn_id))

    def _of_others(self, point: Point) -> bool:
        told = point.turn_id in self._place and point.kind is not PointKind.QUESTION
        return told and len(_line(point).words.split()) >= _SHORTEST

    def _weight(self, point: Point) -> float:
        return point.salience + 0.6 * min(2, len(self._room.taken.get(point.turn_id, ())))

    def _stems(self, turn_id: TurnId) -> frozenset[str]:
        reading = self._room.readings.get(turn_id)
        return reading.stems if reading is not None else frozenset()

    def _dispute(self) -> tuple[Line, Line] | None:
        """The newest disagreement in which nobody has given way since."""
        yielded: set[int] = set()
        for stance in reversed(self._room.stances):
            if stance.turn_id not in self._place:
                break
            reading = self._room.readings.get(stance.turn_id)
            if reading is not None and reading.gave_way:
                yielded.add(stance.author_id)
            elif (sides := self._sides(stance, yielded)) is not None:
                return sides
        return None

    def _sides(self, stance: Stance, yielded: Set[int]) -> tuple[Line, Line] | None:
        own, target = stance.own, stance.target
        if stance.agrees or own is None or yielded & {own.author_id, target.author_id}:
            return None
        if not (self._safe(own.turn_id) and self._safe(target.turn_id)):
            return None
        return _line(target), _line(own)

    def _question(self) -> tuple[Line | None, bool]:
        """What waits for an answer: the host's question, else the newest that somebody asked."""
        asked = next((turn for turn in reversed(self._missed) if _asks(turn)), None)
        if asked is not None and not self._answered(asked) and self._safe(asked.id):
            assert asked.utterance is not None and asked.utterance.question is not None  # noqa: S101, PT018  # by _asks
            return Line(asked.id, asked.author_name, asked.utterance.question.text), True
        waiting = (p for p in reversed(self._room.points) if p.kind is PointKind.QUESTION)
        for point in islice(waiting, _LATEST):
            if point.turn_id in self._place and self._waits(point) and self._safe(point.turn_id):
                return _line(point), False
        return None, False

    def _waits(self, point: Point) -> bool:
        return self._room.state_of(point) is PointState.OPEN and not self._room.talked_over(point)

    def _answered(self, asked: Turn) -> bool:
        """Whether anybody has said something of substance after a question."""
        after = self._missed[self._place[asked.id] + 1 :]
        return any(len(self._stems(turn.id)) >= _SAID for turn in after if not turn.by_host)

    def _whatif(self) -> OpenWhatIf | None:
        """The open what-if, where it has something new."""
        draft = open_one(self._drafts)
        if draft is None or (premise := draft.premise) is None or not draft.turns & self._place.keys():
            return None
        if not all(self._safe(part.turn_id) for part in draft.parts):
            return None
        line = Line(premise.turn_id, premise.author_name, premise.text)
        return OpenWhatIf(line, len(draft.contributions), draft.card)


def _asks(turn: Turn) -> bool:
    said = turn.utterance
    return (
        said is not None
        and said.question is not None
        and said.kind is not UtteranceKind.TURN_BACK
        and said.question.text in turn.text  # what was taken back since is asked no more
    )


def _line(point: Point) -> Line:
    """The sentence of a point without its full stop where it is short, else the clause that carries the point."""
    sentence = point.sentence.strip()
    if len(sentence.split()) > _SENTENCE:
        return Line(point.turn_id, point.author_name, point.quote)
    return Line(point.turn_id, point.author_name, sentence if sentence.endswith("..") else sentence.rstrip("."))
