"""Keeps strangers out: the server listens on loopback, and a web page from elsewhere must not reach it either.

A foreign page can make a browser call 127.0.0.1, and by rebinding a name even read the answers. So the Host must be the
address we were bound to, and an Origin, where a browser sends one, the same.
"""

from __future__ import annotations

import logging
from collections.abc import Callable

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from bot.local.wire import as_response

log = logging.getLogger(__name__)
NAMES = ("127.0.0.1", "localhost", "[::1]")
POSTERS = "https://image.tmdb.org https://m.media-amazon.com https://upload.wikimedia.org https://commons.wikimedia.org"
"""Where posters lie. Discord fetches pictures by itself; here the person's own browser does."""
POLICY = (
    f"default-src 'self'; img-src 'self' data: blob: {POSTERS}; connect-src 'self' ws:; object-src 'none'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'"
)


def _own(text: str, port: int) -> bool:
    return text in {f"{name}:{port}" for name in NAMES}


def guard(port_of: Callable[[], int]) -> Middleware:
    """The middleware; ``port_of`` tells the port once it is bound."""

    @web.middleware
    async def check(request: web.Request, handler: Handler) -> web.StreamResponse:
        origin = request.headers.get("Origin")
        foreign = origin is not None and not (origin.startswith("http://") and _own(origin[7:], port_of()))
        if foreign or not _own(request.headers.get("Host", ""), port_of()):
            return as_response(403, {"message": "403: Forbidden", "code": 0})
        try:
            return await handler(request)
        except web.HTTPException as error:
            return as_response(error.status, {"message": f"{error.status}: {error.reason}", "code": 0})
        except Exception:
            if request.transport is None:
                raise
            log.exception("The local Discord failed on %s %s", request.method, request.path)
            return as_response(500, {"message": "500: Internal Server Error", "code": 0})

    return check


def harden(response: web.StreamResponse) -> None:
    """The headers of the page and its files."""
    response.headers["Content-Security-Policy"] = POLICY
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "no-referrer"
