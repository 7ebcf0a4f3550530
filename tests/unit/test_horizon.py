"""How much may be given away in a room: who is there, what they said, and what they let fall."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.later_scenes import LaterScenes, common_cues
from bot.domain.question import Kind, Movement, Question, QuestionId
from bot.domain.room import Room
from bot.domain.spoiler import EVERYTHING, HALF, NOTHING, Horizon, Reveal
from tests.evening import CLAIM, HER, PEOPLE, empty_room, film, house, turn
from tests.fakes import her

UNSEEN = "I haven't seen it yet, I am only here for the company"


def room_of(*lines: tuple[str, str], opened: Horizon = EVERYTHING) -> Room:
    room = empty_room(her(), people=("Anna", "Ben", "Caro"))
    room.salon = replace(room.salon, horizon=opened)
    for number, (by, text) in enumerate(lines, 1):
        room.hear(turn(number, text, by))
    return room


def test_without_a_word_the_salon_is_as_it_was_opened() -> None:
    for opened in (EVERYTHING, HALF, NOTHING):
        assert room_of(opened=opened).horizon == opened
        assert room_of(("Anna", CLAIM), ("Ben", "hm"), opened=opened).horizon == opened


def test_the_least_that_anybody_has_seen_counts() -> None:
    room = room_of(("Anna", CLAIM), ("Ben", "hm"))
    room.has_seen(PEOPLE["Ben"], Horizon(0.6))
    assert room.horizon == Horizon(0.6)
    room.has_seen(PEOPLE["Caro"], NOTHING)  # she has not spoken, and is there
    assert room.horizon == NOTHING
    room.has_seen(PEOPLE["Caro"], EVERYTHING)
    assert room.horizon == Horizon(0.6)


def test_a_salon_opened_for_less_widens_when_everybody_there_has_seen_more() -> None:
    room = room_of(("Anna", CLAIM), ("Ben", "hm"), opened=HALF)
    room.has_seen(PEOPLE["Anna"], EVERYTHING)
    assert room.horizon == HALF
    room.has_seen(PEOPLE["Ben"], EVERYTHING)
    assert room.horizon == EVERYTHING


def test_who_says_so_in_the_talk_has_seen_nothing_until_they_say_otherwise() -> None:
    room = room_of(("Anna", CLAIM), ("Ben", UNSEEN))
    assert room.horizon == NOTHING
    room.has_seen(PEOPLE["Ben"], HALF)
    assert room.horizon == HALF
    room.hear(turn(3, UNSEEN, "Ben"))
    assert room.horizon == HALF, "what was said by command counts"


@pytest.mark.parametrize(
    "text",
    [
        "I haven't seen it in years, and it has not aged a day",
        "I haven't laughed so much since",
        "you haven't seen it then?",
        "I have not made up my mind about her",
        "I didn't see it that way at all",
        "sounds good, what happens to the letters matters more",
    ],
)
def test_other_words_of_the_kind_change_nothing(text: str) -> None:
    assert room_of(("Anna", CLAIM), ("Ben", text)).horizon == EVERYTHING


def test_who_has_long_been_silent_has_left() -> None:
    room = room_of(("Ben", UNSEEN))
    for number in range(2, 31):
        room.hear(turn(number, "hm", "Anna"))
    assert room.horizon == NOTHING
    for number in range(31, 40):
        room.hear(replace(turn(number, "hm", "Anna"), at=turn(1, "").at + timedelta(minutes=119)))
    assert room.horizon == NOTHING, "thirty turns are over, two hours are not"
    room.hear(replace(turn(41, "hm", "Anna"), at=turn(1, "").at + timedelta(hours=3)))
    assert room.horizon == EVERYTHING


def test_others_are_those_besides_oneself() -> None:
    room = room_of(("Anna", CLAIM), ("Ben", UNSEEN))
    assert room.horizon_beside(PEOPLE["Anna"]) == NOTHING
    assert room.horizon_beside(PEOPLE["Ben"]) == EVERYTHING
    assert room_of(("Anna", CLAIM), opened=NOTHING).horizon_beside(PEOPLE["Anna"]) == EVERYTHING


# --- later scenes ---


def question(name: str, reveals: Reveal, anchor: str, *cues: str, about: str = HER) -> Question:
    return Question(
        QuestionId(name), "Why?", Kind.INTERPRETIVE, Movement.READINGS, reveals, about, anchor=anchor, cues=cues
    )


SCENES = (
    question("first", Reveal.NOTHING, "the letters at work", "letter", "letters", "the office"),
    question("book", Reveal.MOST, "the letters sent to a publisher", "published", "letters", "Samantha", "ending"),
    question("watts", Reveal.ALL, "Alan Watts, rebuilt", "philosopher", "watts", "rebuilt", "ending"),
    question("pair", Reveal.ALL, "Samantha and Theodore", "samantha", "theodore", "goodbye"),
)
ELSEWHERE = [question(f"x{n}", Reveal.ALL, "the end", "ending", about=f"film-{n}") for n in range(3)]


def named(text: str, horizon: Horizon) -> bool:
    content = house().content
    return LaterScenes(her(), SCENES, common_cues([*SCENES, *ELSEWHERE]), content.lexicon).named(text, horizon)


@pytest.mark.parametrize(
    "text",
    [
        "then she sent his letters to a publisher without a word",
        "and ALAN WATTS turns up, of all people",
        "a philosopher, rebuilt from his books",
    ],
)
def test_a_later_scene_is_known_by_its_name_or_by_two_cues(text: str) -> None:
    assert named(text, NOTHING)
    assert named(text, HALF)
    assert not named(text, EVERYTHING)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "hm",
        "the letters are lovely, every letter of them, at the office",  # a scene that all have seen
        "the ending, and what a philosopher he is",  # one cue; "ending" is anybody's
        "Samantha and Theodore are played by Johansson and Phoenix",  # names alone
        "her letters were published ||and a publisher was sent them, philosopher, rebuilt||",  # covered already
        "and then |||| a philosopher, rebuilt||",  # covered as well: four bars do not make an empty cover
        "I am glad it was published",
    ],
)
def test_other_talk_is_no_alarm(text: str) -> None:
    assert not named(text, HALF)


async def test_in_the_house_films_the_scenes_of_their_questions_are_known() -> None:
    """Whoever says what a question beyond the horizon is anchored in has named it; one who quotes the opening has not."""
    content = house().content
    common = common_cues(content.bank.questions)
    for name in (HER, "parasite-2019", "jaws-1975"):
        scenes = LaterScenes(await film(name), content.bank.of_film(name), common, content.lexicon)
        assert not scenes.named(content.bank.notes[name].opening_unseen, NOTHING)
        assert not scenes.named("hello everybody, I liked the music and the acting, what did you think?", NOTHING)
        last = [q for q in content.bank.of_film(name) if q.reveals is Reveal.ALL]
        known = [q for q in last if scenes.named(f"I keep thinking of {q.anchor}", HALF)]
        assert len(known) >= len(last) / 2
