"""A phrase with its words looked up, for the parts of the grammar."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.domain.when_frame import Fact
from bot.domain.when_lexer import GLUED, Piece, Shape
from bot.domain.when_words import Kind, WhenWords

Languages = frozenset[str]
_TELLING = frozenset({Kind.WEEKDAY, Kind.DAY, Kind.DAY_PART, Kind.PART, Kind.FILL, Kind.CLOCK, Kind.NOON})
"""Words that tell in which language the date beside them is written."""


@dataclass(frozen=True, slots=True)
class Step:
    """What was read from one place to another: facts, and the languages in which its words say that."""

    end: int
    facts: tuple[Fact, ...]
    languages: Languages


@dataclass(frozen=True, slots=True)
class Word:
    """A word or phrase of several words, up to the place ``end``, and what it means in these languages."""

    end: int
    kind: Kind
    value: int
    languages: Languages
    loose: tuple[tuple[int, int], ...] = ()


class Phrase:
    """Pieces and the words that stand in them."""

    def __init__(self, pieces: Sequence[Piece], words: Sequence[WhenWords]) -> None:
        self.pieces = pieces
        self.languages: Languages = frozenset(one.language for one in words)
        self._words = [self._look_up(start, words) for start in range(len(pieces))]
        self._day_first = frozenset(one.language for one in words if one.day_first)
        self.day_first = any(
            self.writes_day_first(word.languages) for some in self._words for word in some if word.kind in _TELLING
        )

    def words(self, start: int, *kinds: Kind) -> Iterator[Word]:
        """What begins at a place and is of one of these kinds."""
        if start < len(self._words):
            yield from (word for word in self._words[start] if word.kind in kinds)

    def writes_day_first(self, languages: Languages) -> bool:
        """Whether all these languages write the day before the month, and go by the clock of 24 hours."""
        return languages <= self._day_first

    def words_before(self, end: int, *kinds: Kind) -> Iterator[Word]:
        """What ends at a place and is of one of these kinds."""
        for start in range(end):
            yield from (word for word in self.words(start, *kinds) if word.end == end)

    def piece(self, place: int, *shapes: Shape) -> Piece | None:
        """The piece at a place, where it has one of these shapes."""
        piece = self.pieces[place] if place < len(self.pieces) else None
        return piece if piece is not None and piece.shape in shapes else None

    def past_mark(self, place: int, marks: str) -> int:
        """The place behind one of these marks, where one stands here; else this place."""
        piece = self.piece(place, Shape.MARK)
        return place + 1 if piece is not None and piece.text in marks else place

    def number(self, start: int) -> Iterator[tuple[int, int, Languages]]:
        """A whole number in digits or words at a place: where it ends, its value, and its languages."""
        piece = self.piece(start, Shape.NUMBER)
        if piece is not None and len(piece.text) <= 4:
            yield start + 1, piece.numbers[0], self.languages
        for word in self.words(start, Kind.NUMBER):
            yield word.end, word.value, word.languages

    def numbers_before(self, end: int) -> Iterator[int]:
        """The numbers in digits or words that end at a place."""
        piece = self.piece(end - 1, Shape.NUMBER) if end else None
        if piece is not None:
            yield piece.numbers[0]
        yield from (word.value for word in self.words_before(end, Kind.NUMBER))

    def _look_up(self, start: int, words: Sequence[WhenWords]) -> list[Word]:
        found: dict[tuple[int, Kind, int, tuple[tuple[int, int], ...]], set[str]] = {}
        for one in words:
            spelled = ""
            for end in range(start, min(start + one.longest, len(self.pieces))):
                if self.pieces[end].shape is not Shape.WORD:
                    break
                spelled = f"{spelled} {self.pieces[end].text}".strip()
                for meaning in one.phrases.get(spelled, ()):
                    key = (end + 1, meaning.kind, meaning.value, meaning.loose)
                    found.setdefault(key, set()).add(one.language)
        # The "am" of "8am" is never the German word.
        silent = {Kind.FILL, Kind.THE} if self.pieces[start].mark == GLUED else frozenset[Kind]()
        return [
            Word(end, kind, value, frozenset(codes), loose)
            for (end, kind, value, loose), codes in found.items()
            if kind not in silent
        ]
