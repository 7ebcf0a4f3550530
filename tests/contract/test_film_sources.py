"""What is true of every film source outside, whichever it is: answers and manners."""

from __future__ import annotations

import asyncio
import logging
import traceback

import pytest

from bot.films import omdb, tmdb, wikidata
from bot.films.sources import open_sources
from tests.fakes import ManualClock, MemoryDatabase
from tests.film_faults import cuts_off, leads_to, refuses, waits_for, writes
from tests.film_stage import (
    HER,
    NOTHING,
    SAMURAI,
    a_film,
    every_source,
    failure,
    film_settings,
    look,
    staged,
    titles,
)
from tests.film_web import OMDB_KEY, TMDB_KEY, TMDB_TOKEN

# --- answers ---


@every_source
async def test_a_known_film_is_found(name: str) -> None:
    async with staged() as stage:
        found = await stage.source(name).find("Her", None, 5)
    assert titles(found) == ["Her (2013)"]
    assert found[0].source == name
    assert found[0].film.id.startswith({"omdb": "imdb:tt", "wikidata": "wikidata:Q", "tmdb": "tmdb:"}[name])


@every_source
async def test_all_that_is_known_is_looked_up(name: str) -> None:
    async with staged() as stage:
        said = await look(stage, name)
    assert said is not None
    film = said.film
    assert (film.title, film.year, film.directors, film.runtime) == ("Her", 2013, ("Spike Jonze",), 126)
    assert (film.countries, film.languages, film.imdb_id) == (("US",), ("en",), "tt1798709")
    assert set(film.genres) == {"drama", "romance", "science fiction"}
    assert set(film.cast[:3]) == {"Joaquin Phoenix", "Amy Adams", "Scarlett Johansson"}
    assert said.page is not None
    assert said.page.startswith("https://")


@every_source
async def test_films_of_one_title_are_told_apart_by_the_year(name: str) -> None:
    async with staged() as stage:
        source = stage.source(name)
        assert set(titles(await source.find("Solaris", None, 5))) == {"Solaris (1972)", "Solaris (2002)"}
        assert titles(await source.find("Solaris", 1972, 5)) == ["Solaris (1972)"]
        assert titles(await source.find("solaris", 2003, 5)) == ["Solaris (2002)"]
        assert set(titles(await source.find("Solaris", 1985, 5))) == {"Solaris (1972)", "Solaris (2002)"}
        assert len(await source.find("Solaris", None, 1)) == 1


@every_source
async def test_what_it_does_not_know_is_an_empty_answer(name: str) -> None:
    async with staged() as stage:
        assert await stage.source(name).find("No Such Film At All", 1999, 5) == ()
        assert await look(stage, name, 1) is None
        assert await stage.source(name).look_up(a_film()) is None


@every_source
@pytest.mark.parametrize(
    "text",
    ["", "   ", "x" * 500, "\0\ud83d", '"', "* OR NEAR(a b)", "'; DROP TABLE films; --", "?" * 150, "映画" * 90, "a&apikey=b#c",
     "haswbstatement:P31=Q5", "../../../movie/1", "%00%ff", "💔", "$", "\u202eHer"],
)  # fmt: skip
async def test_no_text_upsets_it(name: str, text: str) -> None:
    async with staged() as stage:
        await stage.source(name).find(text, None, 5)
        assert titles(await stage.source(name).find("Her", None, 5)) == ["Her (2013)"]


@every_source
async def test_odd_identifiers_are_not_asked_about(name: str) -> None:
    async with staged() as stage:
        for odd in ("", "nm0005069", "tt1", "tt1798709/../x", "tt1798709|tt2", "Q5"):
            assert await stage.source(name).look_up(a_film(imdb_id=odd)) is None
        assert await stage.source(name).look_up(a_film(wikidata_id="Q1|Q2", tmdb_id=-5)) is None
        assert stage.web.requests == []


@every_source
async def test_another_films_record_is_not_taken(name: str) -> None:
    async with staged() as stage:
        stage.web.confused = True
        assert await look(stage, name) is None
        for ids in (
            {"wikidata_id": "Q788822"},
            {"tmdb_id": 152601},
            {"imdb_id": "tt0047478", "title": "Seven Samurai"},
        ):
            assert await stage.source(name).look_up(a_film(**ids)) is None


@every_source
async def test_a_record_that_contradicts_what_is_known_is_not_taken(name: str) -> None:
    async with staged() as stage:
        source = stage.source(name)
        assert await source.look_up(a_film(title="Casablanca", year=1942, imdb_id="tt1798709")) is None
        assert (
            await source.look_up(a_film(title="Casablanca", imdb_id="tt1798709", directors=("Michael Curtiz",))) is None
        )
        retitled = a_film(title="Lei", year=2013, imdb_id="tt1798709", directors=("Jonze, Spike",))
        assert await source.look_up(retitled) is not None


@every_source
async def test_prose_is_never_taken_over(name: str) -> None:
    async with staged() as stage:
        said = [await stage.source(name).look_up(film) for film in (HER, SAMURAI)]
        said += await stage.source(name).find("Solaris", None, 5)
    assert "PROSE" not in repr(said)
    assert all(one is not None and one.film.blurb == "" for one in said)


@every_source
async def test_posters_come_from_known_places_only(name: str) -> None:
    async with staged() as stage:
        posters = [one.poster for one in await stage.source(name).find("Solaris", None, 5)]
        for film in (HER, SAMURAI):
            said = await stage.source(name).look_up(film)
            posters.append(said.poster if said else None)
    hosts = {
        "wikidata": "https://commons.wikimedia.org/",
        "tmdb": "https://image.tmdb.org/",
        "omdb": "https://m.media-amazon.com/",
    }
    given = [one for one in posters if one is not None]
    assert given
    assert all(one.startswith(hosts[name]) and ".." not in one for one in given)
    assert posters[:2] == [None, None]


# --- manners ---


@every_source
async def test_it_says_who_asks(name: str) -> None:
    async with staged(contact="ana@example.org") as stage:
        await look(stage, name)
        agents = {one.headers["User-Agent"] for one in stage.web.requests}
    assert len(agents) == 1
    agent = agents.pop()
    assert agent.startswith("Salon/")
    assert agent.endswith("(Discord bot for film clubs; ana@example.org)")


@every_source
async def test_only_so_many_requests_run_at_once(name: str) -> None:
    gate = asyncio.Event()
    async with staged(at_once=2, patience_seconds=5) as stage:
        stage.web.trouble(name, waits_for(gate, NOTHING[name]))
        asking = [asyncio.create_task(look(stage, name, number)) for number in range(1, 9)]
        await stage.web.reached(2)
        gate.set()
        assert await asyncio.gather(*asking) == [None] * 8
        assert stage.web.most_at_once == 2
        assert len(stage.web.requests) == 8


@every_source
@pytest.mark.parametrize("token", [TMDB_TOKEN, TMDB_KEY])
async def test_no_key_and_no_title_is_in_logs_or_errors(
    name: str, token: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    told = []
    faults = [
        refuses(500),
        refuses(401),
        cuts_off(),
        writes("no"),
        leads_to("https://example.org"),
        refuses(429, {"Retry-After": "9"}),
    ]
    async with staged(tmdb=token) as stage:
        await stage.source(name).find("Seven Samurai", None, 5)
        for number, fault in enumerate(faults, 1):
            stage.web.trouble(name, fault)
            error = await failure(stage, name, number)
            told.append("".join(traceback.format_exception(error)) + repr(error) + repr(error.__context__))
            stage.clock.advance(hours=2)
    ours = [record.getMessage() for record in caplog.records if record.name.startswith("bot")]
    assert ours
    for text in (*ours, *told):
        for private in (TMDB_TOKEN, TMDB_KEY, OMDB_KEY, "Samurai", "tt9000001", "127.0.0.1"):
            assert private not in text


async def test_the_token_goes_where_it_belongs() -> None:
    for token in (TMDB_TOKEN, TMDB_KEY):
        async with staged(tmdb=token) as stage:
            assert await look(stage, "tmdb") is not None
            asked = stage.web.requests[0]
        assert asked.headers.get("Authorization") == (f"Bearer {token}" if token == TMDB_TOKEN else None)
        assert asked.params.get("api_key") == (token if token == TMDB_KEY else None)


@pytest.mark.parametrize("name", ["tmdb", "omdb"])
async def test_a_wrong_key_is_told_and_not_tried_again_at_once(name: str) -> None:
    async with staged(tmdb="wrong", omdb="wrong") as stage:
        assert (await failure(stage, name)).key == "film_source_key"
        await failure(stage, name)
        assert len(stage.web.requests) == 1


# --- which are there ---


async def test_sources_are_those_of_the_settings_in_their_order() -> None:
    async with staged(precedence=("tmdb", "catalogue", "wikidata", "imdb")) as stage:
        assert [one.name for one in stage.sources] == ["tmdb", "wikidata"]
    async with staged(tmdb="", omdb="") as stage:
        assert [one.name for one in stage.sources] == ["wikidata"]
    async with staged(outside=False) as stage:
        assert stage.sources == ()


def test_without_an_endpoint_the_sources_themselves_are_asked() -> None:
    assert (wikidata.BASE, tmdb.BASE, omdb.BASE) == (
        "https://www.wikidata.org", "https://api.themoviedb.org", "https://www.omdbapi.com",
    )  # fmt: skip
    assert len(open_sources(film_settings(None), MemoryDatabase(), ManualClock())) == 3
