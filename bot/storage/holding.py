"""Holding a file so that one process at a time works on something."""

from __future__ import annotations

import sys
from typing import IO


def hold(file: IO[bytes]) -> None:
    """Hold an open file until it is closed. Raises OSError when another process holds it."""
    if sys.platform == "win32":
        import msvcrt  # noqa: PLC0415  # there is no other on that system

        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
    else:
        import fcntl  # noqa: PLC0415  # likewise

        fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
