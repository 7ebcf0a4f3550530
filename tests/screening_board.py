"""Where screenings are shown, for tests: a board that records cards and events, and words as short as can be."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from typing import Any

from bot.domain.screening import Lead, Screening, ScreeningState
from bot.errors import Gone, SalonError
from bot.ports.screenings import EventSeen, Shown


@dataclass(slots=True)
class Event:
    """One of Discord's scheduled events."""

    starts_at: datetime
    state: ScreeningState = ScreeningState.PLANNED
    interested: list[int] = field(default_factory=list)
    venue_id: int | None = None


@dataclass
class FakeBoard:
    """A ScreeningBoard that records. As on Discord, a nonce used again posts nothing new, until it is forgotten."""

    cards: dict[int, Shown] = field(default_factory=dict)
    events: dict[int, Event] = field(default_factory=dict)
    fails: dict[str, SalonError] = field(default_factory=dict)
    _nonces: dict[str, int] = field(default_factory=dict)
    _ids: Any = field(default_factory=lambda: count(70_000))

    def forget_nonces(self) -> None:
        self._nonces.clear()

    async def post(self, shown: Shown, nonce: str) -> int:
        assert 0 < len(nonce) <= 25
        self._check("post")
        if nonce not in self._nonces:
            self._nonces[nonce] = next(self._ids)
            self.cards[self._nonces[nonce]] = shown
        return self._nonces[nonce]

    async def find(self, screening: Screening) -> int | None:
        self._check("find")
        return next((key for key, one in self.cards.items() if one.screening.id == screening.id), None)

    async def redraw(self, shown: Shown) -> None:
        self._check("redraw")
        if shown.screening.card in self.cards:
            self.cards[shown.screening.card] = shown

    async def make_event(self, screening: Screening, known: Collection[int]) -> int:
        self._check("make_event")
        for event_id, event in self.events.items():
            alike = event.starts_at == screening.starts_at and event_id not in known
            if alike and event.state is ScreeningState.PLANNED:
                return event_id
        event_id = next(self._ids)
        self.events[event_id] = Event(screening.starts_at, venue_id=screening.venue_id)
        return event_id

    async def follow_event(self, screening: Screening) -> None:
        self._check("follow_event")
        event = self.events.get(screening.event_id or 0)
        if event is None:
            raise Gone
        event.starts_at, event.state, event.venue_id = screening.starts_at, screening.state, screening.venue_id

    async def event(self, screening: Screening) -> EventSeen | None:
        self._check("event")
        event = self.events.get(screening.event_id or 0)
        if event is None or event.state is ScreeningState.CANCELLED:
            return None
        return EventSeen(event.starts_at, event.venue_id, event.state is ScreeningState.BEGUN)

    async def interested(self, screening: Screening) -> Sequence[int]:
        return list(self.events[screening.event_id or 0].interested)

    def _check(self, method: str) -> None:
        if (error := self.fails.get(method)) is not None:
            raise error


class PlainWords:
    """Words as short as can be."""

    def doors(self, screening: Screening, *, late: bool) -> str:
        return f"doors {screening.film.title}{' late' * late}"

    def reminder(self, screening: Screening, lead: Lead, *, direct: bool) -> str:
        return f"{lead} {screening.film.title} {screening.starts_at:%d %H:%M}"

    def few(self, screening: Screening, coming: int, *, direct: bool) -> str:
        return f"few {coming} of {screening.quorum}"

    def moved(self, screening: Screening) -> str:
        return f"moved to {screening.starts_at:%d %H:%M}"

    def cancelled(self, screening: Screening) -> str:
        return "cancelled"

    def other_film(self, screening: Screening) -> str:
        return f"now {screening.film.title}"

    def barred(self, screening: Screening, *, busy: bool, direct: bool) -> str:
        return "busy" if busy else "barred"

    def missed(self, screening: Screening) -> str:
        return "missed"
