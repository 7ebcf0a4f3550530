"""Every database that Salon has, behind one fixture.

PostgreSQL takes part where SALON_TEST_POSTGRES holds the address of a database for tests; Salon's tables in it are
dropped.
"""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot.local.memory import MemoryDatabase
from bot.ports import Database
from bot.storage.address import parse
from bot.storage.database import open_database
from bot.storage.engine import make_engine
from bot.storage.tables import metadata

POSTGRES = os.environ.get("SALON_TEST_POSTGRES", "")
KINDS = ["memory", "sqlite", *(["postgres"] if POSTGRES else [])]


async def empty_postgres() -> str:
    """Drop Salon's tables in the test database and return its address."""
    engine = make_engine(parse(POSTGRES), connections=1)
    async with engine.begin() as conn:
        await conn.run_sync(metadata.drop_all)
        await conn.execute(sa.text("DROP TABLE IF EXISTS alembic_version"))
    await engine.dispose()
    return POSTGRES


@pytest.fixture(params=["sqlite", *(["postgres"] if POSTGRES else [])])
async def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty SQL database."""
    return await empty_postgres() if request.param == "postgres" else f"sqlite:///{tmp_path / 'data' / 'salon.db'}"


@pytest.fixture(params=KINDS)
async def db(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Database]:
    """An empty database of each kind."""
    database: Database
    if request.param == "memory":
        database = MemoryDatabase()
    elif request.param == "sqlite":
        database = await open_database(f"sqlite:///{tmp_path / 'salon.db'}")
    else:
        database = await open_database(await empty_postgres())
    yield database
    await database.close()
