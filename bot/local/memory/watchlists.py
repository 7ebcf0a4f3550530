"""Watchlists in memory: changing them, taking changes back, sharing, imports that wait."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from bot.domain.film import FilmId
from bot.domain.watchlist import Change, ChangeId, Deed, Entry, EntryId, Mark, NewEntry, Owner, Seen, Whose
from bot.domain.watchlist_import import Staged, StagedFilm, StagedId
from bot.errors import Conflict, NotFound
from bot.local.memory.rows import StepRow
from bot.local.memory.watchlist_entries import MemoryWatchlistEntries
from bot.storage.accept import aware


class MemoryWatchlists(MemoryWatchlistEntries):
    """A WatchlistStore over ``Rows``. Writes run one after another, so that a list needs no holding."""

    async def begin(self, owner: Owner, by: int, at: datetime, deed: Deed) -> ChangeId:
        """Begin a change of a list."""
        change_id = ChangeId(self._rows.new_id("listed"))
        self._rows.put(self._rows.changes, change_id, Change(change_id, owner, by, aware(at), deed, 0))
        self._rows.put(self._rows.steps, change_id, {})
        return change_id

    async def abandon(self, change_id: ChangeId) -> None:
        """Forget a change that came to nothing."""
        self._forget(change_id)

    async def put_in(self, change_id: ChangeId, entries: Sequence[NewEntry]) -> None:
        """Add films that are not on the list, in their order. Raises Conflict("already_stored") for one that is."""
        begun, rows = self._begun(change_id), self._rows
        listed = rows.on_list.setdefault(begun.owner, {})
        for new in entries:
            if new.film.id in listed:
                raise Conflict("already_stored")
            entry_id = EntryId(rows.new_id("listed"))
            seen_at = None if new.seen_at is None else aware(new.seen_at)
            rows.put(rows.entries, entry_id, Entry(entry_id, begun.owner, new.film, begun.by, begun.at, seen_at))
            rows.put(listed, new.film.id, entry_id)
            rows.put(rows.steps[change_id], entry_id, StepRow(created=True))
            if new.stars is not None:
                rows.put(rows.stars.setdefault(entry_id, {}), begun.by, new.stars)

    async def mark(self, change_id: ChangeId, marks: Sequence[Mark]) -> None:
        """Mark entries as seen and set ratings of whoever makes the change."""
        begun, rows = self._begun(change_id), self._rows
        for mark in marks:
            entry = rows.entries[mark.entry_id]
            given = rows.stars.setdefault(entry.id, {})
            rows.put(rows.steps[change_id], entry.id, StepRow(False, entry.seen_at, given.get(begun.by)))
            if entry.seen_at is None:
                rows.put(rows.entries, entry.id, replace(entry, seen_at=aware(mark.seen_at)))
            if mark.stars is not None:
                rows.put(given, begun.by, mark.stars)

    async def take_out(self, change_id: ChangeId, entry_id: EntryId) -> None:
        """Take an entry off its list. It comes back when the change is taken back, and is deleted with the change."""
        entry = self._rows.entries[entry_id]
        self._rows.put(self._rows.steps[change_id], entry_id, StepRow(created=False))
        self._rows.drop(self._rows.on_list[entry.owner], entry.film.id)
        self._rows.put(self._rows.taken_out, entry_id, change_id)

    async def change(self, change_id: ChangeId) -> Change | None:
        """What was done, unless it was taken back or purged."""
        done = self._rows.changes.get(change_id)
        if done is None:
            return None
        touched = list(self._rows.steps[change_id])
        film = self._rows.entries[touched[0]].film if len(touched) == 1 else None
        return replace(done, count=len(touched), film=film)

    async def latest(
        self, owners: Sequence[Owner], by: int, since: datetime, before: ChangeId | None = None
    ) -> Change | None:
        """The person's latest change of these lists that is not older, or the latest one ``before`` another."""
        since = aware(since)
        recent = (c for c in self._rows.changes.values() if c.at >= since and (before is None or c.id < before))
        theirs = [c.id for c in recent if c.by == by and c.owner in owners]
        return await self.change(max(theirs)) if theirs else None

    async def reopen(self, change_id: ChangeId) -> Change | None:
        """The same as ``change``."""
        return await self.change(change_id)

    async def take_back(self, change_id: ChangeId) -> int:
        """Bring back the state before, for each film where nothing is in the way; return how many those were."""
        done, rows = self._rows.changes.get(change_id), self._rows
        if done is None:
            return 0
        later = self._later(change_id)
        free = {e: step for e, step in rows.steps[change_id].items() if not self._upon(done, e, step, later)}
        for entry_id, step in free.items():
            self._take_back(done, entry_id, step, later.get(entry_id, []))
            rows.drop(rows.steps[change_id], entry_id)
        if not rows.steps[change_id]:
            self._forget(change_id)
        return len(free)

    async def in_the_way(self, change_id: ChangeId) -> frozenset[int]:
        """Whose later changes keep a change from being taken back."""
        done, later = self._rows.changes.get(change_id), self._later(change_id)
        steps = self._rows.steps.get(change_id, {}) if done else {}
        return frozenset(by for e, step in steps.items() if done for by in self._upon(done, e, step, later))

    async def purge_changes(self, before: datetime) -> int:
        """Forget changes older than a moment, and what they took off lists; return how many."""
        before = aware(before)
        old = [change.id for change in self._rows.changes.values() if change.at < before]
        for change_id in old:
            self._forget(change_id)
        return len(old)

    async def share(self, user_id: int, guild_id: int, *, on: bool) -> None:
        """Let the members of a server see a person's own list, or no longer."""
        if on:
            self._rows.put(self._rows.shares, (user_id, guild_id), True)
        else:
            self._rows.drop(self._rows.shares, (user_id, guild_id))

    async def shared(self, user_id: int, guild_id: int) -> bool:
        """Whether a person shares their own list there."""
        return (user_id, guild_id) in self._rows.shares

    async def seen_in(self, guild_id: int, film_ids: Sequence[FilmId]) -> Mapping[FilmId, Seen]:
        """Who of a server has seen these films: people who rated one on its list, or share a list of their own on which it is seen.

        A film of which nothing is known is left out.
        """
        rows, found = self._rows, {}
        sharing = [user_id for user_id, here in rows.shares if here == guild_id]
        for film_id in film_ids:
            listed = await self.find(Owner(Whose.SERVER, guild_id), film_id)
            people = set(rows.stars.get(listed.id, {})) if listed is not None else set()
            for user_id in sharing:
                own = await self.find(Owner(Whose.MINE, user_id), film_id)
                if own is not None and own.seen_at is not None:
                    people.add(user_id)
            together = listed is not None and listed.seen_at is not None
            if people or together:
                found[film_id] = Seen(len(people), together)
        return found

    async def stage(self, by: int, owner: Owner, until: datetime, films: Sequence[StagedFilm]) -> StagedId:
        """Keep an import until it is confirmed; it replaces what the same person had waiting."""
        self._drop_imports(by=by)
        staged = Staged(StagedId(self._rows.new_id("listed")), by, owner, aware(until))
        self._rows.put(self._rows.imports, staged.id, (staged, tuple(films)))
        return staged.id

    async def staged(self, staged_id: StagedId) -> Staged | None:
        """The import of that id."""
        found = self._rows.imports.get(staged_id)
        return None if found is None else found[0]

    async def staged_films(self, staged_id: StagedId) -> Sequence[StagedFilm]:
        """The films of an import, in their order."""
        return self._rows.imports[staged_id][1] if staged_id in self._rows.imports else ()

    async def confirmed(self, staged_id: StagedId) -> bool:
        """Note that an import is done and let its films go; False when it was done already or is not there."""
        staged = await self.staged(staged_id)
        if staged is None or staged.done:
            return False
        self._rows.put(self._rows.imports, staged_id, (replace(staged, done=True), ()))
        return True

    async def purge_staged(self, now: datetime) -> int:
        """Delete imports whose time is over; return how many."""
        now = aware(now)
        over = [staged.id for staged, _ in self._rows.imports.values() if staged.until <= now]
        for staged_id in over:
            self._rows.drop(self._rows.imports, staged_id)
        return len(over)

    async def forget_user(self, user_id: int) -> None:
        """Delete a person's own list, shares, waiting imports, changes and ratings.

        What they added to servers' lists stays there, added by nobody (0).
        """
        rows, own = self._rows, Owner(Whose.MINE, user_id)
        for change in list(rows.changes.values()):
            if change.by == user_id or change.owner == own:
                self._forget(change.id)
        for entry in list(rows.entries.values()):
            if entry.owner == own:
                self._delete(entry.id)
            elif entry.added_by == user_id:
                rows.put(rows.entries, entry.id, replace(entry, added_by=0))
        for given in rows.stars.values():
            rows.drop(given, user_id)
        for key in [key for key in rows.shares if key[0] == user_id]:
            rows.drop(rows.shares, key)
        self._drop_imports(by=user_id)

    def _begun(self, change_id: ChangeId) -> Change:
        if change_id not in self._rows.changes:
            raise NotFound
        return self._rows.changes[change_id]

    def _later(self, change_id: ChangeId) -> dict[EntryId, list[Change]]:
        """The later changes of each entry, in their order."""
        found: dict[EntryId, list[Change]] = {}
        for later in sorted(change for change in self._rows.changes if change > change_id):
            for entry_id in self._rows.steps[later]:
                found.setdefault(entry_id, []).append(self._rows.changes[later])
        return found

    def _upon(
        self, done: Change, entry_id: EntryId, step: StepRow, later: Mapping[EntryId, Sequence[Change]]
    ) -> set[int]:
        """Who changed an entry so that the step cannot be taken back.

        What other people say of a film stands beside what one has said oneself; all else that came later stands upon it.
        """
        entries, listed = self._rows.entries, self._rows.on_list.get(done.owner, {})
        twin = listed.get(entries[entry_id].film.id, entry_id)
        again = {entries[twin].added_by} if twin != entry_id else set()
        return again | {
            change.by
            for change in later.get(entry_id, ())
            if step.created or change.by == done.by or change.deed is Deed.REMOVED
        }

    def _take_back(self, done: Change, entry_id: EntryId, step: StepRow, later: Sequence[Change]) -> None:
        rows, entry = self._rows, self._rows.entries[entry_id]
        if done.deed is Deed.REMOVED:
            rows.drop(rows.taken_out, entry_id)
            rows.put(rows.on_list.setdefault(entry.owner, {}), entry.film.id, entry_id)
        elif step.created:
            self._delete(entry_id)
        else:
            if later:
                # Others have marked it since, and by their word it stays seen.
                following = rows.steps[later[0].id]
                rows.put(following, entry_id, following[entry_id]._replace(seen_before=step.seen_before))
            else:
                rows.put(rows.entries, entry_id, replace(entry, seen_at=step.seen_before))
            rows.drop(rows.stars[entry_id], done.by)
            if step.stars_before is not None:
                rows.put(rows.stars[entry_id], done.by, step.stars_before)

    def _forget(self, change_id: ChangeId) -> None:
        """Delete a change, and what it took off a list."""
        rows = self._rows
        for entry_id in [entry for entry, change in rows.taken_out.items() if change == change_id]:
            self._delete(entry_id)
        rows.drop(rows.steps, change_id)
        rows.drop(rows.changes, change_id)

    def _delete(self, entry_id: EntryId) -> None:
        rows = self._rows
        entry = rows.entries[entry_id]
        if rows.on_list.get(entry.owner, {}).get(entry.film.id) == entry_id:
            rows.drop(rows.on_list[entry.owner], entry.film.id)
        for steps in rows.steps.values():
            rows.drop(steps, entry_id)
        rows.drop(rows.taken_out, entry_id)
        rows.drop(rows.stars, entry_id)
        rows.drop(rows.entries, entry_id)

    def _drop_imports(self, *, by: int) -> None:
        for staged_id in [staged.id for staged, _ in self._rows.imports.values() if staged.by == by]:
            self._rows.drop(self._rows.imports, staged_id)
