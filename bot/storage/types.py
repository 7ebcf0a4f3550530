"""Column types."""

from __future__ import annotations

from datetime import UTC, datetime

import sqlalchemy as sa
from sqlalchemy.engine import Dialect
from sqlalchemy.exc import DontWrapMixin

from bot.storage.accept import NaiveDatetimeError, aware


class _NaiveColumnError(NaiveDatetimeError, DontWrapMixin):
    """The same error, told to SQLAlchemy so that it passes as it is."""


class UtcDateTime(sa.TypeDecorator[datetime]):
    """An aware moment in UTC; raises NaiveDatetimeError for a naive one. SQLite keeps it as sortable text."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Check and convert on the way in."""
        if value is None:
            return None
        try:
            return aware(value)
        except NaiveDatetimeError as error:
            raise _NaiveColumnError(*error.args) from None

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Say UTC on the way out, where the database forgets it."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


BIG_ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")
"""A primary key that the database counts up; SQLite only counts columns declared INTEGER."""
