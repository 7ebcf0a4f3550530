"""The wire: JSON objects, Discord's error bodies and Discord's way to write times.

Codes and texts of errors follow Discord's public reference (topic "JSON error codes").
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from aiohttp import web

Json = dict[str, Any]


class ApiError(Exception):
    """A refusal as Discord words it: HTTP status, JSON code, message and, for 50035, the nested ``errors``."""

    def __init__(self, status: int, code: int, message: str, errors: Json | None = None) -> None:
        super().__init__(f"{status} {code} {message}")
        self.status = status
        self.code = code
        self.message = message
        self.errors = errors

    def body(self) -> Json:
        """The error body."""
        body: Json = {"message": self.message, "code": self.code}
        if self.errors is not None:
            body["errors"] = self.errors
        return body


UNKNOWN = {
    "channel": 10003,
    "guild": 10004,
    "member": 10007,
    "message": 10008,
    "role": 10011,
    "user": 10013,
    "emoji": 10014,
    "webhook": 10015,
    "interaction": 10062,
    "application command": 10063,
    "guild scheduled event": 10070,
}


def unknown(what: str) -> ApiError:
    """404 with the code for a thing that is not there (``what`` is a key of UNKNOWN)."""
    return ApiError(404, UNKNOWN[what], "Unknown " + what.title().replace("Application Command", "application command"))


def missing_access() -> ApiError:
    """403: the channel cannot be seen."""
    return ApiError(403, 50001, "Missing Access")


def missing_permissions() -> ApiError:
    """403: the channel can be seen, the act is not allowed."""
    return ApiError(403, 50013, "Missing Permissions")


def as_response(status: int, body: object, headers: dict[str, str] | None = None) -> web.Response:
    """A JSON answer with the content type exactly ``application/json`` (discord.py compares the whole header)."""
    raw = json.dumps(body, separators=(",", ":")).encode()
    return web.Response(status=status, body=raw, headers=headers, content_type="application/json")


def iso(moment: datetime) -> str:
    """A time as Discord writes it: UTC, microseconds, ``+00:00``."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def parse_time(text: str) -> datetime:
    """The aware UTC time behind an ISO 8601 text.

    Raises ValueError when it is none, or when it names no offset.
    """
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError("a time without an offset")
    return moment.astimezone(UTC)
