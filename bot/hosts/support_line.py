"""A line of a record taken apart by whom it gives what to: "Ana holds that ...; Ben answers that ...".

Whoever is named owns what follows, up to the next name, and what stands before the first one. Two names with nothing but
"and" between them own it together; a name right behind a frame ("Ana answers Ben that ...") owns nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from bot.hosts.guard_reports import name_pattern, plainly
from bot.hosts.support_text import Texts, Word
from bot.hosts.support_words import SupportWords

_STRONG = frozenset(";:.!?？…—–-()[]")


@dataclass(frozen=True, slots=True)
class Chunk:
    """What is held against one sentence. ``words`` are without the frame; ``soft`` and ``yields`` tell what that said."""

    words: tuple[Word, ...]
    denials: int = 0
    supposes: bool = False
    soft: bool = False
    yields: bool = False

    @property
    def needed(self) -> list[Word]:
        """The words that must be matched, in order."""
        return [word for word in self.words if word.counts]

    @property
    def content(self) -> bool:
        """Whether it says anything besides who speaks."""
        return any(word.stem for word in self.words)


@dataclass(slots=True)
class Segment:
    """Words given to ``owners`` (nobody: to whoever said them); ``at`` is where their names stand among the words."""

    owners: list[int]
    words: list[Word]
    at: int
    beside: list[int] = field(default_factory=list)


class Lines:
    """Takes lines apart. ``people`` are the names that each guest of the room goes by."""

    def __init__(self, texts: Texts, words: SupportWords, people: Mapping[int, Sequence[str]]) -> None:
        self._texts = texts
        self._words = words
        self._people = people

    def segments(self, text: str) -> list[Segment]:
        """Who is given what."""
        line = plainly(text)
        found: list[Segment] = []
        at = 0
        for start, end, author in self._named(line):
            between = self._texts.words(line[at:start])
            at = end
            last = found[-1] if found else None
            if last is None:
                found.append(Segment([author], between, len(between)))
            elif all(word.joint for word in between):
                last.owners.append(author)
            elif len(last.words) == last.at and self._only_frame(between):
                last.words += between
                last.beside.append(author)
            else:
                frame = self._frame_before(between)
                last.words += between[: len(between) - frame]
                found.append(Segment([author], between[len(between) - frame :], frame))
        rest = self._texts.words(line[at:])
        if found:
            found[-1].words += rest
        else:
            found.append(Segment([], rest, 0))
        return found

    def chunks(self, segment: Segment) -> list[Chunk]:
        """What is held against one sentence each; one that says nothing is a part of the next."""
        words = segment.words
        framed = set(self._run(words, segment.at)) if segment.owners else set()
        parts: list[list[int]] = [[]]
        for place, word in enumerate(words):
            if word.mark and word.text in _STRONG:
                parts.append([])
            else:
                parts[-1].append(place)
        chunks: list[Chunk] = []
        held: list[int] = []
        for part in filter(None, parts):
            held += part
            stems = sum(bool(words[place].stem) and place not in framed for place in held)
            if stems > 1:
                chunks.append(self._chunk(words, held, framed))
                held = []
        if held or not chunks:
            chunks.append(self._chunk(words, held, framed))
        return chunks

    def _chunk(self, words: Sequence[Word], places: Sequence[int], framed: set[int]) -> Chunk:
        said = [words[place] for place in places]
        frame = {words[place].text for place in places if place in framed}
        asked = any(word.text in {"?", "？"} for word in words)
        softened = asked or any(word.text in self._words.softens and not word.stem for word in said)
        return Chunk(
            words=tuple(words[place] for place in places if place not in framed),
            denials=self._texts.denials(said),
            supposes=self._texts.supposes(said),
            soft=softened or bool(frame & self._words.softens),
            yields=bool(frame & self._words.yields),
        )

    def _named(self, line: str) -> list[tuple[int, int, int]]:
        """Where guests are named, without overlaps, the longest names first."""
        spans = [
            (found.start(), found.end(), author)
            for author, names in self._people.items()
            for name in names
            if name
            for found in re.finditer(name_pattern(name), line)
        ]
        taken: list[tuple[int, int, int]] = []
        for start, end, author in sorted(spans, key=lambda span: (span[0] - span[1], span)):
            if all(end <= begin or start >= stop for begin, stop, _ in taken):
                taken.append((start, end, author))
        return sorted(taken)

    def _run(self, words: Sequence[Word], at: int) -> Iterator[int]:
        """Places of the frame words around a name."""
        for place in range(at - 1, at - 1 - self._frame_before(words[:at]), -1):
            yield place
        for place in range(at, len(words)):
            word = words[place]
            asked = place > 0 and word.text in self._words.whether and words[place - 1].text in self._words.softens
            if asked or self._frames(word):
                yield place
            elif word.persons or word.stem or (word.mark and word.text in _STRONG - {":"}):
                return

    def _frame_before(self, words: Sequence[Word]) -> int:
        """How many words at the end belong to the name behind them."""
        count = 0
        for word in reversed(words):
            if not (self._frames(word) or (word.text == "," and count == 0) or (not word.counts and not word.joint)):
                break
            count += 1
        return count if any(self._frames(word) for word in words[len(words) - count :]) else 0

    def _only_frame(self, words: Sequence[Word]) -> bool:
        return all(self._frames(word) or not (word.counts or word.joint) for word in words)

    def _frames(self, word: Word) -> bool:
        return word.text in self._words.frames or word.text in self._words.yields
