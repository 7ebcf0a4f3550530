"""The films on watchlists, in memory: finding and listing them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from bot.domain.film import FilmId
from bot.domain.titles import folded_title
from bot.domain.watchlist import Entry, EntryId, Order, Owner, Show, Standing
from bot.local.memory.rows import Rows


class MemoryWatchlistEntries:
    """The part of a WatchlistStore that reads lists."""

    def __init__(self, rows: Rows) -> None:
        self._rows = rows

    async def find(self, owner: Owner, film_id: FilmId) -> Entry | None:
        """The film's entry on the list."""
        entry_id = self._rows.on_list.get(owner, {}).get(film_id)
        return None if entry_id is None else self._entry(entry_id)

    async def named(self, owner: Owner, title: str, year: int | None) -> Sequence[Entry]:
        """Entries of that title (and year, where one is given), compared without case, accents and articles."""
        key = folded_title(title)
        found = (e for e in self._all(owner) if folded_title(e.film.title) == key)
        return _newest(e for e in found if year in {None, e.film.year})

    async def beginning(self, owner: Owner, typed: str, limit: int) -> Sequence[Entry]:
        """Entries in whose title the text occurs, those that begin with it first, then by title."""
        key = folded_title(typed)
        found = _newest(e for e in self._all(owner) if key in folded_title(e.film.title))

        def rank(entry: Entry) -> tuple[bool, str]:
            title = folded_title(entry.film.title)
            return not title.startswith(key), title

        return sorted(found, key=rank)[:limit]

    async def standing(self, owner: Owner, by: int, film_id: FilmId | None = None) -> Mapping[FilmId, Standing]:
        """How every film of a list (or the one) stands for a person."""
        return {
            film: Standing(
                entry, self._rows.entries[entry].seen_at is not None, self._rows.stars.get(entry, {}).get(by)
            )
            for film, entry in self._rows.on_list.get(owner, {}).items()
            if film_id in {None, film}
        }

    async def count(self, owner: Owner, show: Show = Show.ALL) -> int:
        """How many films the list has."""
        return len(self._shown(owner, show))

    async def page(self, owner: Owner, show: Show, order: Order, offset: int, limit: int) -> Sequence[Entry]:
        """A part of the list. What has no year or rating comes last; ties go by newest added."""
        found = _newest(self._shown(owner, show))
        if order is Order.TITLE:
            found.sort(key=lambda e: folded_title(e.film.title))
        elif order is Order.YEAR:
            found.sort(key=lambda e: -(e.film.year or 0))
        elif order is Order.RATING:
            found.sort(key=lambda e: -(e.mean or 0))
        return found[offset : offset + limit]

    def _shown(self, owner: Owner, show: Show) -> list[Entry]:
        wanted = {Show.ALL: (True, False), Show.SEEN: (True,), Show.TO_SEE: (False,)}[show]
        return [e for e in self._all(owner) if (e.seen_at is not None) in wanted]

    def _all(self, owner: Owner) -> Iterable[Entry]:
        return (self._entry(entry_id) for entry_id in self._rows.on_list.get(owner, {}).values())

    def _entry(self, entry_id: EntryId) -> Entry:
        given = self._rows.stars.get(entry_id, {}).values()
        return replace(self._rows.entries[entry_id], raters=len(given), points=sum(given))


def _newest(entries: Iterable[Entry]) -> list[Entry]:
    return sorted(entries, key=lambda e: (e.added_at, e.id), reverse=True)
