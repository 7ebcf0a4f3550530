"""Watchlists as services: who may do what, pages, sharing, taking changes back."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from bot.domain.rating import Stars
from bot.domain.watchlist import (
    MOST_FILMS,
    Deed,
    NewEntry,
    Order,
    Owner,
    Show,
    Whose,
)
from bot.errors import Conflict, Forbidden, NotFound, SeveralFilms
from tests.fakes import EVENING, GUILD, her
from tests.watchlist_club import ALIEN, ANNA, ANNAS, BEN, SERVER, WONDER, Club, film, told


async def test_adding_says_whether_it_was_there_and_keeps_lists_apart() -> None:
    club = Club()
    first = await club.lists.add(SERVER, ALIEN, ANNA)
    assert (first.added, first.seen) == (True, False)
    again = await club.lists.add(SERVER, ALIEN, BEN)
    assert (again.added, again.change) == (False, None)
    assert (await club.entry(ALIEN)).added_by == ANNA
    assert await club.titles(ANNAS) == []
    await club.lists.see(SERVER, ALIEN, BEN)
    assert (await club.lists.add(SERVER, ALIEN, BEN)).seen


async def test_two_who_add_a_film_at_once_get_one_entry() -> None:
    club = Club()
    done = await asyncio.gather(*(club.lists.add(SERVER, ALIEN, by) for by in range(1, 9)))
    assert sum(one.change is not None for one in done) == 1
    assert await club.titles() == ["Alien"]


async def test_seeing_rating_and_rating_anew() -> None:
    club = Club()
    await club.lists.add(SERVER, ALIEN, ANNA)
    seen = await club.lists.see(SERVER, ALIEN, BEN)
    assert (seen.added, seen.stars, seen.before) == (False, None, None)
    assert (await club.lists.see(SERVER, ALIEN, ANNA)).change is None
    await club.lists.see(SERVER, ALIEN, ANNA, Stars(8))
    rated = await club.lists.see(SERVER, ALIEN, ANNA, Stars(6))
    assert (rated.stars, rated.before) == (6, 8)
    assert (await club.lists.see(SERVER, ALIEN, ANNA, Stars(6))).change is None
    await club.lists.see(SERVER, ALIEN, BEN, Stars(9))
    entry = await club.entry(ALIEN)
    assert (entry.raters, entry.mean) == (2, 3.75)
    new = await club.lists.see(SERVER, WONDER, BEN, Stars(2))
    assert new.added
    assert await club.titles(show=Show.SEEN) == ["Wonder Woman 1984", "Alien"]


async def test_only_who_added_a_film_or_manages_takes_it_off() -> None:
    club = Club()
    await club.lists.add(SERVER, ALIEN, ANNA)
    with pytest.raises(Forbidden) as refused:
        await club.lists.remove(SERVER, ALIEN, BEN, manager=False)
    assert told(refused) == "watchlist_not_yours"
    await club.lists.remove(SERVER, ALIEN, BEN, manager=True)
    with pytest.raises(NotFound) as missing:
        await club.lists.remove(SERVER, ALIEN, ANNA, manager=True)
    assert told(missing) == "watchlist_not_there"
    await club.lists.add(SERVER, ALIEN, ANNA)
    await club.lists.remove(SERVER, ALIEN, ANNA, manager=False)
    assert await club.titles() == []


async def test_a_film_of_the_list_is_known_by_id_or_title() -> None:
    club = Club()
    for one in (ALIEN, film("Alien", 2020), WONDER, film("Film 2000", 2000), film("Film", 2000)):
        await club.lists.add(SERVER, one, ANNA)
    for typed, wanted in ((ALIEN.id, ALIEN), ("alien (1979)", ALIEN), ("wonder  woman 1984", WONDER)):
        assert await club.lists.on_list(SERVER, typed) == wanted
    assert await club.lists.on_list(SERVER, "Film 2000") == film("Film 2000", 2000)
    assert await club.lists.on_list(SERVER, "Aliens") is None
    with pytest.raises(SeveralFilms) as several:
        await club.lists.on_list(SERVER, "Alien")
    assert {one.year for one in several.value.films} == {1979, 2020}
    assert [one.year for one in await club.lists.suggest(SERVER, "alien")] == [2020, 1979]
    assert await club.lists.suggest(ANNAS, "alien") == []


async def test_which_of_some_films_are_on_a_list() -> None:
    club = Club()
    await club.lists.add(SERVER, ALIEN, ANNA)
    assert await club.lists.those_on(SERVER, [WONDER, ALIEN, her()]) == [ALIEN]
    assert await club.lists.those_on(ANNAS, [WONDER, ALIEN]) == []


async def test_a_list_takes_five_thousand_films_and_no_more() -> None:
    club = Club()
    async with club.db.write() as uow:
        change = await uow.watchlists.begin(SERVER, ANNA, EVENING, Deed.ADDED)
        await uow.watchlists.put_in(change, [NewEntry(film(f"Film {n}")) for n in range(MOST_FILMS)])
    for adding in (club.lists.add(SERVER, ALIEN, ANNA), club.lists.see(SERVER, ALIEN, ANNA)):
        with pytest.raises(Conflict) as full:
            await adding
        assert told(full) == "watchlist_full"
    assert (await club.lists.add(SERVER, film("Film 1"), ANNA)).change is None
    page = await club.lists.page(SERVER, Show.ALL, Order.TITLE, 9_999)
    assert (page.number, page.pages, page.size) == (500, 500, MOST_FILMS)


async def test_a_page_that_is_gone_is_the_last_one() -> None:
    club = Club()
    for n in range(11):
        await club.lists.add(SERVER, film(f"Film {n}"), ANNA)
    assert [(await club.lists.page(SERVER, Show.ALL, Order.ADDED, n)).number for n in (-3, 1, 2, 3)] == [1, 1, 2, 2]
    await club.lists.remove(SERVER, film("Film 0"), ANNA, manager=False)
    page = await club.lists.page(SERVER, Show.ALL, Order.ADDED, 2)
    assert (page.number, page.pages, len(page.entries)) == (1, 1, 10)
    empty = await club.lists.page(SERVER, Show.SEEN, Order.ADDED, 1)
    assert (empty.number, empty.pages, empty.matching, empty.size, empty.entries) == (1, 1, 0, 10, [])


async def test_undo_takes_back_just_that_change() -> None:
    club = Club()
    added = (await club.lists.add(SERVER, ALIEN, ANNA)).change
    seen = (await club.lists.see(SERVER, ALIEN, ANNA, Stars(8))).change
    assert added is not None
    assert seen is not None
    with pytest.raises(Conflict) as since:
        await club.lists.undo(added, ANNA, guild_id=GUILD)
    assert told(since) == "watchlist_changed_again"
    undone = await club.lists.undo(seen, ANNA, guild_id=GUILD)
    assert (undone.change.film, undone.taken, undone.kept) == (ALIEN, 1, 0)
    assert (await club.entry(ALIEN)).seen_at is None
    assert (await club.entry(ALIEN)).raters == 0
    with pytest.raises(NotFound) as gone:
        await club.lists.undo(seen, ANNA, guild_id=GUILD)
    assert told(gone) == "watchlist_undo_gone"
    await club.lists.undo(added, ANNA, guild_id=GUILD)
    assert await club.titles() == []


async def test_ones_own_rating_is_taken_back_beside_that_of_others() -> None:
    club = Club()
    await club.lists.add(SERVER, ALIEN, BEN)
    await club.lists.see(SERVER, ALIEN, ANNA, Stars(8))
    await club.lists.see(SERVER, ALIEN, BEN, Stars(4))
    assert (await club.lists.undo_latest(ANNA, GUILD)).taken == 1
    entry = await club.entry(ALIEN)
    assert (entry.raters, entry.points, entry.seen_at) == (1, 4, EVENING)


async def test_what_others_have_changed_since_stays_and_does_not_block_what_was_before() -> None:
    club = Club()
    await club.lists.add(SERVER, WONDER, ANNA)
    added = (await club.lists.add(SERVER, ALIEN, ANNA)).change
    assert added is not None
    await club.lists.see(SERVER, ALIEN, BEN, Stars(4))
    with pytest.raises(Conflict) as since:
        await club.lists.undo(added, ANNA, guild_id=GUILD)
    assert told(since) == "watchlist_changed_since"
    undone = await club.lists.undo_latest(ANNA, GUILD)
    assert (undone.change.film, undone.passed) == (WONDER, 1)
    with pytest.raises(Conflict) as nothing_left:
        await club.lists.undo_latest(ANNA, GUILD)
    assert told(nothing_left) == "watchlist_changed_since"
    assert await club.titles() == ["Alien"]
    # Who manages the server is told of others, though the later change may be that of who made the first.
    await club.lists.see(SERVER, ALIEN, ANNA, Stars(2))
    with pytest.raises(Conflict) as managing:
        await club.lists.undo(added, BEN, guild_id=GUILD, manager=True)
    assert told(managing) == "watchlist_changed_since"


async def test_undo_is_for_who_did_it_or_who_manages_that_server() -> None:
    club = Club()
    on_server = (await club.lists.add(SERVER, ALIEN, ANNA)).change
    own = (await club.lists.add(ANNAS, ALIEN, ANNA)).change
    assert on_server is not None
    assert own is not None
    attempts = [(on_server, BEN, GUILD, False), (on_server, BEN, 77, True), (own, BEN, GUILD, True)]
    for change, by, guild, manager in attempts:
        with pytest.raises(Forbidden) as refused:
            await club.lists.undo(change, by, guild_id=guild, manager=manager)
        assert told(refused) == "watchlist_undo_not_yours"
    await club.lists.undo(on_server, BEN, guild_id=GUILD, manager=True)
    assert await club.titles() == []


async def test_the_command_takes_back_ones_own_latest_change_of_a_day() -> None:
    club = Club()
    await club.lists.add(SERVER, ALIEN, ANNA)
    club.clock.advance(minutes=1)
    await club.lists.add(ANNAS, WONDER, ANNA)
    await club.lists.add(Owner(Whose.SERVER, 77), her(), ANNA)
    await club.lists.add(SERVER, her(), BEN)
    undone = await club.lists.undo_latest(ANNA, GUILD)
    assert (undone.change.owner, undone.change.film) == (ANNAS, WONDER)
    club.clock.advance(hours=24)
    with pytest.raises(NotFound) as nothing:
        await club.lists.undo_latest(ANNA, GUILD)
    assert told(nothing) == "watchlist_nothing_to_undo"
    assert await club.titles(Owner(Whose.SERVER, 77)) == ["Her"]


async def test_a_change_can_be_taken_back_by_its_button_for_thirty_days() -> None:
    club = Club()
    change = (await club.lists.add(SERVER, ALIEN, ANNA)).change
    removed = (await club.lists.remove(SERVER, ALIEN, ANNA, manager=False)).change
    assert change is not None
    assert removed is not None
    club.clock.advance(days=29)
    await club.runner.drain(club.clock.now())
    await club.lists.undo(removed, ANNA, guild_id=GUILD)
    club.clock.advance(days=2)
    await club.runner.drain(club.clock.now())
    with pytest.raises(NotFound):
        await club.lists.undo(change, ANNA, guild_id=GUILD)
    assert await club.titles() == ["Alien"]


async def test_ones_own_list_is_shown_where_it_is_shared_and_as_long() -> None:
    club = Club()
    assert await club.lists.shown_to(ANNA, GUILD, ANNA) == ANNAS
    with pytest.raises(Forbidden) as refused:
        await club.lists.shown_to(BEN, GUILD, ANNA)
    assert told(refused) == "watchlist_not_shared"
    await club.lists.share(ANNA, GUILD, on=True)
    assert await club.lists.shown_to(BEN, GUILD, ANNA) == ANNAS
    with pytest.raises(Forbidden):
        await club.lists.shown_to(BEN, 77, ANNA)
    assert [await club.lists.shares(ANNA, guild) for guild in (GUILD, 77)] == [True, False]
    await club.lists.share(ANNA, GUILD, on=False)
    assert not await club.lists.shares(ANNA, GUILD)
    with pytest.raises(Forbidden):
        await club.lists.shown_to(BEN, GUILD, ANNA)


def test_a_day_has_one_job() -> None:
    async def go() -> int:
        club = Club()
        for n in range(5):
            await club.lists.add(SERVER, film(f"Film {n}"), ANNA)
            club.clock.advance(minutes=5)
        async with club.db.write() as uow:
            return len(await uow.jobs.claim(EVENING + timedelta(days=60), timedelta(minutes=1), 50))

    assert asyncio.run(go()) == 1
