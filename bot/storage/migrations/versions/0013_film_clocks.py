"""Clocks of films that people watch together; a salon whose film is on is live, so that its channel holds no other."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"

_ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")
_MOMENT = sa.DateTime(timezone=True)
_LIVE = sa.text("state IN ('open', 'paused', 'watching')")


def upgrade() -> None:
    """Add the table, and let one index count one more state."""
    op.create_table(
        "clock_deeds",
        sa.Column("salon_id", _ID, nullable=False),
        sa.Column("number", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.Column("kind", sa.String(8), nullable=False),
        sa.Column("position", sa.Float, nullable=False),
        sa.Column("user_id", sa.BigInteger, nullable=False),
        sa.Column("until", _MOMENT),
        sa.Column("message_id", sa.BigInteger),
        sa.PrimaryKeyConstraint("salon_id", "number", name="pk_clock_deeds"),
        sa.ForeignKeyConstraint(["salon_id"], ["salons.id"], ondelete="CASCADE", name="fk_clock_deeds_salon_id"),
    )
    op.create_index("ix_clock_deeds_user_id", "clock_deeds", ["user_id"])
    op.drop_index("uq_salons_live_channel", "salons")
    op.create_index(
        "uq_salons_live_channel", "salons", ["channel_id"], unique=True, sqlite_where=_LIVE, postgresql_where=_LIVE
    )
