"""Salons, turns, recaps, servers, jobs."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

_ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")
_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make the first tables."""
    _salons()
    _turns()
    _recaps()
    _jobs()
    op.create_table(
        "servers",
        sa.Column("guild_id", sa.BigInteger, autoincrement=False, nullable=False),
        sa.Column("salon_channel", sa.BigInteger),
        sa.Column("timezone", sa.Text, nullable=False),
        sa.Column("language", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("guild_id", name="pk_servers"),
    )
    op.create_table(
        "meta",
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("value", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_meta"),
    )


def _salons() -> None:
    op.create_table(
        "salons",
        sa.Column("id", _ID, nullable=False),
        sa.Column("guild_id", sa.BigInteger, nullable=False),
        sa.Column("parent_id", sa.BigInteger, nullable=False),
        sa.Column("channel_id", sa.BigInteger),
        sa.Column("film_id", sa.Text, nullable=False),
        sa.Column("film", sa.Text, nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("opened_by", sa.BigInteger, nullable=False),
        sa.Column("opened_at", _MOMENT, nullable=False),
        sa.Column("lens", sa.Text),
        sa.Column("horizon", sa.Float, nullable=False),
        sa.Column("language", sa.Text, nullable=False),
        sa.Column("closed_at", _MOMENT),
        sa.Column("last_turn_at", _MOMENT),
        sa.Column("read_until", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_salons"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_salons_guild_id_opened_at", "salons", ["guild_id", "opened_at"])
    live = sa.text("state IN ('open', 'paused')")
    op.create_index(
        "uq_salons_live_channel", "salons", ["channel_id"], unique=True, sqlite_where=live, postgresql_where=live
    )


def _turns() -> None:
    op.create_table(
        "turns",
        sa.Column("id", _ID, nullable=False),
        sa.Column("salon_id", _ID, nullable=False),
        sa.Column("author_id", sa.BigInteger, nullable=False),
        sa.Column("author_name", sa.Text, nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("message_id", sa.BigInteger),
        sa.Column("reply_to", sa.BigInteger),
        sa.Column("attachments", sa.Text),
        sa.Column("edited_at", _MOMENT),
        sa.Column("to_host", sa.Boolean, nullable=False),
        sa.Column("utterance", sa.Text),
        sa.Column("question_id", sa.Text),
        sa.PrimaryKeyConstraint("id", name="pk_turns"),
        sa.ForeignKeyConstraint(["salon_id"], ["salons.id"], name="fk_turns_salon_id", ondelete="CASCADE"),
        sa.UniqueConstraint("message_id", name="uq_turns_message_id"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_turns_salon_id_at", "turns", ["salon_id", "at"])
    asks = sa.text("question_id IS NOT NULL")
    op.create_index("ix_turns_asks", "turns", ["salon_id", "question_id"], sqlite_where=asks, postgresql_where=asks)


def _recaps() -> None:
    op.create_table(
        "recaps",
        sa.Column("salon_id", _ID, nullable=False),
        sa.Column("recap", sa.Text, nullable=False),
        sa.Column("saved_at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("salon_id", name="pk_recaps"),
        sa.ForeignKeyConstraint(["salon_id"], ["salons.id"], name="fk_recaps_salon_id", ondelete="CASCADE"),
    )
    op.create_table(
        "recap_posts",
        sa.Column("salon_id", _ID, nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("channel_id", sa.BigInteger, nullable=False),
        sa.Column("message_id", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("salon_id", "position", name="pk_recap_posts"),
        sa.ForeignKeyConstraint(["salon_id"], ["salons.id"], name="fk_recap_posts_salon_id", ondelete="CASCADE"),
    )


def _jobs() -> None:
    op.create_table(
        "jobs",
        sa.Column("id", _ID, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("due_at", _MOMENT, nullable=False),
        sa.Column("payload", sa.Text, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("held_until", _MOMENT),
        sa.Column("parked", sa.Boolean, nullable=False),
        sa.Column("error", sa.Text),
        sa.PrimaryKeyConstraint("id", name="pk_jobs"),
        sa.UniqueConstraint("kind", "key", name="uq_jobs_kind_key"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_jobs_due_at", "jobs", ["due_at"])
