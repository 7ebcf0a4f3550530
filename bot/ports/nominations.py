"""Where nominations are kept."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from bot.domain.film import Film
from bot.domain.nomination import Nomination, NominationId, Support


class NominationStore(Protocol):
    """Open nominations of servers. A film is nominated once in a server, and a nomination has a supporter at least.

    Whoever decides by what is nominated calls ``hold`` first: it keeps others from changing that server's nominations
    until the unit of work ends.
    """

    async def hold(self, guild_id: int) -> None:
        """Keep others from changing a server's nominations until the unit of work ends."""
        ...

    async def of_server(self, guild_id: int, offset: int = 0, limit: int | None = None) -> Sequence[Nomination]:
        """A server's nominations (or a part of them): best supported first, then oldest."""
        ...

    async def count(self, guild_id: int) -> int:
        """How many nominations a server has."""
        ...

    async def add(self, guild_id: int, film: Film, first: Support) -> Nomination:
        """Store a nomination, made when its first supporter came. Raises Conflict("already_stored")."""
        ...

    async def support(self, nomination_id: NominationId, support: Support) -> Nomination:
        """Add a supporter and return the nomination as it stands; of who is one already only the reason changes.

        Raises NotFound when it is gone.
        """
        ...

    async def withdraw(self, nomination_id: NominationId, user_id: int) -> bool:
        """Take a person's support away; True when nobody supported it any more and it went."""
        ...

    async def remove(self, nomination_id: NominationId) -> None:
        """Delete a nomination with all support."""
        ...

    async def forget_user(self, user_id: int) -> None:
        """Delete all support of a person; nominations that nobody else supports go."""
        ...
