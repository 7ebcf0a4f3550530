"""REST v10: who may call, how often, and how handlers' answers go out."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable

from aiohttp import web

from bot.local import rest_channels, rest_commands, rest_events, rest_guild, rest_interactions, rest_messages
from bot.local.calls import Call, Handler, Reply, read_body
from bot.local.faults import Faults
from bot.local.ratelimit import RateLimits
from bot.local.realm import Realm
from bot.local.wire import ApiError, as_response

log = logging.getLogger(__name__)
PREFIX = "/api/v10"
TABLES = (
    rest_messages.ROUTES,
    rest_channels.ROUTES,
    rest_commands.ROUTES,
    rest_interactions.ROUTES,
    rest_events.ROUTES,
    rest_guild.ROUTES,
)
TOKENLESS = ("/interactions/", "/webhooks/", "/gateway")
"""Routes whose own token suffices (or that need none); all others ask for the bot's."""
MAJOR = ("channel_id", "guild_id", "token")
Endpoint = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Rest:
    """Wraps handlers into aiohttp endpoints."""

    def __init__(self, realm: Realm, limits: RateLimits, faults: Faults) -> None:
        self._realm = realm
        self._limits = limits
        self._faults = faults

    def routes(self) -> list[web.RouteDef]:
        """Every route, and a 404 with code 0 for the rest."""
        found = [
            web.route(method, PREFIX + path, self._endpoint(method, path, handler))
            for table in TABLES
            for method, path, handler in table
        ]
        return [*found, web.route("*", "/api/{rest:.*}", _nowhere)]

    def _endpoint(self, method: str, template: str, handler: Handler) -> Endpoint:
        async def endpoint(request: web.Request) -> web.StreamResponse:
            major = "/".join(request.match_info[key] for key in MAJOR if key in request.match_info)
            verdict = self._limits.take(method, template, major, self._realm.clock.now().timestamp())
            if verdict.refused is not None:
                return as_response(429, verdict.refused, verdict.headers)
            try:
                answer = await self._call(request, handler)
            except ApiError as error:
                return as_response(error.status, error.body(), verdict.headers)
            return _out(answer, verdict.headers)

        return endpoint

    async def _call(self, request: web.Request, handler: Handler) -> object:
        path = request.path.removeprefix(PREFIX)
        self._authorize(request, path)
        delay = self._faults.delay(path)
        if delay:
            await asyncio.sleep(delay)
        failure = self._faults.due(request.method, path)
        if failure is not None:
            raise failure
        raw, uploads = await read_body(request)
        self._faults.watch(request.method, path, False)
        answer = await handler(Call(self._realm, request, self._realm.state.bot_id, raw, uploads))
        self._faults.watch(request.method, path, True)
        lag = self._faults.lag(path)
        if lag:
            await asyncio.sleep(lag)
        return answer

    def _authorize(self, request: web.Request, path: str) -> None:
        if path.startswith(TOKENLESS) and path != "/gateway/bot":
            return
        if request.headers.get("Authorization") != f"Bot {self._realm.state.token}":
            raise ApiError(401, 0, "401: Unauthorized")


def _out(answer: object, headers: dict[str, str]) -> web.Response:
    if answer is None:
        return web.Response(status=204, headers=headers)
    if isinstance(answer, Reply):
        return as_response(answer.status, answer.body, headers)
    return as_response(200, answer, headers)


async def _nowhere(request: web.Request) -> web.Response:
    return as_response(404, {"message": "404: Not Found", "code": 0})
