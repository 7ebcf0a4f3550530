"""Faults on demand: calls that fail or are slow, a gateway that drops."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from bot.local.wire import ApiError


@dataclass(slots=True)
class _Failure:
    method: str
    prefix: str
    error: ApiError
    times: int


def _let_pass(method: str, path: str, done: bool) -> None:  # a signature, not a switch
    """Nobody watches."""


@dataclass(slots=True)
class Faults:
    """What is to go wrong. Prefixes are REST paths without ``/api/v10``."""

    drop: Callable[[], None] = field(default=lambda: None)
    watch: Callable[[str, str, bool], None] = field(default=_let_pass)
    """Hears method and path of each call of the bot twice: before it is done (False), where it may raise ApiError so that
    it is not, and when it is done and not yet answered (True)."""
    _failures: list[_Failure] = field(default_factory=list)
    _slow: dict[str, float] = field(default_factory=dict)
    _withheld: dict[str, float] = field(default_factory=dict)

    def fail_next(self, method: str, path_prefix: str, status: int, code: int | None = None, times: int = 1) -> None:
        """Let the next ``times`` calls of this method and path fail with an HTTP status and JSON code."""
        error = ApiError(status, code or 0, f"{status}: told to fail")
        self._failures.append(_Failure(method.upper(), path_prefix, error, times))

    def slow(self, path_prefix: str, seconds: float) -> None:
        """Answer calls of this path later; 0 makes them prompt again."""
        self._slow[path_prefix] = seconds

    def withhold(self, path_prefix: str, seconds: float) -> None:
        """Do calls of this path at once and answer later, so that a caller can die without knowing what it did."""
        self._withheld[path_prefix] = seconds

    def drop_gateway(self) -> None:
        """Cut every gateway connection as a network would; sessions can be resumed."""
        self.drop()

    def clear(self) -> None:
        """Let everything work again."""
        self._failures.clear()
        self._slow.clear()
        self._withheld.clear()

    def due(self, method: str, path: str) -> ApiError | None:
        """The failure this call is to meet, counted."""
        for failure in self._failures:
            if failure.times > 0 and failure.method == method and path.startswith(failure.prefix):
                failure.times -= 1
                return failure.error
        return None

    def delay(self, path: str) -> float:
        """Seconds this call is to wait."""
        return _longest(self._slow, path)

    def lag(self, path: str) -> float:
        """Seconds the answer to this call, once done, is to wait."""
        return _longest(self._withheld, path)


def _longest(waits: dict[str, float], path: str) -> float:
    return max((seconds for prefix, seconds in waits.items() if path.startswith(prefix)), default=0.0)
