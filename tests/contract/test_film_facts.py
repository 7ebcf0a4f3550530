"""What sources said of films, kept for a time: the same for every database."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest

from bot.domain.film import Film, FilmId
from bot.domain.film_card import Offer, OfferKind, Sourced
from bot.ports import Database
from bot.storage.accept import NaiveDatetimeError
from tests.fakes import EVENING, her

A_DAY = timedelta(days=1)


def said(film: Film | None = None, source: str = "tmdb") -> Sourced:
    offers = {
        "US": (Offer("Max", OfferKind.STREAM), Offer("Apple TV", OfferKind.RENT)),
        "PT": (Offer("Filmin", OfferKind.FREE),),
    }
    return Sourced(
        source, film or her(), "https://image.tmdb.org/t/p/w342/x.jpg", "https://www.themoviedb.org/movie/1", offers
    )


async def keep(
    db: Database, key: str, *answers: Sourced, source: str = "tmdb", until: datetime = EVENING + A_DAY
) -> None:
    async with db.write() as unit:
        await unit.film_facts.put(source, key, answers, until)


async def kept(db: Database, key: str, source: str = "tmdb", now: datetime = EVENING) -> tuple[Sourced, ...] | None:
    async with db.read() as unit:
        found = await unit.film_facts.get(source, key, now)
    return None if found is None else tuple(found)


async def test_what_is_kept_comes_back_whole(db: Database) -> None:
    plain = Sourced("tmdb", Film(FilmId("tmdb:5"), "A title"))
    await keep(db, "find:her:", said(), plain)
    assert await kept(db, "find:her:") == (said(), plain)


async def test_nothing_kept_and_nothing_known_are_two_things(db: Database) -> None:
    assert await kept(db, "find:her:") is None
    await keep(db, "find:her:")
    assert await kept(db, "find:her:") == ()


async def test_sources_and_keys_do_not_mix(db: Database) -> None:
    await keep(db, "look:1", said())
    await keep(db, "look:1", said(source="omdb"), source="omdb")
    await keep(db, "look:11")
    assert await kept(db, "look:1") == (said(),)
    assert await kept(db, "look:1", "omdb") == (said(source="omdb"),)
    assert await kept(db, "look:1", "wikidata") is None
    assert await kept(db, "LOOK:1") is None


async def test_what_is_put_again_replaces_what_was_there_and_its_time(db: Database) -> None:
    await keep(db, "k", said(), until=EVENING + A_DAY)
    await keep(db, "k", until=EVENING + 3 * A_DAY)
    assert await kept(db, "k", now=EVENING + 2 * A_DAY) == ()
    await keep(db, "k", said(), until=EVENING + A_DAY)
    assert await kept(db, "k", now=EVENING + 2 * A_DAY) is None


async def test_its_time_is_over_at_the_moment_it_was_kept_until(db: Database) -> None:
    until = (EVENING + A_DAY).astimezone(timezone(timedelta(hours=5)))
    await keep(db, "k", said(), until=until)
    assert await kept(db, "k", now=EVENING + A_DAY - timedelta(microseconds=1)) == (said(),)
    assert await kept(db, "k", now=EVENING + A_DAY) is None


async def test_a_purge_deletes_what_is_over_and_nothing_else(db: Database) -> None:
    await keep(db, "old", said(), until=EVENING)
    await keep(db, "old", source="omdb", until=EVENING - A_DAY)
    await keep(db, "new", said(), until=EVENING + A_DAY)
    async with db.write() as unit:
        assert await unit.film_facts.purge(EVENING) == 2
        assert await unit.film_facts.purge(EVENING) == 0
    assert await kept(db, "old", now=EVENING - 2 * A_DAY) is None
    assert await kept(db, "new") == (said(),)


@pytest.mark.parametrize(
    "text", ["七人の侍", "'; DROP TABLE film_facts; --", "%_", 'a"b', "a\nb", "💔" * 200, "\ud83d", "nul\0l", ""]
)
async def test_odd_texts_are_kept_like_others(db: Database, text: str) -> None:
    film = Film(FilmId("tmdb:5"), "A title", other_titles=("七人の侍", "💔"))
    await keep(db, f"find:{text}:", said(film))
    assert await kept(db, f"find:{text}:") == (said(film),)
    assert await kept(db, "find:something else:") is None


async def test_what_is_rolled_back_is_not_kept(db: Database) -> None:
    await keep(db, "k")
    with pytest.raises(ZeroDivisionError):
        await _keep_and_fail(db)
    assert await kept(db, "k") == ()
    assert await kept(db, "other") is None


async def _keep_and_fail(db: Database) -> None:
    async with db.write() as unit:
        await unit.film_facts.put("tmdb", "k", [said()], EVENING + A_DAY)
        await unit.film_facts.put("tmdb", "other", [said()], EVENING + A_DAY)
        await unit.film_facts.purge(EVENING + 9 * A_DAY)
        raise ZeroDivisionError


async def test_a_moment_without_a_zone_is_refused(db: Database) -> None:
    with pytest.raises((NaiveDatetimeError, ValueError)):
        await keep(db, "k", until=EVENING.replace(tzinfo=None))


async def test_all_that_is_kept_of_a_source_comes_with_what_is_kept_longest_first(db: Database) -> None:
    for number, days in enumerate((1, 3, 2)):
        film = Film(FilmId(f"wikidata:Q{number}"), f"Film {number}")
        await keep(db, str(number), said(film), source="found", until=EVENING + days * A_DAY)
    await keep(db, "over", said(), source="found", until=EVENING)
    await keep(db, "other", said(), source="omdb", until=EVENING + 9 * A_DAY)
    async with db.read() as unit:
        assert [one.film.title for one in await unit.film_facts.all_of("found", EVENING, 9)] == [
            "Film 1",
            "Film 2",
            "Film 0",
        ]
        assert len(await unit.film_facts.all_of("found", EVENING, 2)) == 2
        assert list(await unit.film_facts.all_of("tmdb", EVENING, 9)) == []
