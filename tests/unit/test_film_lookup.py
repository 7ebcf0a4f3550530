"""Asking sources outside: all at once, no longer than one waits, with what fails or disagrees left out."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence

import pytest

from bot.domain.film import Film, FilmId
from bot.domain.film_card import Sourced
from bot.errors import SeveralFilms, Unavailable, UnknownFilm
from bot.local.memory import MemoryDatabase
from bot.services.film_facts import PURGE, FilmFacts, FoundFilms
from bot.services.film_lookup import FilmLookup
from bot.services.films import Films
from bot.storage.film_index import TitleFilmIndex
from tests.fakes import EVENING, ManualClock


def film(film_id: str, title: str, year: int | None = None, **facts: object) -> Film:
    return Film(FilmId(film_id), title, year, **facts)  # type: ignore[arg-type]


class Source:
    """A source that knows some films; ``trouble`` is awaited before each answer."""

    def __init__(self, name: str, *films: Film, trouble: Callable[[], Awaitable[object]] | None = None) -> None:
        self.name = name
        self.films = films
        self.trouble = trouble
        self.asked: list[str] = []

    async def find(self, title: str, year: int | None, limit: int) -> Sequence[Sourced]:
        self.asked.append(f"find {title} {year}")
        if self.trouble is not None:
            await self.trouble()
        return [Sourced(self.name, one) for one in self.films if title.casefold() in one.title.casefold()][:limit]

    async def look_up(self, film: Film) -> Sourced | None:
        self.asked.append(f"look {film.imdb_id} {film.wikidata_id} {film.tmdb_id}")
        if self.trouble is not None:
            await self.trouble()
        return next((Sourced(self.name, one) for one in self.films if one.same_as(film)), None)


async def down() -> None:
    raise Unavailable("film_source", source="x")


async def broken() -> None:
    raise RuntimeError("a fault of ours")


async def hang() -> None:
    await asyncio.Event().wait()


def lookup(*sources: Source, patience: float = 0.05) -> FilmLookup:
    return FilmLookup(sources, precedence=("wikidata", "tmdb"), patience=patience)


FERRY = film("wikidata:Q1", "The Quiet Ferry", 2011, directors=("Ann Own",), imdb_id="tt0000011", wikidata_id="Q1")
FERRY_TMDB = film("tmdb:5", "Quiet Ferry", 2011, imdb_id="tt0000011", tmdb_id=5, runtime=97)
OTHER_FERRY = film("tmdb:6", "The Quiet Ferry", 1960, tmdb_id=6)


async def test_answers_are_merged_by_film_in_the_order_of_precedence() -> None:
    found, silent = await lookup(Source("tmdb", FERRY_TMDB, OTHER_FERRY), Source("wikidata", FERRY)).find(
        "quiet ferry", None
    )
    assert [(one.id, one.runtime) for one in found] == [("wikidata:Q1", 97), ("tmdb:6", None)]
    assert silent == ()


@pytest.mark.parametrize("trouble", [down, broken, hang])
async def test_a_source_that_fails_is_silent_and_the_others_are_heard(trouble: Callable[[], Awaitable[object]]) -> None:
    asking = lookup(Source("wikidata", FERRY), Source("tmdb", trouble=trouble))
    found, silent = await asking.find("quiet ferry", 2011)
    assert ([one.id for one in found], silent) == (["wikidata:Q1"], ("tmdb",))
    assert (await asking.about(FERRY)).silent == ("tmdb",)
    await asking.close()


async def test_what_comes_late_is_not_cut_off() -> None:
    gate = asyncio.Event()
    slow = Source("wikidata", FERRY, trouble=gate.wait)
    done = asyncio.Event()

    async def find(title: str, year: int | None, limit: int) -> Sequence[Sourced]:
        await gate.wait()
        done.set()
        return ()

    slow.find = find  # type: ignore[method-assign]
    asking = lookup(slow)
    assert await asking.find("quiet ferry", None) == ([], ("wikidata",))
    gate.set()
    async with asyncio.timeout(5):
        await done.wait()
    await asking.close()


async def test_an_identifier_that_one_source_tells_is_used_for_another() -> None:
    wiki, tmdb = Source("wikidata", FERRY), Source("tmdb", FERRY_TMDB)
    said = await lookup(wiki, tmdb).about(film("x", "?", wikidata_id="Q1"))
    assert sorted(one.source for one in said.said) == ["tmdb", "wikidata"]
    assert tmdb.asked == ["look None Q1 None", "look tt0000011 Q1 None"]


async def test_a_film_without_identifiers_is_looked_for_by_title_and_taken_only_when_it_is_the_same() -> None:
    own = film("ferry", "The Quiet Ferry", 2011, directors=("Ann Own",))
    said = await lookup(Source("wikidata", FERRY, OTHER_FERRY)).about(own)
    assert [one.film.id for one in said.said] == ["wikidata:Q1"]
    assert (await lookup(Source("wikidata", OTHER_FERRY)).about(own)).said == ()


# --- through Films ---


@pytest.fixture
async def index() -> AsyncIterator[TitleFilmIndex]:
    made = TitleFilmIndex([film("her", "Her", 2013, directors=("Spike Jonze",), imdb_id="tt1798709")])
    yield made
    await made.close()


async def test_a_film_only_a_source_knows_is_found_once_and_completes_from_then_on(index: TitleFilmIndex) -> None:
    wiki, db, clock = Source("wikidata", FERRY), MemoryDatabase(), ManualClock()
    films = Films(index, lookup(wiki), FoundFilms(db, clock))
    assert await films.at_hand("the quiet ferry") is None
    assert (await films.resolve("the quiet ferry")).id == "wikidata:Q1"
    assert [one.id for one in await films.suggest("quiet fer")] == ["wikidata:Q1"]
    asked = len(wiki.asked)
    assert (await films.resolve("Quiet Ferry 2011")).id == "wikidata:Q1"
    assert (await films.resolve("wikidata:Q1")).id == "wikidata:Q1"
    assert len(wiki.asked) == asked
    fresh = TitleFilmIndex([])
    again = Films(fresh, lookup(wiki), FoundFilms(db, clock))
    await again.recall()
    assert [one.id for one in await again.suggest("quiet fer")] == ["wikidata:Q1"]
    await fresh.close()


async def test_a_film_of_tmdb_is_found_and_not_kept_in_the_index(index: TitleFilmIndex) -> None:
    films = Films(index, lookup(Source("tmdb", FERRY_TMDB)))
    assert (await films.resolve("quiet ferry")).id == "tmdb:5"
    assert await films.suggest("quiet ferry") == []
    assert (await films.resolve("tmdb:5")).title == "Quiet Ferry"


async def test_a_source_that_finds_a_film_of_the_house_gives_the_houses_own(index: TitleFilmIndex) -> None:
    theirs = film("wikidata:Q788822", "Elle et moi", 2013, imdb_id="tt1798709", wikidata_id="Q788822")
    assert (await Films(index, lookup(Source("wikidata", theirs))).resolve("elle et moi")).id == "her"


async def test_several_from_outside_are_asked_about_and_a_year_decides(index: TitleFilmIndex) -> None:
    films = Films(index, lookup(Source("wikidata", FERRY), Source("tmdb", OTHER_FERRY)))
    with pytest.raises(SeveralFilms) as several:
        await films.resolve("the quiet ferry")
    assert {one.year for one in several.value.films} == {1960, 2011}
    assert (await films.resolve("the quiet ferry 1960")).id == "tmdb:6"


async def test_an_unknown_film_says_who_was_silent(index: TitleFilmIndex) -> None:
    films = Films(index, lookup(Source("wikidata"), Source("tmdb", trouble=down)))
    with pytest.raises(UnknownFilm) as refused:
        await films.resolve("nobody made this")
    assert refused.value.silent == ("tmdb",)


async def test_a_card_from_the_house_is_there_when_all_are_down(index: TitleFilmIndex) -> None:
    films = Films(index, lookup(Source("wikidata", trouble=down), Source("tmdb", trouble=hang)), region="PT")
    card = await films.card(await films.resolve("her"))
    assert (card.film.id, card.sources, card.silent) == ("her", ("catalogue",), ("wikidata", "tmdb"))


async def test_a_title_somebody_typed_is_looked_for_nowhere(index: TitleFilmIndex) -> None:
    wiki = Source("wikidata")
    films = Films(index, lookup(wiki))
    assert (await films.card(films.unlisted("Our Own Film"))).sources == ("typed",)
    assert wiki.asked == []


@pytest.mark.parametrize(
    ("title", "year", "found"),
    [
        ("Her", 2013, "her"),
        ("her", None, "her"),
        ("HER", 2014, "her"),
        ("Her", 1999, None),
        ("Hers", 2013, None),
        ("?", 2013, None),
        ("", None, None),
    ],
)
async def test_a_row_of_somebodys_list(index: TitleFilmIndex, title: str, year: int | None, found: str | None) -> None:
    matched = await Films(index).matching(title, year)
    assert (None if matched is None else matched.id) == found


async def test_what_may_not_be_kept_is_deleted_every_day() -> None:
    db, clock = MemoryDatabase(), ManualClock()
    facts = FilmFacts(db, clock)
    await facts.arrange()
    async with db.write() as uow:
        await uow.film_facts.put("tmdb", "k", [], EVENING)
        (job,) = await uow.jobs.claim(
            EVENING, clock.advance(days=0) - EVENING or ManualClock().advance(minutes=1) - EVENING, 5
        )
    assert job.kind == PURGE
    await facts.purge(job)
    async with db.read() as uow:
        assert await uow.film_facts.get("tmdb", "k", EVENING.replace(year=2020)) is None
        assert await uow.jobs.next_due() is not None
