"""The lines of a calendar file (RFC 5545, 3.1 and 3.3): escaped, folded, and ended as it asks."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

_OCTETS = 75
"""Octets of a line, without its end (RFC 5545, 3.1)."""
_ESCAPES = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"})


def text(words: str) -> str:
    """A value of the type TEXT: escaped, without control characters and halves of characters."""
    whole = words.encode("utf-8", "replace").decode("utf-8").replace("\r\n", "\n").replace("\r", "\n")
    kept = "".join(char for char in whole if char in "\n\t" or (char >= " " and not "\x7f" <= char <= "\x9f"))
    return kept.translate(_ESCAPES)


def uri(address: str) -> str:
    """A value of the type URI: without spaces and control characters, which it may not hold."""
    return "".join(char for char in address if char > " " and not "\x7f" <= char <= "\x9f")


def utc(at: datetime) -> str:
    """A moment in UTC."""
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def line_of(name: str, shown: datetime, zone: str | None) -> str:
    """A property that is a local time in a zone, or without one in UTC."""
    if zone is None:
        return f"{name}:{shown:%Y%m%dT%H%M%SZ}"
    return f"{name};TZID={zone}:{shown:%Y%m%dT%H%M%S}"


def joined(lines: Iterable[str]) -> bytes:
    """The file: every line folded where it is too long, and ended by CR LF."""
    return b"".join(_folded(line) for line in lines)


def _folded(line: str) -> bytes:
    """A line in pieces of at most 75 octets, never cut inside a character; each further one begins with a space."""
    whole, pieces, room = line.encode("utf-8"), list[bytes](), _OCTETS
    while len(whole) > room:
        cut = room
        while whole[cut] & 0b1100_0000 == 0b1000_0000:  # inside a character of UTF-8
            cut -= 1
        pieces.append(whole[:cut])
        whole, room = whole[cut:], _OCTETS - 1
    return b"\r\n ".join([*pieces, whole]) + b"\r\n"
