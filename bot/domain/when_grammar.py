"""The grammar of times: every way in which a whole phrase can be read, nothing of it left over.

From each place in the phrase, each thing that can begin there is tried; what fits together to the end is a frame. Words of one
language go before a mixture: "di" is Tuesday in German and nothing in Italian.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.domain.when_clocks import clocks, delays
from bot.domain.when_dates import dates
from bot.domain.when_frame import Ahead, Fact, Frame, Named, Nearness, Part, Pick, Place
from bot.domain.when_lexer import Piece, Shape
from bot.domain.when_phrase import Languages, Phrase, Step
from bot.domain.when_words import Kind, WhenWords
from bot.domain.when_zone_words import by_short_name

MOST_PIECES = 40
_MARKS = frozenset(",.;@-–—!?()")
_STROKES = frozenset("-–—")
_WEEK = 7 * 24 * 60
_TENS = 10


def frames(found: Sequence[Piece], words: Sequence[WhenWords]) -> list[Frame]:
    """The readings of a whole phrase; none where something in it cannot be read."""
    found = [part for piece in found for part in _parted(piece, words)]
    if not found or len(found) > MOST_PIECES:
        return []
    phrase = Phrase(found, words)
    # For each place, the frames with which it can be reached, and the languages in which all words so far are at home.
    reached: list[dict[Frame, Languages]] = [{} for _ in range(len(found) + 1)]
    reached[0][Frame()] = phrase.languages
    for start, here in enumerate(reached[:-1]):
        steps = list(_steps(phrase, start)) if here else []
        for frame, languages in here.items():
            for step in steps:
                after = _after(frame, step.facts)
                if after is not None:
                    known = reached[step.end].get(after, frozenset())
                    reached[step.end][after] = known | (languages & step.languages)
    whole = {frame: languages for frame, languages in reached[-1].items() if frame != Frame()}
    return [frame for frame, languages in whole.items() if languages] or list(whole)


def _parted(piece: Piece, words: Sequence[WhenWords]) -> Sequence[Piece]:
    """A weekday and a part of the day that are written as one word ("Samstagabend"), as two."""
    if piece.shape is not Shape.WORD or any(piece.text in one.phrases for one in words):
        return (piece,)
    for one in words:
        for cut in range(3, len(piece.text) - 2):
            heads, tails = one.phrases.get(piece.text[:cut], ()), one.phrases.get(piece.text[cut:], ())
            day = any(meaning.kind is Kind.WEEKDAY for meaning in heads)
            if day and any(meaning.kind in {Kind.PART, Kind.PART_AFTER} for meaning in tails):
                return Piece(Shape.WORD, piece.text[:cut]), Piece(Shape.WORD, piece.text[cut:])
    return (piece,)


def _after(frame: Frame | None, facts: Sequence[Fact]) -> Frame | None:
    for fact in facts:
        frame = None if frame is None else frame.with_fact(fact)
    return frame


def _steps(phrase: Phrase, start: int) -> Iterator[Step]:
    """Everything that can begin at a place."""
    yield from _silent(phrase, start)
    yield from _days(phrase, start)
    yield from dates(phrase, start)
    yield from clocks(phrase, start)
    yield from delays(phrase, start)
    yield from _zones(phrase, start)


def _silent(phrase: Phrase, start: int) -> Iterator[Step]:
    """What says nothing by itself."""
    piece = phrase.pieces[start]
    if piece.shape is Shape.MARK and piece.text in _MARKS and not _between_numbers(phrase, start):
        yield Step(start + 1, (), phrase.languages)
    for word in phrase.words(start, Kind.FILL, Kind.THE):
        if word.kind is Kind.THE and word.end == len(phrase.pieces):
            continue
        yield Step(word.end, (), word.languages)


def _between_numbers(phrase: Phrase, place: int) -> bool:
    """Whether a stroke joins two numbers: "8-10pm" is a span of time, not a time."""
    around = [*phrase.pieces[place - 1 : place], *phrase.pieces[place + 1 : place + 2]]
    return phrase.pieces[place].text in _STROKES and len(around) == 2 and all(one.digits for one in around)


def _days(phrase: Phrase, start: int) -> Iterator[Step]:
    """Days and their parts by name: "tomorrow", "next friday", "tonight", "evening"."""
    behind = bool(list(phrase.words_before(start, Kind.WEEKDAY)))
    after = list(phrase.words(start, Kind.PART_AFTER)) if behind else []
    for word in after:
        yield Step(word.end, (Part(word.value),), word.languages)
    for word in phrase.words(start, Kind.DAY) if not after else ():
        yield Step(word.end, (Ahead((word.value,)),), word.languages)
    for word in phrase.words(start, Kind.DAY_PART):
        days, part = divmod(word.value, _TENS)
        yield Step(word.end, (Ahead((days,)), Part(part)), word.languages)
    for word in phrase.words(start, Kind.PART):
        yield Step(word.end, (Part(word.value),), word.languages)
    for word in phrase.words(start, Kind.PICK):
        yield Step(word.end, (Pick(word.value),), word.languages)
    yield from _weekdays(phrase, start)


def _weekdays(phrase: Phrase, start: int) -> Iterator[Step]:
    for word in phrase.words(start, Kind.WEEKDAY):
        yield Step(word.end, (Named(word.value),), word.languages)
        for after in phrase.words(word.end, Kind.NEXT):
            yield Step(after.end, (Named(word.value, Nearness.NEXT),), word.languages & after.languages)
        for end, languages in _next_week(phrase, word.end):
            yield Step(end, (Named(word.value, Nearness.NEXT_WEEK),), word.languages & languages)
    for end, languages in _next_week(phrase, start):
        fills = phrase.words(end, Kind.FILL, Kind.THE)
        for place, known in ((end, languages), *((word.end, languages & word.languages) for word in fills)):
            for day in phrase.words(place, Kind.WEEKDAY):
                yield Step(day.end, (Named(day.value, Nearness.NEXT_WEEK),), known & day.languages)
    for word in phrase.words(start, Kind.NEXT, Kind.THIS):
        nearness = Nearness.NEXT if word.kind is Kind.NEXT else Nearness.THIS
        for day in phrase.words(word.end, Kind.WEEKDAY):
            yield Step(day.end, (Named(day.value, nearness),), word.languages & day.languages)
        for part in phrase.words(word.end, Kind.PART) if nearness is Nearness.THIS else ():
            yield Step(part.end, (Ahead((0,)), Part(part.value)), word.languages & part.languages)


def _next_week(phrase: Phrase, start: int) -> Iterator[tuple[int, Languages]]:
    """Words for next week: "next week", "of next week", "la semaine prochaine"."""
    for word in phrase.words(start, Kind.FILL, Kind.THE):
        yield from ((end, languages & word.languages) for end, languages in _next_week(phrase, word.end))
    for first in phrase.words(start, Kind.NEXT, Kind.UNIT):
        for second in phrase.words(first.end, Kind.UNIT, Kind.NEXT):
            unit = first if first.kind is Kind.UNIT else second
            if first.kind is not second.kind and unit.value == _WEEK:
                yield second.end, first.languages & second.languages


def _zones(phrase: Phrase, start: int) -> Iterator[Step]:
    piece = phrase.pieces[start]
    zones = piece.zones if piece.shape is Shape.ZONE else ()
    if piece.shape is Shape.WORD:
        zones = by_short_name(piece.text)
    if zones:
        yield Step(start + 1, (Place(zones),), phrase.languages)
