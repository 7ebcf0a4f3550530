"""How a digest reads: within Discord's limits, split cleanly, covered where words might give a film away."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from typing import Any

import discord
import pytest

from bot.domain.digest import Arc, Coming, Contents, Digest, DigestId, Films, Line, OpenQuestion, SalonNote, Spot
from bot.domain.film import Film, FilmId
from bot.domain.screening import ScreeningId
from bot.domain.theme_map import Constellation, Star
from bot.domain.turn import SalonId
from bot.domain.weekly import Slot, Week
from bot.places import config_dir
from bot.services.digest_schedules import Planned, Schedule
from bot.ui.cards import Page
from bot.ui.digest import mark, page_of, render
from bot.ui.digest_items import DigestAgain, DigestFilms
from bot.ui.digest_picture import drawn, sketched
from bot.ui.digest_show import planned_text
from bot.ui.texts import Texts
from tests.fakes import EVENING, GUILD, her

TEXTS = Texts.load(config_dir() / "locales")
EN, FR = TEXTS("en"), TEXTS("fr")
DIGEST = Digest(
    GUILD, Week("2026-W47"), EVENING - timedelta(weeks=1), EVENING, "Europe/Lisbon", "en", 5, EVENING, id=DigestId(12)
)
EX, JAWS = Film(FilmId("ex"), "Ex Machina", 2014), Film(FilmId("jaws"), "Jaws", 1975)
LINE = Line("he *never* signs ||one|| @everyone", "Anna_B", Spot(3_000, 100))


def note(number: int = 1, **more: Any) -> SalonNote:
    made = SalonNote(
        SalonId(number), her(), Spot(3_000, 200 + number), "consent; gift", theme=("grief", "grief"), line=LINE, people=3, turns=14
    )  # fmt: skip
    return replace(made, **more)


def words(pages: list[Page]) -> str:
    return "\n".join(
        one.content for page in pages for one in page.walk_children() if isinstance(one, discord.ui.TextDisplay)
    )


def full(count: int = 8) -> Contents:
    long = Line("word " * 200, "A" * 80, Spot(3_000, 100))
    film = Film(FilmId("long"), "An Endlessly Long Title " * 6, 2020)
    return Contents(
        salons=tuple(note(n, film=film, headline="h" * 300, spoken=True, line=long) for n in range(1, count + 1)),
        more=3,
        going_on=((film, Spot(1)), (EX, Spot(2))),
        arcs=tuple(Arc(f"t{n}", "name " * 12, 3, (film,) * 9, ((film, EVENING),) * 3, 4) for n in range(3)),
        questions=tuple(OpenQuestion(SalonId(n), film, long) for n in range(4)),
        nominated=Films((film,) * 6, 9),
        added=Films((film,) * 6, 4_000),
        seen=Films((EX,), 0),
        sky=Constellation(tuple(Star(f"t{n}", f"theme {n}", "love", 3, ("Her",)) for n in range(4)), weeks=1),
    )


@pytest.mark.parametrize("count", [1, 3, 8])
@pytest.mark.parametrize("texts", [EN, FR])
def test_a_long_digest_is_split_within_the_limits(count: int, texts: Any) -> None:
    contents = full(count)
    pages = render(DIGEST, contents, texts, picture=sketched(contents.sky, texts))
    for page in pages:
        page.to_components()
        assert page.content_length() <= 4_000
        assert page.total_children_count <= 40
    assert len(pages) <= 5
    shown = words(pages)
    assert len([one for page in pages for one in page.walk_children() if isinstance(one, discord.ui.MediaGallery)]) == 1
    for number in range(2, len(pages) + 1):
        assert texts.get("digest.again", dates="@", number=number).split("@")[1] in shown
    heads = [
        next(one for one in page.walk_children() if isinstance(one, discord.ui.TextDisplay)).content for page in pages
    ]
    assert all(one != other for one, other in pairwise(heads))


def test_what_does_not_fit_into_so_many_messages_is_left_out_and_said_to_be() -> None:
    contents = full()
    pages = render(DIGEST, contents, EN, most=1)
    assert len(pages) == 1
    assert "The rest no longer fits" in words(pages)
    assert pages[0].content_length() <= 4_000


def test_talk_can_be_opened_beside_what_was_left_open_and_on_the_films() -> None:
    long = Film(FilmId("title:" + "x" * 120), "X" * 120, listed=False)
    typed = Film(FilmId("title:a-home-movie-1999"), "A Home Movie", 1999, listed=False)
    contents = Contents(
        salons=(note(),),
        questions=(OpenQuestion(SalonId(7), her(), LINE), OpenQuestion(SalonId(8), her(), LINE)),
        nominated=Films((JAWS, typed)),
        added=Films((long, EX)),
        seen=Films((EX, JAWS)),
    )
    (page,) = render(DIGEST, contents, EN)
    items = [one for one in page.walk_children() if isinstance(one, DigestAgain | DigestFilms)]
    assert [one.custom_id for one in items] == ["v1:digest:again:7", "v1:digest:again:8", "v1:digest:films"]
    menu = items[-1].item
    assert isinstance(menu, discord.ui.Select)
    assert [one.value for one in menu.options] == ["ex", "jaws", "typed:A Home Movie (1999)"], (
        "those seen first, each once"
    )
    (page,) = render(DIGEST, Contents(nominated=Films((long,))), EN)
    assert not any(isinstance(one, DigestFilms) for one in page.walk_children())


def test_words_about_a_film_are_covered_and_harmless() -> None:
    shown = words(render(DIGEST, Contents(salons=(note(headline='"she leaves"', spoken=True),)), EN))
    assert '**Her (2013)** · ||"she leaves"||' in shown
    assert "“||he \\*never\\* signs \\|\\|one\\|\\| @\u2060everyone||” (Anna\\_B)" in shown
    assert f"https://discord.com/channels/{GUILD}/3000/100" in shown
    assert f"[recap](https://discord.com/channels/{GUILD}/3000/201)" in shown
    assert "A click shows it" in shown
    assert "Theme: grief" in shown
    shown = words(render(DIGEST, Contents(salons=(note(line=None, theme=("gift", "gift")),)), EN))
    assert "Theme:" not in shown, "the headline names it"
    assert "**Her (2013)** · consent; gift" in shown
    assert "A click shows it" not in shown


def test_a_theme_is_told_against_earlier_weeks() -> None:
    october, last_year = EVENING - timedelta(days=40), EVENING - timedelta(days=400)
    arc = Arc("consent", "consent", 3, (JAWS,), ((her(), october), (EX, october), (JAWS, last_year)))
    shown = words(render(DIGEST, Contents(salons=(note(),), arcs=(arc,)), EN))
    assert (
        "**consent** came up in 3 salons this week (Jaws), after Her and Ex Machina in October and Jaws in October 2025."
        in shown
    )
    shown = words(render(DIGEST, Contents(arcs=(replace(arc, earlier=(), salons=2),), going_on=((JAWS, Spot(1)),)), EN))
    assert "came up in 2 salons this week (Jaws), on no film before." in shown
    shown = words(render(DIGEST, Contents(salons=(note(),), arcs=(replace(arc, more=2),)), FR))
    assert "en octobre" in shown


def test_a_quiet_week_is_two_lines() -> None:
    (page,) = render(DIGEST, Contents(), EN)
    assert words([page]).splitlines() == [
        "## The week in films, Nov 13 – 20, 2026",
        "A quiet week: no salon to tell of, and nothing new on the list.",
    ]


def test_it_says_that_it_is_late_and_that_it_is_a_preview() -> None:
    late = words(render(replace(DIGEST, late=True), Contents(), EN))
    assert f"It was due <t:{int(EVENING.timestamp())}:f> and comes late." in late
    assert "Nothing is posted" in words(render(DIGEST, Contents(), EN, preview=True))


def test_a_page_is_known_again_by_its_mark() -> None:
    pages = render(DIGEST, full(), EN)
    marks = [page.children[0].id for page in pages]
    assert marks == [mark(DIGEST, number) for number in range(len(pages))]
    assert [page_of(DIGEST, one) for one in marks] == list(range(len(pages)))
    other = replace(DIGEST, id=DigestId(13))
    assert [page_of(other, one) for one in marks] == [None] * len(pages)
    assert page_of(DIGEST, None) is None
    assert mark(replace(DIGEST, id=DigestId(10**15 + 7)), 9) < 2**31


async def test_a_digest_is_not_lost_over_its_picture() -> None:
    def fails(*_: object) -> bytes:
        raise OSError

    assert await drawn(full().sky, EN, fails) is None
    assert await drawn(None, EN, fails) is None
    picture = await drawn(full().sky, EN)
    assert picture is not None
    assert picture.data.startswith(b"\x89PNG")
    assert "theme 1" in picture.words


def test_a_schedule_is_repeated_back() -> None:
    schedule = Schedule(GUILD, Slot(4, 1080, "Europe/Lisbon"), 5, quiet=False, first=Week("2026-W47"))
    told = planned_text(Planned(schedule, EVENING, at_once=False), EN)
    assert told.startswith("The digest comes every Friday at 6:00\u202fPM (Europe/Lisbon), in <#5>.")
    assert f"The next one: <t:{int(EVENING.timestamp())}:F>." in told
    assert told.endswith("nothing is posted.")
    assert "so it follows in a moment" in planned_text(Planned(schedule, EVENING, at_once=True), EN)
    assert "chaque vendredi à 18:00" in planned_text(Planned(schedule, EVENING, at_once=False), FR)


def test_what_is_planned_has_a_button_to_answer_beside_it() -> None:
    coming = Coming(ScreeningId(7), her(), EVENING + timedelta(days=2), 1, 2, Spot(5, 70))
    (page,) = render(DIGEST, Contents(screenings=(coming,)), EN)
    assert "Planned" in words([page])
    assert "one coming, 2 perhaps" in words([page])
    assert f"https://discord.com/channels/{GUILD}/5/70" in words([page])
    ids = [one.custom_id for one in page.walk_children() if getattr(one, "custom_id", None)]
    assert ids == ["v1:screening:invite:7"]
