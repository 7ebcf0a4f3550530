"""Watchlists: adding, removing, marking as seen, rating, showing, sharing, and taking changes back."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot.domain.film import Film, FilmId
from bot.domain.rating import Stars
from bot.domain.titles import split_year
from bot.domain.watchlist import (
    LATEST_FOR,
    MOST_FILMS,
    PAGE,
    UNDO_FOR,
    Change,
    ChangeId,
    Deed,
    Done,
    Entry,
    ListPage,
    Mark,
    NewEntry,
    Order,
    Owner,
    Show,
    Undone,
    Whose,
    pages_for,
)
from bot.errors import Conflict, Forbidden, NotFound, SeveralFilms
from bot.ports import Clock, Database, Job, UnitOfWork

PURGE = "watchlist_purge"
"""The kind of the job that deletes what nobody can use any more."""

_log = logging.getLogger(__name__)


class Watchlists:
    """Lists of servers and people. Whatever is decided is decided inside the transaction that changes the list."""

    def __init__(self, db: Database, clock: Clock) -> None:
        self._db = db
        self._clock = clock

    async def add(self, owner: Owner, film: Film, by: int) -> Done:
        """Put a film on a list; a film that is there stays as it is. Raises Conflict("watchlist_full")."""
        async with self._db.write() as uow:
            change = await self._begin(uow, owner, by, Deed.ADDED)
            there = (await uow.watchlists.standing(owner, by, film.id)).get(film.id)
            if there is not None:
                await uow.watchlists.abandon(change)
                return Done(film, owner, None, there.seen, there.stars)
            await room(uow, owner, 1)
            await uow.watchlists.put_in(change, [NewEntry(film)])
        _log.info("event=watchlist_added list=%s owner=%s change=%s", owner.whose, owner.id, change)
        return Done(film, owner, change, added=True)

    async def see(self, owner: Owner, film: Film, by: int, stars: Stars | None = None) -> Done:
        """Mark a film as seen, adding it where it is not there, and set one's own rating.

        Marking again without a rating changes nothing. Raises Conflict("watchlist_full").
        """
        now = self._clock.now()
        async with self._db.write() as uow:
            change = await self._begin(uow, owner, by, Deed.SEEN)
            there = (await uow.watchlists.standing(owner, by, film.id)).get(film.id)
            if there is None:
                await room(uow, owner, 1)
                await uow.watchlists.put_in(change, [NewEntry(film, now, stars)])
            elif there.seen and stars in {None, there.stars}:
                await uow.watchlists.abandon(change)
                return Done(film, owner, None, seen=True, stars=there.stars, before=there.stars)
            else:
                await uow.watchlists.mark(change, [Mark(there.entry_id, now, stars)])
        _log.info("event=watchlist_seen list=%s owner=%s change=%s", owner.whose, owner.id, change)
        before = there.stars if there else None
        return Done(film, owner, change, seen=True, stars=stars or before, before=before, added=there is None)

    async def remove(self, owner: Owner, film: Film, by: int, *, manager: bool) -> Done:
        """Take a film off a list.

        Raises NotFound("watchlist_not_there"), and Forbidden("watchlist_not_yours") on a server's list for anybody but
        who added it, unless ``manager``.
        """
        async with self._db.write() as uow:
            change = await self._begin(uow, owner, by, Deed.REMOVED)
            entry = await uow.watchlists.find(owner, film.id)
            if entry is None:
                raise NotFound("watchlist_not_there", film=film.label)
            if owner.whose is Whose.SERVER and entry.added_by != by and not manager:
                raise Forbidden("watchlist_not_yours", film=film.label)
            await uow.watchlists.take_out(change, entry.id)
        _log.info("event=watchlist_removed list=%s owner=%s change=%s", owner.whose, owner.id, change)
        return Done(entry.film, owner, change, seen=entry.seen_at is not None)

    async def on_list(self, owner: Owner, typed: str) -> Film | None:
        """The film of a list that is meant by an id or a title. Raises SeveralFilms where two have the title."""
        text = " ".join(typed.split())
        async with self._db.read() as uow:
            if (entry := await uow.watchlists.find(owner, FilmId(text))) is not None:
                return entry.film
            # A title may end in a year of its own ("Wonder Woman 1984"), so it is looked for whole first.
            for title, year in ((text, None), split_year(text)):
                found = [entry.film for entry in await uow.watchlists.named(owner, title, year)]
                if len(found) > 1:
                    raise SeveralFilms(text, found)
                if found:
                    return found[0]
        return None

    async def those_on(self, owner: Owner, films: Sequence[Film]) -> Sequence[Film]:
        """Which of some films are on a list."""
        async with self._db.read() as uow:
            return [film for film in films if await uow.watchlists.find(owner, film.id) is not None]

    async def suggest(self, owner: Owner, typed: str, limit: int = 25) -> Sequence[Film]:
        """Films of a list in whose title the text occurs."""
        async with self._db.read() as uow:
            return [entry.film for entry in await uow.watchlists.beginning(owner, typed[:200], limit)]

    async def page(self, owner: Owner, show: Show, order: Order, number: int) -> ListPage:
        """A page of a list, counted from 1; the last one where there are fewer."""
        async with self._db.read() as uow:
            size = await uow.watchlists.count(owner)
            matching = size if show is Show.ALL else await uow.watchlists.count(owner, show)
            pages = pages_for(matching)
            number = min(max(number, 1), pages)
            entries: Sequence[Entry] = await uow.watchlists.page(owner, show, order, (number - 1) * PAGE, PAGE)
        return ListPage(entries, number, pages, matching, size, show, order)

    async def share(self, user_id: int, guild_id: int, *, on: bool) -> None:
        """Let the members of a server see one's own list, or no longer."""
        async with self._db.write() as uow:
            await uow.watchlists.share(user_id, guild_id, on=on)

    async def shares(self, user_id: int, guild_id: int) -> bool:
        """Whether the members of a server may see a person's own list."""
        async with self._db.read() as uow:
            return await uow.watchlists.shared(user_id, guild_id)

    async def shown_to(self, viewer: int, guild_id: int, member: int) -> Owner:
        """A member's own list, for somebody in a server. Raises Forbidden("watchlist_not_shared")."""
        async with self._db.read() as uow:
            if viewer != member and not await uow.watchlists.shared(member, guild_id):
                raise Forbidden("watchlist_not_shared")
        return Owner(Whose.MINE, member)

    async def undo(self, change_id: ChangeId, by: int, *, guild_id: int, manager: bool = False) -> Undone:
        """Take one change back.

        Raises NotFound("watchlist_undo_gone") when it was taken back or is too old, Forbidden("watchlist_undo_not_yours")
        for anybody else (who manages a server may, on its list), Conflict("watchlist_changed_since"), or
        Conflict("watchlist_changed_again") where taking one's own later change back first would help.
        """
        async with self._db.write() as uow:
            change = await uow.watchlists.reopen(change_id)
            if change is None or change.count == 0 or change.at < self._clock.now() - UNDO_FOR:
                raise NotFound("watchlist_undo_gone")
            if change.by != by and not (manager and change.owner == Owner(Whose.SERVER, guild_id)):
                raise Forbidden("watchlist_undo_not_yours")
            undone = await self._take_back(uow, change)
            if undone is not None:
                return undone
            own = await uow.watchlists.in_the_way(change_id) == {by}
        raise Conflict("watchlist_changed_again" if own else "watchlist_changed_since")

    async def undo_latest(self, by: int, guild_id: int) -> Undone:
        """Take back one's own latest change of the last 24 hours that can be taken back, of this server's list or one's own.

        Raises NotFound("watchlist_nothing_to_undo"), or Conflict("watchlist_changed_since") where none can be any more.
        """
        since = self._clock.now() - LATEST_FOR
        owners = (Owner(Whose.SERVER, guild_id), Owner(Whose.MINE, by))
        passed = 0
        async with self._db.write() as uow:
            latest = await uow.watchlists.latest(owners, by, since)
            while latest is not None:
                change = await uow.watchlists.reopen(latest.id)
                if change is not None and change.count:
                    undone = await self._take_back(uow, change)
                    if undone is not None:
                        return replace(undone, passed=passed)
                    passed += 1
                latest = await uow.watchlists.latest(owners, by, since, latest.id)
        raise Conflict("watchlist_changed_since") if passed else NotFound("watchlist_nothing_to_undo")

    async def purge(self, job: Job) -> None:
        """Delete imports that nobody confirmed and changes that nobody can take back any more (a job's handler)."""
        now = self._clock.now()
        async with self._db.write() as uow:
            staged = await uow.watchlists.purge_staged(now)
            changes = await uow.watchlists.purge_changes(now - UNDO_FOR)
        _log.info("event=watchlist_purged imports=%s changes=%s", staged, changes)

    async def _begin(self, uow: UnitOfWork, owner: Owner, by: int, deed: Deed) -> ChangeId:
        now = self._clock.now()
        await purge_later(uow, now)
        return await uow.watchlists.begin(owner, by, now, deed)

    async def _take_back(self, uow: UnitOfWork, change: Change) -> Undone | None:
        """Take back what can be; None where nothing can."""
        taken = await uow.watchlists.take_back(change.id)
        if taken == 0:
            return None
        _log.info("event=watchlist_undone change=%s taken=%s kept=%s", change.id, taken, change.count - taken)
        return Undone(change, taken, change.count - taken)


async def room(uow: UnitOfWork, owner: Owner, films: int) -> None:
    """Raise Conflict("watchlist_full") when the list cannot take so many more."""
    if await uow.watchlists.count(owner) + films > MOST_FILMS:
        raise Conflict("watchlist_full", limit=MOST_FILMS)


async def purge_later(uow: UnitOfWork, now: datetime) -> None:
    """See to it that a change made now is forgotten in time: one job for each day."""
    day = now.date()
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    await uow.jobs.put(PURGE, day.isoformat(), midnight + timedelta(days=1) + UNDO_FOR)
