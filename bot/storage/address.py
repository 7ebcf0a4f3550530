"""Database addresses: what a person may write, and what it means."""

from __future__ import annotations

import os
from pathlib import Path

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from bot.errors import ConfigError

_DRIVERS = {"sqlite": "sqlite+aiosqlite", "postgres": "postgresql+asyncpg", "postgresql": "postgresql+asyncpg"}


def parse(url: str) -> URL:
    """Read an address such as ``sqlite:///data/salon.db`` or ``postgresql://user@host/salon``.

    A driver may be left out. Raises ConfigError for anything else.
    """
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):
        raise ConfigError([_SHAPES.format(given="It cannot be read as an address.")]) from None
    driver = _DRIVERS.get(parsed.drivername, parsed.drivername)
    if driver not in _DRIVERS.values():
        raise ConfigError([_SHAPES.format(given=f"It begins with {parsed.drivername!r}.")])
    parsed = parsed.set(drivername=driver)
    if parsed.get_backend_name() == "sqlite" and parsed.database in {None, "", ":memory:"}:
        raise ConfigError(["The database address names no file. Write for example sqlite:///data/salon.db."])
    return parsed


_SHAPES = "The database address must look like sqlite:///data/salon.db or postgresql://user:password@host/name. {given}"


def shown(url: URL) -> str:
    """Return the address as it may be shown: a file's path, or the address without its password."""
    path = file_of(url)
    return str(path) if path else url.render_as_string(hide_password=True)


def file_of(url: URL) -> Path | None:
    """Return the file of an SQLite database, None for a server."""
    if url.get_backend_name() != "sqlite" or url.database is None:
        return None
    return Path(url.database)


def make_file(path: Path) -> None:
    """Make the file and its directory, readable by the owner alone; raises ConfigError when that fails."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    except OSError as error:
        raise ConfigError(
            [f"The database file {path} cannot be opened for writing: {error.strerror}. Choose another place."]
        ) from None
