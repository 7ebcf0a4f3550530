"""Where Salon finds its configuration and keeps its data.

In a checkout both lie beside the packages; an installed wheel carries the configuration in ``share/salon/config``
below the environment's prefix. Environment variables override both. Nothing is created here and nothing is opened.
"""

from __future__ import annotations

import os
import site
import sys
import sysconfig
from pathlib import Path

_SHARED = Path("share", "salon", "config")


def _checkout() -> Path | None:
    """Return the top of the checkout this module lies in, or None when it is installed."""
    top = Path(__file__).resolve().parent.parent
    return top if (top / "pyproject.toml").is_file() else None


def _named(variable: str) -> Path | None:
    """Return the folder an environment variable names; an empty variable counts as unset."""
    value = os.environ.get(variable, "")
    return Path(value).expanduser().resolve() if value else None


def config_dir() -> Path:
    """Return the folder with ``default.toml``, prompts, questions, catalogue and locales.

    It is ``SALON_CONFIG_DIR``, else ``config`` of the checkout, else the shared data of the installed package. Where
    none exists the usual installed place is returned, so that the complaint about it names a real path.
    """
    if named := _named("SALON_CONFIG_DIR"):
        return named
    if checkout := _checkout():
        return checkout / "config"
    # sys.prefix is right in a virtual environment; the others are where distributions and `pip --user` put shared data.
    prefixes = (sys.prefix, sysconfig.get_path("data"), site.getuserbase())
    candidates = [Path(prefix) / _SHARED for prefix in prefixes]
    return next((path for path in candidates if path.is_dir()), candidates[0])


def imported_films() -> Path:
    """Return the file that `salon films import` makes; it may not exist."""
    return data_dir() / "films.db"


def data_dir() -> Path:
    """Return the folder for the database and other state; it may not exist yet.

    It is ``SALON_DATA_DIR``, else ``data`` of the checkout, else ``data`` of the working directory.
    """
    return _named("SALON_DATA_DIR") or (_checkout() or Path.cwd()) / "data"
