"""What the language model used for each server and day, and each server's persona and budget."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Add the table and the two columns; servers that are there already get the default persona and no budget."""
    op.create_table(
        "ai_usage",
        sa.Column("guild_id", sa.BigInteger, nullable=False, autoincrement=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("tokens", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("guild_id", "day", name="pk_ai_usage"),
    )
    op.create_index("ix_ai_usage_day", "ai_usage", ["day"])
    # Nullable: neither database adds a column that must have a value to rows without a default of its own.
    op.add_column("servers", sa.Column("persona", sa.Text))
    op.add_column("servers", sa.Column("daily_budget", sa.BigInteger))
