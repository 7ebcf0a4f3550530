"""The tables of screenings. A change here needs a migration in ``migrations/versions``; a test compares the two."""

from __future__ import annotations

import sqlalchemy as sa

from bot.storage.tables import metadata, salons
from bot.storage.types import BIG_ID, UtcDateTime

screening_series = sa.Table(
    "screening_series",
    metadata,
    sa.Column("id", BIG_ID, primary_key=True),
    sa.Column("guild_id", sa.BigInteger, nullable=False),
    sa.Column("repeat", sa.String(16), nullable=False),
    sa.Column("first", UtcDateTime, nullable=False),
    sa.Column("zone", sa.Text, nullable=False),
    sa.Column("ended", sa.Boolean, nullable=False),
    sqlite_autoincrement=True,
)

screenings = sa.Table(
    "screenings",
    metadata,
    sa.Column("id", BIG_ID, primary_key=True),
    sa.Column("guild_id", sa.BigInteger, nullable=False),
    sa.Column("parent_id", sa.BigInteger, nullable=False),
    sa.Column("venue_id", sa.BigInteger),
    sa.Column("film", sa.Text, nullable=False),
    sa.Column("starts_at", UtcDateTime, nullable=False),
    sa.Column("zone", sa.Text, nullable=False),
    sa.Column("organiser", sa.BigInteger, nullable=False),
    sa.Column("language", sa.Text, nullable=False),
    sa.Column("created_at", UtcDateTime, nullable=False),
    sa.Column("quorum", sa.Integer),
    sa.Column("repeat", sa.String(16)),
    sa.Column("series_id", BIG_ID, sa.ForeignKey(screening_series.c.id, ondelete="CASCADE")),
    sa.Column("slot", UtcDateTime),
    sa.Column("state", sa.String(16), nullable=False),
    sa.Column("sequence", sa.Integer, nullable=False),
    sa.Column("changed_at", UtcDateTime),
    sa.Column("card", sa.BigInteger),
    sa.Column("event_id", sa.BigInteger),
    sa.Column("event_start", UtcDateTime),
    sa.Column("salon_id", BIG_ID, sa.ForeignKey(salons.c.id, ondelete="SET NULL")),
    sa.Index(None, "guild_id", "starts_at"),
    sa.Index(None, "state", "starts_at"),
    sa.Index(None, "event_id"),
    sa.Index(None, "salon_id"),
    sa.Index(None, "organiser"),
    sa.UniqueConstraint("series_id", "slot"),
    sqlite_autoincrement=True,
)

screening_rsvps = sa.Table(
    "screening_rsvps",
    metadata,
    sa.Column("screening_id", BIG_ID, sa.ForeignKey(screenings.c.id, ondelete="CASCADE"), primary_key=True),
    sa.Column("user_id", sa.BigInteger, primary_key=True),
    sa.Column("answer", sa.String(8), nullable=False),
    sa.Column("at", UtcDateTime, nullable=False),
    sa.Column("by_event", sa.Boolean, nullable=False),
    sa.Index(None, "user_id"),
)

screening_reminders = sa.Table(
    "screening_reminders",
    metadata,
    sa.Column("screening_id", BIG_ID, sa.ForeignKey(screenings.c.id, ondelete="CASCADE"), primary_key=True),
    sa.Column("user_id", sa.BigInteger, primary_key=True),
    sa.Column("lead", sa.String(8), primary_key=True),
    sa.Column("direct", sa.Boolean, nullable=False),
    sa.Index(None, "user_id"),
)
