"""What the room holds on a subject: the words said on it, and those set against them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from math import sqrt

from bot.domain.point import Point, PointKind
from bot.domain.room import Room
from bot.domain.speech import Speech
from bot.domain.turn import Turn
from bot.domain.wording import sentences, tokens

_REACH = 6  # turns after a claim in which its contradiction is looked for
_ABOUT = (
    1.0  # weight of the words in common from which a turn is on the subject; a word that one other turn has weighs 1
)
_OPEN = 36  # turns in which an open dispute is looked for
_ROUND, _MEETS = 4, 3  # turns before, and what each word in common with them adds to a sentence
_QUARREL = 2  # turns against each other, among the last, that make a quarrel of a no
_SAYS = 2  # words with content of a plain sentence that states something
_WEIGHTY = 0.6  # the salience that both sides of a dispute need to be quoted

Speakable = Callable[[Point], Point | None]
"""The point with words that can be repeated, if it has any."""


def on_the_subject(room: Room, asked: Turn, speakable: Speakable, speech: Speech) -> tuple[Point, ...]:
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
    other = against(room, first, speakable, speech)
    return (first,) if other is None else (first, other)


def against(room: Room, first: Point, speakable: Speakable, speech: Speech) -> Point | None:
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
        if opposes(room, turn, speech):
            opposed.add(turn.author_id)
        if turn.author_id in opposed and (point := _spoken(room, turn, speakable)) is not None:
            return point
    return None


def opposes(room: Room, turn: Turn, speech: Speech) -> bool:
    """Whether a turn contradicts: it says so, or begins with a no."""
    reading = room.readings[turn.id]
    contradicts = speech.recording.contradicts.opens(list(reading.words)) > 0
    return reading.disagrees or contradicts or room.reader.lexicon.opposes.search(turn.text) is not None


def open_dispute(room: Room, speakable: Speakable, speech: Speech) -> tuple[Point, Point] | None:
    """The newest dispute that nobody has given way in and that the host has not touched."""
    said = [turn for turn in room.turns[-_OPEN:] if not turn.by_host]
    for place in range(len(said) - 1, 0, -1):
        turn = said[place]
        if not opposes(room, turn, speech) or (target := _target(room, said, place)) is None:
            continue
        people = {turn.author_id, target.author_id}
        if _given_way(room, turn.id, people, speech):
            return None  # whatever they were at before has moved on
        first = speakable(target)
        after = (t for t in said[place : place + 3] if t.author_id == turn.author_id)
        second = next((p for t in after if (p := _spoken(room, t, speakable)) is not None), None)
        if first is None or second is None or room.by_host_taken(first) or room.by_host_taken(second):
            continue
        if min(first.salience, second.salience) >= _WEIGHTY and first.kind is not PointKind.QUESTION:
            return first, second
    return None


def quarrel(room: Room, speakable: Speakable, speech: Speech) -> tuple[Point, Point] | None:
    """The open dispute, where the two are at it just now: several of the last turns are theirs, and contradict."""
    sides = open_dispute(room, speakable, speech)
    if sides is None:
        return None
    lately = [turn for turn in room.turns[-2 * _ROUND :] if not turn.by_host]
    people = {side.author_id for side in sides}
    against_each_other = [t for t in lately if t.author_id in people and opposes(room, t, speech)]
    fresh = any(t.id == sides[0].turn_id for t in lately) and lately[-1].id != sides[1].turn_id
    return sides if fresh and len(against_each_other) >= _QUARREL else None


def _target(room: Room, said: Sequence[Turn], place: int) -> Point | None:
    """The other person's point that a turn contradicts: as the room has it, else the newest of the turns before."""
    turn = said[place]
    known = next((s.target for s in room.stances if s.turn_id == turn.id and not s.agrees), None)
    if known is not None:
        return known
    before = (t for t in reversed(said[max(0, place - 2) : place]) if t.author_id != turn.author_id)
    return next((point for t in before if (point := _spoken(room, t, lambda one: one)) is not None), None)


def _given_way(room: Room, since: int, people: set[int], speech: Speech) -> bool:
    """Whether one of the two has since given way, to whomever."""
    later: Sequence[Turn] = [t for t in room.turns[-_OPEN:] if t.id > since and not t.by_host and t.author_id in people]
    yields = (speech.recording.yields, speech.recording.revises)
    return any(
        room.readings[t.id].gave_way or any(p.any(list(room.readings[t.id].words)) for p in yields) for t in later
    )


def _spoken(room: Room, turn: Turn, speakable: Speakable) -> Point | None:
    """The best of a turn that can be repeated: a point, what falls short of one, or its fullest plain sentence."""
    if turn.by_host:
        return None
    reading = room.readings[turn.id]
    found = (*reading.points, *((reading.faint,) if reading.faint is not None else ()))
    for point in (*found, *_plainly(room, turn)):
        if point.kind is not PointKind.QUESTION and (kept := speakable(point)) is not None:
            return kept
    return None


def _plainly(room: Room, turn: Turn) -> list[Point]:
    """A turn's sentences that state something, fullest first, as points; beside a contradiction a plain one says enough."""
    reader, lexicon = room.reader, room.reader.lexicon
    shy = (lexicon.asides, lexicon.crude, lexicon.playback, lexicon.personal, lexicon.unseen)
    before = [
        t for t in room.turns[: room.turns.index(turn)][-_ROUND:] if not t.by_host and t.author_id != turn.author_id
    ]
    met = frozenset[str]().union(*(room.readings[t.id].stems for t in before))
    found: list[tuple[int, Point]] = []
    for sentence in sentences(turn.text):
        words = tokens(sentence.text)
        content = len(lexicon.content(words))
        if content < _SAYS or sentence.text.rstrip().endswith("?") or any(phrases.any(words) for phrases in shy):
            continue
        if quote := reader.quote(sentence.text):
            kind, named = PointKind.CLAIM, turn.author_name
            content += _MEETS * len(met & {lexicon.stem(word) for word in lexicon.content(words)})
            found.append((content, Point(turn.id, turn.author_id, named, kind, sentence.text, quote, _WEIGHTY)))
    return [point for _, point in sorted(found, key=lambda pair: -pair[0])]
