"""Taking changes of watchlists back: the same for every database."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from bot.domain.film import Film
from bot.domain.rating import Stars
from bot.domain.watchlist import ChangeId, Deed, Mark, NewEntry, Owner, Show, Whose
from bot.ports import Database
from tests.contract.listing import (
    A_MINUTE,
    ALIEN,
    AMELIE,
    ANNA,
    ANNAS,
    BEN,
    CLEO,
    GODFATHER,
    SERVER,
    entry_of,
    film,
    in_the_way,
    put,
    see,
    take_back,
    take_out,
    titles,
)
from tests.fakes import EVENING


async def test_an_added_film_is_taken_back_unless_it_was_changed_since(db: Database) -> None:
    added = await put(db, ALIEN)
    seen = await see(db, ALIEN, 6, by=BEN)
    assert await take_back(db, added) == 0
    assert await titles(db) == ["Alien"]
    assert await take_back(db, seen) == 1
    assert await titles(db, Show.TO_SEE) == ["Alien"]
    assert await take_back(db, added) == 1
    assert await titles(db) == []
    assert await take_back(db, added) == 0


async def test_ratings_come_back_as_they_were(db: Database) -> None:
    await put(db, ALIEN)
    await see(db, ALIEN, 6, by=BEN)
    first = await see(db, ALIEN, 4, minutes=2)
    second = await see(db, ALIEN, 10, minutes=3)
    assert await take_back(db, second) == 1
    async with db.read() as unit:
        assert (await unit.watchlists.standing(SERVER, ANNA))[ALIEN.id].stars == 4
    assert await take_back(db, first) == 1
    async with db.read() as unit:
        entry = await unit.watchlists.find(SERVER, ALIEN.id)
        assert entry is not None
        assert (entry.raters, entry.points, entry.seen_at) == (1, 6, EVENING + A_MINUTE)


async def standing(db: Database) -> tuple[int, int, float | None]:
    """How many rated Alien, with what in all, and how many minutes into the evening it was seen."""
    async with db.read() as unit:
        entry = await unit.watchlists.find(SERVER, ALIEN.id)
    assert entry is not None
    return entry.raters, entry.points, None if entry.seen_at is None else (entry.seen_at - EVENING) / A_MINUTE


async def test_ones_own_rating_is_taken_back_though_others_have_rated_since(db: Database) -> None:
    await put(db, ALIEN)
    await see(db, ALIEN, 4, minutes=1)
    again = await see(db, ALIEN, 9, minutes=2)
    bens = await see(db, ALIEN, 6, by=BEN, minutes=3)
    cleos = await see(db, ALIEN, by=CLEO, minutes=4)
    assert await in_the_way(db, again) == set()
    assert await take_back(db, again) == 1
    assert await standing(db) == (2, 10, 1)
    assert await take_back(db, bens) == 1
    assert await standing(db) == (1, 4, 1)
    assert await take_back(db, cleos) == 1
    assert await standing(db) == (1, 4, 1)


async def test_a_film_stays_seen_by_the_word_of_others_and_no_longer(db: Database) -> None:
    await put(db, ALIEN)
    first = await see(db, ALIEN, 4, minutes=1)
    bens = await see(db, ALIEN, 6, by=BEN, minutes=2)
    cleos = await see(db, ALIEN, 2, by=CLEO, minutes=3)
    assert await take_back(db, first) == 1
    assert await standing(db) == (2, 8, 1)
    assert await take_back(db, bens) == 1
    assert await standing(db) == (1, 2, 1)
    assert await take_back(db, cleos) == 1
    assert await standing(db) == (0, 0, None)


async def test_of_many_films_each_is_taken_back_that_others_merely_rated(db: Database) -> None:
    many = [film(f"Film {n}") for n in range(5)]
    await put(db, *many, by=BEN)
    marks = [Mark(await entry_of(db, one), EVENING, Stars(8)) for one in many]
    async with db.write() as unit:
        seen = await unit.watchlists.begin(SERVER, ANNA, EVENING + A_MINUTE, Deed.IMPORTED)
        await unit.watchlists.mark(seen, marks)
    for one in many[:2]:
        await see(db, one, 2, by=BEN, minutes=2)
    removed = await take_out(db, many[4], by=BEN, minutes=3)
    assert await in_the_way(db, seen) == {BEN}
    assert await take_back(db, seen) == 4
    assert await titles(db, Show.SEEN) == ["Film 1", "Film 0"]
    assert await take_back(db, removed) == 1
    assert await take_back(db, seen) == 1
    assert await titles(db, Show.SEEN) == ["Film 1", "Film 0"]


async def test_who_is_in_the_way_is_named(db: Database) -> None:
    added = await put(db, ALIEN)
    seen = await see(db, ALIEN, 6)
    assert await in_the_way(db, added) == {ANNA}
    assert await in_the_way(db, seen) == set()
    again = await see(db, ALIEN, 7, minutes=2)
    await see(db, ALIEN, 3, by=BEN, minutes=3)
    assert await in_the_way(db, added) == {ANNA, BEN}
    assert await in_the_way(db, seen) == {ANNA}
    assert await take_back(db, seen) == 0
    assert await take_back(db, again) == 1
    removed = await take_out(db, ALIEN, by=BEN, minutes=4)
    assert await in_the_way(db, seen) == {BEN}
    assert await take_back(db, seen) == 0
    await put(db, ALIEN, by=CLEO, minutes=5)
    assert await in_the_way(db, removed) == {CLEO}
    assert await in_the_way(db, ChangeId(10**9)) == set()


async def test_a_removed_film_comes_back_with_its_ratings_unless_it_is_there_again(db: Database) -> None:
    await put(db, ALIEN, AMELIE)
    await see(db, ALIEN, 6, by=BEN)
    removed = await take_out(db, ALIEN)
    assert await titles(db) == ["Amélie"]
    async with db.read() as unit:
        assert await unit.watchlists.find(SERVER, ALIEN.id) is None
        assert await unit.watchlists.count(SERVER) == 1
        assert ALIEN.id not in await unit.watchlists.standing(SERVER, BEN)
    again = await put(db, ALIEN, by=BEN, minutes=3)
    assert await take_back(db, removed) == 0
    assert await take_back(db, again) == 1
    assert await take_back(db, removed) == 1
    async with db.read() as unit:
        entry = await unit.watchlists.find(SERVER, ALIEN.id)
        assert entry is not None
        assert (entry.points, entry.added_at) == (6, EVENING)
        assert await unit.watchlists.change(removed) is None


async def test_a_change_of_many_films_leaves_what_was_changed_since(db: Database) -> None:
    many = [film(f"Film {n}", 1990 + n % 30) for n in range(700)]
    added = await put(db, *(NewEntry(one, EVENING, Stars(n % 10 + 1)) for n, one in enumerate(many)))
    seen = await see(db, many[3], 2, by=BEN)
    async with db.read() as unit:
        change = await unit.watchlists.change(added)
        assert change is not None
        assert change.count == 700
    assert await take_back(db, added) == 699
    assert await titles(db) == ["Film 3"]
    assert await take_back(db, added) == 0
    await take_back(db, seen)
    assert await take_back(db, added) == 1
    async with db.read() as unit:
        assert await unit.watchlists.change(added) is None
        assert await unit.watchlists.count(SERVER) == 0


async def test_taking_back_twice_at_once_happens_once(db: Database) -> None:
    added = await put(db, ALIEN)
    assert sorted(await asyncio.gather(take_back(db, added), take_back(db, added))) == [0, 1]


async def test_marking_and_taking_back_at_once_is_one_after_the_other(db: Database) -> None:
    for round_ in range(6):
        one = film(f"Film {round_}")
        added = await put(db, one)
        mark = Mark(await entry_of(db, one), EVENING, Stars(5))

        async def rate(mark: Mark = mark, one: Film = one) -> bool:
            async with db.write() as unit:
                change = await unit.watchlists.begin(SERVER, BEN, EVENING, Deed.SEEN)
                if await unit.watchlists.find(SERVER, one.id) is None:
                    await unit.watchlists.abandon(change)
                    return False
                await unit.watchlists.mark(change, [mark])
                return True

        rated, taken = await asyncio.gather(rate(), take_back(db, added))
        assert (rated, taken) in {(True, 0), (False, 1)}


async def test_the_latest_change_is_that_of_the_person_on_those_lists(db: Database) -> None:
    first = await put(db, ALIEN)
    await put(db, AMELIE, by=BEN, minutes=1)
    await put(db, GODFATHER, owner=Owner(Whose.SERVER, 77), minutes=2)
    mine = await put(db, GODFATHER, owner=ANNAS, minutes=3)

    async def latest(owners: Sequence[Owner], minutes: float = 0, before: ChangeId | None = None) -> ChangeId | None:
        async with db.read() as unit:
            found = await unit.watchlists.latest(owners, ANNA, EVENING + minutes * A_MINUTE, before)
        return None if found is None else found.id

    assert await latest([SERVER]) == first
    assert await latest([SERVER, ANNAS]) == mine
    assert await latest([SERVER, ANNAS], before=mine) == first
    assert await latest([SERVER, ANNAS], before=first) is None
    assert await latest([SERVER], minutes=1) is None
    assert await latest([]) is None
    async with db.read() as unit:
        found = await unit.watchlists.change(mine)
        assert found is not None
        assert found.film == GODFATHER


async def test_old_changes_go_and_what_they_took_off_lists_with_them(db: Database) -> None:
    added = await put(db, ALIEN, AMELIE)
    removed = await take_out(db, ALIEN, minutes=2)
    async with db.write() as unit:
        assert await unit.watchlists.purge_changes(EVENING + A_MINUTE) == 1
        assert await unit.watchlists.change(added) is None
        assert await unit.watchlists.purge_changes(EVENING + 5 * A_MINUTE) == 1
    assert await take_back(db, removed) == 0
    assert await titles(db) == ["Amélie"]
