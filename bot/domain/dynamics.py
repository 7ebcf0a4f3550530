"""How a talk goes wrong: six ways in which a room stalls, read from its last turns.

The six follow the usual list of facilitation literature: low energy, drift, uneven participation, premature consensus,
being stuck between two sides, parallel monologues. Shares are measured within one salon and kept nowhere.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from bot.domain.point import Point, PointKind
from bot.domain.room import Room, Stance
from bot.domain.turn import Turn
from bot.domain.wording import overlap

WINDOW = 10
"""Turns of participants that are looked at."""
_FEW = 5  # turns below which nothing can be said of how a talk goes
_LOW = 3.0  # words with content a turn, on average, below which a talk is tired
_BRISK = timedelta(seconds=25)  # between turns, on average, below which people are at it, however little each says
_DRIFTED = 6  # turns in a row without a word about the film
_FILM_BEFORE = 3  # turns about the film that there must have been, to drift from
_UNEVEN_TURNS, _UNEVEN_SHARE, _QUIET_SHARE = 14, 0.6, 0.08
_AGREED_BY, _WORTH_TRYING = 2, 3.4  # people who agree (one, between two), and the salience of what they agree with
_STUCK = 4  # turns in which two people contradict each other
_MONOLOGUES = 6  # turns with points that meet no other's
_WORTH_JOINING = 3.0  # the salience that both of two points need to be set side by side


class Mode(StrEnum):
    """A way in which a talk stalls."""

    LOW_ENERGY = "low_energy"
    DRIFT = "drift"
    UNEVEN = "uneven"
    CONSENSUS = "consensus"
    STUCK = "stuck"
    MONOLOGUES = "monologues"


@dataclass(frozen=True, slots=True)
class Stall:
    """A mode, with the points it is about, best first (none where it is about nobody's words)."""

    mode: Mode
    points: tuple[Point, ...] = ()


def stalls(room: Room) -> list[Stall]:
    """How the talk stalls just now, the most telling first; empty for a talk that goes well, or has hardly begun.

    A room with one person in it cannot be uneven, agree, be stuck or hold monologues.
    """
    said = [turn for turn in room.turns if not turn.by_host]
    lately = said[-WINDOW:]
    if len(lately) < _FEW:
        return []
    group = (
        ()
        if room.solo
        else (_stuck(room, lately), _consensus(room, lately), _monologues(room, lately), _uneven(room, said))
    )
    found = (_drift(room, said), *group, _low_energy(room, lately))
    return [stall for stall in found if stall is not None]


def about_the_film(room: Room, turn: Turn) -> bool:
    """Whether a turn speaks of the film: makes a point, names or means somebody in it, or uses film words."""
    reading = room.readings[turn.id]
    if reading.points or (reading.faint is not None and reading.faint.characters):
        return True
    words = list(reading.words)
    lexicon = room.reader.lexicon
    film_words = (lexicon.film_talk, lexicon.persons, lexicon.trivia)
    return any(phrases.any(words) for phrases in film_words) or room.reader.names_the_film(words)


def shares(turns: Iterable[Turn]) -> dict[int, float]:
    """Each participant's share of the words, 0 to 1, by id."""
    words: Counter[int] = Counter()
    for turn in turns:
        if not turn.by_host:
            words[turn.author_id] += turn.words
    total = words.total()
    return {author: count / total for author, count in words.items()} if total else {}


def _low_energy(room: Room, lately: Sequence[Turn]) -> Stall | None:
    last = lately[-_FEW:]
    if (last[-1].at - last[0].at) / (len(last) - 1) < _BRISK:
        return None
    content = sum(len(room.readings[turn.id].stems) for turn in last) / len(last)
    pointed = any(room.readings[turn.id].points for turn in last)
    return None if pointed or content >= _LOW else Stall(Mode.LOW_ENERGY)


def _drift(room: Room, said: Sequence[Turn]) -> Stall | None:
    """Nothing of the film for a while, after there was some. The point left behind is the strongest of the last."""
    last, before = said[-_DRIFTED:], said[:-_DRIFTED]
    if len(last) < _DRIFTED or any(about_the_film(room, turn) for turn in last):
        return None
    if sum(about_the_film(room, turn) for turn in before) < _FILM_BEFORE:
        return None
    fit = (p for p in room.points[-8:] if p.kind is not PointKind.QUESTION and not room.by_host_taken(p))
    return Stall(Mode.DRIFT, tuple(sorted(fit, key=lambda p: -p.salience)[:1]))


def _uneven(room: Room, said: Sequence[Turn]) -> Stall | None:
    """Three or more in the room, one of them with most of the words and another with hardly any."""
    lately = said[-3 * WINDOW :]
    if len(lately) < _UNEVEN_TURNS:
        return None
    share = shares(lately)
    everybody = {author: share.get(author, 0.0) for author in room.people}
    if len(everybody) < 3 or max(everybody.values()) < _UNEVEN_SHARE:
        return None
    return Stall(Mode.UNEVEN) if min(everybody.values()) < _QUIET_SHARE else None


def _consensus(room: Room, lately: Sequence[Turn]) -> Stall | None:
    """A strong point that was only agreed with, at once, and that nobody has tried."""
    ids = {turn.id for turn in lately}
    by_point: dict[Point, list[Stance]] = {}
    for stance in room.stances:
        by_point.setdefault(stance.target, []).append(stance)
    for point, stances in reversed(by_point.items()):
        if point.turn_id not in ids or point.kind in {PointKind.QUESTION, PointKind.EVIDENCE}:
            continue
        tried = any(not stance.agrees for stance in stances) or room.by_host_taken(point)
        agreed = len({stance.author_id for stance in stances})
        if not tried and agreed >= min(_AGREED_BY, len(room.people) - 1) and point.salience >= _WORTH_TRYING:
            return Stall(Mode.CONSENSUS, (point,))
    return None


def _stuck(room: Room, lately: Sequence[Turn]) -> Stall | None:
    """Two people contradicting each other by turns, with nothing new from the film."""
    ids = {turn.id for turn in lately}
    against = [s for s in room.stances if not s.agrees and s.turn_id in ids]
    pairs = Counter(frozenset((s.author_id, s.target.author_id)) for s in against)
    pair, count = pairs.most_common(1)[0] if pairs else (frozenset[int](), 0)
    if count < _STUCK:
        return None
    between = [s for s in against if {s.author_id, s.target.author_id} == pair]
    evidence = room.reader.lexicon.kinds[PointKind.EVIDENCE]
    if any(evidence.any(list(room.readings[s.turn_id].words)) for s in between[-2:]):
        return None
    last = between[-1]
    return Stall(Mode.STUCK, (last.target, *((last.own,) if last.own else ())))


def _monologues(room: Room, lately: Sequence[Turn]) -> Stall | None:
    """Several people make points and none meets another's: no reply, no side taken, hardly a word shared."""
    pointed = [turn for turn in lately if room.readings[turn.id].points]
    if len(pointed) < _MONOLOGUES or len({turn.author_id for turn in pointed}) < 2:
        return None
    ids = {turn.id for turn in lately}
    if any(stance.turn_id in ids for stance in room.stances) or any(turn.reply_to for turn in lately):
        return None
    for place, turn in enumerate(pointed):
        stems = room.readings[turn.id].stems
        others = (t for t in pointed[:place] if t.author_id != turn.author_id)
        if any(overlap(stems, room.readings[other.id].stems) >= 0.2 for other in others):
            return None
    voices = _two_voices(room, pointed)
    return Stall(Mode.MONOLOGUES, voices) if all(p.salience >= _WORTH_JOINING for p in voices) else None


def _two_voices(room: Room, pointed: Sequence[Turn]) -> tuple[Point, ...]:
    """The best point of each of the two who spoke last, the earlier first."""
    best: dict[int, Point] = {}
    for turn in reversed(pointed):
        point = room.readings[turn.id].points[0]
        known = best.get(turn.author_id)
        if known is None and len(best) == 2:
            continue
        if known is None or point.salience > known.salience:
            best[turn.author_id] = point
    return tuple(sorted(best.values(), key=lambda point: point.turn_id))
