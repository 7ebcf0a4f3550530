"""`salon migrate`: the database made where it is missing, and its schema brought up to date."""

from __future__ import annotations

import argparse
import asyncio
from pathlib import Path

from bot.cli.address import database_url
from bot.settings import Settings
from bot.storage.schema import migrate, schema_state


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments: it has none."""
    parser.epilog = "`salon run` and `salon try` do this by themselves when they start."


def run(args: argparse.Namespace, settings: Settings, config: Path) -> int:
    """Migrate; 0 when the schema is current. Raises ConfigError when the database cannot be opened or is too new."""
    print(asyncio.run(_migrated(database_url(settings))))
    return 0


async def _migrated(url: str) -> str:
    """Bring it up to date and say what was done."""
    before = await schema_state(url)
    await migrate(url)
    return {
        "empty": "The database has been made.",
        "behind": "The database has been brought up to date.",
    }.get(before, "The database is up to date already.")
