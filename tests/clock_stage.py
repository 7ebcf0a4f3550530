"""Film clocks for tests: a board that records what it shows."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from typing import Any

from bot.domain.salon import Salon
from bot.errors import SalonError
from bot.ports import ClockNote
from bot.ui.film_clock_items import note_page
from bot.ui.texts import Texts


@dataclass(slots=True)
class Noted:
    """A message about a clock as it was shown last; ``buttons`` are its custom ids."""

    message_id: int
    salon_id: int
    note: ClockNote
    nonce: str
    text: str
    buttons: list[str]


@dataclass
class FakeClocks:
    """A ClockBoard that records. As on Discord, a nonce used again posts nothing new, until it is forgotten."""

    texts: Texts
    notes: dict[int, Noted] = field(default_factory=dict)
    fails: SalonError | None = None
    redrawn: int = 0
    _messages: Any = field(default_factory=lambda: count(7_000_000))

    @property
    def shown(self) -> list[str]:
        """The words of the notes, in the order they were posted."""
        return [one.text for one in self.notes.values()]

    def forget_nonces(self) -> None:
        for one in self.notes.values():
            one.nonce = ""

    async def post(self, salon: Salon, note: ClockNote, nonce: str) -> int:
        assert 0 < len(nonce) <= 25
        self._check()
        for known in self.notes.values():
            if known.nonce == nonce:
                return known.message_id
        message_id = next(self._messages)
        self.notes[message_id] = Noted(message_id, salon.id, note, nonce, *self._drawn(salon, note, posting=True))
        assert self.notes[message_id].buttons, "it could not be found again"
        return message_id

    async def find(self, salon: Salon, number: int, since: datetime) -> int | None:
        self._check()
        wanted = f"v1:clock:where:{salon.id}:{number}"
        return next((one.message_id for one in self.notes.values() if wanted in one.buttons), None)

    async def redraw(self, salon: Salon, note: ClockNote, message_id: int) -> None:
        self._check()
        self.redrawn += 1
        one = self.notes[message_id]
        one.note = note
        one.text, one.buttons = self._drawn(salon, note)

    def _drawn(self, salon: Salon, note: ClockNote, *, posting: bool = False) -> tuple[str, list[str]]:
        page = note_page(note, salon, self.texts(salon.language), posting=posting)
        parts: list[Any] = list(page.walk_children())
        words = "\n".join(part.content for part in parts if hasattr(part, "content"))
        return words, [part.custom_id for part in parts if getattr(part, "custom_id", None)]

    def _check(self) -> None:
        if self.fails is not None:
            raise self.fails
