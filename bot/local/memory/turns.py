"""Turns and recaps in memory."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from bot.domain.film import FilmId
from bot.domain.question import QuestionId
from bot.domain.recap import Recap
from bot.domain.turn import SalonId, Turn, TurnId
from bot.errors import Conflict, NotFound
from bot.local.memory.optouts import heard
from bot.local.memory.rows import Rows, said_order
from bot.local.memory.salons import MemorySalons
from bot.ports import NewTurn, PostedMessage
from bot.storage.accept import aware, storable


class MemoryTurns:
    """A TurnStore over ``Rows``."""

    def __init__(self, rows: Rows, salons: MemorySalons) -> None:
        self._rows = rows
        self._salons = salons

    async def add(self, new: NewTurn) -> Turn | None:
        """Store a turn; None when its message is already stored. Raises NotFound("no_salon_here")."""
        rows = self._rows
        if new.message_id is not None and new.message_id in rows.by_message:
            return None
        salon = rows.salons.get(new.salon_id)
        if salon is None:
            raise NotFound("no_salon_here")
        turn = _turn(TurnId(rows.new_id("turn")), new)
        rows.put(rows.turns, turn.id, turn)
        rows.insert(turn)
        if turn.message_id is not None:
            rows.put(rows.by_message, turn.message_id, turn.id)
        if turn.utterance is not None and turn.utterance.question is not None:
            asked = rows.asked.setdefault((salon.guild_id, salon.film.id), {})
            rows.put(asked, turn.id, turn.utterance.question.id)
        await self._salons.touch(new.salon_id, turn.at, new.message_id or 0)
        return turn

    async def get(self, turn_id: TurnId) -> Turn | None:
        """The turn of that id."""
        return self._rows.turns.get(turn_id)

    async def by_message(self, message_id: int) -> Turn | None:
        """The turn of a Discord message."""
        turn_id = self._rows.by_message.get(message_id)
        return None if turn_id is None else self._rows.turns[turn_id]

    async def of_salon(self, salon_id: SalonId, *, unheard: bool = False) -> Sequence[Turn]:
        """The turns in the order they were said (by time, then id); all that is stored, or of those who may be heard."""
        return tuple(turn for turn in self._rows.said.get(salon_id, ()) if unheard or heard(self._rows, turn))

    async def of_person(self, user_id: int, guild_id: int | None = None) -> Sequence[Turn]:
        """All that somebody said in salons of a server, or anywhere, in the order it was said."""
        salons = self._rows.salons
        said = (turn for turn in self._rows.turns.values() if turn.author_id == user_id and not turn.by_host)
        here = (turn for turn in said if guild_id is None or salons[turn.salon_id].guild_id == guild_id)
        return sorted(here, key=said_order)

    async def edit(self, message_id: int, text: str, edited_at: datetime) -> Turn | None:
        """Replace the text; None when the message is unknown or the text is the same."""
        edited_at, text = aware(edited_at), storable(text)
        turn = await self.by_message(message_id)
        if turn is None or turn.text == text:
            return None
        edited = replace(turn, text=text, edited_at=edited_at)
        self._swap(turn, edited)
        return edited

    async def remove(self, message_ids: Sequence[int]) -> Sequence[Turn]:
        """Delete the turns of these messages for good and return what was deleted, in the order it was said."""
        found = {turn_id for m in message_ids if (turn_id := self._rows.by_message.get(m)) is not None}
        turns = sorted((self._rows.turns[turn_id] for turn_id in found), key=said_order)
        for turn in turns:
            self._delete(turn)
        return turns

    async def discard(self, turn_id: TurnId) -> None:
        """Delete a host's turn that could not be posted."""
        turn = self._rows.turns.get(turn_id)
        if turn is not None:
            self._delete(turn)

    async def posted(self, turn_id: TurnId, message_id: int) -> None:
        """Record which message a host's turn became. Raises Conflict("already_stored") when another turn has it."""
        turn = self._rows.turns.get(turn_id)
        if turn is None:
            return
        if self._rows.by_message.get(message_id, turn_id) != turn_id:
            raise Conflict("already_stored")
        if turn.message_id is not None:
            self._rows.drop(self._rows.by_message, turn.message_id)
        self._rows.put(self._rows.by_message, message_id, turn_id)
        self._swap(turn, replace(turn, message_id=message_id))

    async def asked(self, guild_id: int, film_id: FilmId) -> frozenset[QuestionId]:
        """Ids of the questions the host has asked about this film in this server."""
        return frozenset(self._rows.asked.get((guild_id, film_id), {}).values())

    def _swap(self, old: Turn, new: Turn) -> None:
        self._rows.take_out(old)
        self._rows.insert(new)
        self._rows.put(self._rows.turns, new.id, new)

    def _delete(self, turn: Turn) -> None:
        rows = self._rows
        rows.drop(rows.turns, turn.id)
        rows.take_out(turn)
        if turn.message_id is not None:
            rows.drop(rows.by_message, turn.message_id)
        salon = rows.salons[turn.salon_id]
        rows.drop(rows.asked.get((salon.guild_id, salon.film.id), {}), turn.id)


class MemoryRecaps:
    """A RecapStore over ``Rows``."""

    def __init__(self, rows: Rows) -> None:
        self._rows = rows

    async def save(self, salon_id: SalonId, recap: Recap, at: datetime) -> None:
        """Store or replace the recap of a salon. Raises NotFound("no_salon_here")."""
        aware(at)
        if salon_id not in self._rows.salons:
            raise NotFound("no_salon_here")
        self._rows.put(self._rows.recaps, salon_id, recap)
        self._rows.put(self._rows.recaps_saved, salon_id, aware(at))

    async def get(self, salon_id: SalonId) -> Recap | None:
        """The recap of a salon."""
        return self._rows.recaps.get(salon_id)

    async def remember_posts(self, salon_id: SalonId, posts: Sequence[PostedMessage]) -> None:
        """Record (replacing) the messages a recap was posted as. Raises NotFound("no_salon_here")."""
        if salon_id not in self._rows.salons:
            raise NotFound("no_salon_here")
        self._rows.put(self._rows.posts, salon_id, tuple(posts))

    async def posts(self, salon_id: SalonId) -> Sequence[PostedMessage]:
        """The messages a recap was posted as, in their order."""
        return self._rows.posts.get(salon_id, ())


def _turn(turn_id: TurnId, new: NewTurn) -> Turn:
    return Turn(
        id=turn_id,
        salon_id=new.salon_id,
        author_id=new.author_id,
        author_name=storable(new.author_name),
        at=aware(new.at),
        text=storable(new.text),
        message_id=new.message_id,
        reply_to=new.reply_to,
        attachments=tuple(storable(name) for name in new.attachments),
        to_host=new.to_host,
        utterance=new.utterance,
    )
