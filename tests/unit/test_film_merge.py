"""Several accounts of films as one card: whose word counts, what belongs together, what does not."""

from __future__ import annotations

import pytest

from bot.domain.film import Film, FilmId
from bot.domain.film_card import Offer, OfferKind, Sourced
from bot.domain.film_merge import agree, alike, card_of, groups, merged


def film(film_id: str, title: str = "Her", year: int | None = 2013, **facts: object) -> Film:
    return Film(FilmId(film_id), title, year, **facts)  # type: ignore[arg-type]


HOUSE = film(
    "her-2013", directors=("Spike Jonze",), imdb_id="tt1798709", blurb="A man writes letters.", themes=("gift",)
)
WIKI = film(
    "wikidata:Q788822", "her", 2014, other_titles=("Ella",), runtime=126, imdb_id="tt1798709", wikidata_id="Q788822"
)
TMDB = film("tmdb:152601", "Her (film)", runtime=125, cast=("Joaquin Phoenix",), tmdb_id=152601, imdb_id="tt1798709")


def test_each_fact_comes_from_the_first_that_has_it_and_titles_from_all() -> None:
    one = merged([HOUSE, WIKI, TMDB])
    assert (one.id, one.title, one.year, one.runtime) == ("her-2013", "Her", 2013, 126)
    assert (one.cast, one.blurb, one.themes) == (("Joaquin Phoenix",), "A man writes letters.", ("gift",))
    assert (one.wikidata_id, one.tmdb_id) == ("Q788822", 152601)
    assert one.other_titles == ("her", "Ella", "Her (film)")
    with pytest.raises(ValueError, match="no account"):
        merged([])


def test_an_identifier_decides_before_title_and_year() -> None:
    assert alike(HOUSE, WIKI)
    assert not alike(HOUSE, film("x", imdb_id="tt0000001"))
    assert alike(film("x", imdb_id="tt1"), film("y", tmdb_id=7))
    assert not alike(film("x", year=2013), film("y", year=2016))


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (film("x", directors=("Spike Jonze",)), film("y", directors=("S. Jonze",)), True),
        (film("x", directors=("Spike Jonze",)), film("y", directors=("Ann Own",)), False),
        (film("x"), film("y", year=2014), True),
        (film("x"), film("y", year=None), False),
        (film("x"), film("y", "Hers"), False),
        (film("x", other_titles=("Ella",)), film("y", "ELLA"), True),
    ],
)
def test_title_year_and_director_where_no_identifier_is_shared(one: Film, other: Film, same: bool) -> None:
    assert agree(one, other) is same
    assert agree(other, one) is same


def test_accounts_of_one_film_are_put_together() -> None:
    another = film("tmdb:9", "Her", 1990, tmdb_id=9)
    said = [Sourced("wikidata", WIKI), Sourced("tmdb", another), Sourced("tmdb", TMDB)]
    assert [[one.film.id for one in group] for group in groups(said)] == [
        ["wikidata:Q788822", "tmdb:152601"],
        ["tmdb:9"],
    ]


def test_a_card_takes_poster_and_offers_where_they_are_and_names_who_was_silent() -> None:
    offer = Offer("A service", OfferKind.RENT)
    said = [
        Sourced("omdb", TMDB, poster="https://m.media-amazon.com/x.jpg"),
        Sourced("catalogue", HOUSE),
        Sourced("tmdb", TMDB, offers={"PT": (offer,)}),
    ]
    card = card_of(said, ("catalogue", "tmdb", "omdb"), "PT", ["wikidata", "wikidata"])
    assert (card.film.id, card.sources, card.silent) == ("her-2013", ("catalogue", "tmdb", "omdb"), ("wikidata",))
    assert (card.poster, card.offers, card.region) == ("https://m.media-amazon.com/x.jpg", (offer,), "PT")
    elsewhere = card_of(said, ("tmdb",), "JP")
    assert (elsewhere.film.id, elsewhere.offers, elsewhere.region) == ("tmdb:152601", (), None)
