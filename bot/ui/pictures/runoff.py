"""The rounds of a ballot: a line a film, a column a round, a bar for the votes; what came from films that are out is paler."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.domain.nomination import NominationId
from bot.domain.runoff import Count, Round
from bot.ui.texts import Locale

if TYPE_CHECKING:  # Pillow is loaded only where something is drawn
    from bot.ui.pictures.canvas import Canvas

MOST = 6
"""Rounds in one picture: of more, the first and the last ones."""
_TOP, _HEAD, _LINE, _FOOT = 124, 44, 46, 62
_NAMES = 310  # pixels for the names of films
_NUMBER = 46  # pixels for the number behind a bar


@dataclass(frozen=True, slots=True)
class _Cell:
    """A film in a round: its votes, how many it had the round before, and whether it is out after it."""

    votes: int
    before: int
    out: bool


@dataclass(frozen=True, slots=True)
class _Grid:
    """What is drawn: which rounds by number, the films from the winner down, and the votes that a column's width stands for."""

    count: Count
    numbers: Sequence[int]
    films: Sequence[NominationId]
    most: int

    @property
    def lines(self) -> int:
        """Lines below the heads of the columns; the last one is for exhausted votes, where there are any."""
        return len(self.films) + bool(self.count.rounds[-1].exhausted)

    def cell(self, film: NominationId, number: int) -> _Cell | None:
        this = self.count.rounds[number]
        votes = dict(this.tallies).get(film)
        if votes is None:
            return None
        before = dict(self.count.rounds[number - 1].tallies)[film] if number else votes
        return _Cell(votes, before, film in {out.id for out in this.out})


def draw(count: Count, names: Mapping[NominationId, str], texts: Locale) -> bytes:
    """The picture as PNG, 1,200 pixels wide. ValueError where nobody won.

    It is computed, for some tenths of a second: call it in a thread.
    """
    if count.winner is None:
        raise ValueError("a count without a winner is not drawn")
    from bot.ui.pictures.canvas import SCALE, Canvas  # noqa: PLC0415  (loads Pillow)
    from bot.ui.pictures.fonts import Fonts  # noqa: PLC0415
    from bot.ui.pictures.heading import foot, heading  # noqa: PLC0415
    from bot.ui.pictures.lettering import Lettering  # noqa: PLC0415

    grid = _grid(count)
    canvas = Canvas(_TOP + _HEAD + _LINE * grid.lines + _FOOT, Lettering(Fonts(texts.code), SCALE))
    heading(canvas, texts.get("ballot.picture.title", film=names[count.winner]), facts(count, texts))
    _names(grid, names, canvas, texts)
    for place, number in enumerate(grid.numbers):
        _column(grid, place, number, canvas, texts)
    foot(canvas, texts.get("ballot.picture.key"), "")
    return canvas.png()


def facts(count: Count, texts: Locale) -> str:
    """How many votes and rounds there were."""
    told = (texts.get("ballot.picture.votes", n=count.votes), texts.get("ballot.picture.rounds", n=len(count.rounds)))
    return " · ".join(told)


def _grid(count: Count) -> _Grid:
    whole = range(len(count.rounds))
    numbers = [*whole] if len(whole) <= MOST else [0, *whole[1 - MOST :]]
    left = [one for one, _ in count.rounds[-1].tallies if one != count.winner]
    gone = [out.id for this in reversed(count.rounds) for out in this.out]
    winner = () if count.winner is None else (count.winner,)
    most = max((votes for this in count.rounds for _, votes in this.tallies), default=1)
    return _Grid(count, numbers, (*winner, *left, *gone), max(1, most, count.rounds[-1].exhausted))


def _x(grid: _Grid, place: int) -> tuple[float, float]:
    """Where a column begins, and how wide its longest bar may be."""
    from bot.ui.pictures.canvas import WIDTH  # noqa: PLC0415
    from bot.ui.pictures.heading import SIDE  # noqa: PLC0415

    wide = (WIDTH - 2 * SIDE - _NAMES) / len(grid.numbers)
    return SIDE + _NAMES + place * wide, min(wide - _NUMBER - 12, 420)


def _names(grid: _Grid, names: Mapping[NominationId, str], canvas: Canvas, texts: Locale) -> None:
    from bot.ui.pictures.heading import SIDE  # noqa: PLC0415
    from bot.ui.pictures.lettering import Type  # noqa: PLC0415
    from bot.ui.pictures.palette import HOST, INK, SOFT  # noqa: PLC0415

    pen, y = canvas.lettering, _TOP + _HEAD + 30.0
    for film in grid.films:
        won = film == grid.count.winner
        kind = Type(23, 700 if won else 500)
        line = pen.fit(pen.clean(names[film]) or str(film), kind, _NAMES - 24)
        pen.draw(canvas.image, (SIDE, y), line, kind, HOST if won else INK)
        y += _LINE
    if grid.count.rounds[-1].exhausted:
        kind = Type(20, italic=True)
        pen.draw(canvas.image, (SIDE, y), pen.fit(texts.get("ballot.picture.exhausted"), kind, _NAMES - 24), kind, SOFT)


def _column(grid: _Grid, place: int, number: int, canvas: Canvas, texts: Locale) -> None:
    from bot.ui.pictures.lettering import Type  # noqa: PLC0415
    from bot.ui.pictures.palette import FAINT, HOST, NIGHT, SOFT, STARLIGHT, mixed  # noqa: PLC0415

    this: Round = grid.count.rounds[number]
    left, room = _x(grid, place)
    pen, y = canvas.lettering, float(_TOP + _HEAD)
    head = texts.get("ballot.picture.round", number=number + 1)
    kind = Type(20, 600)
    pen.draw(canvas.image, (left, _TOP + 26), pen.fit(head, kind, room + _NUMBER), kind, SOFT)
    canvas.bar((left - 1, _TOP + 38, left, y + _LINE * grid.lines), mixed(NIGHT, FAINT, 0.5))
    for film in grid.films:
        cell = grid.cell(film, number)
        if cell is not None:
            won = film == grid.count.winner
            _bar(canvas, left, y, room / grid.most, cell, HOST if won else FAINT if cell.out else "#77AADD")
        y += _LINE
    if grid.count.rounds[-1].exhausted:
        _bar(canvas, left, y, room / grid.most, _Cell(this.exhausted, this.exhausted, out=True), STARLIGHT)


def _bar(canvas: Canvas, left: float, top: float, unit: float, cell: _Cell, colour: str) -> None:
    from bot.ui.pictures.lettering import Type  # noqa: PLC0415
    from bot.ui.pictures.palette import INK, SOFT, mixed  # noqa: PLC0415

    kept, end = left + unit * min(cell.before, cell.votes), left + unit * cell.votes
    if end > left:
        canvas.bar((left, top + 10, end, top + 36), mixed(colour, "#ffffff", 0.55), 3)
        if kept > left:
            canvas.bar((left, top + 10, kept, top + 36), colour, 3)
    ink = SOFT if cell.out else INK
    canvas.lettering.draw(canvas.image, (end + 8, top + 31), str(cell.votes), Type(21), ink)
