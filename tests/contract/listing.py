"""Short ways to change watchlists in a store, for its tests."""

from __future__ import annotations

from datetime import timedelta

from bot.domain.film import Film, FilmId
from bot.domain.rating import Stars
from bot.domain.watchlist import ChangeId, Deed, EntryId, Mark, NewEntry, Order, Owner, Show, Whose
from bot.ports import Database
from tests.fakes import EVENING, GUILD

A_MINUTE = timedelta(minutes=1)
ANNA, BEN, CLEO = 11, 12, 13
SERVER, ANNAS = Owner(Whose.SERVER, GUILD), Owner(Whose.MINE, ANNA)


def film(title: str, year: int | None = 2000) -> Film:
    return Film(FilmId(f"{title.lower()}-{year}"), title, year)


ALIEN, AMELIE, GODFATHER = film("Alien", 1979), film("Amélie", 2001), film("The Godfather", 1972)


async def put(
    db: Database, *new: Film | NewEntry, owner: Owner = SERVER, by: int = ANNA, minutes: float = 0
) -> ChangeId:
    async with db.write() as unit:
        change = await unit.watchlists.begin(owner, by, EVENING + minutes * A_MINUTE, Deed.ADDED)
        await unit.watchlists.put_in(change, [NewEntry(one) if isinstance(one, Film) else one for one in new])
    return change


async def entry_of(db: Database, one: Film, owner: Owner = SERVER) -> EntryId:
    async with db.read() as unit:
        entry = await unit.watchlists.find(owner, one.id)
    assert entry is not None
    return entry.id


async def see(
    db: Database, one: Film, stars: int | None = None, *, owner: Owner = SERVER, by: int = ANNA, minutes: float = 1
) -> ChangeId:
    at, given = EVENING + minutes * A_MINUTE, None if stars is None else Stars(stars)
    mark = Mark(await entry_of(db, one, owner), at, given)
    async with db.write() as unit:
        change = await unit.watchlists.begin(owner, by, at, Deed.SEEN)
        await unit.watchlists.mark(change, [mark])
    return change


async def take_out(db: Database, one: Film, *, by: int = ANNA, minutes: float = 2) -> ChangeId:
    entry = await entry_of(db, one)
    async with db.write() as unit:
        change = await unit.watchlists.begin(SERVER, by, EVENING + minutes * A_MINUTE, Deed.REMOVED)
        await unit.watchlists.take_out(change, entry)
    return change


async def take_back(db: Database, change: ChangeId) -> int:
    async with db.write() as unit:
        await unit.watchlists.reopen(change)
        return await unit.watchlists.take_back(change)


async def in_the_way(db: Database, change: ChangeId) -> frozenset[int]:
    async with db.read() as unit:
        return await unit.watchlists.in_the_way(change)


async def titles(db: Database, show: Show = Show.ALL, order: Order = Order.ADDED, owner: Owner = SERVER) -> list[str]:
    async with db.read() as unit:
        return [entry.film.title for entry in await unit.watchlists.page(owner, show, order, 0, 100)]
