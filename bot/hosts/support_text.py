"""A guest's sentence and a line of a record as what is compared: their words in order, and what turns their sense.

A sentence that covers something, or repeats what stands in quotation marks, does so with gaps: what is covered is nobody's
to retell, and what is quoted is another's.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from bot.domain.covered import HIDDEN
from bot.domain.lexicon import Lexicon
from bot.domain.wording import sentences, tokens
from bot.hosts.guard_names import latin
from bot.hosts.support_words import SupportWords

# What stands in a text between two words: a mark, which may begin another clause.
_PIECES = re.compile(rf"[,;:()\[\]\"“”«».!?？…—–{HIDDEN}]|\s-\s")
_QUOTED = re.compile(r"\"[^\"]+\"|“[^”]+”|«[^»]+»")
_WOULD, _NOT = "would", "not"
_OF_ITS_OWN = 2  # words with content from which a clause denies something of its own


@dataclass(frozen=True, slots=True)
class Word:
    """One word: as typed in small letters, its stem where it must be matched, and whom it stands for.

    ``mark`` is a comma or the like, which is no word; ``joint`` where another clause may begin.
    """

    text: str
    stem: str = ""
    persons: frozenset[int] = frozenset()
    own: bool = False
    joint: bool = False
    mark: bool = False

    @property
    def counts(self) -> bool:
        """Whether it must be matched."""
        return bool(self.stem) or bool(self.persons)


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence of a guest: its words, and what it would be wrong to leave out."""

    words: tuple[Word, ...]
    supposes: bool
    asks: bool
    reported: bool
    foreign: frozenset[int] = field(default_factory=frozenset)


class Texts:
    """Takes texts of one language apart. ``names`` are those of the film and of the room, as plain words."""

    def __init__(self, lexicon: Lexicon, words: SupportWords, names: Iterable[str]) -> None:
        self._lexicon = lexicon
        self._words = words
        self._names = frozenset(names)

    def words(self, text: str) -> list[Word]:
        """The words and marks of a text, contractions as two words ("don't": "not")."""
        found: list[Word] = []
        at = 0
        for mark in _PIECES.finditer(text):
            found += map(self._word, self._tokens(text[at : mark.start()]))
            found.append(Word(mark.group().strip() or "-", joint=True, mark=True))
            at = mark.end()
        return [*found, *map(self._word, self._tokens(text[at:]))]

    def said(self, text: str) -> list[Said]:
        """The sentences of a turn; ``text`` is what may be repeated of it."""
        bare = _QUOTED.sub(lambda quoted: HIDDEN * len(quoted.group()), text)
        return [self._said(sentence.text) for sentence in sentences(bare)]

    def denials(self, words: Iterable[Word]) -> int:
        """How many words turn the sense of the others round."""
        texts = [word.text for word in words]
        full = sum(text in self._words.denials for text in texts)
        return full or min(1, sum(text in self._words.halves for text in texts))

    def denied(self, words: Sequence[Word], start: int, end: int) -> int | None:
        """How many words of a sentence turn round what stands in it from ``start`` to ``end``; None: nobody can tell.

        A denial reaches over what follows it ("I don't think, honestly, that ..."), unless it belongs to something else
        and a "but" ends it. One that belongs to something else without that ("nobody minds, ...") leaves it uncertain,
        and so does one behind it, unless that is a thought of its own.
        """
        breaks = [place for place, word in enumerate(words[:start]) if word.text in self._words.breaks]
        first = next((place for place in reversed(breaks) if self._weight(words[:place]) > 1), 0)
        before, own, behind = _clauses(words[first:start]), [*words[start : end + 1]], _clauses(words[end + 1 :])
        if before and not words[start].joint:  # the clause in which it begins
            own = [*before.pop(), *own]
        if behind and not behind[0][0].joint:
            own += behind.pop(0)
        if any(self.denials(clause) and self._weight(clause) for clause in before):
            return None
        if any(self.denials(clause) and not self._apart(clause) for clause in behind):
            return None
        return self.denials([*(word for clause in before for word in clause), *own])

    def _apart(self, clause: Sequence[Word]) -> bool:
        """Whether a clause behind another is a thought of its own."""
        least = 1 if any(word.text in self._words.adds for word in clause[:2]) else _OF_ITS_OWN
        return self._weight(clause) >= least

    def _weight(self, words: Sequence[Word]) -> int:
        """How much words say besides that somebody says it."""
        return sum(bool(word.stem) and word.text not in self._words.frames for word in words)

    def supposes(self, words: Iterable[Word]) -> bool:
        """Whether it says that something is so perhaps, or on a condition."""
        return self.supposed(words) > 0

    def supposed(self, words: Iterable[Word]) -> int:
        """How many words say so."""
        return sum(word.text in self._words.supposes for word in words)

    def is_name(self, word: Word) -> bool:
        """Whether it names somebody of the film or the room."""
        return bool(word.stem) and word.text in self._names

    def _said(self, sentence: str) -> Said:
        asked = self._lexicon.tags.sub("", sentence).rstrip(' "”»)*_')
        words, plain = tuple(self.words(sentence)), tokens(sentence)
        held = {n for start, end in self._lexicon.stance.spans(plain) for n in range(start, end)}
        # "I would say" supposes nothing, "I wish" does.
        idle = [word for n, word in enumerate(plain) if n in held and not self._says(plain, n)]
        kept = [word for n, word in enumerate(plain) if n not in held] + idle
        return Said(
            words=words,
            supposes=any(one in self._words.supposes for word in kept for one in self._split(word)),
            asks=asked.endswith(("?", "？")),
            reported=self._lexicon.reported.any(plain),
            foreign=frozenset(self._foreign(words)),
        )

    def _says(self, plain: list[str], at: int) -> bool:
        """Whether a word stands beside one by which people say what they hold."""
        return any(word in self._words.frames for word in plain[max(0, at - 1) : at + 2])

    def _foreign(self, words: tuple[Word, ...]) -> Iterator[int]:
        """Places of words by which somebody else than the guest says something."""
        for place in range(1, len(words)):
            before = words[place - 1]
            if words[place].text in self._words.frames and (
                before.persons or self.is_name(before) or before.text in self._words.others
            ):
                yield place

    def _tokens(self, text: str) -> Iterator[str]:
        for token in tokens(text):
            yield from self._split(token)

    def _split(self, token: str) -> Iterator[str]:
        """A contraction as its two words; what is elided before another word stands alone already."""
        head, mark, tail = token.partition("'")
        if not mark or not tail:
            yield token
        elif tail == "t":
            verb = head.removesuffix("n")
            yield from (verb, _NOT) if verb in self._words.free | self._words.supposes else (_NOT,)
        else:
            yield head
            if tail == "d":
                yield _WOULD

    def _word(self, text: str) -> Word:
        known = self._words
        persons, own = known.person(text), text in known.own
        joint = text in known.joints
        lists = (known.free, known.denials, known.halves, known.supposes, known.ties, known.links)
        letter = len(text) == 1 and text.isalpha() and latin(text)
        loose = joint or own or letter or any(text in words for words in lists)
        loose = loose and text not in known.binds
        if loose or persons:
            return Word(text, persons=persons, own=own, joint=joint)
        return Word(text, stem=self._lexicon.stem(text), joint=joint)


def _clauses(words: Sequence[Word]) -> list[list[Word]]:
    """The words in clauses, each from the word that begins it."""
    clauses: list[list[Word]] = []
    for word in words:
        if word.joint or not clauses:
            clauses.append([])
        clauses[-1].append(word)
    return clauses
