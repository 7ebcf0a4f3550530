"""The tables of the job queue: what is to be done, and what was dropped because its time had passed."""

from __future__ import annotations

import sqlalchemy as sa

from bot.storage.tables import metadata
from bot.storage.types import BIG_ID, UtcDateTime

# ``ready_at`` is what a claim goes by: the due time, or the end of the lease where that is later; NULL once set aside.
# It stands in a column of its own so that one index leads straight to the next job, whatever else is queued.
jobs = sa.Table(
    "jobs",
    metadata,
    sa.Column("id", BIG_ID, primary_key=True),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("key", sa.Text, nullable=False),
    sa.Column("due_at", UtcDateTime, nullable=False),
    sa.Column("payload", sa.Text, nullable=False),
    sa.Column("attempts", sa.Integer, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("held_until", UtcDateTime),
    sa.Column("parked", sa.Boolean, nullable=False),
    sa.Column("error", sa.Text),
    sa.Column("wanted_at", UtcDateTime),
    sa.Column("ready_at", UtcDateTime),
    sa.Column("parked_at", UtcDateTime),
    sa.Column("guild_id", sa.BigInteger),
    sa.UniqueConstraint("kind", "key"),
    sa.Index(None, "ready_at", "id"),
    sqlite_autoincrement=True,
)

_OF_A_SERVER = sa.text("guild_id IS NOT NULL")
_SET_ASIDE = sa.text("parked_at IS NOT NULL")
sa.Index("ix_jobs_guild_id", jobs.c.guild_id, jobs.c.due_at, sqlite_where=_OF_A_SERVER, postgresql_where=_OF_A_SERVER)
sa.Index("ix_jobs_parked_at", jobs.c.parked_at, sqlite_where=_SET_ASIDE, postgresql_where=_SET_ASIDE)

dropped_jobs = sa.Table(
    "dropped_jobs",
    metadata,
    sa.Column("id", BIG_ID, primary_key=True),
    sa.Column("guild_id", sa.BigInteger),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("wanted_at", UtcDateTime, nullable=False),
    sa.Column("dropped_at", UtcDateTime, nullable=False),
    sa.Index(None, "guild_id", "dropped_at"),
    sa.Index(None, "dropped_at"),
)
