"""Counter-readings of the house host: what they say, what they ask, and what they never do."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from bot.domain.film import FilmId
from bot.domain.point import Point
from bot.domain.room import Room
from bot.domain.spoiler import HALF, NOTHING, Horizon
from bot.domain.turn import Turn, Utterance, UtteranceKind
from bot.errors import NotFound
from bot.hosts.guard import check
from bot.hosts.house import HouseHost
from bot.hosts.phrases import load_phrases
from tests.evening import CLAIM, HER, OBJECTION, PROPOSAL, READING, empty_room, film, house, quoted, turn
from tests.fakes import her

HOST = HouseHost(house().content.bank, house().content.speech)
FORMS = house().content.speech.counter
PHRASES = load_phrases(Path(__file__).parents[2] / "config" / "guard")
QUESTIONS = {q.id: q for q in house().content.bank.questions}
PRAISE = "I loved the music, it is beautiful and tender because it never insists."
DISLIKE = "The whole middle is boring because nothing happens for an hour."
EVIDENCE = "The scene where he lies in bed in the dark is unbearable because the screen stays black."
LINES = (CLAIM, READING, OBJECTION, PROPOSAL, PRAISE, DISLIKE, EVIDENCE)


def spoken(number: int, said: Utterance) -> Turn:
    return replace(turn(number, said.text), author_id=0, author_name="Salon", utterance=said)


async def room_of(*lines: str, about: str = HER, people: tuple[str, ...] = ("Anna", "Ben")) -> Room:
    room = empty_room(await film(about), people=people)
    for number, text in enumerate(lines, 1):
        room.hear(turn(number, text, people[number % len(people)]))
    return room


async def countered(room: Room, point: Point | None = None) -> Utterance:
    """A counter-reading that the room hears as well."""
    said = await HOST.counter(room, point)
    room.hear(spoken(len(room.turns) + 1, said))
    return said


def best(room: Room, number: int) -> Point:
    return next(iter(room.readings[room.turns[number - 1].id].points))


def test_there_are_four_cases_for_each_kind_and_each_reads_as_a_sentence() -> None:
    assert set(FORMS.cases) == {
        "claim", "reading", "objection", "proposal", "evidence", "praise", "dislike", "agreed",
    }  # fmt: skip
    for kind, cases in FORMS.cases.items():
        assert len({case.question for case in cases}) == len(cases) >= 4, kind
        for case in cases:
            for text, names in ((case.alone, {"quote"}), (case.anyone, {"quote", "name"})):
                assert set(re.findall(r"{(\w+)}", text)) == names, text
                assert text.endswith("."), text
                assert not set(text) & set(":?!"), text
                assert text[0].islower() or text[0] in '"{', text
            assert re.fullmatch(r"[A-Z][^?!{]*\?", case.question), case.question
    for line in FORMS.scenes:
        assert line.count("{scene}") == line.count("?") == 1, line
    assert all("counter-reading" in sign and sign.endswith(":") for sign in FORMS.signs)


def test_every_question_of_the_forms_is_another_one() -> None:
    questions = [case.question for cases in FORMS.cases.values() for case in cases]
    assert len(set(questions)) == len(questions)
    assert not [text for text in questions if PHRASES.found_in(text)]


@pytest.mark.parametrize("people", [("Anna",), ("Anna", "Ben")])
async def test_it_says_what_it_is_and_speaks_to_the_words(people: tuple[str, ...]) -> None:
    room = await room_of(*LINES, people=people)
    for number, line in enumerate(LINES, 1):
        point = best(room, number)
        said = await countered(room, point)
        assert "counter-reading" in said.text.split(":")[0]
        assert said.kind is UtteranceKind.COUNTER
        assert said.takes_up == (number,)
        assert said.question is not None
        assert said.text.endswith(said.question.text)
        head = said.text.removesuffix(said.question.text)
        assert point.quote in quoted(head)
        assert all(part in line for part in quoted(head))
        assert len(said.text.split()) <= (120 if len(people) == 1 else 90)
        before = replace_last(room)
        assert not check(said.text, before, takes_up=said.takes_up, question=said.question, phrases=PHRASES)
        assert (point.author_name in head) is (len(people) > 1)


def replace_last(room: Room) -> Room:
    """The room without what was said last, as it was when the host made its words."""
    again = Room(room.salon, room.reader, present=[11, 12] if not room.solo else [11])
    for one in room.turns[:-1]:
        again.hear(one)
    return again


async def test_an_objection_of_the_films_own_comes_first() -> None:
    said = await HOST.counter(await room_of(OBJECTION), None)
    assert said.question is not None
    assert QUESTIONS[said.question.id].movement == "objections"


async def test_otherwise_a_scene_of_the_film_is_set_against_the_words() -> None:
    room = await room_of(CLAIM)
    said = await HOST.counter(room, None)
    assert said.question is not None
    scene = QUESTIONS[type(said.question.id)(said.question.id.removeprefix("counter:"))]
    assert scene.film == HER
    assert scene.anchor is not None
    assert scene.anchor.split(",")[0] in said.question.text


@pytest.mark.parametrize("horizon", [NOTHING, HALF])
@pytest.mark.parametrize("about", [HER, "vertigo-1958", "parasite-2019"])
async def test_nothing_beyond_the_horizon_is_named(about: str, horizon: Horizon) -> None:
    cues = " ".join(cue for q in house().content.bank.of_film(FilmId(about)) for cue in q.cues)
    room = await room_of(*LINES, f"I think the film is about this: {cues}.", about=about)
    room.has_seen(12, horizon)
    hidden = [q.anchor for q in house().content.bank.of_film(FilmId(about)) if not horizon.allows(q.reveals)]
    for _ in range(3):
        for number in range(1, len(LINES) + 2):
            for point in room.readings[room.turns[number - 1].id].points:
                said = await countered(room, point)
                assert said.question is not None
                question = QUESTIONS.get(said.question.id)
                assert question is None or horizon.allows(question.reveals)
                assert not [anchor for anchor in hidden if anchor and anchor.split(",")[0] in said.question.text]


async def test_no_question_comes_twice_while_there_are_others() -> None:
    room = await room_of(*LINES)
    points = [best(room, number) for number in range(1, len(LINES) + 1)]
    asked = []
    for place in range(35):
        said = await countered(room, points[place % len(points)])
        assert said.question is not None
        asked.append(said.question.id)
    assert len(set(asked)) == len(asked)
    for _ in range(20):  # and when all are spent it still has something to say
        await countered(room, points[0])


async def test_without_a_point_the_one_that_was_agreed_with_meets_an_opponent() -> None:
    room = await room_of(PROPOSAL, "hm", CLAIM)
    room.hear(turn(4, "I agree, the letters are gifts and nothing else", "Anna"))
    said = await HOST.counter(room, None)
    assert said.takes_up == (3,)
    agreed = [case.anyone.split("{")[0].strip() for case in FORMS.cases["agreed"]]
    assert any(start and start in said.text for start in agreed)


async def test_the_next_time_it_turns_to_another_point() -> None:
    room = await room_of(CLAIM, READING, OBJECTION)
    targets = [(await countered(room)).takes_up for _ in range(3)]
    assert len(set(targets)) == 3


@pytest.mark.parametrize("lines", [(), ("hello", "hi"), ("what did you think of the ending?",)])
async def test_a_room_without_a_point_has_nothing_to_speak_against(lines: tuple[str, ...]) -> None:
    with pytest.raises(NotFound, match="no_point"):
        await HOST.counter(await room_of(*lines), None)


async def test_of_a_film_it_does_not_know_it_asks_for_the_scene() -> None:
    unlisted = replace(her(), id=FilmId("title:home"), title="Home Movie", listed=False, characters=())
    room = empty_room(unlisted, people=("Anna", "Ben"))
    room.hear(turn(1, CLAIM))
    said = await HOST.counter(room, None)
    assert said.question is not None
    assert said.question.id.startswith("counter:claim-")


async def test_names_are_said_without_markup_or_mentions() -> None:
    room = empty_room(await film(), people=("Anna", "Ben"))
    room.hear(replace(turn(1, CLAIM), author_name="@everyone **<@123>** `x`\nevil {quote}"))
    said = await HOST.counter(room, None)
    assert not set(said.text) & set("<>`\n*@")


async def test_a_counter_reading_counts_as_the_hosts() -> None:
    room = await room_of(CLAIM)
    said = await countered(room)
    assert (room.host_turns, room.host_words) == (1, len(said.text.split()))
    assert room.by_host_taken(best(room, 1))
    assert room.since_host == 0
