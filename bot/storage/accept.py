"""What every store accepts: aware datetimes, and text that both databases can hold."""

from __future__ import annotations

from datetime import UTC, datetime


class NaiveDatetimeError(ValueError):
    """A datetime without a time zone was given; a bug in the caller, never something a person did."""


def aware(value: datetime) -> datetime:
    """Return the same moment in UTC; raises NaiveDatetimeError for a datetime without a zone."""
    if value.tzinfo is UTC:
        return value
    if value.utcoffset() is None:
        raise NaiveDatetimeError(f"a datetime without a time zone: {value!r}")
    return value.astimezone(UTC)


def storable(text: str) -> str:
    """Return the text without what a database cannot hold.

    U+0000 is dropped (PostgreSQL refuses it) and each lone surrogate becomes U+FFFD (UTF-8 has no form for it). Discord
    sends neither; a transcript file may.
    """
    if "\0" in text:
        text = text.replace("\0", "")
    if text.isascii():
        return text
    try:
        text.encode()
    except UnicodeEncodeError:
        # Through UTF-16, so that two halves of one character that arrived apart are joined again.
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return text
