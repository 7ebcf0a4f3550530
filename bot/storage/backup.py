"""A copy of the whole database while it is in use."""

from __future__ import annotations

import asyncio
import os
import sqlite3
from contextlib import closing
from pathlib import Path

from bot.errors import ConfigError
from bot.storage.address import file_of, parse, shown
from bot.storage.engine import damaged


async def backup(url: str, path: Path) -> None:
    """Write a complete copy of an SQLite database to ``path``, readable by the owner alone.

    Raises ConfigError when there is no database, when ``path`` exists (it is never overwritten) or cannot be written,
    and for PostgreSQL, which has its own tool.
    """
    parsed = parse(url)
    source = file_of(parsed)
    if source is None:
        raise ConfigError(
            [f"{shown(parsed)} is a PostgreSQL database. Back it up with its own tool: pg_dump --format=custom."]
        )
    if not source.exists():
        raise ConfigError([f"There is no database at {source} yet, so there is nothing to back up."])
    try:
        await asyncio.to_thread(_copy, source, path)
    except FileExistsError:
        raise ConfigError(
            [f"The file {path} exists already. Choose another name; backups are not overwritten."]
        ) from None
    except OSError as error:
        raise ConfigError([f"The backup {path} cannot be written: {error.strerror}."]) from None
    except sqlite3.OperationalError as error:
        raise ConfigError([f"The backup {path} could not be written: {error}."]) from None
    except sqlite3.DatabaseError:
        raise ConfigError([damaged(parsed)]) from None


def _copy(source: Path, path: Path) -> None:
    # Made beforehand, so that it is private from its first byte; VACUUM INTO accepts an empty file.
    os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    try:
        with closing(sqlite3.connect(source, isolation_level=None)) as connection:
            connection.execute("VACUUM INTO ?", (str(path),))
    except BaseException:
        path.unlink(missing_ok=True)
        raise
