"""What the house host may say into a silence, in the order in which it would: the guests' words before its own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from bot.domain.dynamics import about_the_film
from bot.domain.following import unanswered
from bot.domain.room import Room
from bot.domain.speech import Speech
from bot.domain.turn import Utterance, UtteranceKind
from bot.hosts.attention import Attention
from bot.hosts.composing import Composer
from bot.hosts.stalling import help_along
from bot.hosts.two_sides import open_dispute

_SUBJECT = 10  # participants' turns that a question must have to do with


def for_a_lull(
    room: Room, attention: Attention, composer: Composer, speech: Speech, *, nudges: int, unseen: str | None
) -> Iterator[Utterance | None]:
    """A guest's own question, the two sides of a dispute, words left open, and last a question of the bank that fits.

    ``unseen`` is the film's opening for those who have not seen it, ``nudges`` how many an evening may have.
    """
    wondered = unanswered(room)
    yield composer.wonder(wondered) if wondered is not None else None
    if attention.in_the_air:
        return
    sides = open_dispute(room, composer.speakable, speech)
    connected = composer.connect(*sides) if sides is not None else None
    yield replace(connected, kind=UtteranceKind.NUDGE) if connected is not None else None
    if attention.choosing:
        yield to_the_unseeing(room, composer, UtteranceKind.NUDGE, unseen)
        return
    yield help_along(room, composer, speech, nudges=nudges)
    yield from map(composer.bring_back, attention.left_open())
    lately = [t for t in room.turns if not t.by_host][-_SUBJECT:]
    yield composer.fitting([w for t in lately for w in room.readings[t.id].words], "a lull")
    for point in attention.last_words():
        yield composer.press(point, "stays with the last words", UtteranceKind.NUDGE)
    if not any(about_the_film(room, turn) for turn in lately):
        yield composer.quiet()


def to_the_unseeing(room: Room, composer: Composer, kind: UtteranceKind, unseen: str | None) -> Utterance | None:
    """One question that gives nothing away, once, where somebody has not seen the film."""
    spent = ("choosing:", "opening-unseen:")
    return None if any(q.id.startswith(spent) for q in room.asked_here) else composer.unspoiled(unseen, kind)
