"""Dates in a phrase: "5 December", "Dec 5th 2026", "05/12/2026", "2026-12-05", "the 5th"."""

from __future__ import annotations

from collections.abc import Iterator

from bot.domain.when_frame import Dated
from bot.domain.when_lexer import Piece, Shape
from bot.domain.when_phrase import Languages, Phrase, Step
from bot.domain.when_words import Kind

_LAST_DAY = 31
_CENTURY = 2000
_NUMERIC = (Shape.YEAR_FIRST, Shape.YEAR_LAST, Shape.DAY_MONTH, Shape.POINT, Shape.DECIMAL)


def dates(phrase: Phrase, start: int) -> Iterator[Step]:
    """Every date that can begin at a place."""
    piece = phrase.piece(start, *_NUMERIC)
    if piece is not None:
        dated = _numeric(piece, day_first=phrase.day_first)
        if dated is not None:
            yield Step(start + 1, (dated,), phrase.languages)
        return
    yield from _day_then_month(phrase, start)
    yield from _month_then_day(phrase, start)
    yield from _day_alone(phrase, start)


def _numeric(piece: Piece, *, day_first: bool) -> Dated | None:
    """A date in digits. Points are written day first everywhere; strokes are in doubt where both orders give a date."""
    numbers = piece.numbers
    if piece.shape is Shape.YEAR_FIRST:
        return Dated(((numbers[0], numbers[1], numbers[2]),), digits=True)
    year: int | None = None
    if piece.shape is Shape.YEAR_LAST:
        year = numbers[2] if len(piece.digits[2]) == 4 else _CENTURY + numbers[2]
    first, second = numbers[0], numbers[1]
    orders = [(year, second, first)]
    if piece.mark in {"/", "-"} and not day_first and first != second:
        orders.append((year, first, second))
    fit = tuple(one for one in orders if 1 <= (one[1] or 0) <= 12 and 1 <= one[2] <= _LAST_DAY)
    return Dated(fit) if fit else None


def _day_then_month(phrase: Phrase, start: int) -> Iterator[Step]:
    for after_day, day, of_day in _day_number(phrase, start):
        for after, languages in _past_fill(phrase, after_day, of_day):
            for month in phrase.words(after, Kind.MONTH):
                yield from _with_year(phrase, month.end, month.value, day, languages & month.languages)


def _month_then_day(phrase: Phrase, start: int) -> Iterator[Step]:
    if any(phrase.numbers_before(start)):
        return  # "5 dicembre 21" has its day in front
    for month in phrase.words(start, Kind.MONTH):
        after = phrase.past_mark(month.end, ".")
        for the, of_the in _past_fill(phrase, after, month.languages):
            for end, day, languages in _day_number(phrase, the):
                yield from _with_year(phrase, end, month.value, day, of_the & languages)


def _day_alone(phrase: Phrase, start: int) -> Iterator[Step]:
    """A day of a month that is not named: behind an article or a weekday, or with an ordinal's ending."""
    led = any(phrase.words_before(start, Kind.THE, Kind.WEEKDAY))
    bare = {end for end, _, _ in phrase.number(start)}
    for end, day, languages in _day_number(phrase, start):
        if led or end not in bare:
            yield Step(end, (Dated(((None, None, day),)),), languages)


def _day_number(phrase: Phrase, start: int) -> Iterator[tuple[int, int, Languages]]:
    """A number that can be a day of a month, with its ordinal's ending or without."""
    for end, value, languages in phrase.number(start):
        if not 1 <= value <= _LAST_DAY:
            continue
        yield end, value, languages
        if phrase.past_mark(end, ".") != end:
            yield end + 1, value, languages
        for ending in phrase.words(end, Kind.ORDINAL):
            yield ending.end, value, languages & ending.languages


def _past_fill(phrase: Phrase, start: int, languages: Languages) -> Iterator[tuple[int, Languages]]:
    """This place, and that behind a word that says nothing ("of")."""
    yield start, languages
    for word in phrase.words(start, Kind.FILL, Kind.THE):
        yield word.end, languages & word.languages


def _with_year(phrase: Phrase, start: int, month: int, day: int, languages: Languages) -> Iterator[Step]:
    """The date, with a year behind it or without."""
    yield Step(start, (Dated(((None, month, day),)),), languages)
    after = phrase.past_mark(start, ".,")
    for place, of_place in _past_fill(phrase, after, languages):
        piece = phrase.piece(place, Shape.NUMBER)
        if piece is not None and len(piece.text) == 4:
            yield Step(place + 1, (Dated(((piece.numbers[0], month, day),)),), of_place)
