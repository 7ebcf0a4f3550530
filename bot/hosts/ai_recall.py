"""Recall: the older turns that have most in common with what was just said."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence

from bot.domain.reader import TurnReading
from bot.domain.room import Room
from bot.domain.turn import Turn, TurnId

MOST = 8
_ASKING = 3  # newest turns of guests from which it is looked back
_FEW = 8  # stems
_LEAST = 0.9  # of the score; below this what is shared are words that everybody uses


def related(room: Room, among: Sequence[Turn], most: int = MOST, but: Iterable[TurnId] = ()) -> list[Turn]:
    """Of these turns of guests the ones most related to the newest, in their order.

    Two turns are related by the content stems they share; the rarer a stem is in this room, the more it counts.
    """
    newest = [turn for turn in room.turns[-4 * _ASKING :] if not turn.by_host][-_ASKING:]
    wanted = frozenset().union(*(room.readings[turn.id].stems for turn in newest))
    left_out = set(but)
    old = {turn.id: turn for turn in among if not turn.by_host and turn.id not in left_out}
    often = Counter(stem for reading in room.readings.values() for stem in reading.stems & wanted)
    spoken = len(room.readings)
    weight = {stem: math.log(spoken / count) for stem, count in often.items()}
    scored = [(_score(room.readings[turn_id], wanted, weight), turn_id) for turn_id in old]
    best = sorted((pair for pair in scored if pair[0] >= _LEAST), key=lambda pair: (-pair[0], -pair[1]))[:most]
    chosen = {turn_id for _, turn_id in best}
    return [turn for turn_id, turn in old.items() if turn_id in chosen]


def _score(reading: TurnReading, wanted: frozenset[str], weight: dict[str, float]) -> float:
    """How much a turn shares, per what it says: long turns share something with everything, short ones hardly say it."""
    shared = reading.stems & wanted
    if not shared or reading.small_talk:
        return 0.0
    return sum(weight[stem] for stem in shared) / math.sqrt(max(_FEW, len(reading.stems)))
