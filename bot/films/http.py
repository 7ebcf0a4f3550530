"""The one way in which film sources are asked: a small client that gets JSON, politely and within bounds.

Whatever goes wrong becomes Unavailable with the source's name. Addresses carry keys, and what somebody looked for, so
they appear in no log and in no exception. Nothing that a source's answer names is ever fetched.
"""

from __future__ import annotations

import asyncio
import ipaddress
import json
import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import aiohttp
from yarl import URL

from bot.breaker import Breaker
from bot.errors import Unavailable
from bot.films.retry_after import retry_after
from bot.ports import Clock

log = logging.getLogger(__name__)

LARGEST_BODY = 4 * 1024 * 1024  # bytes, unpacked
LONGEST_SLEEP = 1.0  # seconds; who asks for more is left alone, and nobody waits
FAILURES_BEFORE_REST = 3
REST = timedelta(seconds=60)
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_MOST_REDIRECTS = 3
_PASSING = frozenset({408, 425, 429})  # the 4xx that say nothing against the question


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with an answer.

    ``why`` is a short phrase without any content. ``key`` names the sentence for people. ``counts`` says whether it speaks
    against the source and not against the question. ``lasting`` faults will not mend by asking again. ``wait`` is in seconds.
    """

    why: str
    key: str = "film_source"
    counts: bool = True
    lasting: bool = False
    wait: float | None = None


Judge = Callable[[int, Any], Fault | None]
"""Given status and body (None where it is not JSON): what is wrong, or None for an answer that can be read."""


@dataclass(frozen=True, slots=True)
class Manners:
    """How sources are asked: as whom, how many requests at once, and how long one may take (seconds)."""

    agent: str
    at_once: int
    connect: float
    total: float


@dataclass(frozen=True, slots=True)
class _Answer:
    body: Any


def by_status(status: int, body: object) -> Fault | None:
    """What a status means where the source has no ways of its own."""
    if status != 200:
        refused = status in {401, 403}
        key = "film_source_key" if refused else "film_source"
        return Fault(f"http {status}", key, counts=status >= 500 or refused or status in _PASSING, lasting=refused)
    return None if isinstance(body, dict) else Fault("malformed")


class JsonClient:
    """Gets JSON from one source. ``params`` go with every request (a key), and so do ``headers``."""

    def __init__(
        self,
        source: str,
        base: str,
        manners: Manners,
        clock: Clock,
        judge: Judge = by_status,
        *,
        headers: Mapping[str, str] | None = None,
        params: Mapping[str, str] | None = None,
    ) -> None:
        self._source = source
        self._base = base.rstrip("/")
        self._manners = manners
        self._clock = clock
        self._judge = judge
        self._headers = {"User-Agent": manners.agent, "Accept": "application/json", **(headers or {})}
        self._params = dict(params or {})
        self._turns = asyncio.Semaphore(manners.at_once)
        self._breaker = Breaker(clock, FAILURES_BEFORE_REST, REST)
        self._session: aiohttp.ClientSession | None = None

    async def close(self) -> None:
        """Let go of the connections."""
        session, self._session = self._session, None
        if session is not None:
            await session.close()

    async def get(self, path: str, params: Mapping[str, str] | None = None) -> Any:
        """The JSON object at a path. Raises Unavailable, at the latest after the total time."""
        began = time.monotonic()
        asked = False
        try:
            async with asyncio.timeout(self._manners.total):
                if not self._breaker.resting:
                    await self._turns.acquire()
                    asked = True
                outcome = await self._in_turn(path, params or {})
        except TimeoutError:
            outcome = Fault("timeout", counts=asked)  # who waited in our own queue has nothing against the source
        finally:
            if asked:
                self._turns.release()
        # Raised out here, where no vendor's exception, which would show the address, can hang on to it.
        if isinstance(outcome, Fault):
            raise self._failed(outcome, began)
        self._breaker.worked()
        log.debug("film source %s answered: %d ms", self._source, _since(began))
        return outcome.body

    async def _in_turn(self, path: str, params: Mapping[str, str]) -> _Answer | Fault:
        """One request, and one more where the source asks for a moment only."""
        if self._breaker.resting:
            return Fault("rests", counts=False)
        outcome = await self._once(path, params)
        if isinstance(outcome, Fault) and outcome.wait is not None and outcome.wait <= LONGEST_SLEEP:
            await asyncio.sleep(outcome.wait)
            outcome = await self._once(path, params)
        return outcome

    async def _once(self, path: str, params: Mapping[str, str]) -> _Answer | Fault:
        query: Mapping[str, str] | None = {**self._params, **params}
        try:
            url: URL | None = URL(self._base + path)
            for _ in range(_MOST_REDIRECTS + 1):
                if url is None:
                    return Fault("redirected elsewhere")
                async with self._open().get(
                    url, params=query, headers=self._headers, allow_redirects=False
                ) as response:
                    if response.status not in _REDIRECTS:
                        return await self._read(response)
                    url, query = onward(response.url, response.headers.get("Location", "")), None
        except (aiohttp.ClientError, OSError, ValueError) as error:
            return Fault(type(error).__name__)
        return Fault("redirected too often")

    async def _read(self, response: aiohttp.ClientResponse) -> _Answer | Fault:
        raw = bytearray()
        async for piece in response.content.iter_chunked(64 * 1024):
            raw += piece
            if len(raw) > LARGEST_BODY:
                response.close()
                return Fault("too large")
        body = _parsed(bytes(raw)) if response.content_type.endswith("json") else None
        if body is None and response.status == 200:
            return Fault("malformed")
        fault = self._judge(response.status, body)
        if fault is None:
            return _Answer(body)
        wait = retry_after(response.headers.get("Retry-After"), self._clock.now())
        return replace(fault, wait=wait) if fault.wait is None and response.status in {429, 503} else fault

    def _open(self) -> aiohttp.ClientSession:
        """The session, made inside the loop that uses it."""
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=self._manners.at_once),
                timeout=aiohttp.ClientTimeout(total=None, connect=self._manners.connect),
                cookie_jar=aiohttp.DummyCookieJar(),
            )
        return self._session

    def _failed(self, fault: Fault, began: float) -> Unavailable:
        """Note and log a fault, and word it."""
        if fault.counts and self._breaker.failed(lasting=fault.lasting, wait=fault.wait):
            log.warning("film source %s rests after: %s", self._source, fault.why)
        log.info("film source %s failed: %s, %d ms", self._source, fault.why, _since(began))
        return Unavailable(fault.key, retry_after=fault.wait, source=self._source)


def _since(began: float) -> int:
    return round(1000 * (time.monotonic() - began))


def _parsed(raw: bytes) -> Any:
    """The JSON of a body; None where it is none."""
    try:
        return json.loads(raw)
    except (ValueError, RecursionError):
        return None


def onward(here: URL, location: str) -> URL | None:
    """Where a redirect leads; None unless that is the same site by https, or the same port where the site is this machine.

    Raises ValueError for what is no address.
    """
    there = here.join(URL(location))
    if _loopback(here.host):
        return there if there.origin() == here.origin() else None
    return there if there.scheme == "https" and _site(there.host) == _site(here.host) and there.port == 443 else None


def _site(host: str | None) -> tuple[str, ...]:
    """The last two labels: all sources live in domains of that form."""
    return tuple((host or "").lower().split(".")[-2:])


def _loopback(host: str | None) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host or "").is_loopback
    except ValueError:
        return False
