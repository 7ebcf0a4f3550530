"""One HTTP call: its path, query, body and files, and what a handler may answer."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from aiohttp import BodyPartReader, web

from bot.local.attachments import MAX_BYTES, Upload
from bot.local.broadcast import Viewer
from bot.local.checks import SNOWFLAKE, invalid
from bot.local.realm import Realm
from bot.local.wire import ApiError, Json


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer with a status of its own."""

    status: int
    body: object


@dataclass(slots=True)
class Call:
    """A request on its way through a handler; ``actor`` is the user it is made for."""

    realm: Realm
    request: web.Request
    actor: str
    raw: object = None
    uploads: list[Upload] = field(default_factory=list)

    def path(self, name: str) -> str:
        """A part of the path."""
        return self.request.match_info[name]

    @property
    def body(self) -> Json:
        """The body as an object. Raises 50035 when it is none."""
        if self.raw is None:
            return {}
        if not isinstance(self.raw, dict):
            raise invalid((), "MODEL_TYPE_CONVERT", "Only dictionaries may be used in a ModelType")
        return self.raw

    def query(self, name: str) -> str | None:
        """A query parameter."""
        return self.request.query.get(name)

    def count(self, name: str, default: int, least: int, most: int) -> int:
        """A whole number of the query. Raises 50035 outside its range."""
        text = self.request.query.get(name)
        if text is None:
            return default
        if not text.isdigit() or not least <= int(text) <= most:
            raise invalid((name,), "NUMBER_TYPE_MAX", f"int value should be between {least} and {most}.")
        return int(text)

    def snowflake(self, name: str) -> int | None:
        """An id of the query, None when absent. Raises 50035 when it is none."""
        text = self.request.query.get(name)
        if text is not None and not SNOWFLAKE.fullmatch(text):
            raise invalid((name,), "NUMBER_TYPE_COERCE", f'Value "{text}" is not snowflake.')
        return None if text is None else int(text)

    @property
    def viewer(self) -> Viewer:
        """The actor as a reader of messages."""
        if self.actor != self.realm.state.bot_id:
            return Viewer(self.actor)
        return Viewer(self.actor, "message_content" in self.realm.intents_enabled)


Handler = Callable[[Call], Awaitable[object]]
Route = tuple[str, str, Handler]


async def read_body(request: web.Request) -> tuple[object, list[Upload]]:
    """The JSON of a request and its files, sent plainly or as multipart with ``payload_json`` and ``files[n]``.

    Raises 50109 for broken JSON and 40005 for a file over 10 MiB.
    """
    if request.content_type.startswith("multipart/"):
        return await _multipart(request)
    raw = await request.read()
    return (_json(raw) if raw else None), []


def _json(raw: bytes) -> object:
    try:
        return json.loads(raw)
    except ValueError as error:
        raise ApiError(400, 50109, "The request body contains invalid JSON.") from error


async def _multipart(request: web.Request) -> tuple[object, list[Upload]]:
    payload: object = None
    files: dict[str, Upload] = {}
    async for part in await request.multipart():
        if not isinstance(part, BodyPartReader) or part.name is None:
            continue
        data = await _part(part)
        if part.name == "payload_json":
            payload = _json(data)
        elif part.name.startswith("files["):
            files[part.name.removeprefix("files[").removesuffix("]")] = Upload(part.filename or "file", data)
    return payload, _named(payload, files)


async def _part(part: BodyPartReader) -> bytes:
    """One part, read no further than Discord would take it. Raises 40005."""
    data = bytearray()
    while chunk := await part.read_chunk(64 * 1024):
        data += chunk
        if len(data) > MAX_BYTES:
            raise ApiError(413, 40005, "Request entity too large")
    return bytes(part.decode(bytes(data)))


def _named(payload: object, files: dict[str, Upload]) -> list[Upload]:
    """Bring the names and descriptions of ``attachments`` to the files they describe."""
    described: dict[str, Json] = {}
    if isinstance(payload, dict):
        data = payload.get("data")
        inner: Json = data if isinstance(data, dict) else payload
        described = {str(item.get("id")): item for item in inner.get("attachments") or []}
    uploads = []
    for key, upload in files.items():
        note = described.get(key, {})
        uploads.append(Upload(note.get("filename") or upload.filename, upload.data, note.get("description")))
    return uploads
