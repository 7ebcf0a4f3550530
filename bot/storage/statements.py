"""What differs between SQLite and PostgreSQL when a row may already be there."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from sqlalchemy import Executable, Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

SQLITE = "sqlite"
IN_LIST = 500
"""How many values one IN list takes; SQLite's limit is 32,766 variables a statement."""

ERASED = "salon_erased"
"""The mark that ``erasing`` leaves on a connection."""


def erasing(conn: AsyncConnection) -> AsyncConnection:
    """Note that somebody's words are deleted or replaced, so that they leave the database's log too; return it."""
    conn.info[ERASED] = True
    return conn


Insert = sqlite.Insert | postgresql.Insert
"""An INSERT that knows ON CONFLICT; the two dialects write it alike."""


def in_both(build: Callable[[Callable[[Table], Insert]], Executable]) -> Mapping[str, Executable]:
    """Build a statement with the INSERT of each dialect, once, and return them by the dialect's name."""
    return {SQLITE: build(sqlite.insert), "postgresql": build(postgresql.insert)}


def insert_into(conn: AsyncConnection, table: Table) -> Insert:
    """Return an INSERT that knows ON CONFLICT, in the dialect of the connection."""
    return sqlite.insert(table) if conn.dialect.name == SQLITE else postgresql.insert(table)
