"""Turns in SQL."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.film import FilmId
from bot.domain.question import QuestionId
from bot.domain.turn import SalonId, Turn, TurnId
from bot.errors import Conflict, NotFound
from bot.ports import NewTurn
from bot.storage.accept import storable
from bot.storage.codec import names_from_text, names_to_text, utterance_from_text, utterance_to_text
from bot.storage.optouts import HEARD
from bot.storage.salons import touch
from bot.storage.statements import IN_LIST, erasing, in_both
from bot.storage.tables import salons, turns

FIELDS = [column for column in turns.c if column.name != "question_id"]
"""The columns of a Turn in the order of its fields."""

_ADD = in_both(lambda insert: insert(turns).on_conflict_do_nothing(index_elements=["message_id"]).returning(turns.c.id))


class SqlTurns:
    """A TurnStore over one connection."""

    def __init__(self, conn: AsyncConnection) -> None:
        self._conn = conn

    async def add(self, new: NewTurn) -> Turn | None:
        """Store a turn; None when its message is already stored. Raises NotFound("no_salon_here")."""
        values = _values(new)
        try:
            turn_id = (await self._conn.execute(_ADD[self._conn.dialect.name], values)).scalar_one_or_none()
        except IntegrityError:
            raise NotFound("no_salon_here") from None
        if turn_id is None:
            return None
        await touch(self._conn, new.salon_id, new.at, new.message_id or 0)
        return _new_turn(TurnId(turn_id), new, values)

    async def get(self, turn_id: TurnId) -> Turn | None:
        """The turn of that id."""
        return await self._one(turns.c.id == turn_id)

    async def by_message(self, message_id: int) -> Turn | None:
        """The turn of a Discord message."""
        return await self._one(turns.c.message_id == message_id)

    async def of_salon(self, salon_id: SalonId, *, unheard: bool = False) -> Sequence[Turn]:
        """The turns in the order they were said (by time, then id); all that is stored, or of those who may be heard."""
        query = sa.select(*FIELDS).where(turns.c.salon_id == salon_id).order_by(turns.c.at, turns.c.id)
        if not unheard:
            query = query.where(HEARD)
        return [turn_of(row) for row in await self._conn.execute(query)]

    async def of_person(self, user_id: int, guild_id: int | None = None) -> Sequence[Turn]:
        """All that somebody said in salons of a server, or anywhere, in the order it was said."""
        query = sa.select(*FIELDS).join(salons, salons.c.id == turns.c.salon_id)
        query = query.where(turns.c.author_id == user_id, turns.c.utterance.is_(None))
        if guild_id is not None:
            query = query.where(salons.c.guild_id == guild_id)
        return [turn_of(row) for row in await self._conn.execute(query.order_by(turns.c.at, turns.c.id))]

    async def edit(self, message_id: int, text: str, edited_at: datetime) -> Turn | None:
        """Replace the text; None when the message is unknown or the text is the same."""
        text = storable(text)
        change = (
            sa.update(turns)
            .where(turns.c.message_id == message_id, turns.c.text != text)
            .values(text=text, edited_at=edited_at)
            .returning(*FIELDS)
        )
        row = (await erasing(self._conn).execute(change)).first()
        return None if row is None else turn_of(row)

    async def remove(self, message_ids: Sequence[int]) -> Sequence[Turn]:
        """Delete the turns of these messages for good and return what was deleted, in the order it was said."""
        removed: list[Turn] = []
        for start in range(0, len(message_ids), IN_LIST):
            some = message_ids[start : start + IN_LIST]
            delete = sa.delete(turns).where(turns.c.message_id.in_(some)).returning(*FIELDS)
            removed += [turn_of(row) for row in await erasing(self._conn).execute(delete)]
        return sorted(removed, key=lambda turn: (turn.at, turn.id))

    async def discard(self, turn_id: TurnId) -> None:
        """Delete a host's turn that could not be posted."""
        await erasing(self._conn).execute(sa.delete(turns).where(turns.c.id == turn_id))

    async def posted(self, turn_id: TurnId, message_id: int) -> None:
        """Record which message a host's turn became. Raises Conflict("already_stored") when another turn has it."""
        try:
            await self._conn.execute(sa.update(turns).where(turns.c.id == turn_id).values(message_id=message_id))
        except IntegrityError:
            raise Conflict("already_stored") from None

    async def asked(self, guild_id: int, film_id: FilmId) -> frozenset[QuestionId]:
        """Ids of the questions the host has asked about this film in this server."""
        query = (
            sa.select(turns.c.question_id)
            .join(salons, salons.c.id == turns.c.salon_id)
            .where(salons.c.guild_id == guild_id, salons.c.film_id == film_id, turns.c.question_id.is_not(None))
            .distinct()
        )
        return frozenset(QuestionId(question) for question in await self._conn.scalars(query))

    async def _one(self, condition: sa.ColumnElement[bool]) -> Turn | None:
        row = (await self._conn.execute(sa.select(*FIELDS).where(condition))).first()
        return None if row is None else turn_of(row)


def _values(new: NewTurn) -> dict[str, Any]:
    question = new.utterance.question if new.utterance else None
    return {
        "salon_id": new.salon_id,
        "author_id": new.author_id,
        "author_name": storable(new.author_name),
        "at": new.at,
        "text": storable(new.text),
        "message_id": new.message_id,
        "reply_to": new.reply_to,
        "attachments": names_to_text([storable(name) for name in new.attachments]),
        "to_host": new.to_host,
        "utterance": utterance_to_text(new.utterance),
        "question_id": question.id if question else None,
    }


def _new_turn(turn_id: TurnId, new: NewTurn, values: dict[str, Any]) -> Turn:
    return Turn(
        id=turn_id,
        salon_id=new.salon_id,
        author_id=new.author_id,
        author_name=values["author_name"],
        at=new.at,
        text=values["text"],
        message_id=new.message_id,
        reply_to=new.reply_to,
        attachments=tuple(storable(name) for name in new.attachments),
        to_host=new.to_host,
        utterance=new.utterance,
    )


def turn_of(row: Sequence[Any]) -> Turn:
    """Read a turn from a row of ``FIELDS``."""
    turn_id, salon_id, author_id, name, at, text, message_id, reply_to, attachments, edited_at, to_host, spoken = row
    return Turn(
        TurnId(turn_id),
        SalonId(salon_id),
        author_id,
        name,
        at,
        text,
        message_id,
        reply_to,
        names_from_text(attachments),
        edited_at,
        to_host,
        utterance_from_text(spoken),
    )
