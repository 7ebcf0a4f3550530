"""Logging: one line of key=value an event, to standard error; ids, counts and latencies only.

Exceptions are written as their classes and places. Their messages are left out, because vendors put what people wrote,
and secrets, into them; only what is known to be harmless (a status, a code, an error key) is kept.
"""

from __future__ import annotations

import logging
import sys
import traceback
from collections.abc import Sequence
from datetime import UTC, datetime
from types import TracebackType

from bot.errors import SalonError

_NOISY = ("discord", "aiosqlite", "sqlalchemy", "alembic", "openai", "httpx2", "httpcore2", "aiohttp", "asyncio")
_Raised = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class LineFormatter(logging.Formatter):
    """Writes a record as key=value pairs and takes known secrets out of it."""

    def __init__(self, secrets: Sequence[str] = ()) -> None:
        super().__init__()
        self._secrets = tuple(sorted((s for s in secrets if len(s) >= 6), key=len, reverse=True))

    def format(self, record: logging.LogRecord) -> str:
        """One line, and after it the traceback's places where there is one."""
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        text = " ".join(record.getMessage().split())
        whole = f"at={at} level={record.levelname.lower()} from={record.name} {text}"
        if record.exc_info and not isinstance(record.exc_info, bool):
            whole += "\n" + self.formatException(record.exc_info)
        for secret in self._secrets:
            whole = whole.replace(secret, "[secret]")
        return whole

    def formatException(self, ei: _Raised) -> str:  # noqa: N802  # the name is logging's
        """Where the exception and its causes came from, without their messages."""
        return "\n".join(_places(ei[1])) if ei[1] else ""


def describe(error: BaseException) -> str:
    """The class of an exception with what is harmless: a key, an HTTP status, a code."""
    known = {name: getattr(error, name, None) for name in ("status", "code")}
    if isinstance(error, SalonError):
        known["key"] = error.key
    told = " ".join(f"{name}={value}" for name, value in known.items() if isinstance(value, int | str))
    return f"{type(error).__name__} {told}".strip()


def _places(error: BaseException) -> list[str]:
    before = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    lines = [*_places(before), "  which led to"] if before else []
    frames = traceback.extract_tb(error.__traceback__)
    lines += [f"  {frame.filename}:{frame.lineno} in {frame.name}" for frame in frames]
    return [*lines, f"  {describe(error)}"]


def configure(level: str, secrets: Sequence[str] = ()) -> None:
    """Send everything to standard error. Libraries speak from warning up, so that they cannot log what people write."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(LineFormatter(secrets))
    logging.basicConfig(level=level.upper(), handlers=[handler], force=True)
    for name in _NOISY:
        logging.getLogger(name).setLevel(max(logging.WARNING, logging.getLevelName(level.upper())))
