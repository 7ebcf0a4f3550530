"""Stub."""

from __future__ import annotations
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from bot.domain.recurrence import Repeat


@dataclass(frozen=True, slots=True)
class Moved:
    """x."""

    slot: datetime
    starts_at: datetime
    sequence: int


@dataclass(frozen=True, slots=True)
class CalendarEntry:
    """x."""

    uid: str
    sequence: int
    summary: str
    description: str
    location: str
    url: str
    starts_at: datetime
    minutes: int
    zone: str
    repeat: Repeat | None
    until: datetime | None
    cancelled: bool
    stamped: datetime
    moved: tuple[Moved, ...] = ()
    without: tuple[datetime, ...] = ()


def calendar_file(entries: Sequence[CalendarEntry], name: str, now: datetime) -> bytes:
    """x."""
    return b""
