"""The channel that is told when people are at each other, and when a salon was last reported there."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Add the two columns; nobody is told until somebody who manages a server names a channel."""
    op.add_column("servers", sa.Column("alert_channel", sa.BigInteger))
    op.add_column("salons", sa.Column("alerted_at", sa.DateTime(timezone=True)))
