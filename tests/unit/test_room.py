"""The room: who said what, who answered whom, and what is still open."""

from __future__ import annotations

from dataclasses import replace

from bot.domain.point import PointState
from bot.domain.question import Asked, Kind, QuestionId
from bot.domain.room import Room
from bot.domain.turn import Source, Turn, TurnId, Utterance, UtteranceKind
from tests.evening import CLAIM, OBJECTION, READING, empty_room, turn
from tests.fakes import her


def room_of(*turns: Turn, people: tuple[str, ...] = ("Anna", "Ben")) -> Room:
    room = empty_room(her(), people=people)
    for one in turns:
        room.hear(one)
    return room


def by_host(number: int, *takes_up: int, kind: UtteranceKind = UtteranceKind.TAKEUP, question: str = "q1") -> Turn:
    asked = Asked(QuestionId(question), Kind.INTERPRETIVE, "Where is that plainest?")
    said = Utterance(kind, "", Source.HOUSE, "test", tuple(TurnId(t) for t in takes_up), asked)
    words = "Where is that plainest?"
    return replace(turn(number, words), author_id=0, author_name="Salon", utterance=said)


def test_an_unanswered_point_is_open_and_an_answered_one_is_not() -> None:
    room = room_of(turn(1, CLAIM))
    (point,) = room.open_points()
    assert room.state_of(point) is PointState.OPEN
    room.hear(turn(2, "I agree, the letters are gifts to all of them", "Ben"))
    assert room.state_of(point) is PointState.TAKEN
    assert list(room.answerers(point)) == ["Ben"]
    assert not room.by_host_taken(point)


def test_nobody_answers_oneself() -> None:
    room = room_of(turn(1, CLAIM), turn(2, "I agree with myself that the letters are gifts"))
    assert room.state_of(room.points[0]) is PointState.OPEN
    assert room.stances == []


def test_the_host_takes_up_a_point() -> None:
    room = room_of(turn(1, CLAIM), by_host(2, 1))
    assert room.by_host_taken(room.points[0])
    assert list(room.answerers(room.points[0])) == []


def test_a_reply_names_its_target_however_far_back() -> None:
    filler = [turn(n, "lol", "Ben") for n in range(2, 5)]
    room = room_of(turn(1, OBJECTION), *filler, turn(5, "I disagree, she pays with everything", "Ben", reply_to=101))
    assert room.taken[TurnId(1)] == [TurnId(5)]
    (stance,) = room.stances
    assert (stance.target.turn_id, stance.agrees) == (1, False)


def test_a_reply_to_a_host_turn_that_became_a_message_later() -> None:
    spoken = replace(by_host(2, 1), message_id=None)
    room = room_of(turn(1, CLAIM), spoken)
    room.posted(TurnId(2), 555)
    room.hear(turn(3, "In the opening", reply_to=555))
    assert room.taken[TurnId(2)] == [TurnId(3)]


def test_one_person_is_alone_until_another_speaks_or_is_expected() -> None:
    room = room_of(turn(1, CLAIM), people=("Anna",))
    assert room.solo
    room.hear(turn(2, "hello", "Ben"))
    assert not room.solo
    assert not room_of(turn(1, CLAIM), people=("Anna", "Ben")).solo


def test_who_spoke_to_the_host_waits_until_it_answers() -> None:
    room = room_of(turn(1, CLAIM, to_host=True), turn(2, "hm", "Ben"))
    assert room.addressed is not None
    assert room.addressed.id == 1
    room.hear(by_host(3, 1))
    assert room.addressed is None


def test_shares_count_neither_opening_nor_closing() -> None:
    room = room_of(by_host(1, kind=UtteranceKind.OPENING), turn(2, CLAIM), by_host(3, 2, question="q2"))
    room.hear(by_host(4, kind=UtteranceKind.CLOSING, question="q3"))
    assert (room.host_turns, room.host_words, room.person_turns) == (1, 4, 1)
    assert {str(q) for q in room.asked} == {"q1", "q2", "q3"}


def test_a_host_that_is_ignored_knows_it() -> None:
    room = room_of(turn(1, CLAIM), by_host(2, 1))
    for number in (3, 4, 5):
        room.hear(turn(number, "lol", ("Anna", "Ben")[number % 2]))
    room.hear(by_host(6))
    assert room.ignored >= 1
    room.hear(turn(7, READING, "Ben"))
    room.hear(by_host(8, 7))
    assert room.ignored == 0


def test_questions_of_earlier_evenings_count_as_asked() -> None:
    content = room_of().reader
    room = Room(room_of().salon, content, [QuestionId("old")])
    assert room.asked == {QuestionId("old")}


def test_an_empty_room() -> None:
    room = room_of()
    assert room.last is None
    assert room.addressed is None
    assert list(room.open_points()) == []
    assert room.turn(TurnId(1)) is None


def test_what_refers_back_at_once_takes_a_point_up() -> None:
    for text in ("She does, all the way through.", "Why that?", "I cried when Theodore signs the last one."):
        room = room_of(turn(1, CLAIM), turn(2, text, "Ben"))
        assert room.state_of(room.points[0]) is PointState.TAKEN, text
        assert room.stances == []
    for later in (("We had pizza with it.", "Ben"), ("She does, all the way through.", "Anna")):
        room = room_of(turn(1, CLAIM), turn(2, *later))
        assert room.state_of(room.points[0]) is PointState.OPEN, later
