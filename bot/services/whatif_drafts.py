"""Showing drafts: the card of a what-if is posted once and redrawn at each change, and then the host may ask."""

from __future__ import annotations

import logging
from dataclasses import replace

from bot.domain.decision import Trigger
from bot.domain.heat import Call, response
from bot.domain.salon import Salon, SalonState
from bot.domain.turn import Utterance
from bot.domain.whatif import WhatIf, WhatIfId, WhatIfState, only
from bot.errors import Forbidden, Gone
from bot.ports import Clock, Database, DraftBoard, Host, Job, NewTurn
from bot.services.rooms import Rooms
from bot.services.salons import HOST_NAME, Salons, kept
from bot.services.whatif_following import follow_lost_card

_log = logging.getLogger(__name__)


class WhatIfDrafts:
    """The cards of what-ifs, and the host's questions beside them."""

    def __init__(self, db: Database, clock: Clock, board: DraftBoard, host: Host, rooms: Rooms, salons: Salons) -> None:
        self._db = db
        self._clock = clock
        self._board = board
        self._host = host
        self._rooms = rooms
        self._salons = salons

    async def show(self, job: Job) -> None:
        """Job "draft": show a draft as it stands, then let the host ask the next question if it is time for one."""
        async with self._db.read() as uow:
            draft = await uow.whatifs.get(WhatIfId(int(job.key)))
            salon = await uow.salons.get(draft.salon_id) if draft is not None else None
        if draft is None or salon is None or salon.channel_id is None:
            return
        working = draft.state is WhatIfState.OPEN and salon.state is SalonState.OPEN
        try:
            shown = await self._shown(job, salon, draft, working=working)
        except Gone:
            await self._lost(draft)
            return
        except Forbidden as error:
            _log.warning("event=draft_not_shown whatif=%s permission=%s", draft.id, error.values.get("permission"))
            return
        if shown and working:
            await self._ask(salon, draft)

    async def _shown(self, job: Job, salon: Salon, draft: WhatIf, *, working: bool) -> bool:
        """Redraw the card, or post it where there is none; False where there is none to be."""
        card = draft.card
        # Discord forgets nonces after a few minutes. Whatever may have been posted before is looked for in the channel.
        if card is None and (job.attempts > 1 or draft.version > 1):
            card = await self._board.find(salon, draft)
        if card is None and not working:
            return False
        if card is None:
            card = await self._board.post(salon, draft, f"w{draft.id}.{draft.version}")
            await self._carded(draft, card)
        elif draft.card is None:
            await self._carded(draft, card)
            await self._board.redraw(salon, replace(draft, card=card))
        else:
            await self._board.redraw(salon, draft)
        return True

    async def _carded(self, draft: WhatIf, card: int | None) -> None:
        async with self._db.write() as uow:
            await uow.whatifs.card(draft.id, card)

    async def _lost(self, draft: WhatIf) -> None:
        """Somebody deleted the card, or the channel, while nobody listened."""
        if draft.card is None:
            return
        async with self._db.write() as uow:
            now_there = await uow.whatifs.get(draft.id)
            if now_there is None or now_there.card != draft.card:
                return
            await follow_lost_card(uow, now_there, self._clock.now())
        self._rooms.drop(draft.salon_id)
        self._salons.wake()
        _log.info("event=draft_card_gone whatif=%s", draft.id)

    async def _ask(self, salon: Salon, draft: WhatIf) -> None:
        """Let the host ask; what it says is posted by job "post" like all its words."""
        room = await self._rooms.of(salon.id)
        if any(room.turn(turn_id) is None for turn_id in draft.turns):
            self._rooms.drop(salon.id)
            room = await self._rooms.of(salon.id)
        draft = only(draft, {turn.id for turn in room.turns})  # without the parts of who opted out of being heard
        if draft.premise is None:
            return
        if response(room, Trigger.TURN).call is not Call.GO_ON:
            return  # people at each other have no use for a dramatic question
        said = await self._host.next_question(room, draft)
        if await self._rooms.silenced(room):
            return
        if said is not None and (room.last is None or not room.last.by_host):
            await self._store(salon, draft, said)

    async def _store(self, salon: Salon, draft: WhatIf, said: Utterance) -> None:
        async with self._db.write() as uow:
            now_open, still = await uow.salons.get(salon.id), await uow.whatifs.get(draft.id)
            # What changed meanwhile has enqueued this job anew; it will ask about that.
            if (
                now_open is None
                or now_open.state is not SalonState.OPEN
                or still is None
                or still.version != draft.version
            ):
                return
            new = NewTurn(salon.id, 0, HOST_NAME, self._clock.now(), said.text, utterance=kept(said))
            if (turn := await uow.turns.add(new)) is None:
                return
            await uow.jobs.put("post", str(turn.id), self._clock.now(), guild_id=salon.guild_id)
        self._rooms.heard(turn)
        self._salons.wake()
        _log.debug("event=whatif_question salon=%s whatif=%s reason=%s", salon.id, draft.id, said.reason)
