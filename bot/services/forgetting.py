"""Forgetting on request: one message, or all that somebody said or left here; what was drawn from it goes as well."""

from __future__ import annotations

import logging
from collections.abc import Callable

from bot.domain.turn import Turn
from bot.errors import BadInput, Forbidden, NotFound
from bot.ports import Clock, Database, UnitOfWork
from bot.services.ballot_following import CARD
from bot.services.hosting import Conversation
from bot.services.rooms import Rooms
from bot.services.screenings import CARD as SCREENING_CARD
from bot.services.whatif_following import renew

_log = logging.getLogger(__name__)


class Forgetting:
    """Deletes words for good. Messages on Discord stay where they are: those are their authors' to delete."""

    def __init__(
        self, db: Database, clock: Clock, conversation: Conversation, rooms: Rooms, *, wake: Callable[[], None]
    ) -> None:
        self._db = db
        self._clock = clock
        self._conversation = conversation
        self._rooms = rooms
        self._wake = wake

    async def message(self, guild_id: int, message_id: int, by: int, *, manager: bool) -> None:
        """Forget one message, one's own or as somebody who looks after the server's messages.

        Raises NotFound("not_a_turn"), BadInput("own_turn") or Forbidden("not_your_message").
        """
        async with self._db.read() as uow:
            turn = await uow.turns.by_message(message_id)
            salon = await uow.salons.get(turn.salon_id) if turn is not None else None
        if turn is None or salon is None or salon.guild_id != guild_id:
            raise NotFound("not_a_turn")
        if turn.by_host:
            raise BadInput("own_turn")
        if turn.author_id != by and not manager:
            raise Forbidden("not_your_message")
        await self._conversation.deleted([message_id])
        _log.info("event=message_forgotten salon=%s", salon.id)

    async def person(self, user_id: int, guild_id: int | None = None) -> int:
        """Forget what somebody said in the salons of a server; without one, everywhere, with all else that is theirs.

        That they are not to be heard is kept: who asks to be forgotten does not ask to be heard again.

        Returns how many messages and contributions that were.
        """
        async with self._db.read() as uow:
            said = await uow.turns.of_person(user_id, guild_id)
        await self._conversation.deleted([turn.message_id for turn in said if turn.message_id is not None])
        parts = [turn for turn in said if turn.message_id is None]
        async with self._db.write() as uow:
            for turn in parts:
                await self._forget_part(uow, turn)
            if guild_id is None:
                for store in (
                    uow.watchlists, uow.nominations, uow.horizons, uow.themes, uow.zones, uow.salons, uow.optouts,
                ):  # fmt: skip
                    await store.forget_user(user_id)
                for salon_id in await uow.clocks.forget_user(user_id):
                    await uow.jobs.put("clock", str(salon_id), self._clock.now(), {"all": True})
                for screening_id in await uow.screenings.forget_user(user_id):
                    await uow.jobs.put(SCREENING_CARD, str(screening_id), self._clock.now())
                for whatif_id in await uow.whatifs.forget_user(user_id):
                    await renew(uow, whatif_id, self._clock.now())
                for ballot_id in await uow.ballots.forget_user(user_id):
                    await uow.jobs.put(CARD, str(ballot_id), self._clock.now())
        for turn in parts:
            self._rooms.drop(turn.salon_id)
        self._wake()
        _log.info("event=person_forgotten everywhere=%s turns=%s", guild_id is None, len(said))
        return len(said)

    async def _forget_part(self, uow: UnitOfWork, turn: Turn) -> None:
        """Forget a contribution that stands in the card of a what-if alone."""
        now = self._clock.now()
        await uow.whatifs.hold(turn.salon_id)
        drafts = [draft for draft in await uow.whatifs.of_salon(turn.salon_id) if turn.id in draft.turns]
        await uow.turns.discard(turn.id)
        for draft in drafts:
            await uow.whatifs.changed(draft.id)
            await renew(uow, draft.id, now)
        await uow.jobs.put("redraw", str(turn.salon_id), now)
