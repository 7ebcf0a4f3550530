"""What every part of the server shares: the clock, the state, the listeners and the open interactions."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

from bot.local.attachments import Shelf
from bot.local.broadcast import Broadcast
from bot.local.state import State
from bot.local.wire import Json
from bot.ports import Clock


@dataclass(slots=True)
class Realm:
    """The shared context. ``moved`` is set and renewed at every change anyone could wait for."""

    clock: Clock
    state: State
    shelf: Shelf
    intents_enabled: frozenset[str]
    broadcast: Broadcast
    url: str = ""
    deadlines: dict[str, asyncio.TimerHandle] = field(default_factory=dict)
    suggestions: dict[str, asyncio.Future[list[Json]]] = field(default_factory=dict)
    moved: asyncio.Event = field(default_factory=asyncio.Event)

    def new_id(self) -> str:
        """A fresh snowflake."""
        return self.state.new_id(self.clock.now())

    def touch(self, channel_id: str | None = None) -> None:
        """Note a change of the state and wake those who wait for one."""
        self.state.touch(channel_id)
        self.wake()

    def wake(self) -> None:
        """Wake those who wait for a change."""
        self.moved.set()
        self.moved = asyncio.Event()
