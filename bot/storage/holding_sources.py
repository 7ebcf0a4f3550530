"""Where each kind of what is held of a person stands: one query a kind, whose columns are called as in a record.

Two names are no part of a record: ``key``, by which records follow one another where there may be many, and ``words``, a
theme that a server added, as JSON.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import sqlalchemy as sa

from bot.domain.holding import Held
from bot.domain.watchlist import Whose
from bot.storage.ballot_tables import ballot_votes as votes
from bot.storage.ballot_tables import ballots
from bot.storage.clock_tables import clock_deeds as deeds
from bot.storage.screening_tables import screening_reminders as reminders
from bot.storage.screening_tables import screening_rsvps as rsvps
from bot.storage.screening_tables import screenings
from bot.storage.tables import (
    nomination_supports,
    nominations,
    optouts,
    person_zones,
    salon_covers,
    salon_horizons,
    salons,
    turns,
    watchlist_changes,
    watchlist_entries,
    watchlist_imports,
    watchlist_ratings,
    watchlist_shares,
    whatif_parts,
    whatifs,
)
from bot.storage.theme_tables import film_themes, server_themes, turn_tags

Query = sa.Select[Any]
_SALON = (
    salons.c.guild_id.label("server"),
    sa.func.coalesce(salons.c.channel_id, salons.c.parent_id).label("channel"),
    salons.c.id.label("salon"),
    salons.c.film.label("film"),
)
_SCREENING = (
    screenings.c.guild_id.label("server"),
    screenings.c.parent_id.label("channel"),
    screenings.c.id.label("screening"),
    screenings.c.film.label("film"),
    screenings.c.starts_at.label("starts_at"),
)


def _messages(user_id: int) -> Query:
    turn = turns.c
    query = sa.select(
        turn.id.label("key"), turn.at, turn.edited_at, *_SALON, turn.message_id.label("message"), turn.reply_to,
        turn.author_name.label("name"), turn.text, turn.attachments, turn.to_host.label("called_host"),
    ).join(salons, salons.c.id == turn.salon_id)  # fmt: skip
    return query.where(turn.author_id == user_id, turn.message_id.is_not(None), turn.utterance.is_(None))


def _parts(user_id: int) -> Query:
    turn, part = turns.c, whatif_parts.c
    query = sa.select(
        turn.id.label("key"), turn.at, *_SALON, part.whatif_id.label("whatif"), part.version,
        turn.message_id.label("message"), turn.author_name.label("name"), turn.text,
    )  # fmt: skip
    query = query.select_from(turns).join(salons, salons.c.id == turn.salon_id)
    # What was put into a card and is no part any more is deleted; all the same nothing that is stored is left out.
    query = query.outerjoin(whatif_parts, part.turn_id == turn.id)
    stands = sa.or_(part.whatif_id.is_not(None), turn.message_id.is_(None))
    return query.where(turn.author_id == user_id, turn.utterance.is_(None), stands)


def _agreements(user_id: int) -> Query:
    query = sa.select(*_SALON, whatifs.c.id.label("whatif")).join(salons, salons.c.id == whatifs.c.salon_id)
    return query.where(whatifs.c.asked_by == user_id).order_by(whatifs.c.id)


def _salons(user_id: int) -> Query:
    query = sa.select(salons.c.opened_at.label("at"), salons.c.closed_at, *_SALON, salons.c.lens, salons.c.language)
    return query.where(salons.c.opened_by == user_id).order_by(salons.c.id)


def _tags(user_id: int) -> Query:
    tag = turn_tags.c
    query = sa.select(*_SALON, turns.c.message_id.label("message"), tag.theme, (tag.score > 0).label("named"))
    query = query.select_from(turn_tags).join(turns, turns.c.id == tag.turn_id)
    query = query.join(salons, salons.c.id == turns.c.salon_id).where(tag.tagged_by == user_id)
    return query.order_by(tag.turn_id, tag.theme)


def _verdicts(user_id: int) -> Query:
    word = film_themes.c
    query = sa.select(word.judged_at.label("at"), word.guild_id.label("server"), word.film_id, word.theme, word.verdict)
    return query.where(word.judged_by == user_id).order_by(word.judged_at, word.guild_id, word.film_id, word.theme)


def _themes(user_id: int) -> Query:
    own = server_themes.c
    query = sa.select(own.added_at.label("at"), own.guild_id.label("server"), own.theme.label("words"))
    return query.where(own.added_by == user_id).order_by(own.added_at, own.guild_id, own.id)


def _progress(user_id: int) -> Query:
    told = salon_horizons.c
    query = sa.select(*_SALON, told.seen).select_from(salon_horizons).join(salons, salons.c.id == told.salon_id)
    return query.where(told.user_id == user_id).order_by(told.salon_id)


def _covers(user_id: int) -> Query:
    cover = salon_covers.c
    query = sa.select(*_SALON).select_from(salon_covers).join(salons, salons.c.id == cover.salon_id)
    return query.where(cover.user_id == user_id).order_by(cover.turn_id)


def _nominations(user_id: int) -> Query:
    said, film = nomination_supports.c, nominations.c
    query = sa.select(said.at, film.guild_id.label("server"), film.film, said.reason)
    query = query.join(nomination_supports, said.nomination_id == film.id)
    return query.where(said.user_id == user_id).order_by(film.id)


def _votes(user_id: int) -> Query:
    query = sa.select(ballots.c.guild_id.label("server"), votes.c.ballot_id.label("ballot"), votes.c.ranking)
    query = query.join(votes, votes.c.ballot_id == ballots.c.id)
    return query.where(votes.c.user_id == user_id).order_by(votes.c.ballot_id)


def _ballots(user_id: int) -> Query:
    one = ballots.c
    query = sa.select(
        one.opened_at.label("at"), one.closed_at, one.guild_id.label("server"), one.channel_id.label("channel"),
        one.id.label("ballot"),
    )  # fmt: skip
    return query.where(one.opened_by == user_id).order_by(one.id)


def _screenings(user_id: int) -> Query:
    one = screenings.c
    query = sa.select(one.created_at.label("at"), *_SCREENING, one.zone, one.state)
    return query.where(one.organiser == user_id).order_by(one.id)


def _answers(user_id: int) -> Query:
    said = rsvps.c
    query = sa.select(said.at, *_SCREENING, said.answer, said.by_event)
    query = query.select_from(rsvps).join(screenings, screenings.c.id == said.screening_id)
    return query.where(said.user_id == user_id).order_by(said.screening_id)


def _reminders(user_id: int) -> Query:
    one = reminders.c
    query = sa.select(*_SCREENING, one.lead, one.direct)
    query = query.select_from(reminders).join(screenings, screenings.c.id == one.screening_id)
    return query.where(one.user_id == user_id).order_by(one.screening_id, one.lead)


def _watchlist(user_id: int) -> Query:
    one = watchlist_entries.c
    query = sa.select(
        one.id.label("key"),
        one.added_at.label("at"),
        one.film,
        one.seen_at,
        one.removed_by.is_not(None).label("removed"),
    )
    return query.where(one.whose == Whose.MINE.value, one.owner_id == user_id)


def _added(user_id: int) -> Query:
    one = watchlist_entries.c
    query = sa.select(
        one.id.label("key"), one.added_at.label("at"), one.owner_id.label("server"), one.film,
        one.removed_by.is_not(None).label("removed"),
    )  # fmt: skip
    return query.where(one.whose == Whose.SERVER.value, one.added_by == user_id)


def _listed(table: sa.Table) -> tuple[sa.ColumnElement[Any], sa.ColumnElement[Any]]:
    """Whose list a row belongs to, and the server, of a server's."""
    server = sa.case((table.c.whose == Whose.SERVER.value, table.c.owner_id), else_=None)
    return table.c.whose.label("list"), server.label("server")


def _ratings(user_id: int) -> Query:
    entry, given = watchlist_entries.c, watchlist_ratings.c
    query = sa.select(entry.id.label("key"), *_listed(watchlist_entries), entry.film, given.stars)
    return query.join(watchlist_ratings, given.entry_id == entry.id).where(given.user_id == user_id)


def _shares(user_id: int) -> Query:
    one = watchlist_shares.c
    return sa.select(one.guild_id.label("server")).where(one.user_id == user_id).order_by(one.guild_id)


def _imports(user_id: int) -> Query:
    one = watchlist_imports.c
    query = sa.select(*_listed(watchlist_imports), one.until, one.id.label("import"))
    return query.where(one.user_id == user_id).order_by(one.id)


def _changes(user_id: int) -> Query:
    one = watchlist_changes.c
    query = sa.select(one.id.label("key"), one.at, *_listed(watchlist_changes), one.deed)
    return query.where(one.user_id == user_id)


def _zone(user_id: int) -> Query:
    return sa.select(person_zones.c.zone).where(person_zones.c.user_id == user_id)


def _deeds(user_id: int) -> Query:
    one = deeds.c
    query = sa.select(one.at, *_SALON, one.kind, one.position, one.until, one.message_id.label("message"))
    query = query.select_from(deeds).join(salons, salons.c.id == one.salon_id)
    return query.where(one.user_id == user_id).order_by(one.salon_id, one.number)


def _optout(user_id: int) -> Query:
    return sa.select(optouts.c.since, optouts.c.until).where(optouts.c.user_id == user_id)


SOURCES: Mapping[Held, Callable[[int], Query]] = {
    Held.MESSAGES: _messages,
    Held.PARTS: _parts,
    Held.AGREEMENTS: _agreements,
    Held.SALONS: _salons,
    Held.TAGS: _tags,
    Held.VERDICTS: _verdicts,
    Held.THEMES: _themes,
    Held.PROGRESS: _progress,
    Held.COVERS: _covers,
    Held.NOMINATIONS: _nominations,
    Held.VOTES: _votes,
    Held.BALLOTS: _ballots,
    Held.SCREENINGS: _screenings,
    Held.ANSWERS: _answers,
    Held.REMINDERS: _reminders,
    Held.WATCHLIST: _watchlist,
    Held.ADDED: _added,
    Held.RATINGS: _ratings,
    Held.SHARES: _shares,
    Held.IMPORTS: _imports,
    Held.CHANGES: _changes,
    Held.ZONE: _zone,
    Held.DEEDS: _deeds,
    Held.OPTOUT: _optout,
}
"""The query of each kind, of one person."""
