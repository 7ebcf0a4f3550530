"""How a film source on loopback can misbehave: functions to give to ``FilmWeb.trouble``."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

from aiohttp import web

from tests.film_web import Fault


def refuses(status: int, headers: Mapping[str, str] | None = None, body: str = "<html>An error</html>") -> Fault:
    """Answer with an error of that status, as a proxy in front of the API words it."""

    async def behave(_request: web.Request) -> web.StreamResponse:
        return web.Response(status=status, headers=headers, text=body, content_type="text/html")

    return behave


def sends(payload: object, status: int = 200) -> Fault:
    """Answer with exactly this JSON."""

    async def behave(_request: web.Request) -> web.StreamResponse:
        return web.json_response(payload, status=status)

    return behave


def writes(text: str, content_type: str = "application/json") -> Fault:
    """Answer 200 with this raw body."""

    async def behave(_request: web.Request) -> web.StreamResponse:
        return web.Response(text=text, content_type=content_type)

    return behave


def hangs(seconds: float = 30.0) -> Fault:
    """Do not answer in time."""

    async def behave(_request: web.Request) -> web.StreamResponse:
        await asyncio.sleep(seconds)
        return web.json_response({})

    return behave


def drips(seconds: float = 30.0) -> Fault:
    """Send headers and a blank now and then, and never come to the point."""

    async def behave(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": "application/json"})
        await response.prepare(request)
        for _ in range(int(seconds * 20)):
            await response.write(b" ")
            await asyncio.sleep(0.05)
        return response

    return behave


def floods(megabytes: int = 6) -> Fault:
    """Send a body without end, or nearly."""

    async def behave(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": "application/json"})
        await response.prepare(request)
        await response.write(b'{"results": [], "search": [], "Response": "True", "x": "')
        try:
            for _ in range(megabytes):
                await response.write(b"x" * 1024 * 1024)
        except ConnectionError:
            pass  # who has had enough hangs up
        return response

    return behave


def cuts_off() -> Fault:
    """Close the connection in the middle of the body."""

    async def behave(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": "application/json", "Content-Length": "5000"})
        await response.prepare(request)
        await response.write(b'{"results": [')
        assert request.transport is not None
        request.transport.close()
        return response

    return behave


def leads_to(location: str) -> Fault:
    """Redirect."""

    async def behave(_request: web.Request) -> web.StreamResponse:
        return web.Response(status=302, headers={"Location": location})

    return behave


def waits_for(gate: asyncio.Event, otherwise: object) -> Fault:
    """Answer with this JSON once the test opens the gate."""

    async def behave(_request: web.Request) -> web.StreamResponse:
        await gate.wait()
        return web.json_response(otherwise)

    return behave
