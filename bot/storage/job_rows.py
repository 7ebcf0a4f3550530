"""Rows of the queue, read with distrust: one that was damaged must not keep the others from being read."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa

from bot.ports import Job, JobId
from bot.storage.accept import aware
from bot.storage.job_tables import jobs

# Moments come as the database has them: where a column's type reads them, one bad row fails the whole result.
FIELDS = (
    jobs.c.id,
    jobs.c.kind,
    jobs.c.key,
    sa.type_coerce(jobs.c.due_at, sa.Text).label("due_at"),
    jobs.c.payload,
    jobs.c.attempts,
    jobs.c.version,
    sa.type_coerce(jobs.c.wanted_at, sa.Text).label("wanted_at"),
    jobs.c.guild_id,
)
"""What ``job_of`` reads."""


def job_of(row: Sequence[Any]) -> Job:
    """Read a job. Raises ValueError for a damaged row."""
    job_id, kind, key, due_at, payload, attempts, version, wanted_at, guild_id = row
    kept = all(isinstance(number, int) for number in (attempts, version, guild_id or 0))
    if not (kept and isinstance(kind, str) and isinstance(key, str)):
        raise ValueError("not what was stored")
    wanted = None if wanted_at is None else moment(wanted_at)
    return Job(JobId(job_id), kind, key, moment(due_at), _payload(payload), attempts, version, wanted, guild_id)


def damaged_id(row: Sequence[Any]) -> int:
    """The id of a row that ``job_of`` cannot read."""
    return int(row[0])


def moment(raw: object) -> datetime:
    """Read a moment: text from SQLite, a datetime from PostgreSQL. Raises ValueError."""
    found = raw if isinstance(raw, datetime) else datetime.fromisoformat(str(raw))
    return found.replace(tzinfo=UTC) if found.tzinfo is None else aware(found)


def _payload(raw: object) -> dict[str, object]:
    try:
        found = json.loads(str(raw))
    except RecursionError:
        raise ValueError("a payload without end") from None
    if not isinstance(found, dict):
        raise ValueError("a payload that is no object")  # noqa: TRY004  # whatever is wrong with a row is one error
    return found
