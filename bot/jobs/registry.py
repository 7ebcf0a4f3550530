"""Which handler does which kind of job, and how late each kind may be done."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from bot.ports import Job, UnitOfWork

Handler = Callable[[Job], Awaitable[None]]
"""Does one job. It runs at least once, so it looks at the present state before it acts. ``job.late(now)`` says how late it is."""
Aftermath = Callable[[UnitOfWork, Job], Awaitable[None]]
"""What follows from dropping a job, in the same transaction; for instance the next of its kind, which it would have put itself."""
LATEST = "latest_s"
"""The key in a payload under which a job says itself how many seconds late it may be done; it wins over its kind's rule."""


@dataclass(frozen=True, slots=True)
class Rule:
    """How late a kind may be done: more than ``latest`` after it was wanted it is dropped; None: it is done however late."""

    latest: timedelta | None = None
    dropped: Aftermath | None = None


ALWAYS = Rule()
"""The rule of kinds that have none of their own."""
RULES: Mapping[str, Rule] = {
    # To be told an hour later that it starts is worse than not to be told; one that is a day ahead says so itself.
    "screening_remind": Rule(timedelta(minutes=30)),
    # A salon that opens late still opens, with an apology.
    "screening_open": ALWAYS,
    # What was heated an hour ago has cooled, or was seen to by people.
    "alert": Rule(timedelta(hours=1)),
    # The offer to cover what gives a film away helps before the others have read it.
    "cover": Rule(timedelta(hours=1)),
}
"""The rules of kinds; what is not named here is done however late."""


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


def latest_for(job: Job, rule: Rule) -> timedelta | None:
    """How late a job may be done: what its payload says where that makes sense, else what its kind's rule says."""
    said = job.payload.get(LATEST)
    if isinstance(said, int | float) and not isinstance(said, bool):
        try:
            bound = timedelta(seconds=said)
        except (OverflowError, ValueError):  # beyond all times, or no number at all (NaN)
            return rule.latest
        return max(bound, timedelta(0))
    return rule.latest
