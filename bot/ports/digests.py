"""Where digests and their schedules are kept, what they are read from, and where they are shown."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.domain.digest import Contents, Digest, DigestId, DigestState, Films, NewDigest, Schedule
from bot.domain.recap import Recap
from bot.domain.salon import Salon
from bot.domain.theme_talk import Talked
from bot.domain.turn import SalonId, Turn, TurnId
from bot.domain.weekly import Week
from bot.records import PostedMessage

Visible = Callable[[int], bool]
"""Whether everybody who reads a digest may see what was said in salons that were started in that channel."""


@dataclass(frozen=True, slots=True)
class Held:
    """A salon that ended, with its record, when that was saved, and the message where it begins."""

    salon: Salon
    recap: Recap | None = None
    saved_at: datetime | None = None
    post: PostedMessage | None = None


class DigestStore(Protocol):
    """Schedules, and the digests of servers: one a week at most, and one unfinished at a time."""

    async def schedule(self, guild_id: int) -> Schedule | None:
        """When a server's digest comes; None where it has none."""
        ...

    async def plan(self, schedule: Schedule) -> None:
        """Store or replace a server's schedule."""
        ...

    async def unplan(self, guild_id: int) -> bool:
        """Delete a server's schedule; False where there was none. Digests stay."""
        ...

    async def begin(self, new: NewDigest) -> Digest:
        """Store a digest in state BEGUN. Raises Conflict("already_stored") when that week has one."""
        ...

    async def get(self, digest_id: DigestId) -> Digest | None:
        """The digest of that id."""
        ...

    async def of_week(self, guild_id: int, week: Week) -> Digest | None:
        """A server's digest of a week."""
        ...

    async def unfinished(self, guild_id: int) -> Digest | None:
        """The digest that was begun and not finished."""
        ...

    async def last(self, guild_id: int) -> Digest | None:
        """The digest that reaches furthest, of those posted and those of quiet weeks."""
        ...

    async def move(self, digest_id: DigestId, channel_id: int) -> None:
        """Let a digest be posted in another channel."""
        ...

    async def finish(self, digest_id: DigestId, state: DigestState) -> None:
        """Record what became of it."""
        ...

    async def posted(self, digest_id: DigestId, page: int, post: PostedMessage) -> None:
        """Record (replacing) the message of a page, counted from 0."""
        ...

    async def posts(self, digest_id: DigestId) -> Mapping[int, PostedMessage]:
        """The messages of a digest by page, in their order."""
        ...

    async def covering(self, guild_id: int, moment: datetime) -> Sequence[Digest]:
        """The posted digests that tell of a moment."""
        ...

    async def ended(self, guild_id: int, since: datetime, until: datetime) -> Sequence[Held]:
        """The salons that were closed from one moment on and before another, in the order in which they were."""
        ...

    async def going_on(self, guild_id: int, at: datetime, limit: int) -> Sequence[Salon]:
        """The salons that were open or paused at a moment, newest first."""
        ...

    async def turns(self, turn_ids: Sequence[TurnId]) -> Mapping[TurnId, Turn]:
        """Those of these turns that are still there."""
        ...

    async def talked(self, guild_id: int, salon_ids: Sequence[SalonId]) -> Sequence[Talked]:
        """How much these salons talked about each theme, newest salon first; tags the room rejected are out."""
        ...

    async def talked_before(
        self, guild_id: int, before: datetime, themes: Sequence[str], limit: int
    ) -> Sequence[Talked]:
        """The same of some themes, for so many of a server's newest salons that were opened before a moment."""
        ...

    async def added(self, guild_id: int, since: datetime, until: datetime, limit: int) -> Films:
        """The films that came to the server's watchlist in that time and are there still, newest first; not those seen in it."""
        ...

    async def seen(self, guild_id: int, since: datetime, until: datetime, limit: int) -> Films:
        """The films on the server's watchlist that were marked as seen in that time, the latest first."""
        ...


class DigestBoard(Protocol):
    """Shows digests in channels. Raises Gone, Forbidden or Unavailable; never a vendor error."""

    def visible(self, guild_id: int, channel_id: int) -> Visible:
        """What everybody may see who reads a digest in that channel."""
        ...

    def pages(self, digest: Digest, contents: Contents) -> int:
        """How many messages it takes; at least one."""
        ...

    async def post(self, digest: Digest, contents: Contents, page: int, nonce: str) -> PostedMessage:
        """Post one page, counted from 0."""
        ...

    async def find(self, digest: Digest) -> Mapping[int, PostedMessage]:
        """The pages of a digest that stand in its channel already, whatever they say."""
        ...

    async def redraw(self, digest: Digest, contents: Contents, posts: Mapping[int, PostedMessage]) -> None:
        """Show a digest as it is now in its messages; those no longer needed are deleted, those that are gone stay gone."""
        ...
