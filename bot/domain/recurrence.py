"""placeholder"""

from datetime import datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo


class Repeat(StrEnum):
    """x"""

    WEEKLY = "weekly"
    FORTNIGHTLY = "fortnightly"
    MONTHLY = "monthly"


def next_after(first: datetime, zone: ZoneInfo, repeat: Repeat, after: datetime) -> datetime:
    """X"""
    at = first
    while at <= after:
        at += timedelta(weeks=1 if repeat is Repeat.WEEKLY else 2)
    return at
