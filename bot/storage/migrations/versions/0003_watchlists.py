"""Watchlists: entries, ratings, what was done to them, who shares theirs, and imports that wait."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

_ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")
_MOMENT = sa.DateTime(timezone=True)
_KEY = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Add the tables."""
    _changes()
    _entries()
    _ratings()
    _steps()
    op.create_table(
        "watchlist_shares",
        sa.Column("user_id", sa.BigInteger, nullable=False),
        sa.Column("guild_id", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("user_id", "guild_id", name="pk_watchlist_shares"),
    )
    _imports()


def _changes() -> None:
    op.create_table(
        "watchlist_changes",
        sa.Column("id", _ID, nullable=False),
        sa.Column("whose", sa.String(8), nullable=False),
        sa.Column("owner_id", sa.BigInteger, nullable=False),
        sa.Column("user_id", sa.BigInteger, nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.Column("deed", sa.String(16), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_watchlist_changes"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_watchlist_changes_user_id_at", "watchlist_changes", ["user_id", "at"])
    op.create_index("ix_watchlist_changes_at", "watchlist_changes", ["at"])


def _entries() -> None:
    op.create_table(
        "watchlist_entries",
        sa.Column("id", _ID, nullable=False),
        sa.Column("whose", sa.String(8), nullable=False),
        sa.Column("owner_id", sa.BigInteger, nullable=False),
        sa.Column("film_id", sa.Text, nullable=False),
        sa.Column("film", sa.Text, nullable=False),
        sa.Column("title_key", _KEY, nullable=False),
        sa.Column("year", sa.Integer),
        sa.Column("added_by", sa.BigInteger, nullable=False),
        sa.Column("added_at", _MOMENT, nullable=False),
        sa.Column("seen_at", _MOMENT),
        sa.Column("removed_by", _ID),
        sa.PrimaryKeyConstraint("id", name="pk_watchlist_entries"),
        sa.ForeignKeyConstraint(
            ["removed_by"], ["watchlist_changes.id"], ondelete="CASCADE", name="fk_watchlist_entries_removed_by"
        ),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_watchlist_entries_added_by", "watchlist_entries", ["added_by"])
    op.create_index("ix_watchlist_entries_removed_by", "watchlist_entries", ["removed_by"])
    there = sa.text("removed_by IS NULL")
    op.create_index(
        "uq_watchlist_entries_film", "watchlist_entries", ["whose", "owner_id", "film_id"], unique=True,
        sqlite_where=there, postgresql_where=there,
    )  # fmt: skip


def _ratings() -> None:
    op.create_table(
        "watchlist_ratings",
        sa.Column("entry_id", _ID, nullable=False),
        sa.Column("user_id", sa.BigInteger, nullable=False),
        sa.Column("stars", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("entry_id", "user_id", name="pk_watchlist_ratings"),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["watchlist_entries.id"], ondelete="CASCADE", name="fk_watchlist_ratings_entry_id"
        ),
    )
    op.create_index("ix_watchlist_ratings_user_id", "watchlist_ratings", ["user_id"])


def _steps() -> None:
    op.create_table(
        "watchlist_steps",
        sa.Column("change_id", _ID, nullable=False),
        sa.Column("entry_id", _ID, nullable=False),
        sa.Column("created", sa.Boolean, nullable=False),
        sa.Column("seen_before", _MOMENT),
        sa.Column("stars_before", sa.Integer),
        sa.PrimaryKeyConstraint("change_id", "entry_id", name="pk_watchlist_steps"),
        sa.ForeignKeyConstraint(
            ["change_id"], ["watchlist_changes.id"], ondelete="CASCADE", name="fk_watchlist_steps_change_id"
        ),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["watchlist_entries.id"], ondelete="CASCADE", name="fk_watchlist_steps_entry_id"
        ),
    )
    op.create_index("ix_watchlist_steps_entry_id_change_id", "watchlist_steps", ["entry_id", "change_id"])


def _imports() -> None:
    op.create_table(
        "watchlist_imports",
        sa.Column("id", _ID, nullable=False),
        sa.Column("user_id", sa.BigInteger, nullable=False),
        sa.Column("whose", sa.String(8), nullable=False),
        sa.Column("owner_id", sa.BigInteger, nullable=False),
        sa.Column("until", _MOMENT, nullable=False),
        sa.Column("done", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_watchlist_imports"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_watchlist_imports_user_id", "watchlist_imports", ["user_id"])
    op.create_index("ix_watchlist_imports_until", "watchlist_imports", ["until"])
    op.create_table(
        "watchlist_import_films",
        sa.Column("import_id", _ID, nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("film", sa.Text, nullable=False),
        sa.Column("seen", sa.Boolean, nullable=False),
        sa.Column("stars", sa.Integer),
        sa.PrimaryKeyConstraint("import_id", "position", name="pk_watchlist_import_films"),
        sa.ForeignKeyConstraint(
            ["import_id"], ["watchlist_imports.id"], ondelete="CASCADE", name="fk_watchlist_import_films_import_id"
        ),
    )
