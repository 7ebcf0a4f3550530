"""How long a server asks to be left alone (RFC 9110, section 10.2.3)."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

_LONGEST = 7 * 86_400  # seconds; what asks for more is taken for a mistake


def retry_after(header: str | None, now: datetime) -> float | None:
    """Seconds to wait, from a number or an HTTP date; None where nothing usable is said."""
    if header is None:
        return None
    text = header.strip()
    try:
        seconds = float(text) if text[:1].isdigit() else (_moment(text) - now).total_seconds()
    except (ValueError, OverflowError):
        return None
    return min(max(seconds, 0.0), float(_LONGEST))


def _moment(text: str) -> datetime:
    """An HTTP date, which is always in GMT. Raises ValueError."""
    moment = parsedate_to_datetime(text)
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)
