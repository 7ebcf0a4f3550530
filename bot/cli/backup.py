"""`salon backup FILE`: a copy of the SQLite database, taken while it is in use."""

from __future__ import annotations

import argparse
import asyncio
from pathlib import Path

from bot.cli.address import database_url
from bot.settings import Settings
from bot.storage.backup import backup


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument("file", type=Path, help="where the copy goes; a file that exists is never overwritten")


def run(args: argparse.Namespace, settings: Settings, config: Path) -> int:
    """Copy; 0 when the copy is complete. Raises ConfigError when there is nothing to copy or it cannot be written."""
    asyncio.run(backup(database_url(settings), args.file))
    size = args.file.stat().st_size / 1_000_000
    print(f"{args.file}: {size:.1f} MB. It holds what people said: keep it as private as the database itself.")
    return 0
