"""What becomes of a job after its handler ran: pure rules."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from bot.errors import Conflict, Gone, NotFound, Unavailable
from bot.jobs.registry import UnknownKindError
from bot.ports import Job

ATTEMPTS = 8
"""Claims after which a failing job is parked."""
ATTEMPTS_WHILE_UNAVAILABLE = 100
"""Claims after which a job is parked whose other side never answered: a little over a day of an outage."""
FIRST_WAIT = timedelta(seconds=5)
LONGEST_WAIT = timedelta(minutes=15)


class Verdict(StrEnum):
    """What the runner does with the job."""

    DONE = "done"
    MOOT = "moot"
    RETRY = "retry"
    PARK = "park"


@dataclass(frozen=True, slots=True)
class Outcome:
    """The verdict, and for a retry how long to wait."""

    verdict: Verdict
    wait: timedelta = timedelta(0)


class LostJobError(RuntimeError):
    """A job was claimed again and again and never ended: it takes the process with it."""


def lost(job: Job) -> bool:
    """Whether a job was claimed more often than any retry would."""
    return job.attempts > ATTEMPTS_WHILE_UNAVAILABLE


def backoff(attempts: int) -> timedelta:
    """How long to wait after that many claims: 5, 15, 45, 135, 405 s, then 15 minutes."""
    return min(FIRST_WAIT * float(3 ** min(attempts - 1, 10)), LONGEST_WAIT)


def judge(job: Job, error: BaseException | None) -> Outcome:
    """Decide by the error that the handler raised, if any.

    Gone, NotFound and Conflict mean that the state moved on, so the work is moot. Unavailable waits at least as long as
    the other side asked for.
    """
    if error is None:
        return Outcome(Verdict.DONE)
    if isinstance(error, Gone | NotFound | Conflict):
        return Outcome(Verdict.MOOT)
    if isinstance(error, UnknownKindError | LostJobError):
        return Outcome(Verdict.PARK)
    wait, limit = backoff(job.attempts), ATTEMPTS
    if isinstance(error, Unavailable):
        wait = max(wait, timedelta(seconds=error.retry_after or 0))
        limit = ATTEMPTS_WHILE_UNAVAILABLE
    if job.attempts >= limit:
        return Outcome(Verdict.PARK)
    return Outcome(Verdict.RETRY, wait)
