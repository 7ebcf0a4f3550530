"""Engines: connections set up the way Salon needs them, and vendor errors in our words."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.engine import URL
from sqlalchemy.exc import DatabaseError, IntegrityError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from bot.errors import ConfigError, Unavailable
from bot.storage.address import file_of, shown
from bot.storage.one_trip import OneTripConnection

BUSY_WAIT = 10_000
"""Milliseconds that SQLite waits for another process to finish writing."""

# secure_delete: words that somebody deletes are overwritten, not only unlinked.
_PRAGMAS = (
    f"PRAGMA busy_timeout = {BUSY_WAIT}",
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = NORMAL",
    "PRAGMA foreign_keys = ON",
    "PRAGMA secure_delete = ON",
)

WRITES = "salon_writes"
"""The execution option that makes a transaction BEGIN IMMEDIATE."""


def make_engine(url: URL, *, connections: int) -> AsyncEngine:
    """Make an engine over so many connections; raises ConfigError when its driver is not installed."""
    # Every transaction here ends in a commit or rollback of its own, so the pool need not roll back again.
    options: dict[str, Any] = {"pool_size": connections, "max_overflow": 0, "pool_reset_on_return": None}
    path = file_of(url)
    if path is not None:
        engine = create_async_engine(url, async_creator=lambda: OneTripConnection(partial(_connect, path)), **options)
        event.listen(engine.sync_engine, "begin", _begin)
        return engine
    try:
        return create_async_engine(url, pool_pre_ping=True, **options)
    except ModuleNotFoundError as error:
        raise ConfigError(
            [f"The database needs the package {error.name}. Install it: pip install 'salon-host[postgres]'."]
        ) from None


def _connect(path: Path) -> sqlite3.Connection:
    # isolation_level=None: the driver would begin transactions by itself, and always deferred; we begin them.
    connection = sqlite3.connect(path, isolation_level=None, cached_statements=256)
    try:
        for pragma in _PRAGMAS:
            connection.execute(pragma)
    except BaseException:
        connection.close()
        raise
    return connection


def _begin(connection: sa.Connection) -> None:
    driver = cast(OneTripConnection, connection.connection.driver_connection)
    driver.begin_with = "BEGIN IMMEDIATE" if connection.get_execution_options().get(WRITES) else "BEGIN"


@contextmanager
def translated(url: URL) -> Iterator[None]:
    """Turn what drivers raise into our words: Unavailable, or ConfigError for a file that is no database."""
    try:
        yield
    except IntegrityError:
        raise
    except (OperationalError, InterfaceError, PoolTimeoutError) as error:
        raise Unavailable("storage", reason=type(error).__name__) from error
    except DatabaseError as error:
        if "not a database" in str(error.orig) or "malformed" in str(error.orig):
            raise ConfigError([damaged(url)]) from error
        raise


def damaged(url: URL) -> str:
    """Return the sentence for a file that cannot be read as a database."""
    return (
        f"The file {shown(url)} is damaged, or it is not a Salon database. "
        "Restore a backup, or move it away to begin anew."
    )
