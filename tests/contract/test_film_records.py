"""What each source's own records come to: oddities of Wikidata, TMDB and OMDb, and real bodies where there are such."""

from __future__ import annotations

import copy
import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.domain.film_card import Offer, OfferKind
from bot.films.codes import Codes
from bot.films.omdb import Omdb
from bot.films.tmdb_film import found_film, whole_film
from bot.films.wikidata_film import film_of, is_film
from tests.film_faults import sends
from tests.film_stage import HER, SAMURAI, a_film, staged, titles
from tests.film_web import DATA

REAL = Path(os.environ.get("SALON_DATA") or Path(__file__).parents[3] / "shared" / "data") / "tmdb"
real_bodies = pytest.mark.skipif(not REAL.is_dir(), reason="no real response bodies here")
CODES = Codes()


# --- Wikidata ---


async def test_wikidata_reads_ranks_unknown_values_and_precision() -> None:
    async with staged() as stage:
        said = await stage.source("wikidata").look_up(a_film(wikidata_id="Q788822"))
    assert said is not None
    film = said.film
    assert (film.year, film.directors) == (2013, ("Spike Jonze",))
    assert (film.imdb_id, film.wikidata_id, film.tmdb_id) == ("tt1798709", "Q788822", 152601)
    assert film.cast == ("Joaquin Phoenix", "Amy Adams", "Scarlett Johansson")
    assert "Lei" in film.other_titles
    assert "Her" not in film.other_titles


async def test_wikidata_preferred_statements_and_other_units() -> None:
    async with staged() as stage:
        source = stage.source("wikidata")
        samurai = await source.look_up(SAMURAI)
        tarkovsky = await source.look_up(a_film(title="Solaris", imdb_id="tt0069293"))
        soderbergh = await source.look_up(a_film(title="Solaris", imdb_id="tt0307479"))
    assert samurai is not None
    assert tarkovsky is not None
    assert soderbergh is not None
    assert (samurai.film.year, samurai.film.runtime, samurai.film.original_title) == (1954, 207, "七人の侍")
    assert samurai.film.genres == ("historical",)
    assert (
        samurai.poster == "https://commons.wikimedia.org/wiki/Special:FilePath/Seven%20Samurai%20poster.jpg?width=342"
    )
    assert (tarkovsky.film.runtime, tarkovsky.film.countries, tarkovsky.film.languages) == (166, ("RU",), ("ru",))
    assert soderbergh.film.runtime is None


async def test_wikidata_silent_films_and_labels_for_all_languages() -> None:
    async with staged() as stage:
        found = await stage.source("wikidata").find("Sunrise", None, 5)
    assert titles(found) == ["Sunrise: A Song of Two Humans (1927)"]
    assert (found[0].film.languages, found[0].film.directors) == (("zxx",), ("F. W. Murnau",))


@pytest.mark.parametrize("typed", ["七人の侍", "Семь самураев", "Les Sept Samouraïs", "shichinin no samurai"])
async def test_wikidata_finds_titles_in_any_script(typed: str) -> None:
    async with staged() as stage:
        assert titles(await stage.source("wikidata").find(typed, None, 5)) == ["Seven Samurai (1954)"]


async def test_wikidata_finds_by_a_title_in_a_language_it_is_not_asked_for() -> None:
    async with staged() as stage:
        found = await stage.source("wikidata").find("Werckmeister harmóniák", None, 5)
    assert [one.film.wikidata_id for one in found] == []  # no label that could be shown
    async with staged() as stage:
        stage.web._wikidata["Q900000007"]["labels"]["en"] = {"language": "en", "value": "An English title"}
        found = await stage.source("wikidata").find("Werckmeister harmóniák", None, 5)
    assert [one.film.other_titles for one in found] == [("Werckmeister harmóniák",)]


async def test_wikidata_leaves_out_what_is_no_film() -> None:
    async with staged() as stage:
        found = await stage.source("wikidata").find("Solaris", None, 9)
    assert {one.film.wikidata_id for one in found} == {"Q900000001", "Q900000002"}


async def test_wikidata_asks_few_questions() -> None:
    async with staged() as stage:
        await stage.source("wikidata").find("Solaris", None, 9)
        asked = [one.params["action"] for one in stage.web.requests]
    assert sorted(asked) == ["query", "wbgetentities", "wbgetentities", "wbsearchentities"]
    assert all(len(one.params.get("ids", "").split("|")) <= 50 for one in stage.web.requests)


async def test_wikidata_items_that_are_gone_or_merged() -> None:
    async with staged() as stage:
        source = stage.source("wikidata")
        assert await source.look_up(a_film(wikidata_id="Q12345")) is None
        entity = {**stage.web._wikidata["Q788822"], "redirects": {"from": "Q77", "to": "Q788822"}}
        stage.web.trouble("wikidata", sends({"entities": {"Q77": entity}}))
        merged = await source.look_up(a_film(wikidata_id="Q77", imdb_id="tt1798709"))
        assert merged is not None
        assert (merged.film.wikidata_id, merged.film.title) == ("Q77", "Her")
        stage.web.trouble("wikidata", sends({"error": {"code": "no-such-entity", "info": "x"}}))
        assert await source.look_up(a_film(wikidata_id="Q78")) is None


# --- TMDB ---


async def test_tmdb_offers_by_country_each_service_once_on_each_term() -> None:
    async with staged() as stage:
        said = await stage.source("tmdb").look_up(HER)
    assert said is not None
    assert said.offers.keys() == {"US", "GB"}
    assert said.offers["US"] == (
        Offer("Max", OfferKind.STREAM),
        Offer("Tubi TV", OfferKind.FREE),
        Offer("Amazon Video", OfferKind.RENT),
        Offer("Apple TV", OfferKind.RENT),
        Offer("Apple TV", OfferKind.BUY),
    )
    assert len(said.offers["GB"]) == 12
    assert said.poster == "https://image.tmdb.org/t/p/w342/eCOtqtfvn7mxGl6nfmq4b1exJRc.jpg"
    assert said.page == "https://www.themoviedb.org/movie/152601"


async def test_tmdb_other_titles_countries_and_languages() -> None:
    async with staged() as stage:
        source = stage.source("tmdb")
        her, solaris = await source.look_up(HER), await source.look_up(a_film(title="Solaris", tmdb_id=593))
    assert her is not None
    assert solaris is not None
    assert her.film.other_titles == ("Lei", "her／世界でひとつの彼女")
    assert her.film.cast[:2] == ("Joaquin Phoenix", "Scarlett Johansson")
    assert (her.film.wikidata_id, her.film.tmdb_id) == ("Q788822", 152601)
    assert (solaris.film.countries, solaris.film.languages) == (("RU",), ("ru", "zxx"))


async def test_tmdb_finds_by_a_translated_title() -> None:
    async with staged() as stage:
        assert titles(await stage.source("tmdb").find("Die sieben Samurai", None, 5)) == ["Seven Samurai (1954)"]


async def test_tmdb_is_asked_again_without_the_year() -> None:
    async with staged() as stage:
        assert titles(await stage.source("tmdb").find("Her", 2014, 5)) == ["Her (2013)"]
        assert [one.params.get("year") for one in stage.web.requests] == ["2014", None]
        assert {one.params["include_adult"] for one in stage.web.requests} == {"false"}


async def test_tmdb_adult_films_are_left_out() -> None:
    async with staged() as stage:
        found = await stage.source("tmdb").find("Solaris", None, 9)
        assert {one.film.tmdb_id for one in found} == {593, 2103}
        assert await stage.source("tmdb").look_up(a_film(title="Solaris", tmdb_id=700001)) is None


@real_bodies
def test_tmdb_real_search() -> None:
    body = json.loads((REAL / "search_movie.json").read_text(encoding="utf-8"))
    found = [found_film(row, CODES) for row in body["results"]]
    assert all(one is not None and one.film.blurb == "" and one.film.year for one in found)
    assert found[0] is not None
    assert (found[0].film.label, found[0].film.tmdb_id) == ("The Avengers (2012)", 24428)


@real_bodies
def test_tmdb_real_details() -> None:
    body = json.loads((REAL / "movie_details_full.json").read_text(encoding="utf-8"))
    said = whole_film(body, CODES)
    assert said is not None
    film = said.film
    assert (film.label, film.directors, film.runtime) == ("Before Sunrise (1995)", ("Richard Linklater",), 101)
    assert (film.imdb_id, film.languages, film.genres) == ("tt0112471", ("en",), ("drama", "romance"))
    assert set(film.countries) == {"AT", "CH", "US"}
    assert film.cast[:2] == ("Ethan Hawke", "Julie Delpy")
    assert body["overview"] not in repr(said)
    assert body["tagline"] not in repr(said)
    assert said.offers
    assert all(len(offers) <= 12 and len(set(offers)) == len(offers) for offers in said.offers.values())


@real_bodies
def test_tmdb_real_offers() -> None:
    body = json.loads((REAL / "movie_watch_providers.json").read_text(encoding="utf-8"))
    said = whole_film({"id": 550, "title": "Fight Club", "watch/providers": body}, CODES)
    assert said is not None
    assert len(said.offers) > 30
    assert Offer("Amazon Prime Video", OfferKind.STREAM) in said.offers["AR"]


# --- OMDb ---


async def test_omdb_na_means_none_and_only_safe_posters_are_passed_on() -> None:
    async with staged() as stage:
        source = stage.source("omdb")
        samurai, tarkovsky, soderbergh = [
            await source.look_up(SAMURAI),
            await source.look_up(a_film(title="Solaris", imdb_id="tt0069293")),
            await source.look_up(a_film(title="Solaris", imdb_id="tt0307479")),
        ]
    assert samurai is not None
    assert tarkovsky is not None
    assert soderbergh is not None
    assert (samurai.film.runtime, samurai.poster) == (207, None)
    assert (tarkovsky.film.countries, tarkovsky.film.languages, tarkovsky.poster) == (("RU",), ("ru", "de"), None)
    assert (soderbergh.film.runtime, soderbergh.poster) == (None, None)
    assert samurai.page == "https://www.imdb.com/title/tt0047478/"


async def test_omdb_gives_its_best_for_a_title_too_short_for_a_list() -> None:
    async with staged() as stage:
        assert titles(await stage.source("omdb").find("Her", 2013, 5)) == ["Her (2013)"]
        assert ["s" in one.params for one in stage.web.requests] == [True, False]


async def test_omdb_is_asked_again_without_the_year_only_where_the_title_was_not_there() -> None:
    async with staged() as stage:
        source = stage.source("omdb")
        assert titles(await source.find("Solaris", 1973, 5)) == ["Solaris (1972)"]
        assert [one.params.get("y") for one in stage.web.requests] == ["1973", None]
        assert titles(await source.find("Solaris", 2002, 5)) == ["Solaris (2002)"]
        assert len(stage.web.requests) == 3


async def test_omdb_series_are_left_out() -> None:
    async with staged() as stage:
        assert await stage.source("omdb").find("Boardwalk", None, 5) == ()
        assert await stage.source("omdb").look_up(a_film(title="Boardwalk Empire", imdb_id="tt0979432")) is None


@pytest.mark.parametrize("status", [200, 401])
async def test_omdb_over_its_quota_is_left_alone_for_an_hour(status: int) -> None:
    async with staged() as stage:
        stage.web.trouble("omdb", sends({"Response": "False", "Error": "Request limit reached!"}, status))
        with pytest.raises(Exception, match="film_source_quota"):
            await stage.source("omdb").look_up(HER)
        stage.web.mend("omdb")
        stage.clock.advance(minutes=59)
        with pytest.raises(Exception, match="film_source"):
            await stage.source("omdb").look_up(HER)
        assert len(stage.web.requests) == 1
        stage.clock.advance(minutes=2)
        assert await stage.source("omdb").look_up(HER) is not None


# --- records in which something is not as it should be ---

ODD: list[object] = [
    None,
    True,
    -1,
    10**400,
    1.5,
    "",
    "\ud83d\0",
    "x" * 5_000,
    [],
    {},
    [[]],
    [{}],
    {"id": []},
    [None, 1, "x"],
]


def spoiled(record: Any) -> Iterator[Any]:
    """The record with each of its parts in turn replaced by each odd value."""
    for path in _paths(record):
        for odd in ODD:
            whole = copy.deepcopy(record)
            part = whole
            for step in path[:-1]:
                part = part[step]
            part[path[-1]] = odd
            yield whole


def _paths(part: Any, at: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    if at:
        yield at
    steps = part.items() if isinstance(part, dict) else enumerate(part) if isinstance(part, list) else ()
    for step, below in steps:
        yield from _paths(below, (*at, step))


def _wikidata(entity: Any) -> object:
    return is_film(entity) and film_of(entity, {"Q900000101": "Spike Jonze", "Q30": "United States"}, CODES)


def _omdb(body: Any) -> object:
    return Omdb(None, CODES)._film(body)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("name", "place", "read"),
    [
        ("wikidata.json", "Q788822", _wikidata),
        ("wikidata.json", "Q189540", _wikidata),
        ("tmdb.json", 0, lambda body: whole_film(body, CODES)),
        ("tmdb.json", 1, lambda body: found_film(body, CODES)),
        ("omdb.json", 0, _omdb),
    ],
)
def test_whatever_stands_in_a_record_reading_it_does_no_harm(
    name: str, place: Any, read: Callable[[Any], object]
) -> None:
    record = json.loads((DATA / name).read_text(encoding="utf-8"))[place]
    for one in spoiled(record):
        text = repr(read(one))
        assert "\\ud83d" not in text
        assert "xxxxx" * 500 not in text
