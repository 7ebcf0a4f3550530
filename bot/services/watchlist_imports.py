"""Taking films over from a file: read it, match it, show what would happen, and do it when it is confirmed."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

from bot.domain.film import Film
from bot.domain.watchlist import MOST_FILMS, Deed, Owner
from bot.domain.watchlist_import import (
    MOST_BYTES,
    WAITS_FOR,
    Imported,
    ListedFilm,
    Match,
    Preview,
    ReadList,
    Staged,
    StagedFilm,
    StagedId,
    merged,
    plan,
)
from bot.errors import BadInput, Conflict, Forbidden, NotFound
from bot.ports import Clock, Database, ListReader, UnitOfWork
from bot.services.watchlists import PURGE, purge_later, room

_AT_ONCE = 2
"""How many files are read and matched together; the rest wait their turn."""

_log = logging.getLogger(__name__)


class MatchesFilms(Protocol):
    """The service that knows films, as far as imports need it."""

    async def matching(self, title: str, year: int | None) -> Film | None:
        """The one film that a title and year surely mean; asks nobody outside."""
        ...

    def unlisted(self, title: str) -> Film:
        """A film known by title only. Raises BadInput for an unusable title."""
        ...


@dataclass(slots=True)
class _Matched:
    """Films that were found and for what, those that were not, and of these what can be taken by title."""

    found: list[StagedFilm] = field(default_factory=list)
    matches: list[Match] = field(default_factory=list)
    unmatched: list[ListedFilm] = field(default_factory=list)
    by_title: list[StagedFilm] = field(default_factory=list)


class WatchlistImports:
    """Imports. Nothing is on a list before it is confirmed, and then all of it is or nothing."""

    def __init__(self, db: Database, clock: Clock, films: MatchesFilms, reader: ListReader) -> None:
        self._db = db
        self._clock = clock
        self._films = films
        self._reader = reader
        self._places = asyncio.Semaphore(_AT_ONCE)
        self._under_way: set[int] = set()

    async def preview(self, owner: Owner, by: int, name: str, data: bytes) -> Preview:
        """Read a file, match its films, and keep what could be imported for an hour.

        Raises BadInput with a sentence for a file that cannot be used, Conflict("import_under_way") while the same
        person's file is being read, Conflict("import_no_room") for more films than a list holds.
        """
        if len(data) > MOST_BYTES:
            raise BadInput("import_too_big", limit=MOST_BYTES // 1024**2)
        if by in self._under_way:
            raise Conflict("import_under_way")
        self._under_way.add(by)
        try:
            async with self._places:
                read = await self._reader.read(name, data)
                matched = await self._matched(read.films)
        finally:
            self._under_way.discard(by)
        return await self._stage(owner, by, read, matched)

    async def confirm(self, staged_id: StagedId, by: int, *, by_title: bool) -> Imported:
        """Put a waiting import on its list; ``by_title`` takes those along that were not found.

        Raises NotFound("import_gone"), Forbidden("import_not_yours"), Conflict("import_done") or
        Conflict("watchlist_full").
        """
        now = self._clock.now()
        async with self._db.write() as uow:
            staged = await self._waiting(uow, staged_id, by)
            films = [film for film in await uow.watchlists.staged_films(staged_id) if film.listed or by_title]
            await purge_later(uow, now)
            change = await uow.watchlists.begin(staged.owner, by, now, Deed.IMPORTED)
            if not await uow.watchlists.confirmed(staged_id):
                raise Conflict("import_done")
            # The list may have changed since the preview was shown.
            wanted = plan(films, await uow.watchlists.standing(staged.owner, by), now)
            await room(uow, staged.owner, len(wanted.new))
            await uow.watchlists.put_in(change, wanted.new)
            await uow.watchlists.mark(change, wanted.marks)
            if not wanted.size:
                await uow.watchlists.abandon(change)
        _log.info("event=watchlist_imported change=%s new=%s marks=%s", change, len(wanted.new), len(wanted.marks))
        return Imported(staged.owner, len(wanted.new), len(wanted.marks), change if wanted.size else None)

    async def dismiss(self, staged_id: StagedId, by: int) -> None:
        """Let a waiting import go. Raises as ``confirm`` does."""
        async with self._db.write() as uow:
            await self._waiting(uow, staged_id, by)
            if not await uow.watchlists.confirmed(staged_id):
                raise Conflict("import_done")

    async def _matched(self, listed: Sequence[ListedFilm]) -> _Matched:
        matched = _Matched()
        for one in listed:
            film = await self._films.matching(one.title, one.year)
            if film is None:
                matched.unmatched.append(one)
                film = self._by_title(one)
            else:
                matched.matches.append(Match(one, film))
            if film is not None:
                kept = matched.found if film.listed else matched.by_title
                kept.append(StagedFilm(film, one.seen, one.stars))
            await asyncio.sleep(0)  # matching may never wait for anything, and others want their turn
        return matched

    def _by_title(self, one: ListedFilm) -> Film | None:
        try:
            return self._films.unlisted(one.label)
        except BadInput:
            return None  # too long, or signs alone: nobody could find it on the list

    async def _stage(self, owner: Owner, by: int, read: ReadList, matched: _Matched) -> Preview:
        now = self._clock.now()
        found, by_title = merged(matched.found), merged(matched.by_title)
        async with self._db.write() as uow:
            standing = await uow.watchlists.standing(owner, by)
            wanted, titles = plan(found, standing, now), plan(by_title, standing, now)
            left = MOST_FILMS - len(standing) - len(wanted.new)
            if left < 0:
                raise Conflict("import_no_room", new=len(wanted.new), there=len(standing), limit=MOST_FILMS)
            fits = len(titles.new) <= left
            staged = None
            if wanted.size or (fits and titles.size):
                films = (*found, *by_title) if fits else found
                staged = await uow.watchlists.stage(by, owner, now + WAITS_FOR, films)
                await uow.jobs.put(PURGE, f"import-{staged}", now + WAITS_FOR)
        _log.info("event=import_read films=%s matched=%s import=%s", len(read.films), len(found), staged)
        return Preview(
            staged, owner, read, len(wanted.new), len(wanted.marks), wanted.same, tuple(matched.unmatched),
            by_title=titles.size if fits else 0, matches=tuple(matched.matches), crowded=not fits,
        )  # fmt: skip

    async def _waiting(self, uow: UnitOfWork, staged_id: StagedId, by: int) -> Staged:
        staged = await uow.watchlists.staged(staged_id)
        if staged is None or (staged.until <= self._clock.now() and not staged.done):
            raise NotFound("import_gone")
        if staged.by != by:
            raise Forbidden("import_not_yours")
        if staged.done:
            raise Conflict("import_done")
        return staged
