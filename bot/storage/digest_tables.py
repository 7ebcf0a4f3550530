"""The tables of digests. A change here needs a migration in ``migrations/versions``; a test compares the two."""

from __future__ import annotations

import sqlalchemy as sa

from bot.storage.tables import metadata, salons
from bot.storage.types import BIG_ID, UtcDateTime

sa.Index("ix_salons_guild_id_closed_at", salons.c.guild_id, salons.c.closed_at)  # a digest asks which ended in its week

digest_schedules = sa.Table(
    "digest_schedules",
    metadata,
    sa.Column("guild_id", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("weekday", sa.Integer, nullable=False),
    sa.Column("minute", sa.Integer, nullable=False),
    sa.Column("zone", sa.Text, nullable=False),
    sa.Column("channel_id", sa.BigInteger, nullable=False),
    sa.Column("quiet", sa.Boolean, nullable=False),
    sa.Column("first_week", sa.String(8), nullable=False),
)

# What a digest says is read anew whenever it is drawn; here stands only which time it tells of.
digests = sa.Table(
    "digests",
    metadata,
    sa.Column("id", BIG_ID, primary_key=True),
    sa.Column("guild_id", sa.BigInteger, nullable=False),
    sa.Column("week", sa.String(8), nullable=False),
    sa.Column("since", UtcDateTime, nullable=False),
    sa.Column("until", UtcDateTime, nullable=False),
    sa.Column("zone", sa.Text, nullable=False),
    sa.Column("language", sa.Text, nullable=False),
    sa.Column("channel_id", sa.BigInteger, nullable=False),
    sa.Column("begun_at", UtcDateTime, nullable=False),
    sa.Column("late", sa.Boolean, nullable=False),
    sa.Column("state", sa.String(8), nullable=False),
    sa.UniqueConstraint("guild_id", "week"),
    sa.Index(None, "guild_id", "until"),
    sqlite_autoincrement=True,
)

digest_posts = sa.Table(
    "digest_posts",
    metadata,
    sa.Column("digest_id", BIG_ID, sa.ForeignKey(digests.c.id, ondelete="CASCADE"), primary_key=True),
    sa.Column("page", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("channel_id", sa.BigInteger, nullable=False),
    sa.Column("message_id", sa.BigInteger, nullable=False),
)
