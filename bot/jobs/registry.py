"""Which handler does which kind of job."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping

from bot.ports import Job

Handler = Callable[[Job], Awaitable[None]]
"""Does one job. It runs at least once, so it looks at the present state before it acts."""


class UnknownKindError(LookupError):
    """No handler is known for a kind of job; perhaps a newer version of Salon left it."""

    def __init__(self, kind: str) -> None:
        super().__init__(f"no handler for jobs of kind {kind!r}")
        self.kind = kind


def handler_for(handlers: Mapping[str, Handler], kind: str) -> Handler:
    """Return the handler of a kind; raises UnknownKindError."""
    try:
        return handlers[kind]
    except KeyError:
        raise UnknownKindError(kind) from None
