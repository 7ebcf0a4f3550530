"""Heat between people: told from hard words about the film and from banter, and what the host does about it.

Three kinds: an insult to somebody present, a pile-on (three or more against one), and an escalation (two who sharpen
their words against each other). The host turns the talk back to the screen once in a salon and then lets it be. All of it
is read from the last turns of the room; nothing is counted or kept about anyone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.domain.barbs import Sting
from bot.domain.decision import Decision, Trigger
from bot.domain.room import Room
from bot.domain.salon import HEARING, SalonState
from bot.domain.turn import Turn, TurnId, UtteranceKind

WINDOW = 8
"""Turns of participants in which heat is looked for; what lies further back is over."""
PILE = 3
"""People against one."""
_FRESH = 4  # turns after which an insult that nobody came back to is over
_LATER = 2  # turns after which somebody who was insulted has had the time to laugh
_BEFORE = 4  # turns in which the person is looked for to whom "you" is said
_SHARPENED = 3  # barbs between two, from both sides, that make an escalation
_BARRAGE = 4  # barbs of one person against another that do
_MENTION = re.compile(r"<@!?(\d+)>")


class Heat(StrEnum):
    """In which way people are at each other."""

    INSULT = "insult"
    PILE_ON = "pile_on"
    ESCALATION = "escalation"


@dataclass(frozen=True, slots=True)
class Heated:
    """Heat, and the newest turn in it. ``waits`` says that it may still be laughed off."""

    kind: Heat
    turn_id: TurnId
    waits: bool = False


class Call(StrEnum):
    """What heat calls for: nothing, silence, or the one turn back to the screen."""

    GO_ON = "go_on"
    KEEP_STILL = "keep_still"
    TURN_BACK = "turn_back"


@dataclass(frozen=True, slots=True)
class Response:
    """What the host does about heat, and why. ``heated`` is what there is, ``stands`` that it is not to be waited for."""

    call: Call
    reason: str = ""
    heated: Heated | None = None

    @property
    def stands(self) -> bool:
        """Whether there is heat that nobody has laughed off."""
        return self.heated is not None and not self.heated.waits

    @property
    def waits(self) -> bool:
        """Whether there may be heat, and somebody still to answer."""
        return self.heated is not None and self.heated.waits


@dataclass(frozen=True, slots=True)
class _Thrown:
    """A barb in its place: who throws it at whom (None: at the room), and how many turns have followed.

    ``sting`` is None where whoever throws it laughs, and it would be nothing by itself.
    """

    turn: Turn
    sting: Sting | None
    target: int | None
    since: int


def response(room: Room, trigger: Trigger) -> Response:
    """What heat in the room calls for at this moment."""
    quiet = Call.KEEP_STILL if trigger is Trigger.HEAT else Call.GO_ON
    last = room.last
    if room.salon.state not in HEARING or last is None or last.by_host or room.solo:
        return Response(quiet, "no moment to speak of it")
    heated = heat(room)
    if heated is None:
        return Response(quiet, "laughed off, or over")
    if heated.waits and trigger is not Trigger.TURN:
        heated = Heated(heated.kind, heated.turn_id)  # the time to laugh has passed
    if room.addressed is not None and trigger is Trigger.TURN and (heated.waits or room.turned_back):
        return Response(Call.GO_ON, "addressed", heated)
    # While the film is on, who looks after the server may hear of it; the host does not speak into the film.
    if heated.waits or room.salon.state is SalonState.WATCHING:
        return Response(Call.KEEP_STILL, "waits to hear how hard words are taken, or until the film is over", heated)
    if room.turned_back:
        return Response(Call.KEEP_STILL, f"{heated.kind.value}: has turned back to the screen once already", heated)
    return Response(Call.TURN_BACK, f"{heated.kind.value}: turns back to the screen", heated)


def heat(room: Room) -> Heated | None:
    """The heat there is between people in the last turns, if any; the gravest kind first."""
    thrown = _standing(room)
    grave = [one for one in thrown if one.sting is Sting.GRAVE and one.since < _FRESH]
    if grave:
        return Heated(Heat.INSULT, grave[-1].turn.id)
    for kind, found in ((Heat.PILE_ON, _pile(thrown)), (Heat.ESCALATION, _sharpened(thrown))):
        if found and found[-1].since < _FRESH:
            return Heated(kind, found[-1].turn.id)
    insults = [one for one in thrown if one.sting is Sting.INSULT and one.since < _FRESH]
    if not insults:
        return None
    newest = insults[-1]
    return Heated(Heat.INSULT, newest.turn.id, waits=not _has_been_taken(newest, room))


def overtaken(room: Room, decision: Decision) -> bool:
    """Whether heat has come up while the host thought of something else to say."""
    said = decision.utterance
    if said is None or said.kind is UtteranceKind.TURN_BACK:
        return False
    return response(room, Trigger.TURN).call is not Call.GO_ON


def _standing(room: Room) -> list[_Thrown]:
    """The barbs of the last turns that were neither laughed off nor taken back, oldest first."""
    lately = _lately(room)
    thrown = []
    for place, turn in enumerate(lately):
        tone = room.readings[turn.id].tone
        if not tone.barbs:
            continue
        target, aimed = _target(room, turn)
        if aimed and not _undone(room, turn, target, lately[place + 1 :]):
            thrown.append(_Thrown(turn, tone.sting, target, len(lately) - 1 - place))
    return thrown


def _lately(room: Room) -> Sequence[Turn]:
    """Participants' last turns, as far back as the host's turn back to the screen."""
    found: list[Turn] = []
    for turn in reversed(room.turns):
        if len(found) == WINDOW or room.is_turning_back(turn):
            break
        if not turn.by_host:
            found.append(turn)
    return found[::-1]


def _target(room: Room, turn: Turn) -> tuple[int | None, bool]:
    """At whom a turn is aimed (None: at nobody in particular), and whether at people at all: the host can take it."""
    mentioned = [int(found) for found in _MENTION.findall(turn.text) if int(found) != turn.author_id]
    named = [b.named for b in room.readings[turn.id].tone.barbs if b.named not in {None, turn.author_id}]
    if mentioned or named:
        return (mentioned or named)[0], True
    # What is no message was put into a what-if: "you" in a story is one of its people, unless somebody here is named.
    if turn.to_host or turn.message_id is None:
        return None, False
    if turn.reply_to is not None:
        replied = room.replied_to(turn)
        # What answers something that is no turn, the card of a what-if for instance, is said to nobody here.
        if replied is None or replied.by_host:
            return None, False
        if replied.author_id != turn.author_id:
            return replied.author_id, True
    place = next(n for n in range(len(room.turns) - 1, -1, -1) if room.turns[n].id == turn.id)
    before = [t for t in room.turns[max(0, place - _BEFORE) : place] if t.author_id != turn.author_id]
    people = [t for t in before if not t.by_host]
    if people:
        return people[-1].author_id, True
    return None, not before  # where only the host has spoken lately, it is meant


def _undone(room: Room, turn: Turn, target: int | None, after: Iterable[Turn]) -> bool:
    """Whether who was meant laughed about it, or who said it was sorry."""
    for later in after:
        tone = room.readings[later.id].tone
        if tone.amends and later.author_id == turn.author_id:
            return True
        meant = later.author_id == target if target is not None else later.author_id != turn.author_id
        if meant and (tone.laughs or tone.amends) and (tone.sting or Sting.SHARP) < Sting.INSULT:
            return True
    return False


def _has_been_taken(one: _Thrown, room: Room) -> bool:
    """Whether whoever was meant has spoken since, or has let it pass for a while."""
    if one.since >= _LATER:
        return True
    after = [t for t in room.turns[-1 - one.since :] if t.id != one.turn.id and not t.by_host]
    return any(t.author_id == one.target if one.target is not None else True for t in after)


def _pile(thrown: Sequence[_Thrown]) -> Sequence[_Thrown]:
    """The barbs of three or more people against one."""
    for target in dict.fromkeys(one.target for one in reversed(thrown) if one.target is not None):
        # Of three who mock somebody one or two may laugh; all three are taken for friends.
        against = [one for one in thrown if one.target == target]
        meant = any(one.sting is not None for one in against)
        if meant and len({one.turn.author_id for one in against}) >= PILE:
            return against
    return ()


def _sharpened(thrown: Sequence[_Thrown]) -> Sequence[_Thrown]:
    """The barbs between two people who both throw them, or of one who does not stop."""
    for newest in reversed(thrown):
        pair = {newest.turn.author_id, newest.target}
        between = [one for one in thrown if {one.turn.author_id, one.target} == pair and one.sting is not None]
        sides = len({one.turn.author_id for one in between})
        if (sides == 2 and len(between) >= _SHARPENED) or len(between) >= _BARRAGE:
            return between
    return ()
