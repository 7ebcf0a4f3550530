"""Ballots: ranked votes over nominations, their films, and the votes of those that are open."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"

_ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")
_MOMENT = sa.DateTime(timezone=True)
_OPEN = sa.text("state = 'open'")


def upgrade() -> None:
    """Add the tables."""
    op.create_table(
        "ballots",
        sa.Column("id", _ID, nullable=False),
        sa.Column("guild_id", sa.BigInteger, nullable=False),
        sa.Column("channel_id", sa.BigInteger, nullable=False),
        sa.Column("opened_by", sa.BigInteger, nullable=False),
        sa.Column("opened_at", _MOMENT, nullable=False),
        sa.Column("closes_at", _MOMENT, nullable=False),
        sa.Column("seed", sa.Text, nullable=False),
        sa.Column("quorum", sa.Integer),
        sa.Column("hidden", sa.Boolean, nullable=False),
        sa.Column("language", sa.Text, nullable=False),
        sa.Column("state", sa.String(8), nullable=False),
        sa.Column("edition", sa.Integer, nullable=False),
        sa.Column("card", sa.BigInteger),
        sa.Column("result", sa.BigInteger),
        sa.Column("closed_at", _MOMENT),
        sa.Column("ending", sa.String(8)),
        sa.Column("counted", sa.Text),
        sa.PrimaryKeyConstraint("id", name="pk_ballots"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_ballots_guild_id_closed_at", "ballots", ["guild_id", "closed_at"])
    op.create_index("ix_ballots_opened_by", "ballots", ["opened_by"])
    op.create_index(
        "uq_ballots_open_server", "ballots", ["guild_id"], unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN
    )
    op.create_table(
        "ballot_options",
        sa.Column("ballot_id", _ID, nullable=False),
        sa.Column("position", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("nomination_id", sa.BigInteger, nullable=False),
        sa.Column("film", sa.Text, nullable=False),
        sa.Column("nominated_at", _MOMENT, nullable=False),
        sa.Column("supporters", sa.Integer, nullable=False),
        sa.Column("struck", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint("ballot_id", "position", name="pk_ballot_options"),
        sa.ForeignKeyConstraint(["ballot_id"], ["ballots.id"], ondelete="CASCADE", name="fk_ballot_options_ballot_id"),
    )
    op.create_table(
        "ballot_votes",
        sa.Column("ballot_id", _ID, nullable=False),
        sa.Column("user_id", sa.BigInteger, nullable=False, autoincrement=False),
        sa.Column("ranking", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("ballot_id", "user_id", name="pk_ballot_votes"),
        sa.ForeignKeyConstraint(["ballot_id"], ["ballots.id"], ondelete="CASCADE", name="fk_ballot_votes_ballot_id"),
    )
    op.create_index("ix_ballot_votes_user_id", "ballot_votes", ["user_id"])
