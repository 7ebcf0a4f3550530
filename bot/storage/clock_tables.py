"""The table of film clocks. A change here needs a migration in ``migrations/versions``; a test compares the two."""

from __future__ import annotations

import sqlalchemy as sa

from bot.storage.tables import metadata, salons
from bot.storage.types import BIG_ID, UtcDateTime

# Who did it is 0 where that is forgotten; that it was done stays, or nobody's film would stand where it stands.
clock_deeds = sa.Table(
    "clock_deeds",
    metadata,
    sa.Column("salon_id", BIG_ID, sa.ForeignKey(salons.c.id, ondelete="CASCADE"), primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("at", UtcDateTime, nullable=False),
    sa.Column("kind", sa.String(8), nullable=False),
    sa.Column("position", sa.Float, nullable=False),
    sa.Column("user_id", sa.BigInteger, nullable=False),
    sa.Column("until", UtcDateTime),
    sa.Column("message_id", sa.BigInteger),
    sa.Index(None, "user_id"),
)
