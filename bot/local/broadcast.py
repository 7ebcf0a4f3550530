"""Who hears what: sends dispatches to the bot's gateway sessions and to the people's pages.

A dispatch is drawn anew for each listener, since the same message looks different to each of them.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Protocol

from bot.local.permissions import can_view
from bot.local.state import State
from bot.local.wire import Json

# Discord's reference, topic "Gateway Intents".
INTENTS: dict[str, int] = {
    name: 1 << bit
    for name, bit in {
        "guilds": 0,
        "members": 1,
        "moderation": 2,
        "voice_states": 7,
        "presences": 8,
        "guild_messages": 9,
        "guild_reactions": 10,
        "guild_typing": 11,
        "dm_messages": 12,
        "dm_reactions": 13,
        "dm_typing": 14,
        "message_content": 15,
        "guild_scheduled_events": 16,
    }.items()
}
PRIVILEGED = frozenset({"members", "presences", "message_content"})


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who looks: ``reads_all`` is whether message text is shown (people always, the bot with its intent)."""

    user_id: str
    reads_all: bool = True


class Listener(Protocol):
    """A gateway session or a page."""

    @property
    def viewer(self) -> Viewer:
        """On whose behalf it listens."""
        ...

    def wants(self, intent: str | None) -> bool:
        """Whether the listener subscribed to dispatches of this intent (None: always sent)."""
        ...

    def send(self, event: str, data: Json) -> None:
        """Take a dispatch; must not wait."""
        ...


class Broadcast:
    """All listeners, and the way to reach them."""

    def __init__(self, state: State) -> None:
        self._state = state
        self.sessions: list[Listener] = []
        self.pages: list[Listener] = []

    def tell(
        self,
        event: str,
        data: Json | Callable[[Viewer], Json],
        *,
        intent: str | None,
        channel: Json | None = None,
        only: Collection[str] | None = None,
    ) -> None:
        """Send a dispatch to everyone who sees ``channel`` (None: the whole server), or only to some users."""
        for listener in [*self.sessions, *self.pages]:
            viewer = listener.viewer
            if only is not None and viewer.user_id not in only:
                continue
            if not listener.wants(intent):
                continue
            if channel is not None and not can_view(self._state, viewer.user_id, channel):
                continue
            listener.send(event, data(viewer) if callable(data) else data)

    def tell_pages(self, event: str, data: Json, *, only: Collection[str] | None = None) -> None:
        """Send a frame of the page protocol."""
        for page in self.pages:
            if only is None or page.viewer.user_id in only:
                page.send(event, data)
