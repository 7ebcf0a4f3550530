"""Manners: the bounds on the host's speech, held by code for every host.

In a group the host has at most 15 % of the turns and 30 % of the words (opening and closing not counted), waits for at
least three turns of participants, never speaks twice in a row unasked, and backs off when it is ignored. The one turn
back to the screen when people are at each other (``bot.domain.heat``) waits for no share, but counts in it, and is
followed by ten turns of participants in which the host speaks only when it is called.
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.decision import Trigger
from bot.domain.room import Room
from bot.domain.salon import SalonState

TURN_SHARE = 0.15
WORD_SHARE = 0.30
GAP = 3
LULLS = 3
WHISPER = 40
"""Words of an answer while the film is on."""


@dataclass(frozen=True, slots=True)
class Permit:
    """Whether the host may speak now, whether it must (somebody waits for it), how many words at most, and why."""

    allowed: bool
    reason: str
    must: bool = False
    words: int = 120


def may_speak(room: Room, trigger: Trigger, *, lulls: int = LULLS) -> Permit:
    """The bounds, applied to this moment."""
    if room.salon.state is SalonState.WATCHING:
        return _during_the_film(room, trigger)
    if room.salon.state is not SalonState.OPEN:
        return Permit(False, "paused")
    last = room.last
    if last is None or last.by_host:
        return Permit(False, "the host spoke last")
    if room.solo:
        return Permit(trigger is Trigger.TURN, "alone with the host", must=trigger is Trigger.TURN)
    if room.addressed is not None and trigger is Trigger.TURN:
        return Permit(True, "addressed", must=True, words=90)
    return _in_a_group(room, trigger, lulls)


def _during_the_film(room: Room, trigger: Trigger) -> Permit:
    """Whoever calls the host is answered in few words; for the rest people are watching."""
    if room.addressed is None or trigger is not Trigger.TURN:
        return Permit(False, "the film is on")
    return Permit(True, "addressed during the film", must=True, words=WHISPER)


def _in_a_group(room: Room, trigger: Trigger, lulls: int) -> Permit:
    if room.let_be:
        return Permit(False, "lets the room be, after it turned back to the screen")
    gap = GAP * (1 + min(room.ignored, 3))
    if room.since_host < gap:
        return Permit(False, "backing off, last time nobody answered" if room.ignored else "spoke a moment ago")
    if trigger is Trigger.LULL and room.lulls >= lulls:
        return Permit(False, "enough nudges for one evening")
    if not within_turns(room):
        return Permit(False, "more than its share of turns")
    words = words_left(room)
    if words < 15:
        return Permit(False, "more than its share of words")
    return Permit(True, "the room may be asked", words=min(60, words))


def within_turns(room: Room) -> bool:
    """Whether one more host turn keeps the share of turns within bounds."""
    host = room.host_turns + 1
    return host <= TURN_SHARE * (host + room.person_turns)


def words_left(room: Room) -> int:
    """How many words the host may add and keep its share of words within bounds."""
    # (h + x) <= s (h + x + p)  =>  x <= s p / (1 - s) - h
    return int(WORD_SHARE * room.person_words / (1 - WORD_SHARE) - room.host_words)
