"""The bounds on the host's speech."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.domain.decision import Trigger
from bot.domain.manners import TURN_SHARE, WORD_SHARE, may_speak, within_turns, words_left
from bot.domain.room import Room
from bot.domain.salon import SalonState
from bot.domain.turn import Source, Turn, Utterance, UtteranceKind
from tests.evening import CLAIM, empty_room, turn
from tests.fakes import her


def said(number: int, kind: UtteranceKind = UtteranceKind.TAKEUP) -> Turn:
    utterance = Utterance(kind, "", Source.HOUSE, "test")
    return replace(turn(number, "And where is that?"), author_id=0, utterance=utterance)


def group(turns: int = 0, start: int = 1) -> Room:
    room = empty_room(her(), people=("Anna", "Ben"))
    for number in range(start, start + turns):
        room.hear(turn(number, CLAIM, ("Anna", "Ben")[number % 2]))
    return room


@pytest.mark.parametrize("trigger", list(Trigger))
def test_never_in_an_empty_room_or_twice_in_a_row(trigger: Trigger) -> None:
    room = group()
    assert not may_speak(room, trigger).allowed
    room = group(30)
    room.hear(said(31))
    permit = may_speak(room, trigger)
    assert not permit.allowed
    assert permit.reason


@pytest.mark.parametrize("state", [SalonState.PAUSED, SalonState.CLOSED, SalonState.OPENING])
def test_never_while_the_salon_is_not_open(state: SalonState) -> None:
    room = group(20)
    room.hear(turn(21, CLAIM, to_host=True))
    room.salon = replace(room.salon, state=state)
    assert not may_speak(room, Trigger.TURN).allowed


def test_alone_somebody_waits_for_every_answer() -> None:
    room = empty_room(her())
    room.hear(turn(1, "hm"))
    permit = may_speak(room, Trigger.TURN)
    assert permit.allowed
    assert permit.must
    assert not may_speak(room, Trigger.LULL).allowed


def test_who_speaks_to_the_host_is_answered_even_early() -> None:
    room = group(1)
    assert not may_speak(room, Trigger.TURN).allowed
    room.hear(turn(2, CLAIM, to_host=True))
    permit = may_speak(room, Trigger.TURN)
    assert permit.allowed
    assert permit.must


def test_a_group_is_left_alone_for_a_while_and_longer_when_it_ignored_the_host() -> None:
    room = group(40)
    room.hear(said(41))
    for number in (42, 43):
        room.hear(turn(number, "ok", "Ben"))
    assert not may_speak(room, Trigger.TURN).allowed
    room.hear(turn(44, "ok", "Anna"))
    assert may_speak(room, Trigger.TURN).allowed
    room.hear(said(45))
    for number in (46, 47, 48):
        room.hear(turn(number, "ok", "Ben"))
    assert not may_speak(room, Trigger.TURN).allowed


def test_nudges_are_counted() -> None:
    room = group(60)
    for number in (61, 65, 69):
        assert may_speak(room, Trigger.LULL, lulls=3).allowed
        room.hear(said(number, UtteranceKind.NUDGE))
        for more in (1, 2, 3):
            room.hear(turn(number + more, CLAIM, ("Anna", "Ben")[more % 2]))
    assert not may_speak(room, Trigger.LULL, lulls=3).allowed
    assert may_speak(room, Trigger.LULL, lulls=4).allowed


@pytest.mark.parametrize("people", [1, 5, 6, 17, 100])
def test_the_shares_hold_exactly(people: int) -> None:
    room = group(people)
    said_turns = 0
    while within_turns(room):
        said_turns += 1
        room.hear(said(1000 + said_turns))
    assert said_turns <= TURN_SHARE * (said_turns + people)
    assert said_turns + 1 > TURN_SHARE * (said_turns + 1 + people)
    room = group(people)
    assert words_left(room) <= WORD_SHARE * (words_left(room) + room.person_words)
