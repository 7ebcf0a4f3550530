"""The state of a database's schema, and bringing it up to date."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Literal

import sqlalchemy as sa
from sqlalchemy.engine import URL
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.errors import ConfigError, Unavailable
from bot.storage.address import file_of, make_file, parse, shown
from bot.storage.engine import WRITES, make_engine, translated
from bot.storage.statements import SQLITE

HEAD = "0016"
"""The newest revision in ``migrations/versions``; revisions are numbered, so that they can be compared."""

_VERSION = sa.table("alembic_version", sa.column("version_num", sa.Text))
_LOCK = 0x5A10
"""The PostgreSQL advisory lock under which one process migrates."""

State = Literal["current", "behind", "newer", "empty"]


async def schema_state(url: str) -> State:
    """Compare the database's schema with this version's; a database that is not there yet is empty.

    Raises ConfigError when it cannot be opened or read.
    """
    parsed = parse(url)
    path = file_of(parsed)
    if path is not None and not path.exists():
        return "empty"
    async with _connection(parsed) as conn:
        return await _state(conn)


async def migrate(url: str) -> None:
    """Make the database where it is missing and bring its schema up to date; does nothing when it is.

    Processes that start together do this one after another. Raises ConfigError when the schema is newer than this
    version of Salon, or when the database cannot be opened.
    """
    parsed = parse(url)
    path = file_of(parsed)
    if path is not None:
        make_file(path)
    async with _connection(parsed) as conn:
        state = await _state(conn)
    if state in {"empty", "behind"}:
        async with _connection(parsed, writes=True) as conn:
            if conn.dialect.name != SQLITE:
                await conn.execute(sa.select(sa.func.pg_advisory_xact_lock(_LOCK)))
            # Looked at again under the lock: another process may have been quicker.
            state = await _state(conn)
            if state in {"empty", "behind"}:
                await conn.run_sync(_upgrade)
    if state == "newer":
        raise ConfigError([newer(parsed)])


async def reachable(url: str) -> None:
    """Raise ConfigError with a sentence unless the database can be used now; changes nothing.

    A file that is not there yet is fine where it could be made, and so is a schema that is behind.
    """
    parsed = parse(url)
    path = file_of(parsed)
    if path is not None and not path.exists():
        _could_be_made(path)
        return
    if path is not None and not os.access(path, os.R_OK | os.W_OK):
        raise ConfigError([f"The database file {path} may not be read and written by this user."])
    async with _connection(parsed) as conn:
        if await _state(conn) == "newer":
            raise ConfigError([newer(parsed)])


def newer(url: URL) -> str:
    """Return the sentence for a database that a later version of Salon has changed."""
    return (
        f"The database {shown(url)} was last used by a newer version of Salon. "
        "Install that version again, or restore a backup from before."
    )


async def _state(conn: AsyncConnection) -> State:
    if not await conn.run_sync(lambda sync: sa.inspect(sync).has_table("alembic_version")):
        return "empty"
    revision: str | None = await conn.scalar(sa.select(_VERSION))
    if revision is None:
        return "empty"
    if revision == HEAD:
        return "current"
    return "newer" if revision > HEAD else "behind"


def _upgrade(conn: sa.Connection) -> None:
    # A start with a current schema does not pay for this import.
    from alembic import command  # noqa: PLC0415
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    config.attributes["connection"] = conn
    command.upgrade(config, "head")


def _could_be_made(path: Path) -> None:
    place = next((parent for parent in path.absolute().parents if parent.exists()), None)
    if place is None or not place.is_dir() or not os.access(place, os.W_OK | os.X_OK):
        raise ConfigError([f"The database file {path} cannot be made: {place} is not a directory Salon may write in."])


@asynccontextmanager
async def _connection(url: URL, *, writes: bool = False) -> AsyncIterator[AsyncConnection]:
    """One connection in one transaction; Unavailable becomes ConfigError, since this is about starting."""
    engine = make_engine(url, connections=1).execution_options(**{WRITES: writes})
    try:
        with translated(url):
            async with engine.begin() as conn:
                yield conn
    except (Unavailable, OSError) as error:
        cause = error.__cause__ or error
        reason = getattr(cause, "orig", None) or cause
        raise ConfigError([f"The database {shown(url)} cannot be opened: {reason}."]) from error
    finally:
        await engine.dispose()
