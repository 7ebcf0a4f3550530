"""Files for browsers: the page, uploads and pictures of people."""

from __future__ import annotations

import struct
import zlib
from pathlib import Path

from aiohttp import web

from bot.local.attachments import INLINE, content_type
from bot.local.realm import Realm
from bot.local.security import harden

PAGE = Path(__file__).parent / "page"
HUES = ((88, 101, 242), (117, 126, 138), (59, 165, 93), (250, 166, 26), (237, 66, 69), (235, 69, 159))


def _png(colour: tuple[int, int, int], side: int = 8) -> bytes:
    """A square of one colour."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = (b"\x00" + bytes(colour) * side) * side
    header = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


class Assets:
    """Serves files."""

    def __init__(self, realm: Realm) -> None:
        self._realm = realm

    def routes(self) -> list[web.RouteDef]:
        """All of them."""
        return [
            web.get("/", self.index),
            web.get("/static/{name}", self.static),
            web.get("/attachments/{key:.+}", self.attachment),
            web.get(r"/embed/avatars/{number:\d+}.png", self.picture),
            web.get(r"/avatars/{number:\d+}/{hash}.png", self.picture),
        ]

    async def index(self, request: web.Request) -> web.StreamResponse:
        """The page."""
        return self._file("index.html")

    async def static(self, request: web.Request) -> web.StreamResponse:
        """A style sheet or script of the page."""
        return self._file(request.match_info["name"])

    def _file(self, name: str) -> web.StreamResponse:
        path = PAGE / name
        if path.parent != PAGE or not path.is_file():
            raise web.HTTPNotFound
        response = web.FileResponse(path, headers={"Cache-Control": "no-cache"})
        harden(response)
        return response

    async def attachment(self, request: web.Request) -> web.StreamResponse:
        """An upload: pictures are shown, everything else is saved."""
        key = request.match_info["key"]
        data = await self._realm.shelf.get(key)
        if data is None:
            raise web.HTTPNotFound
        kind = content_type(key)
        response = web.Response(body=data, content_type=kind if kind in INLINE else "application/octet-stream")
        harden(response)
        if kind not in INLINE:
            response.headers["Content-Disposition"] = f'attachment; filename="{key.rsplit("/", 1)[-1]}"'
        return response

    async def picture(self, request: web.Request) -> web.StreamResponse:
        """A plain picture, coloured by the number."""
        colour = HUES[int(request.match_info["number"]) % len(HUES)]
        return web.Response(body=_png(colour), content_type="image/png")
