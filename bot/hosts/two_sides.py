"""What the room holds on a subject: the words said on it, and those set against them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from math import sqrt

from bot.domain.point import Point, PointKind
from bot.domain.room import Room
from bot.domain.turn import Turn

_REACH = 6  # turns after a claim in which its contradiction is looked for
_ABOUT = (
    1.0  # weight of the words in common from which a turn is on the subject; a word that one other turn has weighs 1
)
_OPEN = 36  # turns in which an open dispute is looked for
_WEIGHTY = 1.4  # the salience that both sides of a dispute need to be quoted

Speakable = Callable[[Point], Point | None]
"""The point with words that can be repeated, if it has any."""


def on_the_subject(room: Room, asked: Turn, speakable: Speakable) -> tuple[Point, ...]:
    """The claim that a question is about, and another person's against it where there is one; empty where there is none."""
    said = [t for t in room.turns if not t.by_host and t.id != asked.id]
    spread = Counter(stem for turn in said for stem in room.readings[turn.id].stems)
    common = {room.reader.lexicon.stem(word) for word in room.reader.lexicon.everywhere}
    wanted = room.readings[asked.id].stems - common

    def weight(turn: Turn) -> float:
        return sum(1.0 / sqrt(spread[stem]) for stem in wanted & room.readings[turn.id].stems)

    best: tuple[float, Point] | None = None
    for turn in said:
        point = _spoken(room, turn, speakable)
        found = weight(turn) if point is not None else 0.0
        if point is not None and found >= _ABOUT * 0.7 and (best is None or found > best[0]):
            best = (found, point)
    if best is None:
        return ()
    first = best[1]
    other = against(room, first, speakable)
    return (first,) if other is None else (first, other)


def against(room: Room, first: Point, speakable: Speakable) -> Point | None:
    """Another person's point set against one, soon after it; the author may have said more since."""
    for stance in room.stances:
        if stance.target.turn_id == first.turn_id and not stance.agrees:
            turn = room.turn(stance.turn_id)
            if turn is not None and (point := _spoken(room, turn, speakable)) is not None:
                return point
    place = next((n for n, t in enumerate(room.turns) if t.id == first.turn_id), len(room.turns))
    opposed: set[int] = set()
    for turn in room.turns[place + 1 : place + 1 + _REACH]:
        if turn.by_host or turn.author_id == first.author_id:
            continue
        if room.readings[turn.id].disagrees:
            opposed.add(turn.author_id)
        if turn.author_id in opposed and (point := _spoken(room, turn, speakable)) is not None:
            return point
    return None


def open_dispute(room: Room, speakable: Speakable) -> tuple[Point, Point] | None:
    """The newest dispute that nobody has given way in and that the host has not touched."""
    lately = {turn.id for turn in room.turns[-_OPEN:]}
    for stance in reversed(room.stances):
        if stance.turn_id not in lately:
            return None
        if stance.agrees or _given_way(room, stance.turn_id, {stance.author_id, stance.target.author_id}):
            continue
        first, turn = speakable(stance.target), room.turn(stance.turn_id)
        second = _spoken(room, turn, speakable) if turn is not None else None
        if first is None or second is None or room.by_host_taken(first) or room.by_host_taken(second):
            continue
        if min(first.salience, second.salience) >= _WEIGHTY and first.kind is not PointKind.QUESTION:
            return first, second
    return None


def _given_way(room: Room, since: int, people: set[int]) -> bool:
    """Whether one of the two has since given way, to whomever."""
    later: Sequence[Turn] = [t for t in room.turns if t.id > since and not t.by_host and t.author_id in people]
    return any(room.readings[turn.id].gave_way for turn in later)


def _spoken(room: Room, turn: Turn, speakable: Speakable) -> Point | None:
    """The best point of a turn, or what falls short of one, that can be repeated."""
    if turn.by_host:
        return None
    reading = room.readings[turn.id]
    found = (*reading.points, *((reading.faint,) if reading.faint is not None else ()))
    for point in found:
        if point.kind is not PointKind.QUESTION and (kept := speakable(point)) is not None:
            return kept
    return None
