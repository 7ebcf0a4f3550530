"""Files as people attach them, and what is read of them or refused."""

from __future__ import annotations

import zipfile
from io import BytesIO

import pytest

from bot.domain.watchlist_import import ReadList
from bot.errors import BadInput
from bot.films.letterboxd import LetterboxdReader


def zipped(files: dict[str, str | bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", compression) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


async def read(name: str, data: bytes | str) -> ReadList:
    return await LetterboxdReader().read(name, data.encode() if isinstance(data, str) else data)


async def refused(name: str, data: bytes | str) -> BadInput:
    with pytest.raises(BadInput) as caught:
        await read(name, data)
    return caught.value
