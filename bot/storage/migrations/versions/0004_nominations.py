"""Nominations, and who stands behind them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

_ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")
_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Add the tables."""
    op.create_table(
        "nominations",
        sa.Column("id", _ID, nullable=False),
        sa.Column("guild_id", sa.BigInteger, nullable=False),
        sa.Column("film_id", sa.Text, nullable=False),
        sa.Column("film", sa.Text, nullable=False),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_nominations"),
        sa.UniqueConstraint("guild_id", "film_id", name="uq_nominations_guild_id_film_id"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "nomination_supports",
        sa.Column("nomination_id", _ID, nullable=False),
        sa.Column("user_id", sa.BigInteger, nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.Column("reason", sa.Text),
        sa.PrimaryKeyConstraint("nomination_id", "user_id", name="pk_nomination_supports"),
        sa.ForeignKeyConstraint(
            ["nomination_id"], ["nominations.id"], ondelete="CASCADE", name="fk_nomination_supports_nomination_id"
        ),
    )
    op.create_index("ix_nomination_supports_user_id", "nomination_supports", ["user_id"])
