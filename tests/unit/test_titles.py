"""Titles: comparing them, the year typed behind them, ids made from them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.titles import folded, folded_title, slug, split_year


@pytest.mark.parametrize(
    ("typed", "title", "year"),
    [
        ("Suspiria 1977", "Suspiria", 1977),
        ("Suspiria (1977)", "Suspiria", 1977),
        ("Suspiria, 1977", "Suspiria", 1977),
        ("  Her  (2013) ", "Her", 2013),
        ("1917", "1917", None),
        ("2001", "2001", None),
        ("2001: A Space Odyssey", "2001: A Space Odyssey", None),
        ("Blade Runner 2049", "Blade Runner 2049", None),
        ("Se7en", "Se7en", None),
        ("", "", None),
    ],
)
def test_a_year_behind_a_title(typed: str, title: str, year: int | None) -> None:
    assert split_year(typed) == (title, year)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("The Godfather", "godfather"),
        ("Amélie", "AMELIE"),
        ("Pan's Labyrinth", "pans labyrinth"),
        ("WALL·E", "wall e"),
        ("L'Avventura", "avventura"),
        ("  Spirited   Away ", "spirited away"),
        ("M*A*S*H", "m a s h"),
        ("Portrait of a Lady on Fire!", "portrait of a lady on fire"),
        ("Pan’s Labyrinth", "Pan's Labyrinth"),
        ("L’Avventura", "L'Avventura"),
        ("℠", "SM"),
    ],
)
def test_titles_that_are_the_same(one: str, other: str) -> None:
    assert folded_title(one) == folded_title(other)


@pytest.mark.parametrize(("one", "other"), [("Alien", "Aliens"), ("Her", "Hers"), ("M", "N")])
def test_titles_that_are_not_the_same(one: str, other: str) -> None:
    assert folded_title(one) != folded_title(other)


def test_a_title_that_is_an_article_stays() -> None:
    assert folded_title("A") == "a"
    assert folded_title("The") == "the"


@given(st.text(max_size=120))
def test_folding_twice_is_folding_once_and_slugs_are_short_words(text: str) -> None:
    assert folded(folded(text)) == folded(text)
    assert 1 <= len(slug(text)) <= 60
    assert " " not in slug(text)
    title, _year = split_year(text)
    assert title in text
