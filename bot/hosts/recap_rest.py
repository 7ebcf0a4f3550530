"""What nobody took up and no line of a record holds: one line for all of it, whichever host wrote the rest."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from bot.domain.point import Point, PointKind
from bot.domain.recap import ItemKind, RecapItem
from bot.domain.room import Room
from bot.domain.speech import Speech

NAMES = 8
"""People that one line lists."""


def left_over(
    room: Room, speech: Speech, items: Iterable[RecapItem], among: Callable[[Point], bool] = lambda _: True
) -> list[RecapItem]:
    """One line for all the points that nobody took up and no other line holds, with whose they are; none where there are none.

    ``among``: which points may be in it.
    """
    told = {turn for item in items for turn in item.turns} | {point.turn_id for point in room.faint}
    rest = [point for point in room.open_points() if point.turn_id not in told and among(point)]
    if not rest:
        return []
    names = list(dict.fromkeys(speech.called(point.author_name) for point in rest))
    if len(names) > NAMES:
        names = [*names[: NAMES - 1], speech.recap["others"].format(n=len(names) - NAMES + 1)]
    turns = tuple(dict.fromkeys(point.turn_id for point in rest))
    asked = {point.kind is PointKind.QUESTION for point in rest}
    form = "left_over_both" if len(asked) > 1 else "left_over_asked" if True in asked else "left_over"
    return [RecapItem(ItemKind.OPEN, speech.recap[form].format(names=speech.listed(names)), turns)]
