"""How far people have seen the film of a salon, and for which turns a spoiler cover was offered."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

_ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    """Add the tables."""
    op.create_table(
        "salon_horizons",
        sa.Column("salon_id", _ID, nullable=False),
        sa.Column("user_id", sa.BigInteger, nullable=False),
        sa.Column("seen", sa.Float, nullable=False),
        sa.PrimaryKeyConstraint("salon_id", "user_id", name="pk_salon_horizons"),
        sa.ForeignKeyConstraint(["salon_id"], ["salons.id"], ondelete="CASCADE", name="fk_salon_horizons_salon_id"),
    )
    op.create_index("ix_salon_horizons_user_id", "salon_horizons", ["user_id"])
    op.create_table(
        "salon_covers",
        sa.Column("turn_id", sa.BigInteger, nullable=False, autoincrement=False),
        sa.Column("salon_id", _ID, nullable=False),
        sa.Column("user_id", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("turn_id", name="pk_salon_covers"),
        sa.ForeignKeyConstraint(["salon_id"], ["salons.id"], ondelete="CASCADE", name="fk_salon_covers_salon_id"),
    )
    op.create_index("ix_salon_covers_salon_id_user_id", "salon_covers", ["salon_id", "user_id"])
    op.create_index("ix_salon_covers_user_id", "salon_covers", ["user_id"])
