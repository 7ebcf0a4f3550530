"""Weekly digests: when each server's comes, which there were, and the messages they were posted as."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"

_ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")
_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Add the tables."""
    op.create_table(
        "digest_schedules",
        sa.Column("guild_id", sa.BigInteger, nullable=False, autoincrement=False),
        sa.Column("weekday", sa.Integer, nullable=False),
        sa.Column("minute", sa.Integer, nullable=False),
        sa.Column("zone", sa.Text, nullable=False),
        sa.Column("channel_id", sa.BigInteger, nullable=False),
        sa.Column("quiet", sa.Boolean, nullable=False),
        sa.Column("first_week", sa.String(8), nullable=False),
        sa.PrimaryKeyConstraint("guild_id", name="pk_digest_schedules"),
    )
    op.create_table(
        "digests",
        sa.Column("id", _ID, nullable=False),
        sa.Column("guild_id", sa.BigInteger, nullable=False),
        sa.Column("week", sa.String(8), nullable=False),
        sa.Column("since", _MOMENT, nullable=False),
        sa.Column("until", _MOMENT, nullable=False),
        sa.Column("zone", sa.Text, nullable=False),
        sa.Column("language", sa.Text, nullable=False),
        sa.Column("channel_id", sa.BigInteger, nullable=False),
        sa.Column("begun_at", _MOMENT, nullable=False),
        sa.Column("late", sa.Boolean, nullable=False),
        sa.Column("state", sa.String(8), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_digests"),
        sa.UniqueConstraint("guild_id", "week", name="uq_digests_guild_id_week"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_digests_guild_id_until", "digests", ["guild_id", "until"])
    op.create_table(
        "digest_posts",
        sa.Column("digest_id", _ID, nullable=False),
        sa.Column("page", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("channel_id", sa.BigInteger, nullable=False),
        sa.Column("message_id", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("digest_id", "page", name="pk_digest_posts"),
        sa.ForeignKeyConstraint(["digest_id"], ["digests.id"], ondelete="CASCADE", name="fk_digest_posts_digest_id"),
    )
    op.create_index("ix_salons_guild_id_closed_at", "salons", ["guild_id", "closed_at"])
