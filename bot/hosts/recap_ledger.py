"""What of an evening is worth recording: its points weighed over who answered whom, and who sided with what."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import takewhile

from bot.domain.covered import blanked
from bot.domain.point import Point, PointKind
from bot.domain.room import Room, Stance
from bot.domain.speech import Speech
from bot.domain.turn import Turn, TurnId
from bot.domain.wording import sentences
from bot.hosts.recap_answering import Answering
from bot.hosts.recap_said import FEWEST, SUBSTANCE

_HEAD = 4  # words in which a line that repeats what somebody in the film says begins so
_TELLS = frozenset({PointKind.CLAIM, PointKind.EVIDENCE, PointKind.OBJECTION})


class Ledger(Answering):
    """The points of a room that a record may rest on, with their weight; nothing of it is written yet."""

    def __init__(self, room: Room, speech: Speech) -> None:
        super().__init__(room, speech)
        self._judging = (*speech.praise, *speech.dislike)
        self._stances: dict[TurnId, list[Stance]] = defaultdict(list)
        for stance in room.stances:
            self._stances[stance.target.turn_id].append(stance)
        self.lines: dict[Point, str] = {}
        self.weights: dict[Point, float] = {}
        self._judged: dict[Point, bool] = {}
        for point in (*room.points, *room.faint):
            self._enter(point)
        plain: set[Point] = set()  # only as the other side of what it answers
        known = {(point.turn_id, point.sentence) for point in self.lines}
        for point in self.remarks():
            if (point.turn_id, point.sentence) not in known and self.of_substance(point):
                self._enter(point)
                if point in self.lines and point.kind is PointKind.CLAIM and not self.judges(point):
                    plain.add(point)
        self._plain = frozenset(plain)
        self._by_turn: dict[TurnId, list[Point]] = defaultdict(list)
        for point in self.lines:
            self._by_turn[point.turn_id].append(point)
        self.ranked: Sequence[Point] = sorted(self.weights.keys() - plain, key=lambda p: (-self.weights[p], p.turn_id))

    def _enter(self, point: Point) -> bool:
        """Take a point in with its line and its weight, if it may stand in a record."""
        if point in self.lines or not (line := self.line(point)):
            return False
        self.lines[point] = line
        self.weights[point] = self._weight(point)
        return True

    # --- how much it weighs ---

    def _weight(self, point: Point) -> float:
        """Salience, then what the room made of the point; retelling, figures and one's own life count for little."""
        words, lexicon = self.words(point.sentence), self.lexicon
        stances = self._stances[point.turn_id]
        weight = point.salience + 0.5 * min(3, len(self.room.answerers(point)))
        weight += 0.4 * self.room.by_host_taken(point) + 0.4 * min(2, sum(s.agrees for s in stances))
        weight += 0.9 * min(2, sum(not s.agrees for s in stances))
        judged = self.judges(point)
        if judged:  # argued counts for more than felt
            weight += 0.9 * lexicon.causal.any(words) + 0.5 * lexicon.contrast.any(words)
        weight += 0.8 * judged - 2.6 * self._tells(point, words, judged=judged)
        weight -= 1.0 * lexicon.trivia.any(words) + 1.5 * lexicon.unseen.any(words)
        weight -= (1.0 if judged else 3.0) * lexicon.personal.any(words) + 0.4 * (lexicon.refers.opens(words) > 0)
        asks = point.kind is PointKind.QUESTION or words[0] in lexicon.question_openers
        weight -= 1.5 * (asks and not self.record.premises.opens(words))
        weight -= 0.6 * (len(lexicon.content(words)) < SUBSTANCE)
        weight += 0.8 * (point.kind is not PointKind.QUESTION and self.asked_before(point) is not None)
        return weight

    def judges(self, point: Point) -> bool:
        """Whether somebody feels, judges or concludes something, and does not only tell what happens."""
        if (judged := self._judged.get(point)) is None:
            judged = self._judged[point] = self._judges(point)
        return judged

    def _judges(self, point: Point) -> bool:
        line, lexicon = self.lines[point], self.lexicon
        words = self.words(line)
        if lexicon.stance.any(self.words(point.sentence)) or self.record.judges.any(words):
            return True
        if self.record.turns.search(line):
            return True
        low = line.lower()
        return (lexicon.intense.any(words) and lexicon.copula.any(words)) or any(cue in low for cue in self._judging)

    def retells(self, point: Point) -> bool:
        """Whether a point tells what happens in the film, or what it is about, and no more."""
        return self._tells(point, self.words(point.sentence), judged=self.judges(point))

    def of_substance(self, point: Point) -> bool:
        """Whether it is about the film, and not about figures, oneself, or a film one has yet to see."""
        words, lexicon = self.words(point.sentence), self.lexicon
        return not any(p.any(words) for p in (lexicon.trivia, lexicon.personal, lexicon.unseen))

    def _tells(self, point: Point, words: list[str], *, judged: bool) -> bool:
        """Whether it retells the film: no judgement, no reason given, or the words of a synopsis."""
        retold = self.lexicon.synopsis.any(words)
        if judged or self.lexicon.imagines.any(words) or self.record.premises.opens(words):
            return False
        return retold or (point.kind in _TELLS and not self.lexicon.causal.any(words))

    # --- who answered whom ---

    def contradicting(self) -> Iterator[tuple[Point, Point]]:
        """A point and what contradicts it: the sentence that does so in so many words where it says enough itself."""
        for turn, before in self.contradictions():
            points, own = self._statements(before), self._statements(turn)
            if points and own:
                own = [p for p in own if self.contradicts(p.sentence) and self.weights[p] > 0] or own
                yield max(points, key=self.weights.__getitem__), max(own, key=self.weights.__getitem__)

    def yielding(self) -> Iterator[tuple[Turn, Point]]:
        """Turns by which somebody gives way, with the other's point: the weightiest of what they had just said.

        Where somebody is named, what they said before that shares most words with the turn, the latest of it.
        """
        for turn, before in self.concessions():
            # Who sends one thought in two messages has said both.
            beside = takewhile(lambda one: one.author_id == before.author_id, self.before(before))  # noqa: B023
            found = (points for one in (before, *beside) if (points := self._statements(one)))
            points = next(found, [])
            if self.named_in(turn) == before.author_id:
                wanted = self.stems(blanked(turn.text))
                said = [
                    p for one in self.before(turn) if one.author_id == before.author_id for p in self._statements(one)
                ]
                closest = max(said, key=lambda p: len(wanted & self.stems(p.sentence)), default=None)
                points = [closest] if closest is not None else []
            if points:
                yield turn, max(points, key=self.weights.__getitem__)

    def said_beside(self, point: Point) -> list[str]:
        """The line of a point, then those of the others that its turn makes, weightiest first."""
        beside = sorted(self._statements(self.turn_of(point)), key=lambda p: -self.weights[p])
        return list(dict.fromkeys((self.lines[point], *(self.lines[p] for p in beside))))

    def _statements(self, turn: Turn) -> list[Point]:
        """The points of a turn about the film that ask nothing."""
        return [p for p in self.said_in(turn) if p.kind is not PointKind.QUESTION and self.of_substance(p)]

    def said_in(self, turn: Turn) -> list[Point]:
        """The points of a turn that a record may rest on."""
        found = self._by_turn.get(turn.id, [])
        return [p for p in found if p not in self._plain] or found

    def meant(self, target: Point, own: Point) -> str:
        """What of the turn of a point somebody's own words are about: the sentence they share most words with."""
        turn = self.turn_of(target)
        wanted = self.stems(own.sentence)
        shared = [(len(wanted & self.stems(part.text)), part.text) for part in sentences(blanked(turn.text))]
        most, sentence = max(shared, key=lambda s: s[0], default=(0, ""))
        line = self.lines.get(target, "")
        if most and most > len(wanted & self.stems(target.sentence)):
            other = self.quotable(turn, sentence)
            return other if len(other.split()) >= FEWEST else line
        return line

    def premised(self, point: Point) -> bool:
        """Whether its words begin as a premise for another film does."""
        return self.record.premises.opens(self.words(self.lines[point])) > 0

    def supposes(self, point: Point) -> bool:
        """Whether the words of a point suppose another film, and are about this one."""
        return self.of_substance(point) and self.record.premises.any(self.words(self.lines[point]))

    def regrets(self, point: Point) -> bool:
        """Whether they would have had the film otherwise, and ask nothing."""
        words = self.words(self.lines[point])
        asks = words[0] in self.lexicon.question_openers or self.lines[point].endswith("?")
        return self.of_substance(point) and not asks and self.record.regrets.any(words)

    def yields(self, sentence: str) -> bool:
        """Whether a sentence says that somebody gives way."""
        return self.record.yields.any(self.words(sentence))

    def with_them(self, point: Point) -> list[Stance]:
        """Those who said at once, in so many words, that they agree; each person once."""
        found: dict[int, Stance] = {}
        for stance in self._stances[point.turn_id]:
            words = list(self.room.readings[stance.turn_id].words)
            gave_way = self.room.readings[stance.turn_id].gave_way
            if stance.agrees and not gave_way and self._next_to(stance) and self.record.agrees.opens(words):
                found.setdefault(stance.author_id, stance)
        return list(found.values())

    def _next_to(self, stance: Stance) -> bool:
        turn = self.turn_of(stance)
        replied = self.room.replied_to(turn)
        if replied is not None:
            return replied.id == stance.target.turn_id
        before = next((t for t in self.before(turn) if t.author_id != turn.author_id), None)
        return before is not None and before.id == stance.target.turn_id

    def ring(self, point: Point) -> float:
        """How well a line stands alone: general or pointed, about something, and not about the speaker; 0 to about 4."""
        words, lexicon, record = self.words(self.lines[point]), self.lexicon, self.record
        if point.kind is PointKind.QUESTION or lexicon.refers.opens(words) or words[0] in lexicon.question_openers:
            return 0.0
        if not self.of_substance(point) or self.retells(point) or lexicon.reported.any(words):
            return 0.0
        if (
            record.quoting.any(words[:_HEAD])
            or record.objects.opens(words)
            or record.once.any(words)
            or record.revises.any(words)
        ):
            return 0.0
        ring = 0.7 * lexicon.copula.any(words) + 0.8 * lexicon.intense.any(words) + 0.5 * lexicon.contrast.any(words)
        ring += 0.8 * (self.record.turns.search(self.lines[point]) is not None)
        ring += 0.5 * bool(point.themes) + 0.6 * lexicon.causal.any(words) + 0.4 * bool(point.characters)
        return ring - 0.8 * (len(lexicon.content(words)) < SUBSTANCE)

    def dull(self, point: Point) -> float:
        """What takes from a line that stands alone: praise such as any film gets, and beginning with oneself; 0 to 1.4."""
        low, words = self.lines[point].lower(), self.words(self.lines[point])
        praises = any(cue in low for cue in self.speech.praise)
        return 0.7 * praises + 0.7 * (self.lexicon.stance.any(words) or self.lexicon.agree.any(words))
