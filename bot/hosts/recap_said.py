"""What people said in a room, as a record may repeat it, and which question a turn answers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from bot.domain.covered import HIDDEN, blanked
from bot.domain.point import Point, PointKind, PointState
from bot.domain.room import Room, Stance
from bot.domain.speech import Speech
from bot.domain.turn import Turn, TurnId
from bot.domain.wording import sentences, tokens
from bot.hosts.lines import LONGEST, is_clean, line_of, short_of

FEWEST = 4
"""Words of a line."""
SUBSTANCE = 3
"""Words with content from which something is said."""
_A_WORD, _MOST_WORDS, _SAYS = 0.2, 8, 0.4  # salience of a remark: a word with content, and a general statement
_A_CALL = 2  # words with which nobody answers a question for a view, unless they are "yes" and the like
_PREMISE = 1.0  # salience of a premise in few words
_BARE = 3  # words with content up to which a stale sentence says nothing else
_ASKED_BEFORE = 2  # turns between a question and what answers it, at most
_COLUMN = 50  # characters of a line that was broken where a column ended
_SHARED_WITH_HOST = 3  # words with content of what answers the host without being a reply
_AFTERWORD = 8  # words that may follow a question
_REACTIONS = 2  # of others, in which a point would be taken up
_INNER = re.compile(r'"([^"“”]+)"|“([^"“”]+)”')
_TOPIC = 2  # words with content that a question has at least


@dataclass(frozen=True, slots=True)
class Asking:
    """A question that somebody, or the host, put just before: the turn, and its words as they stand there."""

    turn: Turn
    words: str


def _wraps(line: str, following: str) -> bool:
    """Whether a long line without a closing mark goes on in the next."""
    return len(line) >= _COLUMN and line.rstrip()[-1:].isalnum() and following.lstrip()[:1].islower()


def _whole(point: Point) -> str:
    """The line of a point: one with words in quotation marks whole as well, since half of it would say something else."""
    sentence = point.sentence.strip()
    whole = not is_clean(sentence) and _repeatable(sentence) and len(sentence.split()) <= LONGEST
    return sentence.rstrip(".") if whole and not sentence.endswith("..") else line_of(point)


def _repeatable(sentence: str) -> bool:
    """Whether it can stand inside quotation marks but for such as it closes itself."""
    return is_clean(_INNER.sub(r"\1", sentence))


class Said:
    """The turns of a room and their neighbours; nothing here weighs anything."""

    def __init__(self, room: Room, speech: Speech) -> None:
        self.room = room
        self.speech = speech
        self.lexicon = room.reader.lexicon
        self.record = speech.recording
        self._words: dict[str, list[str]] = {}
        self._asides: dict[str, bool] = {}
        self._questions: dict[TurnId, str] = {}
        self._place = {turn.id: place for place, turn in enumerate(room.turns)}

    def line(self, point: Point) -> str:
        """The words of a point that the record would repeat; none where they are no part of the talk about the film."""
        if point.turn_id not in self._place or self.is_aside(point.sentence):
            return ""
        if self.record.stale.any(self.words(point.sentence)) or self._only_watches(point.sentence):
            return ""
        line = short_of(_whole(point), self.record.heads, self.record.tails)
        if self._broken_off(point) or self._anothers(point, line):
            return ""
        return line if len(line.split()) >= FEWEST and line[0].isalnum() else ""

    def remarks(self) -> Iterator[Point]:
        """Short sentences that nobody would take up for a point, as points of little salience; among questions, premises and those for a view."""
        lexicon = self.lexicon
        for turn in self.room.turns:
            reading = self.room.readings.get(turn.id)
            if reading is None or reading.small_talk or reading.tone.barbs or lexicon.reported.any(list(reading.words)):
                continue
            for part in sentences(blanked(turn.text)):
                words = self.words(part.text)
                content = lexicon.content(words)
                if HIDDEN in part.text or lexicon.crude.any(words):
                    continue
                if part.text.endswith("?"):
                    yield from self._asked(turn, part.text, words, content)
                elif len(content) >= _TOPIC:
                    salience = _A_WORD * min(len(content), _MOST_WORDS) + _SAYS * lexicon.copula.any(words)
                    yield Point(turn.id, turn.author_id, turn.author_name, PointKind.CLAIM, part.text, "", salience)

    def _asked(self, turn: Turn, sentence: str, words: list[str], content: list[str]) -> Iterator[Point]:
        said = (turn.id, turn.author_id, turn.author_name)
        if content and self.record.premises.opens(words):
            yield Point(*said, PointKind.PROPOSAL, sentence, "", _PREMISE)
        elif (asked := self.question_of(turn)) and asked in sentence:
            yield Point(*said, PointKind.QUESTION, sentence, "", 0.0)

    def words(self, text: str) -> list[str]:
        """The words of a sentence, which is asked about again and again. Not to be changed by who asks."""
        if (words := self._words.get(text)) is None:
            words = self._words[text] = tokens(text)
        return words

    def is_aside(self, sentence: str) -> bool:
        """Whether it greets, arranges something, or talks about the talk or about oneself at home."""
        if (aside := self._asides.get(sentence)) is None:
            aside = self._asides[sentence] = self._is_aside(sentence)
        return aside

    def _is_aside(self, sentence: str) -> bool:
        words, lexicon = self.words(sentence), self.lexicon
        bare = [word.removesuffix("'s") for word in words]  # "my internet's gone"
        spoken = (words,) if bare == words else (words, bare)
        if any(lexicon.asides.any(said) for said in spoken):
            return True
        if lexicon.small_talk.opens(words) or lexicon.farewells.opens(words):
            return True
        if self.record.own.search(sentence) and not (lexicon.film_talk.any(words) or lexicon.persons.any(words)):
            return True
        # "The goodbye is cruel, because ...": who gives a reason speaks of the film.
        greets = any(lexicon.small_talk.any(said) or lexicon.farewells.any(said) for said in spoken)
        return greets and not lexicon.causal.any(words)

    def is_about_watching(self, turn: Turn) -> bool:
        """Whether a turn says somewhere that somebody has yet to see the film, or is going to, or arranges something."""
        unseen, stale = self.lexicon.unseen, self.record.stale
        said = [(part.text, self.words(part.text)) for part in sentences(blanked(turn.text))]
        return any(unseen.any(words) or stale.any(words) or self.is_aside(text) for text, words in said)

    def _only_watches(self, sentence: str) -> bool:
        """Whether it says that somebody saw the film, liked that or means to, and nothing of the film."""
        content = self.lexicon.content(self.words(sentence))
        return all(self.record.viewing.opens([word]) for word in content)

    def passes_over(self, sentence: str) -> bool:
        """Whether not even a list of what else was said needs it: an aside, or nothing but what any film is told."""
        words, lexicon = self.words(sentence), self.lexicon
        reasons = lexicon.causal.any(words) or lexicon.contrast.any(words) or len(lexicon.content(words)) > _BARE
        return self.is_aside(sentence) or (self.record.stale.any(words) and not reasons)

    def _broken_off(self, point: Point) -> bool:
        """Whether a line break cuts the sentence off in its middle, as in what was pasted from a narrow column."""
        said, sentence = self.turn_of(point).text, point.sentence
        start = said.find(sentence)
        before, after = said[:start].rstrip(" "), said[start + len(sentence) :].lstrip(" ")
        last = self.words(sentence)[-1:]
        dangles = bool(last) and last[0] in self.lexicon.stop and sentence[-1].isalnum()
        if after.startswith("\n") and dangles:
            return True
        return before.endswith("\n") and _wraps(before.rstrip("\n").rpartition("\n")[2], sentence)

    def _anothers(self, point: Point, line: str) -> bool:
        """Whether the line stands between quotation marks that open before it: it is somebody else's."""
        said = self.turn_of(point).text
        before = said[: max(0, said.find(line))]
        return (
            before.count('"') % 2 == 1 or before.count("“") > before.count("”") or before.count("«") > before.count("»")
        )

    def consequence(self, turn: Turn, *, at_once: bool) -> str:
        """The sentence at the head of a turn that says what follows from a premise; none where it does not begin so.

        ``at_once``: it comes right after the premise, and may begin with whom that is about.
        """
        parts = sentences(blanked(turn.text))
        first = parts[0].text if parts and HIDDEN not in parts[0].text else ""
        bare = tokens(self.record.heads.sub("", first, count=1))
        follows = self.record.follows.opens(bare) or self.record.follows.opens(tokens(first))
        if not (follows or (at_once and self.lexicon.persons.opens(bare))) or first.endswith("?"):
            return ""
        line = self.quotable(turn, first) if len(self.lexicon.content(bare)) >= _TOPIC else ""
        return line.rstrip(".") if len(line.split()) >= FEWEST else ""

    def before(self, turn: Turn) -> Iterator[Turn]:
        """The turns before a turn, the newest first."""
        return (self.room.turns[n] for n in range(self._place[turn.id] - 1, -1, -1))

    def asked_before(self, point: Point) -> Asking | None:
        """The question that a point answers: one just before it, by somebody else or by the host, or replied to."""
        turn = self.turn_of(point)
        replied = self.room.replied_to(turn)
        if replied is not None:
            return Asking(replied, words) if (words := self._put_to(replied, turn)) else None
        for distance, earlier in enumerate(islice(self.before(turn), _ASKED_BEFORE)):
            if earlier.author_id != turn.author_id:
                words = self.question_of(earlier)
                met = words and self._meets(point, earlier, words, at_once=not distance)
                return Asking(earlier, words) if met else None
        return None

    def _put_to(self, asking: Turn, turn: Turn) -> str:
        return self.question_of(asking) if asking.author_id != turn.author_id else ""

    def _meets(self, point: Point, asking: Turn, words: str, *, at_once: bool) -> bool:
        """Whether a turn shares a word with the question, or begins at once as answers to a person do."""
        reading, lexicon = self.room.readings[point.turn_id], self.lexicon
        asked = {lexicon.stem(w) for w in lexicon.content(tokens(words)) if w not in lexicon.everywhere}
        if len(asked & reading.stems) >= (_SHARED_WITH_HOST if asking.by_host else 1):
            return True
        heads = (list(reading.words), self.words(point.sentence))
        return at_once and not asking.by_host and any(self.record.replies.opens(words) for words in heads)

    def question_of(self, turn: Turn) -> str:
        """The question a turn ends with, but for a word on it, if it asks for a view of the film and can be repeated."""
        if (asked := self._questions.get(turn.id)) is None:
            asked = self._questions[turn.id] = self._question_of(turn)
        return asked

    def _question_of(self, turn: Turn) -> str:
        if turn.utterance is not None:
            asked = turn.utterance.question.text if turn.utterance.question is not None else ""
            return asked if asked and asked in turn.text else ""
        if "?" not in turn.text or HIDDEN in blanked(turn.text):
            return ""
        *before, last = [part.text for part in sentences(turn.text)] or [""]
        # "Why does she stay? I never worked that out": a word on the question leaves it one.
        asked = before[-1] if before and not last.endswith("?") and len(last.split()) <= _AFTERWORD else last
        if not asked.endswith("?"):
            return ""
        words, lexicon = self.words(asked), self.lexicon
        shy = (lexicon.unseen, lexicon.trivia, lexicon.asks_fact, lexicon.crude, lexicon.asks_host)
        if len(lexicon.content(words)) < _TOPIC or any(phrases.any(words) for phrases in shy):
            return ""
        if not (self.record.views.any(words) or lexicon.asks_view.any(words)):
            return ""
        return "" if self.is_aside(asked) or self.record.stale.any(words) else self.quotable(turn, asked)

    def quotable(self, turn: Turn, sentence: str) -> str:
        """A sentence of a turn as the record may repeat it: nothing of a turn that is aimed at somebody."""
        aimed = bool(self.room.readings[turn.id].tone.barbs) or self.lexicon.crude.any(self.words(sentence))
        clean = _repeatable(sentence) and HIDDEN not in sentence
        return short_of(sentence, self.record.heads, self.record.tails) if clean and not aimed else ""

    def is_open(self, point: Point) -> bool:
        """Whether nobody answered it, though others went on talking; alone with the host, nobody else could.

        Of a question anything that somebody else says next is an answer, unless it is small talk; of a claim whatever has
        any content.
        """
        if self.room.state_of(point) is not PointState.OPEN:
            return False
        if self.room.solo:
            return True
        place = self._place[point.turn_id] + 1
        turns = islice(self.room.turns, place, None)
        others = (t for t in turns if not t.by_host and t.author_id != point.author_id)
        if point.kind is PointKind.QUESTION or point.sentence.rstrip().endswith("?"):
            return not any(self._speaks(turn) for turn in others)
        reactions = list(islice(others, _REACTIONS))
        return len(reactions) == _REACTIONS and not any(self.room.readings[t.id].stems for t in reactions)

    def _speaks(self, turn: Turn) -> bool:
        """Whether a turn is about the film as far as one can tell: it does not greet, take leave or arrange something."""
        words = tokens(blanked(turn.text))
        if len(words) <= _A_CALL and not self.record.replies.opens(words):
            return False
        parts = [self.is_aside(part.text) for part in sentences(blanked(turn.text))]
        return not (all(parts) or (any(parts) and not self.room.readings[turn.id].points))

    def turn_of(self, said: Point | Stance) -> Turn:
        """The turn in which a point was made, or a stance taken."""
        return self.room.turns[self._place[said.turn_id]]

    def after(self, point: Point, count: int) -> Sequence[Turn]:
        """The turns that follow that of a point."""
        place = self._place[point.turn_id] + 1
        return self.room.turns[place : place + count]
