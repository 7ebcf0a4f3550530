"""What sources say of films, and a server's salons by film."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Add the table and the index."""
    op.create_index("ix_salons_guild_id_film_id", "salons", ["guild_id", "film_id"])
    op.create_table(
        "film_facts",
        sa.Column("source", sa.String(16), nullable=False),
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("said", sa.Text, nullable=False),
        sa.Column("until", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("source", "key", name="pk_film_facts"),
    )
    op.create_index("ix_film_facts_until", "film_facts", ["until"])
