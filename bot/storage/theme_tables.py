"""The tables of themes. A change here needs a migration in ``migrations/versions``; a test compares the two."""

from __future__ import annotations

import sqlalchemy as sa

from bot.storage.tables import metadata, salons, turns
from bot.storage.types import BIG_ID, UtcDateTime

turn_tags = sa.Table(
    "turn_tags",
    metadata,
    sa.Column("turn_id", BIG_ID, sa.ForeignKey(turns.c.id, ondelete="CASCADE"), primary_key=True),
    sa.Column("theme", sa.Text, primary_key=True),
    sa.Column("score", sa.Float, nullable=False),
    sa.Column("evidence", sa.Text),
    sa.Column("tagged_by", sa.BigInteger),
    sa.Index(None, "tagged_by"),
)

# The line of turns whose themes are still to be found.
untagged_turns = sa.Table(
    "untagged_turns",
    metadata,
    sa.Column("turn_id", BIG_ID, sa.ForeignKey(turns.c.id, ondelete="CASCADE"), primary_key=True),
    sa.Column("salon_id", BIG_ID, sa.ForeignKey(salons.c.id, ondelete="CASCADE"), nullable=False),
    sa.Index(None, "salon_id", "turn_id"),
)

film_themes = sa.Table(
    "film_themes",
    metadata,
    sa.Column("guild_id", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("film_id", sa.Text, primary_key=True),
    sa.Column("theme", sa.Text, primary_key=True),
    sa.Column("verdict", sa.String(16), nullable=False),
    sa.Column("judged_by", sa.BigInteger, nullable=False),
    sa.Column("judged_at", UtcDateTime, nullable=False),
    sa.Index(None, "judged_by"),
)

server_themes = sa.Table(
    "server_themes",
    metadata,
    sa.Column("guild_id", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("theme", sa.Text, nullable=False),
    sa.Column("added_by", sa.BigInteger, nullable=False),
    sa.Column("added_at", UtcDateTime, nullable=False),
    sa.Index(None, "added_by"),
)
