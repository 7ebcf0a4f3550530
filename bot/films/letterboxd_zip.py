"""The csv files of a Letterboxd export (zip), read without trusting it.

Nothing is unpacked to disk and no name is used as a path: names only tell which of the five known files a member is.
Sizes are counted while reading, since a zip's own figures may lie.
"""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Callable, Mapping
from io import BytesIO

from bot.errors import BadInput

MOST_MEMBERS = 200
MOST_MEMBER_BYTES = 4 * 1024 * 1024
MOST_BYTES = 20 * 1024 * 1024
KNOWN = ("watchlist.csv", "watched.csv", "ratings.csv", "diary.csv", "reviews.csv")
"""The files of an export that name films (letterboxd.com, Settings, Data, export; read in 2026)."""

_SET_ASIDE = frozenset({"deleted", "orphaned", "lists", "likes", "comments", "__macosx", "..", "."})
_MAGIC = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_END = struct.Struct("<4s4H2LH")  # end of central directory (PKWARE's APPNOTE 6.3, 4.3.16)
_LONGEST_DIRECTORY = MOST_MEMBERS * 1024  # bytes; a name of an export's member takes some fifty
_PIECE = 64 * 1024
_ENCRYPTED = 0x1
_PLAIN = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


def is_zip(data: bytes) -> bool:
    """Whether the bytes begin like a zip."""
    return data.startswith(_MAGIC)


def known_files(data: bytes, go_on: Callable[[], None]) -> Mapping[str, bytes]:
    """The known csv files of an export by name, each at most once; ``go_on`` is called between pieces and may raise.

    Raises BadInput for a zip that is broken, encrypted, too large, or no export.
    """
    _look_at_end(data)
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            members = _members(archive)
            found: dict[str, bytes] = {}
            for name, member in members.items():
                found[name] = _read(archive, member, MOST_BYTES - sum(map(len, found.values())), go_on)
            return found
    except (zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError, ValueError, RuntimeError) as error:
        raise BadInput("import_broken_zip") from error


def _look_at_end(data: bytes) -> None:
    """Refuse a directory of more members than an export has before it is read at all."""
    place = len(data) - _END.size
    if data[place : place + 4] != b"PK\x05\x06" or data[-2:] != b"\0\0":
        place = data.rfind(b"PK\x05\x06", max(0, len(data) - _END.size - 0xFFFF))
    if place < 0 or len(data) - place < _END.size:
        raise BadInput("import_broken_zip")
    if data[max(0, place - 20) : place].startswith(b"PK\x06\x07"):
        raise BadInput("import_zip_members", limit=MOST_MEMBERS)  # ZIP64, which no export needs
    _, _, _, _, members, size, _, _ = _END.unpack_from(data, place)
    if members > MOST_MEMBERS or size > _LONGEST_DIRECTORY:
        raise BadInput("import_zip_members", limit=MOST_MEMBERS)


def _members(archive: zipfile.ZipFile) -> dict[str, zipfile.ZipInfo]:
    """The known files, the first of each name. Raises BadInput where there is none, or where one is encrypted."""
    infos = archive.infolist()
    if len(infos) > MOST_MEMBERS:
        raise BadInput("import_zip_members", limit=MOST_MEMBERS)
    found: dict[str, zipfile.ZipInfo] = {}
    for info in infos:
        name = _known_name(info.filename)
        if name is not None and not info.is_dir():
            found.setdefault(name, info)
    if not found:
        raise BadInput("import_no_export", files=", ".join(KNOWN))
    if any(info.flag_bits & _ENCRYPTED for info in found.values()):
        raise BadInput("import_encrypted_zip")
    if any(info.compress_type not in _PLAIN for info in found.values()):
        raise BadInput("import_broken_zip")
    return found


def _known_name(path: str) -> str | None:
    """Which known file a member is: one at the top, or in one folder around the whole export."""
    folder, slash, name = path.rpartition("/")
    name = name.casefold()
    around = not slash or (folder and "/" not in folder and folder.casefold() not in _SET_ASIDE)
    return name if name in KNOWN and around else None


def _read(archive: zipfile.ZipFile, member: zipfile.ZipInfo, left: int, go_on: Callable[[], None]) -> bytes:
    kept = bytearray()
    with archive.open(member) as file:
        while piece := file.read(_PIECE):
            go_on()
            kept += piece
            if len(kept) > min(MOST_MEMBER_BYTES, left):
                raise BadInput("import_zip_size", limit=MOST_MEMBER_BYTES // 1024**2)
    return bytes(kept)
