"""The tables. A change here needs a migration in ``migrations/versions``; a test compares the two."""

from __future__ import annotations

import sqlalchemy as sa

from bot.storage.types import BIG_ID, UtcDateTime

metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

# Ids are never given out twice (AUTOINCREMENT): a recap's link to a deleted turn must not point at a newer one.
salons = sa.Table(
    "salons",
    metadata,
    sa.Column("id", BIG_ID, primary_key=True),
    sa.Column("guild_id", sa.BigInteger, nullable=False),
    sa.Column("parent_id", sa.BigInteger, nullable=False),
    sa.Column("channel_id", sa.BigInteger),
    sa.Column("film_id", sa.Text, nullable=False),
    sa.Column("film", sa.Text, nullable=False),
    sa.Column("state", sa.String(16), nullable=False),
    sa.Column("opened_by", sa.BigInteger, nullable=False),
    sa.Column("opened_at", UtcDateTime, nullable=False),
    sa.Column("lens", sa.Text),
    sa.Column("horizon", sa.Float, nullable=False),
    sa.Column("language", sa.Text, nullable=False),
    sa.Column("closed_at", UtcDateTime),
    sa.Column("last_turn_at", UtcDateTime),
    sa.Column("read_until", sa.BigInteger, nullable=False),
    sa.Index(None, "guild_id", "opened_at"),
    sqlite_autoincrement=True,
)

_LIVE = sa.text("state IN ('open', 'paused')")
sa.Index("uq_salons_live_channel", salons.c.channel_id, unique=True, sqlite_where=_LIVE, postgresql_where=_LIVE)

_ASKS = sa.text("question_id IS NOT NULL")
turns = sa.Table(
    "turns",
    metadata,
    sa.Column("id", BIG_ID, primary_key=True),
    sa.Column("salon_id", BIG_ID, sa.ForeignKey(salons.c.id, ondelete="CASCADE"), nullable=False),
    sa.Column("author_id", sa.BigInteger, nullable=False),
    sa.Column("author_name", sa.Text, nullable=False),
    sa.Column("at", UtcDateTime, nullable=False),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("message_id", sa.BigInteger, unique=True),
    sa.Column("reply_to", sa.BigInteger),
    sa.Column("attachments", sa.Text),
    sa.Column("edited_at", UtcDateTime),
    sa.Column("to_host", sa.Boolean, nullable=False),
    sa.Column("utterance", sa.Text),
    sa.Column("question_id", sa.Text),
    sa.Index(None, "salon_id", "at"),
    sqlite_autoincrement=True,
)
sa.Index("ix_turns_asks", turns.c.salon_id, turns.c.question_id, sqlite_where=_ASKS, postgresql_where=_ASKS)

recaps = sa.Table(
    "recaps",
    metadata,
    sa.Column("salon_id", BIG_ID, sa.ForeignKey(salons.c.id, ondelete="CASCADE"), primary_key=True),
    sa.Column("recap", sa.Text, nullable=False),
    sa.Column("saved_at", UtcDateTime, nullable=False),
)

recap_posts = sa.Table(
    "recap_posts",
    metadata,
    sa.Column("salon_id", BIG_ID, sa.ForeignKey(salons.c.id, ondelete="CASCADE"), primary_key=True),
    sa.Column("position", sa.Integer, primary_key=True),
    sa.Column("channel_id", sa.BigInteger, nullable=False),
    sa.Column("message_id", sa.BigInteger, nullable=False),
)

servers = sa.Table(
    "servers",
    metadata,
    sa.Column("guild_id", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("salon_channel", sa.BigInteger),
    sa.Column("timezone", sa.Text, nullable=False),
    sa.Column("language", sa.Text, nullable=False),
)

jobs = sa.Table(
    "jobs",
    metadata,
    sa.Column("id", BIG_ID, primary_key=True),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("key", sa.Text, nullable=False),
    sa.Column("due_at", UtcDateTime, nullable=False),
    sa.Column("payload", sa.Text, nullable=False),
    sa.Column("attempts", sa.Integer, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("held_until", UtcDateTime),
    sa.Column("parked", sa.Boolean, nullable=False),
    sa.Column("error", sa.Text),
    sa.UniqueConstraint("kind", "key"),
    sa.Index(None, "due_at"),
    sqlite_autoincrement=True,
)

meta = sa.Table(
    "meta",
    metadata,
    sa.Column("key", sa.Text, primary_key=True),
    sa.Column("value", sa.Text, nullable=False),
)
