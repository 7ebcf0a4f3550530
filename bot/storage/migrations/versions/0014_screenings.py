"""Screenings: what is planned for when, who comes, and who wants to be reminded."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"

_ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")
_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Add the tables."""
    op.create_table(
        "screening_series",
        sa.Column("id", _ID, nullable=False),
        sa.Column("guild_id", sa.BigInteger, nullable=False),
        sa.Column("repeat", sa.String(16), nullable=False),
        sa.Column("first", _MOMENT, nullable=False),
        sa.Column("zone", sa.Text, nullable=False),
        sa.Column("ended", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_screening_series"),
        sqlite_autoincrement=True,
    )
    _screenings()
    _of_person(
        "screening_rsvps",
        sa.Column("answer", sa.String(8), nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.Column("by_event", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint("screening_id", "user_id", name="pk_screening_rsvps"),
    )
    _of_person(
        "screening_reminders",
        sa.Column("lead", sa.String(8), nullable=False),
        sa.Column("direct", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint("screening_id", "user_id", "lead", name="pk_screening_reminders"),
    )


def _of_person(name: str, *rest: sa.schema.SchemaItem) -> None:
    op.create_table(
        name,
        sa.Column("screening_id", _ID, nullable=False),
        sa.Column("user_id", sa.BigInteger, nullable=False),
        *rest,
        sa.ForeignKeyConstraint(
            ["screening_id"], ["screenings.id"], ondelete="CASCADE", name=f"fk_{name}_screening_id"
        ),
    )
    op.create_index(f"ix_{name}_user_id", name, ["user_id"])


def _screenings() -> None:
    op.create_table(
        "screenings",
        sa.Column("id", _ID, nullable=False),
        sa.Column("guild_id", sa.BigInteger, nullable=False),
        sa.Column("parent_id", sa.BigInteger, nullable=False),
        sa.Column("venue_id", sa.BigInteger),
        sa.Column("film", sa.Text, nullable=False),
        sa.Column("starts_at", _MOMENT, nullable=False),
        sa.Column("zone", sa.Text, nullable=False),
        sa.Column("organiser", sa.BigInteger, nullable=False),
        sa.Column("language", sa.Text, nullable=False),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.Column("quorum", sa.Integer),
        sa.Column("repeat", sa.String(16)),
        sa.Column("series_id", _ID),
        sa.Column("slot", _MOMENT),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("sequence", sa.Integer, nullable=False),
        sa.Column("changed_at", _MOMENT),
        sa.Column("card", sa.BigInteger),
        sa.Column("event_id", sa.BigInteger),
        sa.Column("event_start", _MOMENT),
        sa.Column("salon_id", _ID),
        sa.PrimaryKeyConstraint("id", name="pk_screenings"),
        sa.ForeignKeyConstraint(
            ["series_id"], ["screening_series.id"], ondelete="CASCADE", name="fk_screenings_series_id"
        ),
        sa.ForeignKeyConstraint(["salon_id"], ["salons.id"], ondelete="SET NULL", name="fk_screenings_salon_id"),
        sa.UniqueConstraint("series_id", "slot", name="uq_screenings_series_id_slot"),
        sqlite_autoincrement=True,
    )
    for columns in (["guild_id", "starts_at"], ["state", "starts_at"], ["event_id"], ["salon_id"], ["organiser"]):
        op.create_index(f"ix_screenings_{'_'.join(columns)}", "screenings", columns)
