"""Themes: tags of turns, the line of turns that wait for them, verdicts on a film's themes, and themes of servers.

What people said before is put in line, so that earlier evenings are traced as well.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"

_ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")
_MOMENT = sa.DateTime(timezone=True)
_APART = timedelta(seconds=2)  # between two salons, the newest first: nobody waits for them


def upgrade() -> None:
    """Add the tables, and one job for each salon that has something to be tagged."""
    _tags()
    _verdicts()
    op.execute(
        "INSERT INTO untagged_turns (turn_id, salon_id) SELECT id, salon_id FROM turns WHERE utterance IS NULL AND text <> ''"
    )
    jobs = sa.table(
        "jobs",
        *(sa.column(name) for name in ("kind", "key", "payload", "attempts", "version")),
        sa.column("due_at", _MOMENT), sa.column("parked", sa.Boolean),
    )  # fmt: skip
    waiting = sa.table("untagged_turns", sa.column("salon_id"))
    found = op.get_bind().execute(sa.select(waiting.c.salon_id).distinct().order_by(waiting.c.salon_id.desc()))
    start = datetime.now(UTC)  # a migration has no clock but the machine's
    rows = [
        {
            "kind": "tag",
            "key": str(salon_id),
            "due_at": start + number * _APART,
            "payload": "{}",
            "attempts": 0,
            "version": 1,
            "parked": False,
        }
        for number, (salon_id,) in enumerate(found)
    ]
    if rows:
        op.bulk_insert(jobs, rows)


def _tags() -> None:
    op.create_table(
        "turn_tags",
        sa.Column("turn_id", _ID, nullable=False),
        sa.Column("theme", sa.Text, nullable=False),
        sa.Column("score", sa.Float, nullable=False),
        sa.Column("evidence", sa.Text),
        sa.Column("tagged_by", sa.BigInteger),
        sa.PrimaryKeyConstraint("turn_id", "theme", name="pk_turn_tags"),
        sa.ForeignKeyConstraint(["turn_id"], ["turns.id"], ondelete="CASCADE", name="fk_turn_tags_turn_id"),
    )
    op.create_index("ix_turn_tags_tagged_by", "turn_tags", ["tagged_by"])
    op.create_table(
        "untagged_turns",
        sa.Column("turn_id", _ID, nullable=False),
        sa.Column("salon_id", _ID, nullable=False),
        sa.PrimaryKeyConstraint("turn_id", name="pk_untagged_turns"),
        sa.ForeignKeyConstraint(["turn_id"], ["turns.id"], ondelete="CASCADE", name="fk_untagged_turns_turn_id"),
        sa.ForeignKeyConstraint(["salon_id"], ["salons.id"], ondelete="CASCADE", name="fk_untagged_turns_salon_id"),
    )
    op.create_index("ix_untagged_turns_salon_id_turn_id", "untagged_turns", ["salon_id", "turn_id"])


def _verdicts() -> None:
    op.create_table(
        "film_themes",
        sa.Column("guild_id", sa.BigInteger, nullable=False, autoincrement=False),
        sa.Column("film_id", sa.Text, nullable=False),
        sa.Column("theme", sa.Text, nullable=False),
        sa.Column("verdict", sa.String(16), nullable=False),
        sa.Column("judged_by", sa.BigInteger, nullable=False),
        sa.Column("judged_at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("guild_id", "film_id", "theme", name="pk_film_themes"),
    )
    op.create_index("ix_film_themes_judged_by", "film_themes", ["judged_by"])
    op.create_table(
        "server_themes",
        sa.Column("guild_id", sa.BigInteger, nullable=False, autoincrement=False),
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("theme", sa.Text, nullable=False),
        sa.Column("added_by", sa.BigInteger, nullable=False),
        sa.Column("added_at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("guild_id", "id", name="pk_server_themes"),
    )
    op.create_index("ix_server_themes_added_by", "server_themes", ["added_by"])
