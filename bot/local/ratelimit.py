"""Rate limits as Discord tells them: headers on every answer, 429 with ``retry_after`` when a bucket is empty.

Buckets are roomier than Discord's so that an evening's conversation never waits; the overall limit is Discord's own.
"""

from __future__ import annotations

import hashlib
import time
from dataclasses import dataclass

from bot.local.wire import Json

ROOMY = (50, 1.0)
OVERALL = (50, 1.0)
"""Requests and seconds: 50 a second over all routes but interactions (Discord's reference, topic "Rate Limits")."""


@dataclass(slots=True)
class Bucket:
    """A window that began at ``began`` (monotonic seconds) and how many calls it took."""

    began: float = 0.0
    used: int = 0


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a call may go on, and the headers that say how things stand."""

    headers: dict[str, str]
    refused: Json | None = None


class RateLimits:
    """All buckets. ``limits`` holds exceptions by (method, template): calls and seconds."""

    def __init__(self) -> None:
        self.limits: dict[tuple[str, str], tuple[int, float]] = {}
        self._buckets: dict[str, Bucket] = {}

    def take(self, method: str, template: str, major: str, now: float) -> Verdict:
        """Count one call; ``now`` is the clock's Unix time, for the Reset header."""
        most, seconds = self.limits.get((method, template), ROOMY)
        name = hashlib.sha256(f"{method} {template}".encode()).hexdigest()[:32]
        bucket, left = self._turn(f"{name}:{major}", seconds)
        bucket.used += 1
        headers = {
            "X-RateLimit-Limit": str(most),
            "X-RateLimit-Remaining": str(max(0, most - bucket.used)),
            "X-RateLimit-Reset": f"{now + left:.3f}",
            "X-RateLimit-Reset-After": f"{left:.3f}",
            "X-RateLimit-Bucket": name,
            "Via": "1.1 local",
        }
        if bucket.used > most:
            return _refused(headers, left, "user")
        if not template.startswith(("/interactions", "/webhooks")):
            overall, left = self._turn("overall", OVERALL[1])
            overall.used += 1
            if overall.used > OVERALL[0]:
                return _refused(headers, left, "global")
        return Verdict(headers)

    def _turn(self, key: str, seconds: float) -> tuple[Bucket, float]:
        now = time.monotonic()
        bucket = self._buckets.setdefault(key, Bucket(now))
        if now - bucket.began >= seconds:
            bucket.began, bucket.used = now, 0
        return bucket, max(0.001, bucket.began + seconds - now)


def _refused(headers: dict[str, str], left: float, scope: str) -> Verdict:
    more = {"Retry-After": str(max(1, round(left))), "X-RateLimit-Scope": scope}
    if scope == "global":
        more["X-RateLimit-Global"] = "true"
    body: Json = {"message": "You are being rate limited.", "retry_after": round(left, 3), "global": scope == "global"}
    return Verdict(headers | more, body)
