"""A stand-in on loopback for an OpenAI-compatible server, which misbehaves as it is told.

``LocalModel`` keeps every request it got. What it answers is a list of ``Behaviour`` functions: one for each request in
turn, the last one for all that follow. With ``tagging``, requests for the themes of turns are answered by that, and kept
apart.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from types import TracebackType
from typing import Any

from aiohttp import web

Behaviour = Callable[[dict[str, Any]], Awaitable[web.StreamResponse]]


class LocalModel:
    """The server; use as an async context manager."""

    def __init__(
        self, *behaviours: Behaviour, moderation: Behaviour | None = None, tagging: Behaviour | None = None
    ) -> None:
        self.behaviours = list(behaviours)
        self.moderation = moderation
        self.tagging = tagging
        self.tagged: list[dict[str, Any]] = []
        self.judged: list[list[str]] = []
        self.requests: list[dict[str, Any]] = []
        self.url = ""
        self._runner: web.AppRunner | None = None

    async def __aenter__(self) -> LocalModel:
        app = web.Application()
        app.router.add_post("/v1/chat/completions", self._answer)
        app.router.add_post("/v1/moderations", self._judge)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        host, port = self._runner.addresses[0][:2]
        self.url = f"http://{host}:{port}/v1"
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._runner is not None
        await self._runner.cleanup()

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        body = await request.json()
        if self.tagging is not None and "[task] Tag the turns" in body["messages"][-1]["content"]:
            self.tagged.append(body)
            return await self.tagging(body)
        behaviour = self.behaviours[min(len(self.requests), len(self.behaviours) - 1)]
        self.requests.append(body)
        return await behaviour(body)

    async def _judge(self, request: web.Request) -> web.StreamResponse:
        body = await request.json()
        self.judged.append(body["input"])
        # Most servers that are not OpenAI's have no such endpoint.
        return await (self.moderation or refuses(404, "Not Found"))(body)

    @property
    def rungs(self) -> list[str]:
        """How structured output was asked for, request by request."""
        return [body.get("response_format", {}).get("type", "prompt") for body in self.requests]


def body(content: object, *, finish: str | None = "stop", usage: bool = True, **message: object) -> dict[str, Any]:
    """A completion as a server would word it."""
    return {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": 1,
        "model": "stand-in",
        "choices": [
            {"index": 0, "finish_reason": finish, "message": {"role": "assistant", "content": content, **message}}
        ],
        "usage": {"prompt_tokens": 10, "completion_tokens": 5, "total_tokens": 15} if usage else None,
    }


def says(content: object, **how: Any) -> Behaviour:
    """Answer with this content; anything but text is sent as JSON text."""
    text = content if isinstance(content, str) or content is None else json.dumps(content)

    async def behave(_request: dict[str, Any]) -> web.StreamResponse:
        return web.json_response(body(text, **how))

    return behave


def flags(*words: str) -> Behaviour:
    """Moderate as OpenAI does, flagging texts with one of these words in them."""

    async def behave(request: dict[str, Any]) -> web.StreamResponse:
        results = [
            {"flagged": any(w in text for w in words), "categories": {}, "category_scores": {}}
            for text in request["input"]
        ]
        return web.json_response({"id": "modr-1", "model": "omni-moderation-latest", "results": results})

    return behave


def sends(payload: object) -> Behaviour:
    """Answer 200 with exactly this JSON body."""

    async def behave(_request: dict[str, Any]) -> web.StreamResponse:
        return web.json_response(payload)

    return behave


def writes(text: str, content_type: str) -> Behaviour:
    """Answer 200 with this raw body."""

    async def behave(_request: dict[str, Any]) -> web.StreamResponse:
        return web.Response(text=text, content_type=content_type)

    return behave


def refuses(status: int, message: str = "something went wrong", headers: Mapping[str, str] | None = None) -> Behaviour:
    """Answer with an error of that status."""

    async def behave(_request: dict[str, Any]) -> web.StreamResponse:
        return web.json_response({"error": {"message": message, "type": "x"}}, status=status, headers=headers)

    return behave


def hangs(seconds: float = 30.0) -> Behaviour:
    """Do not answer in time."""

    async def behave(_request: dict[str, Any]) -> web.StreamResponse:
        await asyncio.sleep(seconds)
        return web.json_response(body("{}"))

    return behave


def drips(seconds: float = 30.0) -> Behaviour:
    """Send headers and a blank now and then, and never come to the point."""

    class Dripping(web.StreamResponse):
        async def prepare(self, request: web.BaseRequest) -> Any:
            writer = await super().prepare(request)
            for _ in range(int(seconds * 20)):
                await self.write(b" ")
                await asyncio.sleep(0.05)
            return writer

    async def behave(_request: dict[str, Any]) -> web.StreamResponse:
        return Dripping(headers={"Content-Type": "application/json"})

    return behave


def cuts_off() -> Behaviour:
    """Close the connection in the middle of the body."""

    class Cut(web.StreamResponse):
        async def prepare(self, request: web.BaseRequest) -> Any:
            self.content_length = 5_000
            writer = await super().prepare(request)
            await self.write(b'{"id": "x", "choices": [')
            assert request.transport is not None
            request.transport.close()
            return writer

    async def behave(_request: dict[str, Any]) -> web.StreamResponse:
        return Cut(headers={"Content-Type": "application/json"})

    return behave


def only_if(accepts: Callable[[dict[str, Any]], bool], refusal: Behaviour, otherwise: Behaviour) -> Behaviour:
    """Refuse every request that is not to the server's taste."""

    async def behave(request: dict[str, Any]) -> web.StreamResponse:
        return await (otherwise if accepts(request) else refusal)(request)

    return behave


def texts(request: Mapping[str, Any], *roles: str) -> Sequence[str]:
    """The contents of a request's messages of these roles (of all, without any)."""
    return [m["content"] for m in request["messages"] if not roles or m["role"] in roles]
