"""Imports into watchlists: previews, confirmations, and what does not fit."""

from __future__ import annotations

import asyncio

import pytest

from bot.domain.film import Film, FilmId
from bot.domain.rating import Stars
from bot.domain.watchlist import (
    MOST_FILMS,
    Deed,
)
from bot.domain.watchlist_import import MOST_BYTES, ListedFilm, Match
from bot.errors import BadInput, Conflict, Forbidden, NotFound
from tests.fakes import EVENING, GUILD, her
from tests.watchlist_club import ALIEN, ANNA, ANNAS, BEN, BENS, WONDER, Club, film, told


async def test_a_preview_counts_and_stores_nothing_on_the_list() -> None:
    club = Club(ALIEN, WONDER, her())
    await club.lists.add(ANNAS, ALIEN, ANNA)
    await club.lists.add(ANNAS, her(), ANNA)
    preview = await club.upload(
        ListedFilm("alien", 1979), ListedFilm("Her", 2013, True, Stars(7)), ListedFilm("Wonder Woman 1984", 2020),
        ListedFilm("Nobody Knows This", 1999, True), ListedFilm("x" * 200, 1999),
    )  # fmt: skip
    counts = (preview.matched, preview.new, preview.changed, preview.same, len(preview.unmatched), preview.by_title)
    assert counts == (3, 1, 1, 1, 2, 1)
    assert [(one.listed.label, one.film.label, one.otherwise) for one in preview.matches] == [
        ("alien (1979)", "Alien (1979)", False), ("Her (2013)", "Her (2013)", False),
        ("Wonder Woman 1984 (2020)", "Wonder Woman 1984 (2020)", False),
    ]  # fmt: skip
    assert not preview.crowded
    assert await club.titles(ANNAS) == ["Her", "Alien"]
    assert await club.confirm(preview) == (1, 1)
    assert await club.titles(ANNAS) == ["Wonder Woman 1984", "Her", "Alien"]
    entry = await club.entry(her(), ANNAS)
    assert (entry.seen_at, entry.points) == (EVENING, 7)
    assert await club.titles() == []


async def test_what_was_not_found_is_taken_along_by_title_where_wished() -> None:
    club = Club(ALIEN)
    preview = await club.upload(
        ListedFilm("Alien", 1979), ListedFilm("Rarity", 1931, True, Stars(9)), ListedFilm("Rarity", 1931)
    )
    assert await club.confirm(preview, by_title=True) == (2, 0)
    entry = await club.entry(Film(FilmId("title:rarity-1931"), "Rarity"), ANNAS)
    assert (entry.film.label, entry.film.listed, entry.points) == ("Rarity (1931)", False, 9)
    again = await club.upload(ListedFilm("Alien", 1979), ListedFilm("Rarity", 1931, True, Stars(9)))
    assert (again.staged, again.by_title, again.same) == (None, 0, 1)


@pytest.mark.parametrize(
    ("listed", "taken", "otherwise"),
    [
        (ListedFilm("Ring", 1999), film("Ringu", 1998), True),
        (ListedFilm("Ringu", 1999), film("Ringu", 1998), True),
        (ListedFilm("Hate", 1995), film("La Haine", 1995), True),
        (ListedFilm("amelie", 2001), film("Amélie", 2001), False),
        (ListedFilm("Godfather, the", 1972), film("The Godfather", 1972), True),
        (ListedFilm("The Godfather"), film("Godfather", 1972), False),
        (ListedFilm("$", 1971), film("$", 1971), False),
    ],
)
def test_a_film_taken_under_another_title_or_year_is_known_as_such(
    listed: ListedFilm, taken: Film, otherwise: bool
) -> None:
    assert Match(listed, taken).otherwise is otherwise


async def test_an_import_is_confirmed_once_by_who_uploaded_it_and_in_time() -> None:
    club = Club(ALIEN, WONDER)
    preview = await club.upload(ListedFilm("Alien", 1979))
    with pytest.raises(Forbidden) as another:
        await club.confirm(preview, by=BEN)
    assert told(another) == "import_not_yours"
    done = await asyncio.gather(club.confirm(preview), club.confirm(preview), return_exceptions=True)
    assert sorted(map(str, done)) == ["(1, 0)", "import_done"]
    late = await club.upload(ListedFilm("Wonder Woman 1984", 2020))
    assert late.staged is not None
    club.clock.advance(hours=1)
    for _ in range(2):
        with pytest.raises(NotFound) as gone:
            await club.confirm(late)
        assert told(gone) == "import_gone"
        await club.runner.drain(club.clock.now())
    dropped = await club.upload(ListedFilm("Wonder Woman 1984", 2020))
    assert dropped.staged is not None
    await club.imports.dismiss(dropped.staged, ANNA)
    with pytest.raises(Conflict):
        await club.confirm(dropped)
    first = await club.upload(ListedFilm("Wonder Woman 1984", 2020))
    await club.upload(ListedFilm("Wonder Woman 1984", 2020))
    with pytest.raises(NotFound):
        await club.confirm(first)
    assert await club.titles(ANNAS) == ["Alien"]


async def test_the_list_may_change_between_preview_and_confirmation() -> None:
    club = Club(ALIEN, WONDER)
    preview = await club.upload(ListedFilm("Alien", 1979, True), ListedFilm("Wonder Woman 1984", 2020))
    await club.lists.add(ANNAS, ALIEN, ANNA)
    await club.lists.add(ANNAS, WONDER, ANNA)
    assert await club.confirm(preview) == (0, 1)
    empty = await club.upload(ListedFilm("Alien", 1979, True, Stars(3)))
    await club.lists.see(ANNAS, ALIEN, ANNA, Stars(3))
    assert empty.staged is not None
    assert (await club.imports.confirm(empty.staged, ANNA, by_title=False)).change is None


async def test_an_import_is_one_change_that_can_be_taken_back() -> None:
    club = Club(ALIEN, WONDER, her())
    await club.lists.add(ANNAS, ALIEN, ANNA)
    await club.confirm(
        await club.upload(*(ListedFilm(one.title, one.year, True, Stars(8)) for one in (ALIEN, WONDER, her())))
    )
    await club.lists.see(ANNAS, WONDER, ANNA, Stars(2))
    await club.lists.undo_latest(ANNA, GUILD)
    await club.lists.see(BENS, WONDER, BEN)
    undone = await club.lists.undo_latest(ANNA, GUILD)
    assert (undone.change.deed, undone.taken, undone.kept) == (Deed.IMPORTED, 3, 0)
    assert await club.titles(ANNAS) == ["Alien"]
    assert (await club.entry(ALIEN, ANNAS)).seen_at is None


async def test_what_does_not_fit_is_refused_before_and_after() -> None:
    many = [film(f"Film {n}") for n in range(MOST_FILMS + 1)]
    club = Club(*many)
    listed = [ListedFilm(one.title, one.year) for one in many]
    with pytest.raises(Conflict) as refused:
        await club.upload(*listed)
    assert told(refused) == "import_no_room"
    assert (refused.value.values["new"], refused.value.values["there"]) == (MOST_FILMS + 1, 0)
    preview = await club.upload(*listed[:-1], ListedFilm("Rarity", 1931))
    assert (preview.new, preview.by_title, preview.crowded) == (MOST_FILMS, 0, True)
    await club.lists.add(ANNAS, ALIEN, ANNA)
    with pytest.raises(Conflict) as full:
        await club.confirm(preview)
    assert told(full) == "watchlist_full"
    assert await club.titles(ANNAS) == ["Alien"]
    await club.lists.undo_latest(ANNA, GUILD)
    assert await club.confirm(preview) == (MOST_FILMS, 0)


async def test_one_file_of_a_person_at_a_time_and_none_too_large() -> None:
    club = Club(ALIEN)
    club.reader.gate = asyncio.Event()
    first = asyncio.create_task(club.upload(ListedFilm("Alien", 1979)))
    await asyncio.sleep(0)
    with pytest.raises(Conflict) as busy:
        await club.upload(ListedFilm("Alien", 1979))
    assert told(busy) == "import_under_way"
    first.cancel()
    await asyncio.gather(first, return_exceptions=True)
    club.reader.gate.set()
    assert (await club.upload(ListedFilm("Alien", 1979))).new == 1
    with pytest.raises(BadInput) as large:
        await club.imports.preview(ANNAS, ANNA, "a.csv", b"x" * (MOST_BYTES + 1))
    assert told(large) == "import_too_big"
    assert len(club.reader.names) == 2
