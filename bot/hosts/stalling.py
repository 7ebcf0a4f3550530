"""What the house host does when a talk stalls: one way for each of the six."""

from __future__ import annotations

from bot.domain.dynamics import Mode, Stall, stalls
from bot.domain.point import Point
from bot.domain.question import Asked, Kind, QuestionId
from bot.domain.room import Room
from bot.domain.speech import Speech
from bot.domain.turn import Utterance, UtteranceKind
from bot.hosts.composing import Composer, pick, said

_WHY = {
    Mode.CONSENSUS: "premature agreement: asks for what speaks against it",
    Mode.STUCK: "two sides are stuck: asks for something new from the film",
    Mode.MONOLOGUES: "parallel monologues: sets two of them side by side",
    Mode.UNEVEN: "uneven talk: invites other voices, naming nobody",
    Mode.DRIFT: "drift: returns to the film",
    Mode.LOW_ENERGY: "low energy: brings something of the film's own",
}
# Participants' turns since the host last spoke; a mode that is in no hurry waits for longer.
_SINCE = {
    Mode.CONSENSUS: 4, Mode.STUCK: 4, Mode.MONOLOGUES: 6, Mode.UNEVEN: 8, Mode.DRIFT: 6, Mode.LOW_ENERGY: 9,
}  # fmt: skip
_PRESSED = 2  # questions for a scene that any film could be asked, in one evening, after which agreement is left alone
_LATELY = 4  # turns whose words a question should come near to when energy is low
_POINTS = {Mode.CONSENSUS: 1, Mode.DRIFT: 1, Mode.STUCK: 2, Mode.MONOLOGUES: 2}
"""How many points a mode's forms speak of."""


_NUDGES = frozenset({Mode.DRIFT, Mode.LOW_ENERGY})
"""Met without anybody's point calling for it, and so counted among the nudges of an evening."""


def help_along(room: Room, composer: Composer, speech: Speech, *, nudges: int) -> Utterance | None:
    """Words for the first stall that may be met now and for which there are any; ``nudges`` is how many there may be."""
    for stall in stalls(room):
        if room.since_host < _SINCE[stall.mode] or (stall.mode in _NUDGES and room.lulls >= nudges):
            continue
        if (words := _met(stall, room, composer, speech)) is not None:
            return words
    return None


def _met(stall: Stall, room: Room, composer: Composer, speech: Speech) -> Utterance | None:
    if stall.mode is Mode.LOW_ENERGY:
        return _something_of_its_own(room, composer)
    if len(stall.points) < _POINTS.get(stall.mode, 0):
        return None
    if stall.mode is Mode.DRIFT:  # by a question alone: to say where the talk was left would be a reproof
        return composer.about(stall.points[0], "", _WHY[stall.mode])
    if stall.mode is Mode.CONSENSUS:
        head, point = _head(stall, room, speech), stall.points[0]
        return composer.about(point, head, _WHY[stall.mode], against=True) or _pressed(
            point, head, room, composer, speech
        )
    forms = speech.stalled[stall.mode.value]
    named = {QuestionId(f"{stall.mode}:{place}"): line for place, line in enumerate(forms.questions)}
    left = [name for name in named if name not in room.asked]
    if not left:
        return None
    name = pick(left, room.host_turns)
    head = _head(stall, room, speech)
    kind = UtteranceKind.NUDGE if stall.mode in _NUDGES else UtteranceKind.TAKEUP
    targets = tuple(point.turn_id for point in stall.points)
    put = Asked(name, Kind.INTERPRETIVE, named[name])
    return said(kind, f"{head} {named[name]}", _WHY[stall.mode], targets, put)


def _pressed(point: Point, head: str, room: Room, composer: Composer, speech: Speech) -> Utterance | None:
    """What is agreed on, asked for its scene, where the film has no objection of its own; now and then in an evening."""
    if sum(q.id.startswith("pressing:") for q in room.asked_here) >= _PRESSED or composer.speakable(point) != point:
        return None
    put = composer.unheard("pressing", speech.pressing)
    return (
        said(UtteranceKind.TAKEUP, f"{head} {put.text}", _WHY[Mode.CONSENSUS], (point.turn_id,), put) if put else None
    )


def _something_of_its_own(room: Room, composer: Composer) -> Utterance | None:
    """A question of the film's own that the last words come near to; none while people greet, part or chat."""
    lately = [turn for turn in room.turns[-_LATELY:] if not turn.by_host]
    readings = [room.readings[turn.id] for turn in lately]
    lexicon = room.reader.lexicon
    if any(lexicon.small_talk.any(list(r.words)) or lexicon.farewells.any(list(r.words)) for r in readings):
        return None
    words = [word for reading in readings for word in reading.words]
    return composer.fitting(words, _WHY[Mode.LOW_ENERGY])


def _head(stall: Stall, room: Room, speech: Speech) -> str:
    return pick(speech.stalled[stall.mode.value].forms, room.host_turns).format(**_words(stall, speech))


def _words(stall: Stall, speech: Speech) -> dict[str, str]:
    """What the forms may name: the point, or the two points, and who made them."""
    words: dict[str, str] = {}
    for keys, point in zip((("name", "quote"), ("second", "second_quote")), stall.points, strict=False):
        words |= {keys[0]: speech.called(point.author_name), keys[1]: point.quote}
    if stall.points:
        words |= {"first": words["name"], "first_quote": words["quote"]}
    return words
