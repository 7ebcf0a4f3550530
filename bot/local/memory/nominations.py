"""Nominations in memory."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.domain.film import Film
from bot.domain.nomination import Nomination, NominationId, Support
from bot.errors import Conflict, NotFound
from bot.local.memory.rows import Rows
from bot.storage.accept import aware, storable


class MemoryNominations:
    """A NominationStore over ``Rows``. Writes run one after another, so that nothing needs holding."""

    def __init__(self, rows: Rows) -> None:
        self._rows = rows

    async def hold(self, guild_id: int) -> None:
        """Nothing to do."""

    async def of_server(self, guild_id: int, offset: int = 0, limit: int | None = None) -> Sequence[Nomination]:
        """A server's nominations (or a part of them): best supported first, then oldest."""
        found = [one for one in self._rows.nominations.values() if one.guild_id == guild_id]
        found.sort(key=lambda one: (-len(one.supporters), one.created_at, one.id))
        return found[offset : None if limit is None else offset + limit]

    async def count(self, guild_id: int) -> int:
        """How many nominations a server has."""
        return len(await self.of_server(guild_id))

    async def add(self, guild_id: int, film: Film, first: Support) -> Nomination:
        """Store a nomination, made when its first supporter came. Raises Conflict("already_stored")."""
        if any(one.film.id == film.id for one in await self.of_server(guild_id)):
            raise Conflict("already_stored")
        first = _kept(first)
        made = Nomination(NominationId(self._rows.new_id("nomination")), guild_id, film, first.at, (first,))
        self._rows.put(self._rows.nominations, made.id, made)
        return made

    async def support(self, nomination_id: NominationId, support: Support) -> Nomination:
        """Add a supporter and return the nomination as it stands; of who is one already only the reason changes.

        Raises NotFound when it is gone.
        """
        nomination = self._rows.nominations.get(nomination_id)
        if nomination is None:
            raise NotFound
        support, before = _kept(support), nomination.support_of(support.user_id)
        if before is not None:
            support = replace(before, reason=support.reason)
        others = [one for one in nomination.supporters if one.user_id != support.user_id]
        return self._save(nomination, [*others, support])

    async def withdraw(self, nomination_id: NominationId, user_id: int) -> bool:
        """Take a person's support away; True when nobody supported it any more and it went."""
        nomination = self._rows.nominations.get(nomination_id)
        if nomination is None:
            return False
        others = [one for one in nomination.supporters if one.user_id != user_id]
        if others:
            self._save(nomination, others)
        else:
            await self.remove(nomination_id)
        return not others

    async def remove(self, nomination_id: NominationId) -> None:
        """Delete a nomination with all support."""
        self._rows.drop(self._rows.nominations, nomination_id)

    async def forget_user(self, user_id: int) -> None:
        """Delete all support of a person; nominations that nobody else supports go."""
        for nomination in list(self._rows.nominations.values()):
            await self.withdraw(nomination.id, user_id)

    def _save(self, nomination: Nomination, supporters: Sequence[Support]) -> Nomination:
        in_order = tuple(sorted(supporters, key=lambda one: (one.at, one.user_id)))
        saved = replace(nomination, supporters=in_order)
        self._rows.put(self._rows.nominations, saved.id, saved)
        return saved


def _kept(support: Support) -> Support:
    reason = None if support.reason is None else storable(support.reason)
    return replace(support, at=aware(support.at), reason=reason)
