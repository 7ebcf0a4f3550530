"""Answers of film sources are kept, asked for once, and given again while the source is down: over every database."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest

from bot.errors import Unavailable
from bot.films.kept import MOST_FOUND
from bot.ports import Database, UnitOfWork
from tests.film_faults import hangs, refuses, sends, waits_for
from tests.film_stage import HER, SAMURAI, a_film, staged, titles

THE_ANSWER = {"Search": [{"Title": "Her", "Year": "2013", "imdbID": "tt1798709", "Type": "movie"}], "Response": "True"}


async def test_what_was_answered_is_not_asked_again(db: Database) -> None:
    async with staged(db) as stage:
        for name in ("wikidata", "tmdb", "omdb"):
            source = stage.source(name)
            first = (await source.find("Seven Samurai", None, 5), await source.look_up(SAMURAI))
            asked = len(stage.web.requests)
            assert (await source.find("  seven   SAMURAI ", None, 5), await source.look_up(SAMURAI)) == first
            assert len(await source.find("Ｓeven Samurai", None, 1)) == 1
            assert len(stage.web.requests) == asked


async def test_it_is_asked_again_once_its_time_is_over(db: Database) -> None:
    async with staged(db, tmdb_days=30, omdb_days=60) as stage:
        for name, days in (("tmdb", 30), ("omdb", 60)):
            start = stage.clock.now()
            await stage.source(name).look_up(HER)
            asked = len(stage.web.requests)
            stage.clock.set(start + timedelta(days=days) - timedelta(seconds=1))
            await stage.source(name).look_up(HER)
            assert len(stage.web.requests) == asked
            stage.clock.advance(seconds=1)
            await stage.source(name).look_up(HER)
            assert len(stage.web.requests) > asked


async def test_that_it_knows_nothing_is_believed_for_a_day(db: Database) -> None:
    async with staged(db) as stage:
        source = stage.source("omdb")
        for _ in range(2):
            assert await source.find("No Such Film", None, 5) == ()
            assert await source.look_up(a_film(imdb_id="tt9000001")) is None
        assert len(stage.web.requests) == 2
        stage.clock.advance(days=1)
        assert await source.find("No Such Film", None, 5) == ()
        assert await source.look_up(a_film(imdb_id="tt9000001")) is None
        assert len(stage.web.requests) == 4


async def test_titles_and_years_that_differ_are_different_questions(db: Database) -> None:
    async with staged(db) as stage:
        source = stage.source("omdb")
        assert len(await source.find("Solaris", None, 5)) == 2
        assert titles(await source.find("Solaris", 1972, 5)) == ["Solaris (1972)"]
        for title in ("+1", "1", "दिल", "दल", "Her!", "Her?"):
            asked = len(stage.web.requests)
            await source.find(title, None, 5)
            assert len(stage.web.requests) > asked


async def test_a_source_that_is_down_is_not_missed_while_its_answer_is_kept(db: Database) -> None:
    async with staged(db) as stage:
        source = stage.source("tmdb")
        found, said = await source.find("Her", 2013, 5), await source.look_up(HER)
        stage.web.trouble("tmdb", refuses(500))
        assert await source.find("Her", 2013, 5) == found
        assert await source.look_up(HER) == said
        with pytest.raises(Unavailable):
            await source.look_up(SAMURAI)


async def test_a_failure_is_not_kept(db: Database) -> None:
    async with staged(db) as stage:
        stage.web.trouble("tmdb", refuses(500))
        with pytest.raises(Unavailable):
            await stage.source("tmdb").look_up(HER)
        stage.web.mend("tmdb")
        assert await stage.source("tmdb").look_up(HER) is not None


async def test_what_is_kept_for_one_film_is_not_given_for_another(db: Database) -> None:
    async with staged(db) as stage:
        source = stage.source("omdb")
        assert await source.look_up(HER) is not None
        assert await source.look_up(a_film(title="Casablanca", year=1942, imdb_id="tt1798709")) is None
        assert await source.look_up(HER) is not None
        assert len(stage.web.requests) == 1


async def test_the_same_question_at_the_same_time_is_asked_once(db: Database) -> None:
    gate = asyncio.Event()
    async with staged(db, patience_seconds=5) as stage:
        stage.web.trouble("omdb", waits_for(gate, THE_ANSWER))
        asking = [asyncio.create_task(stage.source("omdb").find("her film", None, n)) for n in (1, 2, 3, 5)]
        await stage.web.reached()
        gate.set()
        answers = await asyncio.gather(*asking)
        assert [titles(one) for one in answers] == [["Her (2013)"]] * 4
        assert len(stage.web.requests) == 1


async def test_who_gives_up_takes_nobody_elses_answer_away(db: Database) -> None:
    gate = asyncio.Event()
    async with staged(db, patience_seconds=5) as stage:
        source = stage.source("omdb")
        stage.web.trouble("omdb", waits_for(gate, THE_ANSWER))
        impatient, patient = (asyncio.create_task(source.find("her film", None, 5)) for _ in range(2))
        await stage.web.reached()
        impatient.cancel()
        with pytest.raises(asyncio.CancelledError):
            await impatient
        gate.set()
        assert titles(await patient) == ["Her (2013)"]


async def test_an_answer_that_comes_late_is_there_the_next_time(db: Database) -> None:
    gate = asyncio.Event()
    async with staged(db, patience_seconds=5) as stage:
        source = stage.source("omdb")
        stage.web.trouble("omdb", waits_for(gate, THE_ANSWER))
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.02):
                await source.find("her film", None, 5)
        gate.set()
        assert titles(await source.find("her film", None, 5)) == ["Her (2013)"]
        assert len(stage.web.requests) == 1


async def test_a_failure_that_nobody_waits_for_any_more_disturbs_nobody(db: Database) -> None:
    gate = asyncio.Event()
    async with staged(db, patience_seconds=5) as stage:
        source = stage.source("omdb")
        stage.web.trouble("omdb", waits_for(gate, "not an object"))
        asking = asyncio.create_task(source.find("her film", None, 5))
        await stage.web.reached()
        asking.cancel()
        gate.set()
        stage.web.mend("omdb")
        with pytest.raises(Unavailable):
            await source.find("her film", None, 5)  # joins the question that is still open


async def test_closing_ends_what_is_being_asked(db: Database) -> None:
    async with staged(db, patience_seconds=10) as stage:
        stage.web.trouble("omdb", hangs())
        asking = asyncio.create_task(stage.source("omdb").look_up(HER))
        await stage.web.reached()
        await stage.source("omdb").close()
        with pytest.raises(Unavailable):
            await asking


async def test_one_answer_serves_every_limit(db: Database) -> None:
    rows = [{"Title": f"Solaris {n}", "Year": "2000", "imdbID": f"tt90000{n:02}", "Type": "movie"} for n in range(20)]
    async with staged(db) as stage:
        stage.web.trouble("omdb", sends({"Search": rows, "Response": "True"}))
        counts = [len(await stage.source("omdb").find("Solaris", None, limit)) for limit in (-1, 0, 1, 7, 50)]
        assert counts == [0, 0, 1, 7, MOST_FOUND]
        assert len(stage.web.requests) == 1


class _BrokenDatabase:
    """A database that cannot be reached."""

    @asynccontextmanager
    async def read(self) -> AsyncIterator[UnitOfWork]:
        raise Unavailable("storage")
        yield

    @asynccontextmanager
    async def write(self) -> AsyncIterator[UnitOfWork]:
        raise Unavailable("storage")
        yield

    async def close(self) -> None: ...


async def test_without_the_database_sources_are_asked_all_the_same() -> None:
    async with staged(_BrokenDatabase()) as stage:
        assert await stage.source("tmdb").look_up(HER) is not None
        assert titles(await stage.source("tmdb").find("Her", None, 5)) == ["Her (2013)"]
