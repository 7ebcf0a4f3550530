"""What is believed of film sources' answers: titles, identifiers, codes, posters, redirects, waiting times."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from yarl import URL

from bot.domain.film import Film, FilmId
from bot.domain.film_card import Sourced
from bot.films.codes import Codes
from bot.films.genres import genres
from bot.films.http import onward
from bot.films.identifiers import imdb_id, tmdb_id, wikidata_id
from bot.films.likeness import contradicts, fitting
from bot.films.posters import commons_poster, poster
from bot.films.reading import askable, clean
from bot.films.retry_after import retry_after

NOW = datetime(2026, 11, 20, 20, tzinfo=UTC)


def film(title: str, year: int | None = None, **facts: object) -> Film:
    return Film(FilmId(f"{title} {year}"), title, year, **facts)  # type: ignore[arg-type]


def fit(title: str, year: int | None, *films: Film) -> list[str]:
    return [one.film.label for one in fitting([Sourced("tmdb", one) for one in films], title, year, 10)]


def test_the_very_title_and_the_near_year_come_first() -> None:
    aliens, alien, remake = film("Aliens", 1986), film("Alien", 1979), film("Alien", 2035)
    assert fit("alien", None, aliens, alien, remake) == ["Alien (1979)", "Alien (2035)", "Aliens (1986)"]
    assert fit("alien", 1980, aliens, alien, remake) == ["Alien (1979)"]
    assert fit("alien", 1960, alien) == ["Alien (1979)"]


@pytest.mark.parametrize(
    ("typed", "found"),
    [("crouching tigre", "Crouching Tiger, Hidden Dragon"), ("se7en", "Seven"), ("amelie", "Amélie"),
     ("the godfather", "Godfather"), ("七人の侍", "七人の侍"), ("ซามูไร", "七人の侍"), ("$", "$"), ("1917", "1917")],
)  # fmt: skip
def test_what_may_be_meant_is_kept(typed: str, found: str) -> None:
    assert fit(typed, None, film(found)) == [found]


@pytest.mark.parametrize(
    ("typed", "found"), [("The Matrix", "Casablanca"), ("Solaris", "Stalker"), ("Roma", "Her"), ("$", "Her")]
)
def test_what_is_nowhere_near_is_dropped(typed: str, found: str) -> None:
    assert fit(typed, None, film(found, 1999)) == []


def test_a_film_found_twice_is_given_once() -> None:
    found = fit("alien", None, film("Alien", 1979), film("Aliens", 1986), film("Alien", 1979))
    assert found == ["Alien (1979)", "Aliens (1986)"]


def test_another_film_is_told_by_any_identifier() -> None:
    her = film("Her", 2013, imdb_id="tt1798709", tmdb_id=152601)
    assert not contradicts(her, film("Her", 2013, imdb_id="tt1798709", wikidata_id="Q788822"))
    assert contradicts(her, film("Her", 2013, imdb_id="tt1798709", tmdb_id=1))
    assert contradicts(her, film("Her", 2013, imdb_id="tt0000001"))


def test_another_title_needs_a_year_or_a_director_that_speaks_for_it() -> None:
    samurai = film("Seven Samurai", 1954, directors=("Akira Kurosawa",))
    assert not contradicts(samurai, film("Les Bandits du village", 1990, directors=("Kurosawa, Akira",)))
    assert contradicts(samurai, film("Les Bandits du village", 1954, directors=("Agnès Varda",)))
    assert not contradicts(film("Seven Samurai", 1954), film("Les Bandits du village", 1955))
    assert contradicts(film("Seven Samurai", 1954), film("Les Bandits du village", 1990))
    assert contradicts(film("Seven Samurai"), film("Les Bandits du village", 1954))
    assert not contradicts(film("七人の侍"), film("Seven Samurai"))


@given(st.text(), st.text(), st.none() | st.integers(1888, 2100))
def test_any_two_titles_can_be_compared(one: str, two: str, year: int | None) -> None:
    contradicts(film(one, year), film(two))
    fit(one, year, film(two, 2000))
    assert clean(clean(one)) == clean(one)
    askable(one).encode()


@pytest.mark.parametrize(
    "value", ["tt179870", "nm1798709", "tt1798709 ", "TT1798709", "tt١٧٩٨٧٠٩", 1798709, None, [], "tt12345678901"]
)
def test_what_is_no_imdb_id(value: object) -> None:
    assert imdb_id(value) is None


def test_identifiers() -> None:
    assert imdb_id("tt1798709") == "tt1798709"
    assert wikidata_id("Q42") == "Q42"
    assert [wikidata_id(odd) for odd in ("Q0", "P42", "Q42|Q43", 42)] == [None] * 4
    assert (tmdb_id("603"), tmdb_id(603)) == (603, 603)
    assert [tmdb_id(odd) for odd in (0, -1, True, "1e3", "603-the-matrix", 10**20, None)] == [None] * 7


def test_codes_by_names_that_differ() -> None:
    codes = Codes()
    names = (
        "Soviet Union",
        "Hong Kong",
        "Czech Republic",
        "Türkiye",
        "Turkey",
        "Ivory Coast",
        "United States of America",
        "Narnia",
    )
    assert codes.countries(names, 9) == ("RU", "HK", "CZ", "TR", "CI", "US")
    assert codes.countries(("West Germany", "Germany", "Bosnia and Herzegovina")) == ("DE", "BA")
    assert codes.country_codes(("SU", "XG", "XC", "FR", "ZZ", "")) == ("RU", "DE", "CZ", "FR")
    assert codes.languages(("Mandarin", "Cantonese", "Farsi", "Klingon", "Norwegian Bokmål")) == ("zh", "fa", "no")
    assert codes.language_codes(("cn", "xx", "en", "")) == ("zh", "zxx", "en")


def test_genres_are_called_as_in_the_catalogue() -> None:
    names = ("Sci-Fi", "science fiction film", "drama film", "Film-Noir", "History", "TV Movie", "film noir")
    assert genres(names) == ("science fiction", "drama", "film noir", "historical")


@pytest.mark.parametrize(
    "address",
    ["http://image.tmdb.org/x.jpg", "https://example.org/x.jpg", "https://image.tmdb.org.example.org/x.jpg", "javascript:alert(1)",
     "https://image.tmdb.org@example.org/x.jpg", "https://u:p@image.tmdb.org/x.jpg", "https://image.tmdb.org:8443/x.jpg",
     "https://image.tmdb.org/a b.jpg", "https://[::1/x", "", None, 5, "https://image.tmdb.org/\n", "N/A"],
)  # fmt: skip
def test_posters_from_elsewhere_are_not_passed_on(address: object) -> None:
    assert poster(address) is None


def test_posters() -> None:
    assert poster("https://image.tmdb.org/t/p/w342/x.jpg") == "https://image.tmdb.org/t/p/w342/x.jpg"
    odd = commons_poster("../A?b#c/d.jpg")
    assert odd == "https://commons.wikimedia.org/wiki/Special:FilePath/..%2FA%3Fb%23c%2Fd.jpg?width=342"


@pytest.mark.parametrize(
    ("location", "followed"),
    [("/w/other", True), ("https://m.wikidata.org/w", True), ("http://www.wikidata.org/w", False), ("https://wikidata.example.org", False),
     ("https://www.wikidata.org:8443/", False), ("https://127.0.0.1/", False), ("ftp://www.wikidata.org/", False), ("//169.254.169.254/", False)],
)  # fmt: skip
def test_redirects_stay_within_the_site(location: str, followed: bool) -> None:
    assert (onward(URL("https://www.wikidata.org/w/api.php?x=1"), location) is not None) is followed


@pytest.mark.parametrize(
    ("header", "seconds"),
    [("120", 120), (" 0 ", 0), ("1.5", 1.5), ("Fri, 20 Nov 2026 20:02:00 GMT", 120), ("Fri, 20 Nov 2026 19:00:00 GMT", 0),
     ("99999999999", 7 * 86_400), ("soon", None), ("-5", None), ("", None), (None, None), ("1e999", 7 * 86_400)],
)  # fmt: skip
def test_waiting_times(header: str | None, seconds: float | None) -> None:
    assert retry_after(header, NOW) == seconds
