"""What-ifs, and the turns that each is made of."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

_ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")
_MOMENT = sa.DateTime(timezone=True)
_OPEN = sa.text("state = 'open'")


def upgrade() -> None:
    """Add the tables."""
    op.create_table(
        "whatifs",
        sa.Column("id", _ID, nullable=False),
        sa.Column("salon_id", _ID, nullable=False),
        sa.Column("state", sa.String(8), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("opened_at", _MOMENT, nullable=False),
        sa.Column("card", sa.BigInteger),
        sa.Column("asked_by", sa.BigInteger),
        sa.PrimaryKeyConstraint("id", name="pk_whatifs"),
        sa.ForeignKeyConstraint(["salon_id"], ["salons.id"], name="fk_whatifs_salon_id", ondelete="CASCADE"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_whatifs_salon_id", "whatifs", ["salon_id"])
    op.create_index("ix_whatifs_card", "whatifs", ["card"])
    op.create_index(
        "uq_whatifs_open_salon", "whatifs", ["salon_id"], unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN
    )
    op.create_table(
        "whatif_parts",
        sa.Column("turn_id", _ID, nullable=False),
        sa.Column("whatif_id", _ID, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("turn_id", name="pk_whatif_parts"),
        sa.ForeignKeyConstraint(["turn_id"], ["turns.id"], name="fk_whatif_parts_turn_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["whatif_id"], ["whatifs.id"], name="fk_whatif_parts_whatif_id", ondelete="CASCADE"),
    )
    op.create_index("ix_whatif_parts_whatif_id", "whatif_parts", ["whatif_id"])
