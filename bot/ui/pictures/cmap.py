"""Which characters a font file has: its ``cmap`` table, read without loading the font.

The format is that of OpenType's specification, "cmap: Character to Glyph Index Mapping Table" and "The Font File"
(learn.microsoft.com/typography/opentype/spec). Subtables of the formats 4 and 12 are read, which every font of today has.
"""

from __future__ import annotations

import struct
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

_PREFERRED = ((3, 10), (0, 6), (0, 4), (0, 3), (3, 1))
"""Platform and encoding of the subtables that speak Unicode, the fullest first."""
_COLLECTION = b"ttcf"


@dataclass(frozen=True, slots=True)
class Coverage:
    """The characters of a font, as ranges in order; ``starts`` and ``ends`` are inclusive."""

    starts: tuple[int, ...] = ()
    ends: tuple[int, ...] = ()

    def __contains__(self, character: object) -> bool:
        code = ord(character) if isinstance(character, str) and len(character) == 1 else -1
        place = bisect_right(self.starts, code) - 1
        return place >= 0 and code <= self.ends[place]


def coverage(path: Path, index: int = 0) -> Coverage:
    """The characters of a font file, or of one font of a collection; none where the file cannot be read."""
    try:
        with path.open("rb") as file:
            ranges = sorted(_ranges(_table(file, index)))
    except (OSError, struct.error, ValueError):
        return Coverage()
    return Coverage(tuple(first for first, _ in ranges), tuple(last for _, last in ranges))


def _table(file: BinaryIO, index: int) -> bytes:
    """The cmap table of a font."""
    offset = 0
    if file.read(4) == _COLLECTION:
        file.seek(12 + 4 * index)
        offset = struct.unpack(">I", file.read(4))[0]
    file.seek(offset)
    count = struct.unpack(">4xH6x", file.read(12))[0]
    for tag, place, length in struct.iter_unpack(">4s4xII", file.read(16 * count)):
        if tag == b"cmap":
            file.seek(place)
            return file.read(length)
    raise ValueError("a font without a cmap table")


def _ranges(table: bytes) -> Iterator[tuple[int, int]]:
    count = struct.unpack_from(">2xH", table)[0]
    found = {(platform, code): at for platform, code, at in struct.iter_unpack(">HHI", table[4 : 4 + 8 * count])}
    at = next((found[key] for key in _PREFERRED if key in found), None)
    if at is None:
        return
    form = struct.unpack_from(">H", table, at)[0]
    if form == 12:
        groups = struct.unpack_from(">I", table, at + 12)[0]
        for first, last, _ in struct.iter_unpack(">III", table[at + 16 : at + 16 + 12 * groups]):
            yield first, last
    elif form == 4:
        yield from _segments(table, at)


def _segments(table: bytes, at: int) -> Iterator[tuple[int, int]]:
    """The ranges of format 4, where a segment may leave characters out by glyph 0."""
    twice = struct.unpack_from(">6xH", table, at)[0]
    size = twice // 2
    ends = struct.unpack_from(f">{size}H", table, at + 14)
    starts = struct.unpack_from(f">{size}H", table, at + 16 + twice)
    offsets = struct.unpack_from(f">{size}H", table, at + 16 + 3 * twice)
    for place, (first, last, offset) in enumerate(zip(starts, ends, offsets, strict=True)):
        if first == 0xFFFF:
            continue
        if offset == 0:
            yield first, last
            continue
        glyphs = at + 16 + 3 * twice + 2 * place + offset
        for code in range(first, last + 1):
            if struct.unpack_from(">H", table, glyphs + 2 * (code - first))[0]:
                yield code, code
