"""The tables of ballots. A change here needs a migration in ``migrations/versions``; a test compares the two."""

from __future__ import annotations

import sqlalchemy as sa

from bot.storage.tables import metadata
from bot.storage.types import BIG_ID, UtcDateTime

ballots = sa.Table(
    "ballots",
    metadata,
    sa.Column("id", BIG_ID, primary_key=True),
    sa.Column("guild_id", sa.BigInteger, nullable=False),
    sa.Column("channel_id", sa.BigInteger, nullable=False),
    sa.Column("opened_by", sa.BigInteger, nullable=False),
    sa.Column("opened_at", UtcDateTime, nullable=False),
    sa.Column("closes_at", UtcDateTime, nullable=False),
    sa.Column("seed", sa.Text, nullable=False),
    sa.Column("quorum", sa.Integer),
    sa.Column("hidden", sa.Boolean, nullable=False),
    sa.Column("language", sa.Text, nullable=False),
    sa.Column("state", sa.String(8), nullable=False),
    sa.Column("edition", sa.Integer, nullable=False),
    sa.Column("card", sa.BigInteger),
    sa.Column("result", sa.BigInteger),
    sa.Column("closed_at", UtcDateTime),
    sa.Column("ending", sa.String(8)),
    sa.Column("counted", sa.Text),
    sa.Index(None, "guild_id", "closed_at"),
    sa.Index(None, "opened_by"),
    sqlite_autoincrement=True,
)

_OPEN = sa.text("state = 'open'")
sa.Index("uq_ballots_open_server", ballots.c.guild_id, unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN)

# A film stays on the ballot whatever becomes of its nomination, so it is kept here once more.
ballot_options = sa.Table(
    "ballot_options",
    metadata,
    sa.Column("ballot_id", BIG_ID, sa.ForeignKey(ballots.c.id, ondelete="CASCADE"), primary_key=True),
    sa.Column("position", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("nomination_id", sa.BigInteger, nullable=False),
    sa.Column("film", sa.Text, nullable=False),
    sa.Column("nominated_at", UtcDateTime, nullable=False),
    sa.Column("supporters", sa.Integer, nullable=False),
    sa.Column("struck", sa.Boolean, nullable=False),
)

ballot_votes = sa.Table(
    "ballot_votes",
    metadata,
    sa.Column("ballot_id", BIG_ID, sa.ForeignKey(ballots.c.id, ondelete="CASCADE"), primary_key=True),
    sa.Column("user_id", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("ranking", sa.Text, nullable=False),
    sa.Index(None, "user_id"),
)
