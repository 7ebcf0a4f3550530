"""Times of day and spans of time in a phrase: "8.30pm", "20h30", "halb neun", "in two hours"."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from bot.domain.when_frame import Ahead, Clock, Delay, Fact
from bot.domain.when_lexer import Piece, Shape
from bot.domain.when_phrase import Languages, Phrase, Step
from bot.domain.when_words import Kind

_DAY, _HOUR = 24 * 60, 60
_SPOKEN_MINUTES = frozenset({15, 20, 30, 40, 45})  # "eight thirty"


@dataclass(frozen=True, slots=True)
class Spans:
    """Minutes, more than one value where the words do not say it exactly, and whether they were said in days."""

    minutes: tuple[int, ...]
    in_days: bool = False


def clocks(phrase: Phrase, start: int) -> Iterator[Step]:
    """Every time of day that can begin at a place."""
    for word in phrase.words(start, Kind.NOON):
        yield Step(word.end, (Clock(12, exact=True),), word.languages)
    for word in phrase.words(start, Kind.MIDNIGHT):
        yield Step(word.end, (Clock(0, midnight=True),), word.languages)
    for end, clock, languages in (*_written(phrase, start), *_said(phrase, start), *_before(phrase, start)):
        yield from _halves(phrase, end, clock, languages)


def _written(phrase: Phrase, start: int) -> Iterator[tuple[int, Clock, Languages]]:
    """A time in one piece: "20:30", "20h30", "8.30", "2030"."""
    piece = phrase.piece(start, Shape.TIME, Shape.H_TIME, Shape.POINT, Shape.NUMBER)
    if piece is None:
        return
    clock = _packed(phrase, start) if piece.shape is Shape.NUMBER else _clock(piece)
    if clock is None:
        return
    yield start + 1, clock, phrase.languages
    for word in phrase.words(start + 1, Kind.CLOCK) if piece.shape is not Shape.H_TIME else ():
        yield word.end, clock, word.languages
    for word in phrase.words(start + 1, Kind.BEHIND) if piece.shape is Shape.H_TIME and len(piece.digits) == 1 else ():
        moved = _moved(clock, word.value)
        if moved is not None:
            yield word.end, moved, word.languages


def _clock(piece: Piece) -> Clock | None:
    hour, minute = piece.numbers[0], piece.numbers[1] if len(piece.numbers) > 1 else 0
    if minute > 59 or (len(piece.numbers) > 2 and piece.numbers[2] > 59):
        return None
    # "08:30" and "12h" are of the clock of 24 hours; "8:30" is not always.
    exact = piece.digits[0].startswith("0") or (piece.shape is Shape.H_TIME and hour == 12)
    pair = piece.shape is Shape.TIME and len(piece.digits[0]) == 2
    return Clock(hour, minute, exact=exact, pair=pair)


def _packed(phrase: Phrase, start: int) -> Clock | None:
    """Hours and minutes together: "2030", or "830", which only makes sense with "pm" behind it. Behind a month it is a year."""
    piece = phrase.pieces[start]
    dated = any(any(phrase.words(place, Kind.MONTH)) for place in range(max(0, start - 3), start))
    if not 3 <= len(piece.text) <= 4 or (dated and piece.text.startswith(("19", "20"))):
        return None
    hour, minute = divmod(piece.numbers[0], 100)
    return Clock(hour, minute, exact=piece.text.startswith("0")) if minute <= 59 else None


def _said(phrase: Phrase, start: int) -> Iterator[tuple[int, Clock, Languages]]:
    """An hour, with minutes behind it or without: "8", "eight thirty", "20 Uhr 30", "huit heures et demie"."""
    for end, hour, languages in phrase.number(start):
        if phrase.piece(start, Shape.NUMBER) is not None and len(phrase.pieces[start].text) > 2:
            continue
        led = phrase.piece(start, Shape.NUMBER) is not None and phrase.pieces[start].text.startswith("0")
        clock = Clock(hour, exact=led)
        ends = [(end, languages, False)]
        ends += [(word.end, languages & word.languages, True) for word in phrase.words(end, Kind.CLOCK)]
        for after, known, named in ends:
            if named and hour == 12 and phrase.writes_day_first(known):
                clock = replace(clock, exact=True)  # "12 Uhr", "12 heures"; "12 o'clock" may be either
            yield after, clock, known
            yield from _minutes(phrase, after, clock, known, named=named)
            for word in phrase.words(after, Kind.BEHIND):
                moved = _moved(clock, word.value)
                if moved is not None:
                    yield word.end, moved, known & word.languages


def _minutes(
    phrase: Phrase, start: int, clock: Clock, languages: Languages, *, named: bool
) -> Iterator[tuple[int, Clock, Languages]]:
    """Minutes behind an hour: in digits where the hour was called one, else in words."""
    digits = phrase.piece(start, Shape.NUMBER)
    for end, minute, known in phrase.number(start):
        fits = named and len(digits.text) == 2 and minute <= 59 if digits is not None else minute in _SPOKEN_MINUTES
        if fits:
            yield end, replace(clock, minute=minute), languages & known
    # "alle 20 e 30", "las 8 y 20"; "8 and 20" is no time.
    for word in phrase.words(start, Kind.AND):
        for end, minute, known in phrase.number(word.end) if phrase.writes_day_first(word.languages) else ():
            if minute in _SPOKEN_MINUTES:
                yield end, replace(clock, minute=minute), languages & word.languages & known


def _before(phrase: Phrase, start: int) -> Iterator[tuple[int, Clock, Languages]]:
    """A part of an hour, and the hour: "half past eight", "viertel vor neun"."""
    for word in phrase.words(start, Kind.BEFORE):
        for end, hour, languages in phrase.number(word.end):
            clock = _moved(Clock(hour), word.value)
            if clock is None:
                continue
            known = languages & word.languages
            yield end, clock, known
            for oclock in phrase.words(end, Kind.CLOCK):
                yield oclock.end, clock, known & oclock.languages


def _moved(clock: Clock, minutes: int) -> Clock | None:
    """A full hour moved by a half or a quarter; an hour before one is twelve on a clock's face."""
    if not 1 <= clock.hour <= 24:
        return None
    if minutes > 0:
        return replace(clock, minute=minutes)
    return replace(clock, hour=clock.hour - 1 if clock.hour > 1 else 12, minute=60 + minutes)


def _halves(phrase: Phrase, end: int, clock: Clock, languages: Languages) -> Iterator[Step]:
    """The time as it stands, and with "am" or "pm" where that follows."""
    if clock.hour <= 23 or (clock.hour == 24 and clock.minute == 0):
        yield Step(end, (clock,), languages)
    for word in phrase.words(end, Kind.HALF) if 1 <= clock.hour <= 12 else ():
        yield Step(word.end, (replace(clock, half=word.value),), languages & word.languages)


def delays(phrase: Phrase, start: int) -> Iterator[Step]:
    """A time from now: "in 2h30", "in an hour and a half", "dans huit jours"."""
    for word in phrase.words(start, Kind.IN):
        for end, spans, languages in _spans(phrase, word.end, word.languages):
            yield from (Step(end, (fact,), languages) for fact in _delay(spans))


def _delay(spans: Spans) -> Iterator[Fact]:
    """Days where they were said in days, else minutes: "in 24 hours" is not "in a day"."""
    if min(spans.minutes) < 1:
        return
    if spans.in_days:
        yield Ahead(tuple(span // _DAY for span in spans.minutes))
    elif len(spans.minutes) == 1:
        yield Delay(spans.minutes[0])


def _spans(phrase: Phrase, start: int, known: Languages) -> Iterator[tuple[int, Spans, Languages]]:
    """Spans from a place on, one alone or several together, each smaller than the one before."""
    for end, spans, languages in _span(phrase, start):
        shared = known & languages
        yield end, spans, shared
        ands = [(end, shared), *((word.end, shared & word.languages) for word in phrase.words(end, Kind.AND))]
        for after, also in ands:
            for last, more, both in _spans(phrase, after, also):
                first, second = spans.minutes[0], more.minutes[0]
                if first > second:
                    yield last, Spans((first + second,), in_days=spans.in_days and more.in_days), both


def _span(phrase: Phrase, start: int) -> Iterator[tuple[int, Spans, Languages]]:
    """One span: "2 hours", "an hour and a half", "half an hour", "2h30"."""
    for word in phrase.words(start, Kind.SPAN):
        yield word.end, Spans((word.value,)), word.languages
    piece = phrase.piece(start, Shape.H_TIME)
    if piece is not None:
        minutes = piece.numbers[1] if len(piece.numbers) > 1 else 0
        yield start + 1, Spans((piece.numbers[0] * _HOUR + minutes,)), phrase.languages
    for after, halves, languages in _counts(phrase, start):
        for unit in phrase.words(after, Kind.UNIT):
            known, value, in_days = languages & unit.languages, halves * unit.value, unit.value >= _DAY
            if value % 2 or (in_days and value % (2 * _DAY)):
                continue
            loose = [meant for said, meant in unit.loose if 2 * said == halves]
            yield unit.end, Spans((value // 2, *(meant * unit.value for meant in loose)), in_days=in_days), known
            for more in phrase.words(unit.end, Kind.BEHIND) if unit.value == _HOUR else ():
                if more.value > 0:
                    yield more.end, Spans((value // 2 + more.value,)), known & more.languages


def _counts(phrase: Phrase, start: int) -> Iterator[tuple[int, int, Languages]]:
    """How many of a unit, in halves."""
    for end, value, languages in phrase.number(start):
        yield end, 2 * value, languages
    for word in phrase.words(start, Kind.ARTICLE):
        yield word.end, 2, word.languages
    for word in phrase.words(start, Kind.ONE_AND_HALF):
        yield word.end, 3, word.languages
    piece = phrase.piece(start, Shape.DECIMAL)
    if piece is not None and piece.digits[1] == "5":
        yield start + 1, 2 * piece.numbers[0] + 1, phrase.languages
