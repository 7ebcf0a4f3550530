"""Run by alembic: migrates over the connection it was given, inside that connection's transaction."""

from __future__ import annotations

from alembic import context

from bot.storage.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    # SQLite can change tables inside a transaction, so a failed migration leaves nothing behind.
    transactional_ddl=True,
    render_as_batch=True,
)
context.run_migrations()
