"""What people wrote during a film: which of it makes a moment, and the picture of it."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from PIL import Image

from bot.domain.film_clock import Deed, DeedKind, FilmClock
from bot.domain.moments import Moments, Peak, Stop, moments, with_moments
from bot.domain.recap import BY_CODE, ItemKind, Recap
from bot.domain.recap_html import Sheet, page
from bot.domain.recap_text import Wording, markdown
from bot.domain.room import Room
from bot.domain.timeline import Timeline, with_film
from bot.domain.turn import Turn, TurnId
from bot.ui.evening_picture import FILM_FILE, drawn
from bot.ui.moments_alt import moments_alt
from bot.ui.pictures.moments import draw
from bot.ui.theme_alt import LIMIT
from tests.evening import empty_room, film, locales, turn
from tests.fakes import EVENING, recap

RUNTIME = 126 * 60.0
START = Deed(EVENING, DeedKind.START, 0.0, 1)


async def a_room(said: list[tuple[float, str, str]], language: str = "en") -> Room:
    """People write at so many minutes of the evening."""
    room = empty_room(await film(), people=("Anna", "Ben", "Caro"), language=language)
    for number, (minute, by, text) in enumerate(said, 1):
        one = turn(number, text, by)
        moved = {name: getattr(one, name) for name in Turn.__slots__} | {"at": EVENING + timedelta(minutes=minute)}
        room.hear(Turn(**moved))
    return room


def found(room: Room, *deeds: Deed) -> Moments | None:
    clock = FilmClock((START, *deeds), RUNTIME)
    return moments("Her (2013)", room.turns, room.readings, room.reader.lexicon, clock)


def peaks(room: Room, *deeds: Deed) -> list[tuple[int, int]]:
    made = found(room, *deeds)
    return [(int(peak.position // 60), peak.people) for peak in made.peaks] if made is not None else []


async def test_several_at_once_make_a_moment() -> None:
    room = await a_room(
        [
            (12, "Anna", "The letters are never signed by the one who wrote them."),
            (42.1, "Ben", "He gives his own marriage away in that letter."),
            (42.4, "Caro", "So the office is where everybody hides their voice."),
            (70, "Anna", "A whole beach and he talks to his breast pocket."),
        ]
    )
    assert peaks(room) == [(42, 2)]
    made = found(room)
    assert made is not None
    assert made.by_minute[42] == 2
    assert sum(made.by_minute) == 4
    assert all(line.words in next(t.text for t in room.turns if t.id == line.turn) for line in made.peaks[0].lines)


@pytest.mark.parametrize("text", ["brb", "lol", "press play", "pause please", "out of sync, pausing", "ok", "I'm back"])
async def test_arranging_the_watching_is_no_moment(text: str) -> None:
    room = await a_room([(42.1, "Ben", "He gives his own marriage away in that letter."), (42.2, "Caro", text)])
    assert peaks(room) == []
    assert peaks(await a_room([(42.1, who, text) for who in ("Anna", "Ben", "Caro")])) == []


async def test_in_french_too() -> None:
    said = [(42.1, "Ben", "Il donne son propre mariage dans cette lettre."), (42.2, "Caro", "pause, je reviens")]
    assert peaks(await a_room(said, "fr")) == []
    said[1] = (42.2, "Caro", "Le bureau est l'endroit où chacun cache sa voix.")
    assert peaks(await a_room(said, "fr")) == [(42, 2)]


async def test_a_burst_of_one_is_a_moment_and_an_even_talk_is_none() -> None:
    lines = [f"Number {n}: the staircase says more than the words around it." for n in range(200)]
    burst = [(42 + n / 10, "Anna", lines[n]) for n in range(4)]
    assert peaks(await a_room(burst)) == [(42, 1)]
    even = [(n * 0.5, ("Anna", "Ben")[n % 2], lines[n]) for n in range(200)]
    assert peaks(await a_room(even)) == []


async def test_talk_over_the_kettle_is_no_moment() -> None:
    stop, go = Deed(EVENING + timedelta(minutes=30), DeedKind.PAUSE, 1_800, 1), EVENING + timedelta(minutes=50)
    talk = [
        (40 + n / 10, who, "The neighbours are watching the same film as we are tonight.")
        for n, who in enumerate(("Anna", "Ben", "Caro"))
    ]
    room = await a_room(talk)
    assert peaks(room, stop, Deed(go, DeedKind.RESUME, 1_800, 1)) == []
    close = [(30 + n / 10, who, text) for n, (_, who, text) in enumerate(talk)]
    assert peaks(await a_room(close), stop, Deed(go, DeedKind.RESUME, 1_800, 1)) == [(30, 3)]


async def test_without_a_clock_there_are_no_moments_and_what_is_covered_is_not_repeated() -> None:
    said = [
        (42.1, "Ben", "||Samantha leaves him in the end with all the others||"),
        (42.3, "Caro", "||He is left alone on the roof||"),
    ]
    room = await a_room(said)
    assert moments("Her", room.turns, room.readings, room.reader.lexicon, FilmClock((), RUNTIME)) is None
    assert peaks(room) == []


async def test_the_record_covers_the_line_in_every_form_and_gives_way_to_no_line_twice() -> None:
    words = ("He gives his own marriage away in that letter", "So the office is where everybody hides their voice")
    room = await a_room([(42.1, "Ben", words[0]), (42.4, "Caro", words[1])])
    made = found(room)
    assert made is not None
    first = made.peaks[0].lines[0]
    other = next(line for line in made.peaks[0].lines if line is not first)
    said = recap(first.words)
    taken = Recap(said.film, said.headline, (said.items[0],), said.source)
    taken = Recap(said.film, said.headline, tuple(_resting(item, first.turn) for item in taken.items), said.source)
    record = with_moments(taken, made, {0: "0:42, two people at once"})
    assert record == with_moments(record, made, {0: "0:42, two people at once"})
    (item,) = [one for one in record.items if one.kind is ItemKind.MOMENT]
    assert item.quote == other.words
    text = markdown(record, lambda turn_id: f"https://x/{turn_id}", Wording())
    assert f"0:42, two people at once: “||{other.words}||” ({other.speaker}) [link](https://x/{other.turn})" in text
    html = page(record, lambda _: "https://x", Wording(), Sheet("en", "today", "2026-11-26", "covered"))
    assert f'<span class="covered" tabindex="0">{other.words}</span>' in html
    assert ItemKind.MOMENT in BY_CODE
    assert with_moments(record, None, {}) == taken


def _resting(item: object, turn_id: TurnId) -> object:
    from dataclasses import replace

    return replace(item, turns=(turn_id,))  # type: ignore[type-var]


MADE = Moments(
    "Her (2013)",
    RUNTIME,
    tuple(sorted([*(60.0 * n for n in range(0, 126, 3)), 2_520.0, 2_530.0, 5_460.0])),
    (Stop(2_600.0, 300.0),),
    (Peak(2_520.0, 3, (TurnId(1),), ()), Peak(2_700.0, 2, (TurnId(2),), ()), Peak(5_460.0, 2, (TurnId(3),), ())),
)


@pytest.mark.parametrize("language", ["en", "fr"])
async def test_the_picture_and_its_words(language: str) -> None:
    texts = locales()(language)
    with Image.open(io.BytesIO(draw(MADE, texts))) as image:
        assert image.size == (1200, 430)
    words = moments_alt(MADE, texts)
    assert all(time in words for time in ("0:42", "0:45", "1:31", "0:43"))
    assert len(words) <= LIMIT


async def test_it_stands_below_a_recap_without_another_picture() -> None:
    room = empty_room(await film())
    assert with_film(None, None, room.salon, EVENING.tzinfo) is None  # type: ignore[arg-type]
    alone = with_film(None, MADE, room.salon, EVENING.tzinfo)  # type: ignore[arg-type]
    assert alone == Timeline(None, EVENING.date(), MADE)
    picture = await drawn(alone, locales()("en"))
    assert picture is not None
    assert [file.filename for file in picture.files()] == [FILM_FILE]
    assert len(picture.gallery().items) == 1


async def test_a_film_that_cannot_be_drawn_costs_no_record() -> None:
    broken = Moments("Her", float("nan"), (1.0,), (), MADE.peaks)
    assert await drawn(Timeline(None, EVENING.date(), broken), locales()("en")) is None
