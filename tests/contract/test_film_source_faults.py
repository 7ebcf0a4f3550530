"""What is true of every film source outside, whichever it is: faults, and how it rests."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from email.utils import format_datetime

import pytest

from bot.errors import Unavailable
from bot.films.sources import close_sources, open_sources
from tests.fakes import EVENING, ManualClock, MemoryDatabase
from tests.film_faults import cuts_off, drips, floods, hangs, leads_to, refuses, sends, writes
from tests.film_stage import (
    HER,
    NOTHING,
    PATIENCE,
    every_source,
    failure,
    film_settings,
    look,
    staged,
)
from tests.film_web import OMDB_KEY, SOURCES, Fault

# --- faults ---

FAULTS: dict[str, Fault] = {
    "hangs": hangs(),
    "drips": drips(),
    "500": refuses(500),
    "502": refuses(502),
    "429": refuses(429),
    "403": refuses(403),
    "malformed": writes('{"results": [}'),
    "truncated": writes('{"results": [{"id": 1'),
    "cut off": cuts_off(),
    "empty": writes(""),
    "html": writes("<html>It works</html>", "text/html"),
    "json that says it is html": writes("{}", "text/html"),
    "not utf-8": sends("\ud83d"),
    "huge": floods(),
    "deep": writes("[" * 100_000),
    "a list": sends([1, 2]),
    "nothing": sends(None),
    "another object": sends({"hello": "world"}),
    "redirect elsewhere": leads_to("https://example.org/"),
    "redirect to a file": leads_to("file:///etc/passwd"),
    "redirect in circles": leads_to(""),
}


@every_source
@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS.keys())
async def test_every_fault_is_unavailable_in_time(name: str, fault: Fault) -> None:
    async with staged() as stage:
        stage.web.trouble(name, fault)
        async with asyncio.timeout(PATIENCE * 4 + 2):
            error = await failure(stage, name)
            with pytest.raises(Unavailable):
                await stage.source(name).find("Her", 2013, 5)
    assert error.key in {"film_source", "film_source_key"}
    assert error.values == {"source": name}


async def test_a_server_that_is_not_there() -> None:
    async with staged() as stage:
        nobody = stage.web.url
    sources = open_sources(film_settings(nobody), MemoryDatabase(), ManualClock())
    for source in sources:
        with pytest.raises(Unavailable):
            await source.look_up(HER)
    await close_sources(sources)


@every_source
@pytest.mark.parametrize("odd", [None, 5, "text", [], {}, [None, 1, "x", [], {}], {"a": 1}])
async def test_odd_values_anywhere_do_no_harm(name: str, odd: object) -> None:
    fields = [
        "results",
        "movie_results",
        "id",
        "search",
        "query",
        "entities",
        "Response",
        "Search",
        "Title",
        "imdbID",
        "error",
    ]
    async with staged() as stage:
        for number, field in enumerate(fields, 1):
            stage.web.trouble(name, sends({field: odd}))
            try:
                assert await look(stage, name, number) is None
                assert await stage.source(name).find(f"Film {number}", None, 5) == ()
            except Unavailable:
                stage.clock.advance(minutes=5)


@every_source
async def test_a_redirect_within_the_site_is_followed(name: str) -> None:
    paths = {"wikidata": "/wikidata/w/api.php?action=query&list=search&srsearch=x&srlimit=1&format=json",
             "tmdb": "/tmdb/3/find/tt9000001", "omdb": f"/omdb/?i=tt9000001&apikey={OMDB_KEY}"}  # fmt: skip
    async with staged() as stage:
        stage.web.trouble(name, leads_to(paths[name]), sends(NOTHING[name]))
        assert await look(stage, name, 1) is None
        assert len(stage.web.requests) == 2


# --- resting ---


@every_source
async def test_a_source_that_keeps_failing_rests_and_recovers(name: str) -> None:
    async with staged() as stage:
        stage.web.trouble(name, refuses(500))
        for number in range(1, 4):
            await failure(stage, name, number)
        asked = len(stage.web.requests)
        await failure(stage, name, 4)
        assert len(stage.web.requests) == asked
        stage.clock.advance(seconds=61)
        stage.web.mend(name)
        assert await look(stage, name) is not None


@every_source
async def test_other_sources_do_not_rest_with_it(name: str) -> None:
    async with staged() as stage:
        stage.web.trouble(name, refuses(500))
        for number in range(1, 5):
            await failure(stage, name, number)
        for other in SOURCES:
            if other != name:
                assert await look(stage, other) is not None


@every_source
async def test_waiting_for_a_turn_in_vain_says_nothing_against_the_source(name: str) -> None:
    async with staged(at_once=1) as stage:
        stage.web.trouble(name, hangs())
        outcomes = await asyncio.gather(*(look(stage, name, number) for number in range(1, 9)), return_exceptions=True)
        assert all(isinstance(one, Unavailable) for one in outcomes)
        stage.web.mend(name)
        assert await look(stage, name) is not None


@every_source
@pytest.mark.parametrize("header", ["120", "date"])
@pytest.mark.parametrize("status", [429, 503])
async def test_retry_after_is_kept_to(name: str, header: str, status: int) -> None:
    text = format_datetime(EVENING + timedelta(seconds=120), usegmt=True) if header == "date" else header
    async with staged() as stage:
        stage.web.trouble(name, refuses(status, {"Retry-After": text}))
        error = await failure(stage, name)
        assert error.retry_after == 120
        stage.web.mend(name)
        asked = len(stage.web.requests)
        stage.clock.advance(seconds=119)
        await failure(stage, name)
        assert len(stage.web.requests) == asked
        stage.clock.advance(seconds=2)
        assert await look(stage, name) is not None


@every_source
@pytest.mark.parametrize("header", ["0", "0.01", "Mon, 01 Jan 2024 00:00:00 GMT"])
async def test_a_moment_is_waited_for(name: str, header: str) -> None:
    async with staged() as stage:
        stage.web.trouble(name, refuses(429, {"Retry-After": header}), sends(NOTHING[name]))
        assert await look(stage, name, 1) is None
        assert len(stage.web.requests) == 2


@every_source
@pytest.mark.parametrize("header", ["soon", "-5", "", "1e999", "Mon, 99 Foo"])
async def test_an_odd_retry_after_is_passed_over(name: str, header: str) -> None:
    async with staged() as stage:
        stage.web.trouble(name, refuses(429, {"Retry-After": header}))
        error = await failure(stage, name)
        assert error.retry_after is None or 0 <= error.retry_after <= 7 * 86_400


async def test_questions_that_a_source_refuses_do_not_make_it_rest() -> None:
    async with staged() as stage:
        for name in SOURCES:
            stage.web.trouble(name, refuses(400))
            for number in range(1, 6):
                await failure(stage, name, number)
            stage.web.mend(name)
            assert await look(stage, name) is not None
