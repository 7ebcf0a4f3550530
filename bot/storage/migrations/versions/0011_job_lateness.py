"""When jobs were first wanted, when they can be claimed, whose they are, and which were dropped as too late."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"

_ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")
_MOMENT = sa.DateTime(timezone=True)
_OF_A_SERVER = sa.text("guild_id IS NOT NULL")
_SET_ASIDE = sa.text("parked_at IS NOT NULL")


def upgrade() -> None:
    """Add columns and indexes to the queue, and the table of what was dropped."""
    for name in ("wanted_at", "ready_at", "parked_at"):
        op.add_column("jobs", sa.Column(name, _MOMENT))
    op.add_column("jobs", sa.Column("guild_id", sa.BigInteger))
    _fill()
    op.drop_index("ix_jobs_due_at", "jobs")
    op.create_index("ix_jobs_ready_at_id", "jobs", ["ready_at", "id"])
    op.create_index(
        "ix_jobs_guild_id", "jobs", ["guild_id", "due_at"], sqlite_where=_OF_A_SERVER, postgresql_where=_OF_A_SERVER
    )
    op.create_index("ix_jobs_parked_at", "jobs", ["parked_at"], sqlite_where=_SET_ASIDE, postgresql_where=_SET_ASIDE)
    op.create_table(
        "dropped_jobs",
        sa.Column("id", _ID, nullable=False),
        sa.Column("guild_id", sa.BigInteger),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("wanted_at", _MOMENT, nullable=False),
        sa.Column("dropped_at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_dropped_jobs"),
    )
    op.create_index("ix_dropped_jobs_guild_id_dropped_at", "dropped_jobs", ["guild_id", "dropped_at"])
    op.create_index("ix_dropped_jobs_dropped_at", "dropped_jobs", ["dropped_at"])


def _fill() -> None:
    """What the queue holds already was wanted when it is due; whose it is can be told where the key says so."""
    columns = ("id", "kind", "key", "due_at", "held_until", "parked", "wanted_at", "ready_at", "parked_at", "guild_id")
    jobs, salons = (
        sa.table("jobs", *map(sa.column, columns)),
        sa.table("salons", sa.column("id"), sa.column("guild_id")),
    )
    due, held = jobs.c.due_at, jobs.c.held_until
    op.execute(sa.update(jobs).values(wanted_at=due, ready_at=sa.case((held > due, held), else_=due)))
    set_aside = sa.column("parked", sa.Boolean)
    op.execute(sa.update(jobs).where(set_aside).values(ready_at=None, parked_at=due))
    op.execute(sa.update(jobs).where(jobs.c.kind == "digest").values(guild_id=sa.cast(jobs.c.key, sa.BigInteger)))
    server = sa.select(salons.c.guild_id).where(sa.cast(salons.c.id, sa.Text) == jobs.c.key).scalar_subquery()
    of_salons = jobs.c.kind.in_(["open", "lull", "abandon", "consider", "recap", "redraw"])
    op.execute(sa.update(jobs).where(of_salons).values(guild_id=server))
