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
    sa.Column("alerted_at", UtcDateTime),
    sa.Index(None, "guild_id", "opened_at"),
    sa.Index(None, "guild_id", "film_id"),
    sqlite_autoincrement=True,
)

_LIVE = sa.text("state IN ('open', 'paused', 'watching')")
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

salon_horizons = sa.Table(
    "salon_horizons",
    metadata,
    sa.Column("salon_id", BIG_ID, sa.ForeignKey(salons.c.id, ondelete="CASCADE"), primary_key=True),
    sa.Column("user_id", sa.BigInteger, primary_key=True),
    sa.Column("seen", sa.Float, nullable=False),
    sa.Index(None, "user_id"),
)

# A turn that is deleted keeps its row: the count of offers to a person must not begin anew.
salon_covers = sa.Table(
    "salon_covers",
    metadata,
    sa.Column("turn_id", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("salon_id", BIG_ID, sa.ForeignKey(salons.c.id, ondelete="CASCADE"), nullable=False),
    sa.Column("user_id", sa.BigInteger, nullable=False),
    sa.Index(None, "salon_id", "user_id"),
    sa.Index(None, "user_id"),
)

servers = sa.Table(
    "servers",
    metadata,
    sa.Column("guild_id", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("salon_channel", sa.BigInteger),
    sa.Column("timezone", sa.Text, nullable=False),
    sa.Column("language", sa.Text, nullable=False),
    sa.Column("persona", sa.Text),
    sa.Column("daily_budget", sa.BigInteger),
    sa.Column("alert_channel", sa.BigInteger),
)

person_zones = sa.Table(
    "person_zones",
    metadata,
    sa.Column("user_id", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("zone", sa.Text, nullable=False),
)

# Who does not want to be heard. ``until`` is set when that is taken back: what was written before then is not read later.
optouts = sa.Table(
    "optouts",
    metadata,
    sa.Column("user_id", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("since", UtcDateTime, nullable=False),
    sa.Column("until", UtcDateTime),
)

ai_usage = sa.Table(
    "ai_usage",
    metadata,
    sa.Column("guild_id", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("day", sa.Date, primary_key=True),
    sa.Column("tokens", sa.BigInteger, nullable=False),
    sa.Index(None, "day"),
)

film_facts = sa.Table(
    "film_facts",
    metadata,
    sa.Column("source", sa.String(16), primary_key=True),
    sa.Column("key", sa.Text, primary_key=True),
    sa.Column("said", sa.Text, nullable=False),
    sa.Column("until", UtcDateTime, nullable=False),
    sa.Index(None, "until"),
)

meta = sa.Table(
    "meta",
    metadata,
    sa.Column("key", sa.Text, primary_key=True),
    sa.Column("value", sa.Text, nullable=False),
)

_KEY = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")  # sorted by code point, as SQLite does

watchlist_changes = sa.Table(
    "watchlist_changes",
    metadata,
    sa.Column("id", BIG_ID, primary_key=True),
    sa.Column("whose", sa.String(8), nullable=False),
    sa.Column("owner_id", sa.BigInteger, nullable=False),
    sa.Column("user_id", sa.BigInteger, nullable=False),
    sa.Column("at", UtcDateTime, nullable=False),
    sa.Column("deed", sa.String(16), nullable=False),
    sa.Index(None, "user_id", "at"),
    sa.Index(None, "at"),
    sqlite_autoincrement=True,
)

# An entry that was taken off its list stays as long as the change that did it, so that it can come back as it was.
watchlist_entries = sa.Table(
    "watchlist_entries",
    metadata,
    sa.Column("id", BIG_ID, primary_key=True),
    sa.Column("whose", sa.String(8), nullable=False),
    sa.Column("owner_id", sa.BigInteger, nullable=False),
    sa.Column("film_id", sa.Text, nullable=False),
    sa.Column("film", sa.Text, nullable=False),
    sa.Column("title_key", _KEY, nullable=False),
    sa.Column("year", sa.Integer),
    sa.Column("added_by", sa.BigInteger, nullable=False),
    sa.Column("added_at", UtcDateTime, nullable=False),
    sa.Column("seen_at", UtcDateTime),
    sa.Column("removed_by", BIG_ID, sa.ForeignKey(watchlist_changes.c.id, ondelete="CASCADE")),
    sa.Index(None, "added_by"),
    sa.Index(None, "removed_by"),
    sqlite_autoincrement=True,
)

_ON_LIST = sa.text("removed_by IS NULL")
sa.Index(
    "uq_watchlist_entries_film",
    watchlist_entries.c.whose,
    watchlist_entries.c.owner_id,
    watchlist_entries.c.film_id,
    unique=True,
    sqlite_where=_ON_LIST,
    postgresql_where=_ON_LIST,
)

watchlist_ratings = sa.Table(
    "watchlist_ratings",
    metadata,
    sa.Column("entry_id", BIG_ID, sa.ForeignKey(watchlist_entries.c.id, ondelete="CASCADE"), primary_key=True),
    sa.Column("user_id", sa.BigInteger, primary_key=True),
    sa.Column("stars", sa.Integer, nullable=False),
    sa.Index(None, "user_id"),
)

watchlist_steps = sa.Table(
    "watchlist_steps",
    metadata,
    sa.Column("change_id", BIG_ID, sa.ForeignKey(watchlist_changes.c.id, ondelete="CASCADE"), primary_key=True),
    sa.Column("entry_id", BIG_ID, sa.ForeignKey(watchlist_entries.c.id, ondelete="CASCADE"), primary_key=True),
    sa.Column("created", sa.Boolean, nullable=False),
    sa.Column("seen_before", UtcDateTime),
    sa.Column("stars_before", sa.Integer),
    sa.Index(None, "entry_id", "change_id"),
)

watchlist_shares = sa.Table(
    "watchlist_shares",
    metadata,
    sa.Column("user_id", sa.BigInteger, primary_key=True),
    sa.Column("guild_id", sa.BigInteger, primary_key=True),
)

watchlist_imports = sa.Table(
    "watchlist_imports",
    metadata,
    sa.Column("id", BIG_ID, primary_key=True),
    sa.Column("user_id", sa.BigInteger, nullable=False),
    sa.Column("whose", sa.String(8), nullable=False),
    sa.Column("owner_id", sa.BigInteger, nullable=False),
    sa.Column("until", UtcDateTime, nullable=False),
    sa.Column("done", sa.Boolean, nullable=False),
    sa.Index(None, "user_id"),
    sa.Index(None, "until"),
    sqlite_autoincrement=True,
)

watchlist_import_films = sa.Table(
    "watchlist_import_films",
    metadata,
    sa.Column("import_id", BIG_ID, sa.ForeignKey(watchlist_imports.c.id, ondelete="CASCADE"), primary_key=True),
    sa.Column("position", sa.Integer, primary_key=True),
    sa.Column("film", sa.Text, nullable=False),
    sa.Column("seen", sa.Boolean, nullable=False),
    sa.Column("stars", sa.Integer),
)

# A part of a what-if is a turn: its words stand there alone, and go with it.
whatifs = sa.Table(
    "whatifs",
    metadata,
    sa.Column("id", BIG_ID, primary_key=True),
    sa.Column("salon_id", BIG_ID, sa.ForeignKey(salons.c.id, ondelete="CASCADE"), nullable=False),
    sa.Column("state", sa.String(8), nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("opened_at", UtcDateTime, nullable=False),
    sa.Column("card", sa.BigInteger),
    sa.Column("asked_by", sa.BigInteger),
    sa.Index(None, "salon_id"),
    sa.Index(None, "card"),
    sqlite_autoincrement=True,
)

_OPEN = sa.text("state = 'open'")
sa.Index("uq_whatifs_open_salon", whatifs.c.salon_id, unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN)

whatif_parts = sa.Table(
    "whatif_parts",
    metadata,
    sa.Column("turn_id", BIG_ID, sa.ForeignKey(turns.c.id, ondelete="CASCADE"), primary_key=True),
    sa.Column("whatif_id", BIG_ID, sa.ForeignKey(whatifs.c.id, ondelete="CASCADE"), nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Index(None, "whatif_id"),
)

nominations = sa.Table(
    "nominations",
    metadata,
    sa.Column("id", BIG_ID, primary_key=True),
    sa.Column("guild_id", sa.BigInteger, nullable=False),
    sa.Column("film_id", sa.Text, nullable=False),
    sa.Column("film", sa.Text, nullable=False),
    sa.Column("created_at", UtcDateTime, nullable=False),
    sa.UniqueConstraint("guild_id", "film_id"),
    sqlite_autoincrement=True,
)

nomination_supports = sa.Table(
    "nomination_supports",
    metadata,
    sa.Column("nomination_id", BIG_ID, sa.ForeignKey(nominations.c.id, ondelete="CASCADE"), primary_key=True),
    sa.Column("user_id", sa.BigInteger, primary_key=True),
    sa.Column("at", UtcDateTime, nullable=False),
    sa.Column("reason", sa.Text),
    sa.Index(None, "user_id"),
)
