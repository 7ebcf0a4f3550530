"""Autocomplete, cards and pages keep to Discord's limits and read well."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.domain.film import Film, FilmId
from bot.domain.film_card import FilmCard
from bot.domain.point import Point, PointKind
from bot.domain.salon import Salon, SalonState
from bot.domain.theme import Lens
from bot.domain.turn import SalonId, TurnId
from bot.errors import BadInput
from bot.places import config_dir
from bot.ui.cards import Page, film_card
from bot.ui.completion import film_choices, name_choices, named, pair_choices, point_choices
from bot.ui.film_choice import FilmButton
from bot.ui.limits import cut
from bot.ui.pages import about_page, help_page, salon_list
from bot.ui.starting import Wish
from bot.ui.texts import Texts
from tests.evening import house

TEXTS = Texts.load(Path(__file__).parents[2] / "config" / "locales")()
HER = Film(
    FilmId("her-2013"),
    "Her",
    2013,
    directors=("Spike Jonze",),
    countries=("US",),
    runtime=126,
    genres=("drama", "romance"),
    cast=("Joaquin Phoenix", "Amy Adams"),
    blurb="A man who writes other people's letters falls for a voice.",
)
LENSES = {name: Lens(name, name.title(), "") for name in ("queer", "auteur", "genre")}
AT = datetime(2026, 11, 24, tzinfo=UTC)


def words(page: Page) -> str:
    return "\n".join(part.content for part in page.walk_children() if hasattr(part, "content"))


def test_a_film_reads_as_title_year_and_director() -> None:
    (choice,) = film_choices([HER], house().content)
    assert (choice.name, choice.value) == ("Her (2013) - Spike Jonze", "her-2013")


def test_choices_keep_the_limits() -> None:
    films = [Film(FilmId(f"x-{n}"), "T" * 150) for n in range(40)] + [Film(FilmId("i" * 101), "Too long an id")]
    choices = film_choices(films, house().content)
    assert len(choices) == 25
    assert all(len(choice.name) <= 100 for choice in choices)
    assert len(pair_choices((str(n), str(n)) for n in range(99))) == 25


def test_names_are_found_by_any_part_and_beginnings_come_first() -> None:
    assert [choice.value for choice in name_choices(LENSES, "u")] == ["auteur", "queer"]
    assert [choice.value for choice in name_choices(LENSES, " GEN ")] == ["genre"]


def test_a_name_typed_by_hand_is_taken_or_refused() -> None:
    assert named(LENSES, " Queer ", "unknown_lens") == "queer"
    assert named(LENSES, None, "unknown_lens") is None
    with pytest.raises(BadInput) as caught:
        named(LENSES, "cubist", "unknown_lens")
    assert caught.value.key == "unknown_lens"


async def test_a_card_tells_what_is_known() -> None:
    button = FilmButton.made("start", HER.id, "Start a salon", Wish())
    text = words(film_card(FilmCard(HER, ("catalogue",)), ["gift and debt"], TEXTS, [button]))
    for part in (
        "## Her (2013)",
        "Directed by Spike Jonze",
        "United States · 126 minutes · drama, romance",
        "gift and debt",
    ):
        assert part in text


def test_a_card_of_a_bare_or_an_enormous_film_is_fine() -> None:
    assert words(film_card(FilmCard(Film(FilmId("x"), "X"), ("typed",)), [], TEXTS)).startswith("## X")
    huge = Film(
        FilmId("y"),
        "*" * 900,
        None,
        "#" * 900,
        (),
        ("_" * 300,) * 50,
        ("ZZ",) * 50,
        cast=("~" * 300,) * 50,
        blurb="|" * 5_000,
    )
    assert film_card(FilmCard(huge, ("catalogue",)), ["`" * 200] * 50, TEXTS).content_length() <= 4_000


def salon(number: int, state: SalonState) -> Salon:
    return Salon(SalonId(number), 1, 2, 1_000 + number, HER, state, 7, AT, closed_at=AT)


def test_the_list_names_places_and_fits_a_message() -> None:
    text = salon_list(TEXTS, [salon(1, SalonState.OPEN), salon(2, SalonState.PAUSED)], [salon(3, SalonState.CLOSED)])
    assert "- Her (2013) in <#1001>, since <t:" in text
    assert "paused" in text
    assert text.splitlines()[-1].startswith("- Her (2013) in <#1003>")
    assert len(salon_list(TEXTS, [salon(n, SalonState.OPEN) for n in range(200)], [])) <= 2_000
    assert "No salon" in salon_list(TEXTS, [], [])


def test_help_says_what_is_the_case_here() -> None:
    quiet = words(help_page(TEXTS, None, [], hears_all=True, manager=False))
    assert "no salon is open" in quiet
    assert "lack" not in quiet
    busy = words(help_page(TEXTS, salon(1, SalonState.OPEN), ["Send Messages"], hears_all=False, manager=True))
    for part in ("a salon on Her (2013) is open", "Send Messages", "only part", "/setup"):
        assert part in busy
    assert "is paused" in words(help_page(TEXTS, salon(1, SalonState.PAUSED), [], hears_all=True, manager=False))


def test_about_says_what_is_stored_and_fits() -> None:
    assert "What is stored" in words(about_page(TEXTS, "0.1.0"))
    every = Texts.load(config_dir() / "locales")
    for language in every.names:
        assert about_page(every(language), "0.1.0").content_length() <= 4_000, language


def test_cutting_ends_at_a_word() -> None:
    assert cut("one two three", 9) == "one two…"
    assert cut("x" * 20, 5) == "xxxx…"
    assert cut("short", 5) == "short"


def test_covered_words_are_not_among_the_choices() -> None:
    quote = "I mind that ||she leaves|| so"
    point = Point(TurnId(3), 7, "Ana", PointKind.CLAIM, quote, quote, 3.0)
    (choice,) = point_choices([point], "", TEXTS)
    assert (choice.name, choice.value) == ("“I mind that ▮▮▮ so” Ana", "3")
    assert point_choices([point], "she leaves", TEXTS) == []
