"""The picture of an evening in its recap: where it stands, its words, and that no record is lost over it."""

from __future__ import annotations

import io
import logging
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from threading import current_thread, main_thread

import discord
import pytest
from PIL import Image

from bot.domain.film import Film, FilmId
from bot.domain.salon import Salon, SalonState
from bot.domain.theme import Tag, Verdict
from bot.domain.theme_map import Evening, Strand
from bot.domain.timeline import LONG_MINUTES, LONG_TURNS, Timeline, timeline
from bot.domain.turn import SalonId, Turn, TurnId
from bot.ui.evening_picture import FILE, Picture, drawn, files_of
from bot.ui.recap import render
from bot.ui.texts import Locale, Texts
from tests.evening import house
from tests.fakes import recap

TEXTS = Texts.load(Path(__file__).parents[2] / "config" / "locales")
AT = datetime(2026, 11, 24, 20, tzinfo=UTC)
SALON = Salon(SalonId(1), 100, 200, 300, Film(FilmId("her-2013"), "Her", 2013), SalonState.CLOSED, 7, AT)
KNOWN = house().content.bank.vocabulary
EVENING = Evening(
    "Her (2013)",
    "",
    75.0,
    (Strand("grief", "grief", "self", (1.0, 30.0)), Strand("gift", "gift and debt", "right", (2.0, 70.0))),
    tuple(float(n) for n in range(76)),
    (10.0,),
)
LONG = Timeline(EVENING, date(2026, 11, 24))
PICTURE = Picture(b"png", "An evening in words.")


def turns(count: int, minutes: float) -> list[Turn]:
    """So many turns over so much time."""
    step = timedelta(minutes=minutes / max(1, count - 1))
    return [Turn(TurnId(n), SalonId(1), 7, "Ana", AT + n * step, "words", message_id=n) for n in range(1, count + 1)]


def tags(**numbers: Sequence[int]) -> list[Tag]:
    return [Tag(theme, TurnId(n), 7, 0.8) for theme, some in numbers.items() for n in some]


@pytest.mark.parametrize(
    ("count", "minutes", "long"),
    [(LONG_TURNS, 10.0, True), (LONG_TURNS - 1, 10.0, False), (4, LONG_MINUTES, True), (4, LONG_MINUTES - 1, False)],
)
def test_what_a_long_evening_is(count: int, minutes: float, *, long: bool) -> None:
    made = timeline(SALON, turns(count, minutes), tags(grief=(1, 2), gift=(3, 4)), {}, KNOWN, UTC)
    assert (made is not None) is long


def test_two_themes_that_are_clear_make_a_picture() -> None:
    said = turns(LONG_TURNS, 30)
    assert timeline(SALON, said, tags(grief=(1, 2), gift=(3,)), {}, KNOWN, UTC) is None
    both = tags(grief=(1, 2), gift=(3, 4))
    assert timeline(SALON, said, both, {"gift": Verdict.REJECTED}, KNOWN, UTC) is None
    assert timeline(SALON, said, both, {"gift": Verdict.CONFIRMED}, KNOWN, UTC) is not None


async def test_it_is_drawn_off_the_loop_and_dated_for_its_reader() -> None:
    seen: list[tuple[str, bool]] = []

    def draw(evenings: Sequence[Evening], texts: Locale) -> bytes:
        seen.append((evenings[0].date, current_thread() is main_thread()))
        return b"png"

    picture = await drawn(LONG, TEXTS("fr"), draw)
    assert seen == [("24 novembre 2026", False)]
    assert picture is not None
    assert "24 novembre 2026" in picture.words
    assert "gift and debt" in picture.words


async def test_it_is_a_picture() -> None:
    picture = await drawn(LONG, TEXTS("en"))
    assert picture is not None
    image = Image.open(io.BytesIO(picture.data))
    assert (image.format, image.width) == ("PNG", 1_200)
    assert len(picture.words) <= 1_024


@pytest.mark.parametrize("failure", [OSError("no font"), ValueError(), MemoryError()])
async def test_where_drawing_fails_the_recap_goes_without(failure: Exception, caplog: pytest.LogCaptureFixture) -> None:
    def draw(evenings: Sequence[Evening], texts: Locale) -> bytes:
        raise failure

    with caplog.at_level(logging.WARNING):
        assert await drawn(LONG, TEXTS("en"), draw) is None
    assert f"error={type(failure).__name__}" in caplog.text
    assert await drawn(None, TEXTS("en")) is None


def galleries(page: discord.ui.LayoutView) -> list[discord.MediaGalleryItem]:
    found = [part for part in page.walk_children() if isinstance(part, discord.ui.MediaGallery)]
    return [item for gallery in found for item in gallery.items]


async def test_it_stands_below_the_words_of_the_last_message_with_its_description() -> None:
    long = recap(*(f"words {n} " * 60 for n in range(30)))
    pages = render(SALON, long, {}, TEXTS("en"), picture=PICTURE)
    assert len(pages) > 1
    assert [len(galleries(page)) for page in pages] == [0] * (len(pages) - 1) + [1]
    (item,) = galleries(pages[-1])
    assert (item.media.url, item.description) == (f"attachment://{FILE}", "An evening in words.")
    assert [[file.filename for file in files_of(page, PICTURE)] for page in pages] == [[]] * (len(pages) - 1) + [[FILE]]


async def test_without_one_nothing_is_attached() -> None:
    (page,) = render(SALON, recap("a line"), {}, TEXTS("en"))
    assert not galleries(page)
    assert files_of(page, None) == []


async def test_the_words_of_a_record_stay_within_limits_beside_it() -> None:
    long = recap(*(f"words {n} " * 60 for n in range(30)))
    for page in render(SALON, long, {}, TEXTS("en"), most=2, picture=replace(PICTURE, words="x" * 1_024)):
        assert page.content_length() <= 4_000
        assert page.total_children_count <= 40
