"""The services of watchlists over one database in memory, with stand-ins for what they ask."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from bot.domain.film import Film, FilmId
from bot.domain.titles import folded_title, slug, split_year
from bot.domain.watchlist import (
    Entry,
    Order,
    Owner,
    Show,
    Whose,
)
from bot.domain.watchlist_import import ListedFilm, Preview, ReadList
from bot.errors import BadInput, SalonError
from bot.jobs.runner import JobRunner
from bot.services.watchlist_imports import WatchlistImports
from bot.services.watchlists import PURGE, Watchlists
from bot.ui.texts import Texts
from tests.fakes import GUILD, ManualClock, MemoryDatabase

TEXTS = Texts.load(Path(__file__).parents[1] / "config" / "locales")()
ANNA, BEN = 11, 12
SERVER, ANNAS, BENS = Owner(Whose.SERVER, GUILD), Owner(Whose.MINE, ANNA), Owner(Whose.MINE, BEN)


def film(title: str, year: int | None = 2000) -> Film:
    return Film(FilmId(f"{slug(title)}-{year}"), title, year)


ALIEN, WONDER = film("Alien", 1979), film("Wonder Woman 1984", 2020)


class Films:
    """Knows what it is given, and makes films of titles."""

    def __init__(self, *films: Film) -> None:
        self.films = {(folded_title(one.title), one.year): one for one in films}
        self.asked = 0

    async def matching(self, title: str, year: int | None) -> Film | None:
        self.asked += 1
        return self.films.get((folded_title(title), year))

    def unlisted(self, title: str) -> Film:
        if len(title) > 100:
            raise BadInput("unusable_title", limit=100)
        name, year = split_year(title)
        return Film(FilmId(f"title:{slug(name)}-{year or 0}"), name, year, listed=False)


@dataclass
class Reader:
    """Hands out what it holds; a gate holds it back where there is one."""

    films: tuple[ListedFilm, ...] = ()
    gate: asyncio.Event | None = None
    names: list[str] = field(default_factory=list)

    async def read(self, name: str, data: bytes) -> ReadList:
        self.names.append(name)
        if self.gate is not None:
            await self.gate.wait()
        return ReadList(self.films)


class Club:
    """The services over one database in memory."""

    def __init__(self, *films: Film) -> None:
        self.db, self.clock = MemoryDatabase(), ManualClock()
        self.lists = Watchlists(self.db, self.clock)
        self.films, self.reader = Films(*films), Reader()
        self.imports = WatchlistImports(self.db, self.clock, self.films, self.reader)
        self.runner = JobRunner(self.db, self.clock, {PURGE: self.lists.purge})

    async def titles(self, owner: Owner = SERVER, show: Show = Show.ALL) -> list[str]:
        return [e.film.title for e in (await self.lists.page(owner, show, Order.ADDED, 1)).entries]

    async def entry(self, one: Film, owner: Owner = SERVER) -> Entry:
        async with self.db.read() as uow:
            entry = await uow.watchlists.find(owner, one.id)
        assert entry is not None
        return entry

    async def upload(self, *films: ListedFilm, owner: Owner = ANNAS, by: int = ANNA) -> Preview:
        self.reader.films = films
        return await self.imports.preview(owner, by, "watched.csv", b"")

    async def confirm(self, preview: Preview, *, by_title: bool = False, by: int = ANNA) -> tuple[int, int]:
        assert preview.staged is not None
        done = await self.imports.confirm(preview.staged, by, by_title=by_title)
        return done.added, done.changed


def told(error: pytest.ExceptionInfo[SalonError]) -> str:
    assert TEXTS.has(f"errors.{error.value.key}")
    return error.value.key
