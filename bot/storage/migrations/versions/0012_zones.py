"""The time zones that people set for themselves."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    """Add the table."""
    op.create_table(
        "person_zones",
        sa.Column("user_id", sa.BigInteger, nullable=False, autoincrement=False),
        sa.Column("zone", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("user_id", name="pk_person_zones"),
    )
