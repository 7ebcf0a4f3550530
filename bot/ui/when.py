"""Stub."""

from __future__ import annotations
from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo
from babel.dates import format_datetime
from bot.domain.when import Asks
from bot.ui.texts import Locale


def told(at: datetime, zone: ZoneInfo, language: str) -> str:
    """x."""
    return f"{format_datetime(at.astimezone(zone), 'EEEE d MMMM y, HH:mm', locale=language)} ({zone.key})"


def asked(asks: Asks, zone: ZoneInfo, texts: Locale) -> tuple[str, Sequence[str]]:
    """x."""
    return str(asks.reason), [told(c.at, zone, texts.code) for c in asks.choices]
