"""Uploaded files: kept under the state file's folder by safe names, or in memory when there is no file."""

from __future__ import annotations

import asyncio
import mimetypes
import re
from dataclasses import dataclass
from pathlib import Path

from bot.local.wire import ApiError

MAX_BYTES = 10 * 1024 * 1024
"""Discord's limit for people and servers without boosts."""
UNSAFE = re.compile(r"[^A-Za-z0-9._-]+")
INLINE = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})


@dataclass(frozen=True, slots=True)
class Upload:
    """A file on its way in."""

    filename: str
    data: bytes
    description: str | None = None


def safe_name(name: str) -> str:
    """The name Discord would keep: no folders, no spaces, nothing odd."""
    cleaned = UNSAFE.sub("_", Path(name.replace("\\", "/")).name).strip(".")
    return cleaned[-100:] or "file"


def content_type(name: str) -> str:
    """The media type that goes by the name."""
    return mimetypes.guess_type(name)[0] or "application/octet-stream"


def png_size(data: bytes) -> tuple[int, int] | None:
    """Width and height in pixels of a PNG, None for anything else."""
    if data[:8] != b"\x89PNG\r\n\x1a\n" or len(data) < 24:
        return None
    return int.from_bytes(data[16:20], "big"), int.from_bytes(data[20:24], "big")


class Shelf:
    """Where files lie; a key is ``channel/attachment/name``."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder
        self._held: dict[str, bytes] = {}

    async def put(self, key: str, data: bytes) -> None:
        """Keep a file. Raises 40005 when it is too large."""
        if len(data) > MAX_BYTES:
            raise ApiError(413, 40005, "Request entity too large")
        if self._folder is None:
            self._held[key] = data
            return
        await asyncio.to_thread(_write, self._folder / key, data)

    async def get(self, key: str) -> bytes | None:
        """The file, or None. Keys come from the address bar: only digits and safe names reach the disk."""
        parts = key.split("/")
        if len(parts) != 3 or not all(part.isdigit() for part in parts[:2]) or safe_name(parts[2]) != parts[2]:
            return None
        if self._folder is None:
            return self._held.get(key)
        return await asyncio.to_thread(_read, self._folder / key)


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


def _read(path: Path) -> bytes | None:
    return path.read_bytes() if path.is_file() else None
