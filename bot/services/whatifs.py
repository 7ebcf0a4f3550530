"""The what-if workshop: beginning a what-if, adding to it, taking back, agreeing on it and setting it aside.

Whatever is decided is decided inside the transaction that changes it, so that of two people at once one comes second.
"""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime

from bot.domain.salon import Salon, SalonState
from bot.domain.turn import Turn
from bot.domain.whatif import (
    LONGEST_PART,
    MOST_PARTS,
    Part,
    Voice,
    WhatIf,
    WhatIfId,
    WhatIfState,
    open_one,
    says,
    voice,
)
from bot.errors import BadInput, Conflict, Forbidden, NotFound
from bot.ports import Clock, Database, NewTurn, UnitOfWork
from bot.services.optouts import may_hear
from bot.services.rooms import Rooms
from bot.services.salons import Salons
from bot.services.whatif_following import contribute, renew
from bot.services.whatif_heat import look_for_heat

_log = logging.getLogger(__name__)


class WhatIfs:
    """The what-ifs of all salons. Every change is shown by job "draft", see ``WhatIfDrafts``.

    Raises NotFound("no_salon_here") or NotFound("whatif_gone") where there is nothing to work on, Conflict("paused"), Conflict("film_is_on") and
    Conflict("whatif_salon_ended") where the salon is not open, Conflict("whatif_agreed") and Conflict("whatif_dropped")
    where the what-if is not, and Forbidden("whatif_not_heard") for words of who opted out of being heard.
    """

    def __init__(self, db: Database, clock: Clock, rooms: Rooms, salons: Salons) -> None:
        self._db = db
        self._clock = clock
        self._rooms = rooms
        self._salons = salons

    async def here(self, channel_id: int) -> tuple[Salon, WhatIf | None]:
        """The salon of a channel with the what-if to show: the open one, else the newest that is agreed on."""
        salon = await self._salons.required(channel_id)
        async with self._db.write() as uow:
            drafts = await uow.whatifs.of_salon(salon.id)
            if (draft := open_one(drafts)) is not None:
                await renew(uow, draft.id, self._clock.now())
        self._salons.wake()
        agreed = [one for one in drafts if one.state is WhatIfState.AGREED]
        return salon, draft or (agreed[-1] if agreed else None)

    async def get(self, whatif_id: WhatIfId) -> tuple[Salon, WhatIf]:
        """A what-if and its salon."""
        async with self._db.read() as uow:
            return await _standing(uow, whatif_id)

    async def begin(self, channel_id: int, author_id: int, author_name: str, premise: str) -> WhatIf:
        """Begin a what-if with its premise. Raises BadInput, or Conflict("whatif_open") with the open one's id as ``whatif``."""
        text, now = _usable(premise), self._clock.now()
        here = await self._salons.required(channel_id)
        async with self._db.write() as uow:
            await uow.whatifs.hold(here.id)
            _demand_open(await uow.salons.get(here.id))
            await _demand_heard(uow, author_id, now)
            if (there := open_one(await uow.whatifs.of_salon(here.id))) is not None:
                began = there.premise
                raise Conflict("whatif_open", whatif=there.id, name=began.author_name if began else "")
            turn = await _said(uow, NewTurn(here.id, author_id, author_name, now, text))
            draft = await uow.whatifs.begin(here.id, turn.id, now)
            await renew(uow, draft.id, now)
        await self._heard(turn)
        _log.info("event=whatif_begun salon=%s whatif=%s", here.id, draft.id)
        return draft

    async def add(self, whatif_id: WhatIfId, author_id: int, author_name: str, text: str) -> WhatIf:
        """Add a contribution. Raises BadInput, or Conflict("whatif_full")."""
        text, now = _usable(text), self._clock.now()
        async with self._held(whatif_id) as (uow, salon, draft):
            _demand_workable(salon, draft)
            await _demand_heard(uow, author_id, now)
            if draft.full:
                raise Conflict("whatif_full", limit=MOST_PARTS)
            turn = await _said(uow, NewTurn(salon.id, author_id, author_name, now, text))
            await contribute(uow, draft, turn, now)
            _, changed = await _standing(uow, whatif_id)
        await self._heard(turn)
        _log.info("event=whatif_added whatif=%s version=%s", whatif_id, changed.version)
        return changed

    async def workable(self, whatif_id: WhatIfId) -> WhatIf:
        """The what-if, if it can be worked on now."""
        salon, draft = await self.get(whatif_id)
        _demand_workable(salon, draft)
        return draft

    async def open_for(self, whatif_id: WhatIfId) -> WhatIf:
        """The what-if, if something can be added to it now; raises what ``add`` would."""
        draft = await self.workable(whatif_id)
        if draft.full:
            raise Conflict("whatif_full", limit=MOST_PARTS)
        return draft

    async def take_back(self, whatif_id: WhatIfId, user_id: int) -> tuple[WhatIf, Part]:
        """Take a person's newest contribution out and return it, in whatever state salon and what-if are; a message it came from stays.

        Raises NotFound("whatif_nothing_yours"), or Conflict("whatif_premise_stays") when others have built on the premise.
        A premise that is taken back closes the what-if.
        """
        now = self._clock.now()
        async with self._held(whatif_id) as (uow, salon, draft):
            if (part := draft.last_of(user_id)) is None:
                raise NotFound("whatif_nothing_yours")
            if part.version == 1 and draft.contributions:
                raise Conflict("whatif_premise_stays")
            await uow.whatifs.take_out(part.turn_id)
            if part.message_id is None:
                await uow.turns.discard(part.turn_id)  # it stood in the draft alone: the words go for good
            await uow.whatifs.changed(draft.id)
            if part.version == 1:
                await uow.whatifs.move(draft.id, WhatIfState.DROPPED)
            await renew(uow, draft.id, now)
            await uow.jobs.put(
                "redraw", str(salon.id), now, guild_id=salon.guild_id
            )  # the host may have repeated it, and the record too
            _, changed = await _standing(uow, whatif_id)
        self._rooms.drop(salon.id)
        self._salons.wake()
        _log.info("event=whatif_taken_back whatif=%s version=%s", whatif_id, changed.version)
        return changed, part

    async def agree(self, whatif_id: WhatIfId, user_id: int) -> tuple[WhatIf, Voice]:
        """Ask the room whether it is agreed, or confirm that it is.

        Raises Conflict("whatif_only_premise"), Conflict("whatif_added_last") or Conflict("whatif_asked").
        """
        people = (await self._rooms.of((await self.get(whatif_id))[0].id)).people.keys()
        async with self._held(whatif_id) as (uow, salon, draft):
            _demand_workable(salon, draft)
            if not draft.contributions:
                raise Conflict("whatif_only_premise")
            meant = voice(draft, user_id, people)
            if meant in {Voice.ADDED_LAST, Voice.ASKED}:
                raise Conflict(f"whatif_{meant.value}")
            if meant is Voice.CONFIRMS:
                await uow.whatifs.move(draft.id, WhatIfState.AGREED)
            else:
                await uow.whatifs.ask(draft.id, user_id)
            await renew(uow, draft.id, self._clock.now())
            _, changed = await _standing(uow, whatif_id)
        self._salons.wake()
        _log.info("event=whatif_voice whatif=%s voice=%s", whatif_id, meant)
        return changed, meant

    async def set_aside(self, whatif_id: WhatIfId) -> WhatIf:
        """Set an open what-if aside; it can be taken up again."""
        async with self._held(whatif_id) as (uow, salon, draft):
            _demand_workable(salon, draft)
            return await self._moved(uow, draft, WhatIfState.DROPPED)

    async def take_up(self, whatif_id: WhatIfId) -> WhatIf:
        """Go on with one that was set aside. Raises Conflict("whatif_open") while another is open."""
        async with self._held(whatif_id) as (uow, salon, draft):
            _demand_open(salon)
            if draft.state is WhatIfState.AGREED:
                raise Conflict("whatif_agreed")
            if draft.premise is None:
                raise NotFound("whatif_gone")
            there = open_one(await uow.whatifs.of_salon(salon.id))
            if there is not None and there.id != draft.id:
                raise Conflict("whatif_other_open")
            return await self._moved(uow, draft, WhatIfState.OPEN)

    async def _moved(self, uow: UnitOfWork, draft: WhatIf, state: WhatIfState) -> WhatIf:
        await uow.whatifs.move(draft.id, state)
        await renew(uow, draft.id, self._clock.now())
        self._salons.wake()
        _log.info("event=whatif_moved whatif=%s state=%s", draft.id, state)
        return (await _standing(uow, draft.id))[1]

    @asynccontextmanager
    async def _held(self, whatif_id: WhatIfId) -> AsyncIterator[tuple[UnitOfWork, Salon, WhatIf]]:
        """A what-if that nobody else changes until the block ends, in a writing transaction."""
        async with self._db.write() as uow:
            salon, _ = await _standing(uow, whatif_id)
            await uow.whatifs.hold(salon.id)
            salon, draft = await _standing(uow, whatif_id)
            yield uow, salon, draft

    async def _heard(self, turn: Turn) -> None:
        self._rooms.heard(turn)
        await look_for_heat(self._db, self._rooms, turn, self._clock.now())
        self._salons.wake()


async def _standing(uow: UnitOfWork, whatif_id: WhatIfId) -> tuple[Salon, WhatIf]:
    draft = await uow.whatifs.get(whatif_id)
    salon = await uow.salons.get(draft.salon_id) if draft is not None else None
    if draft is None or salon is None:
        raise NotFound("whatif_gone")
    return salon, draft


async def _said(uow: UnitOfWork, new: NewTurn) -> Turn:
    """Store what was put into a draft as a turn: it was said in the salon, though in no message."""
    turn = await uow.turns.add(new)
    if turn is None:
        raise Conflict("already_stored")
    return turn


async def _demand_heard(uow: UnitOfWork, author_id: int, now: datetime) -> None:
    if not await may_hear(uow, author_id, now):
        raise Forbidden("whatif_not_heard")


def _demand_open(salon: Salon | None) -> None:
    if salon is None or salon.state is SalonState.CLOSED:
        raise Conflict("whatif_salon_ended")
    if salon.state is SalonState.WATCHING:
        raise Conflict("film_is_on")
    if salon.state is not SalonState.OPEN:
        raise Conflict("paused")


def _demand_workable(salon: Salon, draft: WhatIf) -> None:
    _demand_open(salon)
    if draft.state is WhatIfState.DROPPED and draft.card is None:
        raise NotFound("whatif_gone")  # no card, and so no button that takes it up again
    if draft.state is not WhatIfState.OPEN:
        raise Conflict(f"whatif_{draft.state.value}")


def _usable(text: str) -> str:
    """What was typed, without white space around it. Raises BadInput("whatif_empty") or BadInput("whatif_too_long")."""
    text = text.strip()
    if not says(text):
        raise BadInput("whatif_empty")
    if len(text) > LONGEST_PART:
        raise BadInput("whatif_too_long", limit=LONGEST_PART, length=len(text))
    return text
