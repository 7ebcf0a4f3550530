"""Watchlists: the same for every database."""

from __future__ import annotations

import asyncio

import pytest

from bot.domain.rating import Stars
from bot.domain.watchlist import Deed, Mark, NewEntry, Order, Show
from bot.domain.watchlist_import import StagedFilm
from bot.errors import Conflict
from bot.ports import Database
from tests.contract.listing import (
    A_MINUTE,
    ALIEN,
    AMELIE,
    ANNA,
    ANNAS,
    BEN,
    GODFATHER,
    SERVER,
    entry_of,
    film,
    put,
    see,
    take_back,
    take_out,
    titles,
)
from tests.fakes import EVENING, GUILD, her


async def test_an_entry_comes_back_as_it_was_put_in(db: Database) -> None:
    change = await put(db, her(), NewEntry(ALIEN, EVENING, Stars(7)))
    async with db.read() as unit:
        found = await unit.watchlists.find(SERVER, her().id)
        rated = await unit.watchlists.find(SERVER, ALIEN.id)
        done = await unit.watchlists.change(change)
        assert await unit.watchlists.find(ANNAS, her().id) is None
    assert found is not None
    assert (found.film, found.added_by, found.added_at, found.seen_at) == (her(), ANNA, EVENING, None)
    assert found.mean is None
    assert rated is not None
    assert (rated.seen_at, rated.raters, rated.points, rated.mean) == (EVENING, 1, 7, 3.5)
    assert done is not None
    assert (done.owner, done.by, done.at, done.deed, done.count, done.film) == (
        SERVER, ANNA, EVENING, Deed.ADDED, 2, None,
    )  # fmt: skip


async def test_odd_titles_are_kept(db: Database) -> None:
    odd = [film("七人の侍", 1954), film("100% Wolf_", None), film("It's a \\ ' \" %", 1), film("a\x00b\ud83d", 3)]
    await put(db, *odd)
    async with db.read() as unit:
        assert {e.film.title for e in await unit.watchlists.beginning(SERVER, "", 10)} == {f.title for f in odd}
        assert [e.film.title for e in await unit.watchlists.beginning(SERVER, "100 wolf", 10)] == ["100% Wolf_"]
        assert [e.film.title for e in await unit.watchlists.named(SERVER, "七人の侍", 1954)] == ["七人の侍"]


async def test_a_film_is_on_a_list_once_however_many_put_it_there_at_once(db: Database) -> None:
    async def add() -> bool:
        try:
            async with db.write() as unit:
                change = await unit.watchlists.begin(SERVER, ANNA, EVENING, Deed.ADDED)
                if await unit.watchlists.find(SERVER, ALIEN.id) is not None:
                    await unit.watchlists.abandon(change)
                    return False
                await unit.watchlists.put_in(change, [NewEntry(ALIEN)])
        except Conflict:
            return False
        return True

    assert sum(await asyncio.gather(*(add() for _ in range(8)))) == 1
    assert await titles(db) == ["Alien"]
    with pytest.raises(Conflict):
        await put(db, ALIEN)
    await put(db, ALIEN, owner=ANNAS)


async def test_finding_by_title_and_by_part_of_it(db: Database) -> None:
    await put(db, ALIEN, AMELIE, GODFATHER, film("Alien", 2020), film("Aliens", 1986), film("My Alien", 1999))
    async with db.read() as unit:
        lists = unit.watchlists
        assert [e.film.year for e in await lists.named(SERVER, "ALIEN", None)] == [2020, 1979]
        assert [e.film.year for e in await lists.named(SERVER, "alien", 1979)] == [1979]
        assert [e.film.title for e in await lists.named(SERVER, "amelie", None)] == ["Amélie"]
        assert [e.film.title for e in await lists.named(SERVER, "Godfather", 1972)] == ["The Godfather"]
        assert await lists.named(ANNAS, "Alien", None) == []
        assert [e.film.label for e in await lists.beginning(SERVER, "alie", 10)] == [
            "Alien (2020)", "Alien (1979)", "Aliens (1986)", "My Alien (1999)",
        ]  # fmt: skip
        assert len(await lists.beginning(SERVER, "a", 2)) == 2


async def test_pages_filters_and_orders(db: Database) -> None:
    await put(db, ALIEN, minutes=0)
    await put(db, AMELIE, film("Zama", None), minutes=1)
    await put(db, GODFATHER, film("Beau Travail", 1999), minutes=2)
    await see(db, ALIEN, 6)
    await see(db, ALIEN, 9, by=BEN)
    await see(db, AMELIE, 8)
    await see(db, GODFATHER)
    assert await titles(db) == ["Beau Travail", "The Godfather", "Zama", "Amélie", "Alien"]
    assert await titles(db, order=Order.TITLE) == ["Alien", "Amélie", "Beau Travail", "The Godfather", "Zama"]
    assert await titles(db, order=Order.YEAR) == ["Amélie", "Beau Travail", "Alien", "The Godfather", "Zama"]
    assert (await titles(db, order=Order.RATING))[:3] == ["Amélie", "Alien", "Beau Travail"]
    assert await titles(db, Show.SEEN) == ["The Godfather", "Amélie", "Alien"]
    assert await titles(db, Show.TO_SEE) == ["Beau Travail", "Zama"]
    async with db.read() as unit:
        lists = unit.watchlists
        assert [await lists.count(SERVER, show) for show in (Show.ALL, Show.SEEN, Show.TO_SEE)] == [5, 3, 2]
        assert [e.film.title for e in await lists.page(SERVER, Show.ALL, Order.ADDED, 3, 2)] == ["Amélie", "Alien"]
        alien = await lists.find(SERVER, ALIEN.id)
        assert alien is not None
        assert (alien.raters, alien.mean) == (2, 3.75)


async def test_standing_is_each_persons_own(db: Database) -> None:
    await put(db, ALIEN, AMELIE)
    await see(db, ALIEN, 6)
    async with db.read() as unit:
        annas = await unit.watchlists.standing(SERVER, ANNA)
        bens = await unit.watchlists.standing(SERVER, BEN, ALIEN.id)
    assert {key: (one.seen, one.stars) for key, one in annas.items()} == {ALIEN.id: (True, 6), AMELIE.id: (False, None)}
    assert [(one.seen, one.stars) for one in bens.values()] == [(True, None)]


async def test_sharing_is_for_one_server(db: Database) -> None:
    async with db.write() as unit:
        for _ in range(2):
            await unit.watchlists.share(ANNA, GUILD, on=True)
        assert await unit.watchlists.shared(ANNA, GUILD)
        assert not await unit.watchlists.shared(ANNA, 77)
        assert not await unit.watchlists.shared(BEN, GUILD)
        for _ in range(2):
            await unit.watchlists.share(ANNA, GUILD, on=False)
        assert not await unit.watchlists.shared(ANNA, GUILD)


async def test_an_import_waits_is_confirmed_once_and_goes(db: Database) -> None:
    films = [StagedFilm(film(f"Film {n}"), n % 2 == 0, Stars(n % 10 + 1) if n % 3 else None) for n in range(450)]
    async with db.write() as unit:
        lists = unit.watchlists
        old = await lists.stage(ANNA, ANNAS, EVENING, films[:3])
        new = await lists.stage(ANNA, SERVER, EVENING + A_MINUTE, films)
        other = await lists.stage(BEN, SERVER, EVENING + A_MINUTE, films[:1])
        assert await lists.staged(old) is None
        assert await lists.staged_films(old) in ([], ())
        assert list(await lists.staged_films(new)) == films
        staged = await lists.staged(new)
        assert staged is not None
        assert (staged.by, staged.owner, staged.until, staged.done) == (ANNA, SERVER, EVENING + A_MINUTE, False)
        assert await lists.confirmed(new)
        assert not await lists.confirmed(new)
        assert not await lists.confirmed(old)
        staged = await lists.staged(new)
        assert staged is not None
        assert staged.done
        assert await lists.staged_films(new) in ([], ())
        assert await lists.purge_staged(EVENING) == 0
        assert await lists.purge_staged(EVENING + A_MINUTE) == 2
        assert await lists.staged(other) is None


async def test_who_is_forgotten_leaves_only_what_belongs_to_the_server(db: Database) -> None:
    await put(db, ALIEN, owner=ANNAS)
    await put(db, AMELIE, NewEntry(ALIEN, EVENING, Stars(8)))
    await put(db, GODFATHER, by=BEN)
    await see(db, ALIEN, 4, by=BEN)
    bens = await see(db, AMELIE, 2, by=BEN)
    annas = await take_out(db, GODFATHER)
    async with db.write() as unit:
        await unit.watchlists.share(ANNA, GUILD, on=True)
        staged = await unit.watchlists.stage(ANNA, ANNAS, EVENING, [StagedFilm(her())])
        await unit.watchlists.forget_user(ANNA)
    async with db.read() as unit:
        lists = unit.watchlists
        assert await lists.count(ANNAS) == 0
        assert not await lists.shared(ANNA, GUILD)
        assert await lists.staged(staged) is None
        assert await lists.change(annas) is None
        assert await lists.latest([SERVER, ANNAS], ANNA, EVENING - A_MINUTE) is None
        assert await lists.change(bens) is not None
        entries = await lists.page(SERVER, Show.ALL, Order.TITLE, 0, 10)
    assert [(e.film.title, e.added_by, e.raters, e.points) for e in entries] == [
        ("Alien", 0, 1, 4),
        ("Amélie", 0, 1, 2),
    ]


async def test_what_raises_leaves_the_list_as_it_was(db: Database) -> None:
    added = await put(db, ALIEN, NewEntry(AMELIE, EVENING, Stars(3)))
    async with db.write() as unit:
        staged = await unit.watchlists.stage(ANNA, ANNAS, EVENING, [StagedFilm(her())])
    entry = await entry_of(db, AMELIE)

    async def change_everything_and_fail() -> None:
        async with db.write() as unit:
            lists = unit.watchlists
            change = await lists.begin(SERVER, BEN, EVENING, Deed.IMPORTED)
            await lists.put_in(change, [NewEntry(her(), EVENING, Stars(1))])
            await lists.mark(change, [Mark(entry, EVENING, Stars(9))])
            await lists.take_out(await lists.begin(SERVER, BEN, EVENING, Deed.REMOVED), entry)
            await lists.take_back(added)
            await lists.confirmed(staged)
            await lists.share(ANNA, GUILD, on=True)
            await lists.purge_changes(EVENING + A_MINUTE)
            await lists.forget_user(ANNA)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await change_everything_and_fail()
    assert await titles(db) == ["Amélie", "Alien"]
    async with db.read() as unit:
        found = await unit.watchlists.find(SERVER, AMELIE.id)
        assert found is not None
        assert (found.points, found.added_by) == (3, ANNA)
        assert not await unit.watchlists.shared(ANNA, GUILD)
        assert list(await unit.watchlists.staged_films(staged)) == [StagedFilm(her())]
    assert await take_back(db, added) == 2
