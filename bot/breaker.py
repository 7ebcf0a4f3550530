"""Leaving alone for a while what keeps failing: a language model, a film source."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.ports import Clock


class Breaker:
    """Counts failures in a row; after enough of them whoever failed rests.

    When the rest is over one failure more makes it rest again, one success clears the count.
    """

    __slots__ = ("_clock", "_enough", "_failures", "_rest", "_until")

    def __init__(self, clock: Clock, failures: int, rest: timedelta) -> None:
        self._clock = clock
        self._enough = max(1, failures)
        self._rest = rest
        self._failures = 0
        self._until: datetime | None = None

    @property
    def resting(self) -> bool:
        """Whether it is to be left alone now."""
        return self._until is not None and self._clock.now() < self._until

    def worked(self) -> None:
        """Note a success."""
        self._failures = 0
        self._until = None

    def failed(self, *, lasting: bool = False, wait: float | None = None) -> bool:
        """Note a failure; True when a rest begins: after enough of them, or at once when more asking is no use.

        ``wait`` is what the server asked for, in seconds (Retry-After); it is kept to, up to an hour.
        """
        self._failures += 1
        if wait is None and not lasting and self._failures < self._enough:
            return False
        asked = timedelta(seconds=min(max(wait or 0.0, 0.0), 3600.0))
        rest = self._rest if lasting or self._failures >= self._enough else timedelta()
        self._until = self._clock.now() + max(rest, asked)
        return True
