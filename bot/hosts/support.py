"""Whether turns say what a line of a record says: entailment as far as words can show it.

A line is held against the sentences of whoever it gives its words to. Every word with content must stand in one sentence,
in the same order, from the beginning of a clause on; so must whoever a pronoun stands for. Nothing that turns the
sentence round may be left out or added: a denial, a condition, a question, "only", "she says". Words may be left out
where nothing else can slip into their place. The degree is all of them: of ten words, the one that is made up is the
scene, the number or the name that nobody has spoken of, and no share tells it from a harmless one. What a language frees
and what turns a sentence round is listed in ``config/prompts/support``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from bot.domain.reader import TurnReading
from bot.domain.recap import ItemKind
from bot.domain.turn import Turn, TurnId
from bot.hosts.support_line import Chunk, Lines, Segment
from bot.hosts.support_text import Said, Texts, Word
from bot.hosts.support_words import SupportWords


@dataclass(frozen=True, slots=True)
class Standing:
    """What came of a line: whose words it is, whether it tells anything, and which turns say it; or what it lacks.

    ``lack`` is "" where it stands, else "mouth" (not that person's), "words" (not in one sentence of theirs) or "stance".
    ``named`` says whether the line itself tells whose they are.
    """

    authors: tuple[int, ...] = ()
    lack: str = ""
    told: bool = False
    named: bool = False
    turns: frozenset[TurnId] = frozenset()


class Support:
    """Holds lines against turns. ``said`` gives the sentences of a turn, as far as it may be repeated."""

    def __init__(
        self,
        texts: Texts,
        lines: Lines,
        words: SupportWords,
        said: Callable[[Turn], Sequence[Said]],
        readings: Mapping[TurnId, TurnReading],
    ) -> None:
        self._texts = texts
        self._lines = lines
        self._words = words
        self._said = said
        self._readings = readings

    def of(self, text: str, kind: ItemKind, turns: Sequence[Turn]) -> Standing:
        """Whether these turns say it."""
        segments = self._lines.segments(text)
        there = {turn.author_id for turn in turns}
        named = {author for one in segments for author in (*one.owners, *one.beside)}
        if not named <= there:
            return Standing(lack="mouth")
        if not segments[0].owners:
            return self._of_somebody(segments[0], kind, turns)
        told, used = False, set[TurnId]()
        for segment in segments:
            for chunk, owner in ((c, o) for c in self._lines.chunks(segment) for o in segment.owners):
                lack, says = self._lack(chunk, kind, [turn for turn in turns if turn.author_id == owner])
                if lack:
                    return Standing(lack=lack)
                used |= says
                told = told or chunk.content
        owners = dict.fromkeys(owner for segment in segments for owner in segment.owners)
        return Standing(tuple(owners), "", told, True, frozenset(used))

    def _of_somebody(self, segment: Segment, kind: ItemKind, turns: Sequence[Turn]) -> Standing:
        """A line that names nobody: one person has said all of it, or in a disagreement each part somebody."""
        chunks = self._lines.chunks(segment)
        told = any(chunk.content for chunk in chunks)
        fits: dict[int, list[frozenset[TurnId]]] = {}
        for author in dict.fromkeys(turn.author_id for turn in turns):
            own = [turn for turn in turns if turn.author_id == author]
            found = [self._lack(chunk, kind, own) for chunk in chunks]
            fits[author] = [says if not lack else frozenset() for lack, says in found]
            if not any(lack for lack, _ in found):
                return Standing((author,), "", told, False, frozenset().union(*fits[author]))
        if kind is not ItemKind.DISAGREEMENT or not all(map(any, zip(*fits.values(), strict=True))):
            return Standing(lack="words")
        authors = tuple(author for author, says in fits.items() if any(says))
        return Standing(authors, "", told, False, frozenset().union(*(one for says in fits.values() for one in says)))

    def _lack(self, chunk: Chunk, kind: ItemKind, own: Sequence[Turn]) -> tuple[str, frozenset[TurnId]]:
        """What the turns of one person lack of a chunk, else those that say it."""
        readings = {turn.id: self._readings[turn.id] for turn in own}
        yielding = {turn for turn, one in readings.items() if one.agrees or one.gave_way}
        if chunk.yields and not yielding:
            return "stance", frozenset()
        sentences = {turn.id: self._said(turn) for turn in own}
        if not chunk.content:
            against = {
                turn
                for turn, one in readings.items()
                if one.disagrees or any(self._texts.denials(s.words) for s in sentences[turn])
            }
            lacks = bool(chunk.denials) and not against
            says = yielding if chunk.yields else against if chunk.denials else set()
            return "stance" if lacks else "", frozenset(says)
        saying = {turn for turn, all_said in sentences.items() if any(self._fits(chunk, one, kind) for one in all_said)}
        return "" if saying else "words", frozenset(saying | (yielding if chunk.yields else set()))

    def _fits(self, chunk: Chunk, said: Said, kind: ItemKind) -> bool:
        """Whether one sentence says it."""
        if said.reported or (chunk.supposes and not said.supposes):
            return False
        if said.supposes and not (chunk.supposes or chunk.soft or kind is ItemKind.WHATIF):
            return False
        if said.asks and not (chunk.soft or kind is ItemKind.WHATIF):
            return False
        needed = chunk.needed
        starts = (place for place, word in enumerate(said.words) if _same(needed[0], word))
        return any(self._follows(chunk, said, start) for start in starts if self._begins(said.words, start))

    def _begins(self, words: Sequence[Word], start: int) -> bool:
        """Whether nothing of its clause stands before it but a frame of the guest's own ("I think"), or all up to an "I"."""
        for word in reversed(words[:start]):
            if word.joint or word.text in self._words.selves:
                return True
            if word.persons or (word.stem and word.text not in self._words.frames):
                return False
        return True

    def _follows(self, chunk: Chunk, said: Said, start: int) -> bool:
        """Whether the words of the chunk follow one another from there on, and nothing that binds is left out."""
        at = start
        places = {start}
        numbers = [number for number, word in enumerate(chunk.words) if word.counts]
        for before, number in pairwise(numbers):
            lone = not any(word.persons or self._texts.is_name(word) for word in chunk.words[: before + 1])
            ties = chunk.words[before + 1 : number]
            found = self._next(chunk.words[number], ties, said.words, at, lone=lone)
            if found is None:
                return False
            at = found
            places.add(at)
        if any(place <= at and place not in places for place in said.foreign):
            return False
        if not (chunk.soft or self._texts.supposed(chunk.words) >= self._texts.supposed(said.words[start : at + 1])):
            return False
        bound = {place for place, word in enumerate(said.words) if word.text in self._words.binds}
        return bound <= places and self._texts.denied(said.words, start, at) == chunk.denials

    def _next(self, wanted: Word, between: Sequence[Word], words: Sequence[Word], at: int, *, lone: bool) -> int | None:
        """The place of the next word of the line, unless what lies between would change what it belongs to.

        ``lone`` says that no person stands before it yet, so that an "I" between is whoever the line is given to.
        """
        for place in range(at + 1, len(words)):
            if _same(wanted, words[place]):
                return place if self._tied(between, words[at + 1 : place], lone=lone) else None
        return None

    def _tied(self, between: Sequence[Word], skipped: Sequence[Word], *, lone: bool) -> bool:
        joint = left_out = False
        for word in skipped:
            joint = joint or word.joint
            other = word.persons or self._texts.is_name(word) or (word.own and not lone)
            if other or (joint and word.stem):
                return False
            left_out = left_out or bool(word.stem)
        ours, theirs = ({word.text for word in words} for words in (between, skipped))
        ties = self._words.ties
        if (ours & ties) - theirs or (not left_out and (theirs & ties) - ours):
            return False
        return not (left_out and ours & self._words.links and not theirs & self._words.links)


def _same(wanted: Word, word: Word) -> bool:
    """Whether a word of a line is that word of a sentence; whoever said "I" may be "she"."""
    if wanted.stem:
        return wanted.stem == word.stem
    return bool(wanted.persons & word.persons) or (bool(wanted.persons) and word.own)
