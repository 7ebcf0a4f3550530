"""Where the database of this installation is."""

from __future__ import annotations

from pathlib import Path

from bot.errors import ConfigError
from bot.places import data_dir
from bot.settings import Settings


def database_url(settings: Settings) -> str:
    """The address that was set (SALON_DATABASE_URL), else that of ``salon.db`` in the data folder."""
    return settings.secrets.database_url or sqlite_url(data_dir() / "salon.db")


def sqlite_url(path: Path) -> str:
    """The address of an SQLite file. Raises ConfigError where its path cannot be written in an address."""
    if "?" in str(path):  # in an address, options begin there
        raise ConfigError([f"The path {path} has a question mark. Choose another data folder with SALON_DATA_DIR."])
    return f"sqlite+aiosqlite:///{path.as_posix()}"
