"""How far people say they have seen: minutes, parts and pleas, in two languages, and what is none of these."""

from __future__ import annotations

import pytest

from bot.domain.sighting import seen_so_far
from bot.domain.spoiler import EVERYTHING, NOTHING, Horizon
from tests.evening import CLAIM, empty_room, house, turn
from tests.fakes import her

CUES = {name: content.lexicon.sightings for name, content in house().library.contents.items()}
LENGTH = 120


@pytest.mark.parametrize(
    ("language", "text", "minutes"),
    [
        ("en", "im at about 40 min, carry on", 40),
        ("en", "I'm at the 1h30 mark and it is getting dark", 90),
        ("en", "i'm 20 minutes in on the train, bad signal", 20),
        ("en", "two hours in", 120),
        ("en", "watched the first 20 minutes over breakfast", 20),
        ("en", "i've just seen the first hour", 60),
        ("en", "paused at 35:20, kettle", 35),
        ("en", "i'm an hour and a half in", 90),
        ("fr", "j'en suis à 50 minutes", 50),
        ("fr", "je suis à 1h10 du film", 70),
        ("fr", "j'ai vu seulement la première heure", 60),
        ("fr", "je me suis arrêtée au bout de 25 minutes", 25),
    ],
)
def test_a_minute_is_a_share_of_the_film(language: str, text: str, minutes: int) -> None:
    seen = seen_so_far(text, CUES[language], LENGTH)
    assert seen is not None
    assert seen.seen == pytest.approx(min(minutes / LENGTH, 0.84), abs=0.001)
    assert seen_so_far(text, CUES[language], None) == NOTHING, "where nobody knows its length it tells nothing"


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "I haven't finished it yet"),
        ("en", "no spoilers please"),
        ("en", "still watching, don't mind me"),
        ("en", "i never got to the end"),
        ("en", "i only saw up to the wedding"),
        ("en", "please don't tell me how it ends"),
        ("fr", "je ne l'ai pas fini"),
        ("fr", "pas de spoilers svp"),
        ("fr", "je suis encore en train de le regarder"),
        ("fr", "me racontez pas la fin"),
    ],
)
def test_who_has_not_come_to_the_end_is_told_nothing(language: str, text: str) -> None:
    assert seen_so_far(text, CUES[language], LENGTH) == NOTHING


@pytest.mark.parametrize("text", ["about halfway", "i'm halfway through", "i've seen half"])
def test_half_is_short_of_half(text: str) -> None:
    seen = seen_so_far(text, CUES["en"], LENGTH)
    assert seen is not None
    assert 0 < seen.seen < 0.5


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "an hour in, it turns into a western"),
        ("en", "the best scene is halfway through the film"),
        ("en", "my brother never got to the end"),
        ("en", "you haven't finished it?"),
        ("en", "the first hour drags"),
        ("en", "he is still watching her from the window"),
        ("en", "i'm 20 minutes in the queue already"),
        ("en", "sorry, im 20 minutes late"),
        ("fr", "au bout d'une heure on change de film"),
        ("fr", "mon frère n'a pas fini"),
        ("fr", "je suis à vingt minutes de chez moi"),
    ],
)
def test_other_words_are_no_position(language: str, text: str) -> None:
    assert seen_so_far(text, CUES[language], LENGTH) is None


def test_the_newest_word_counts_and_an_end_is_an_end() -> None:
    room = empty_room(her(), people=("Anna", "Ben"))
    runtime = her().runtime
    assert runtime
    room.hear(turn(1, CLAIM, "Anna"))
    room.hear(turn(2, "i'm 30 minutes in", "Ben"))
    assert room.horizon == Horizon(30 / runtime)
    room.hear(turn(3, "ok i'm at the 1h mark", "Ben"))
    assert room.horizon == Horizon(60 / runtime)
    room.hear(turn(4, "just finished it", "Ben"))
    assert room.horizon == EVERYTHING


@pytest.mark.parametrize(
    ("asked", "answer", "seen"),
    [
        ("have you seen it?", "nope, but i know the song", NOTHING),
        ("have you seen it?", "not yet", NOTHING),
        ("have you seen it?", "yes, twice", EVERYTHING),
        ("have you seen the sea?", "no", EVERYTHING),
        ("did you like it?", "no, not at all", EVERYTHING),
    ],
)
def test_a_no_to_whether_one_has_seen_it(asked: str, answer: str, seen: Horizon) -> None:
    room = empty_room(her(), people=("Anna", "Ben"))
    room.hear(turn(1, asked, "Anna"))
    room.hear(turn(2, answer, "Ben"))
    assert room.horizon == seen


def test_talk_in_another_language_than_the_salons_is_heard() -> None:
    library = house().library
    for language, text in (("en", "j'en suis à 30 minutes"), ("fr", "i'm 30 minutes in")):
        assert seen_so_far(text, library.lexicon(language).sightings, LENGTH) == Horizon(0.25)
