"""What-ifs in memory."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from bot.domain.turn import SalonId, TurnId
from bot.domain.whatif import Part, WhatIf, WhatIfId, WhatIfState, open_one
from bot.errors import Conflict, NotFound
from bot.local.memory.rows import Rows
from bot.storage.accept import aware


class MemoryWhatIfs:
    """A WhatIfStore over ``Rows``. Writes run one after another, so that nothing needs holding.

    Kept are a what-if without its parts, and which turn is which part of it; the parts are made of the turns that still stand.
    """

    def __init__(self, rows: Rows) -> None:
        self._rows = rows

    async def hold(self, salon_id: SalonId) -> None:
        """Nothing to do."""

    async def begin(self, salon_id: SalonId, premise: TurnId, at: datetime) -> WhatIf:
        """Store an open what-if at version 1. Raises Conflict("whatif_open"), or NotFound when salon or turn is gone."""
        if open_one(await self.of_salon(salon_id)) is not None:
            raise Conflict("whatif_open")
        if salon_id not in self._rows.salons:
            raise NotFound
        made = WhatIf(WhatIfId(self._rows.new_id("whatif")), salon_id, WhatIfState.OPEN, 0, aware(at))
        self._rows.put(self._rows.whatifs, made.id, made)
        await self.add(made.id, premise)
        return self._whole(self._rows.whatifs[made.id])

    async def get(self, whatif_id: WhatIfId) -> WhatIf | None:
        """The what-if of that id."""
        return next((self._whole(one) for one in self._standing() if one.id == whatif_id), None)

    async def of_salon(self, salon_id: SalonId) -> Sequence[WhatIf]:
        """A salon's what-ifs of any state, oldest first."""
        return [self._whole(one) for one in self._standing() if one.salon_id == salon_id]

    async def shown_as(self, message_id: int) -> WhatIf | None:
        """The what-if whose card is that message."""
        return next((self._whole(one) for one in self._standing() if one.card == message_id), None)

    async def in_messages(self, message_ids: Sequence[int]) -> Sequence[WhatIfId]:
        """The what-ifs that have a part from one of these messages, each once, oldest first."""
        said = {turn_id for m in message_ids if (turn_id := self._rows.by_message.get(m)) is not None}
        return sorted({self._rows.parts[turn_id][0] for turn_id in said if turn_id in self._rows.parts})

    async def add(self, whatif_id: WhatIfId, turn_id: TurnId) -> None:
        """Make a turn the newest part, and with it a new version. Raises NotFound, or Conflict("already_stored")."""
        if whatif_id not in self._rows.whatifs or turn_id not in self._rows.turns:
            raise NotFound
        if turn_id in self._rows.parts:
            raise Conflict("already_stored")
        await self.changed(whatif_id)
        self._rows.put(self._rows.parts, turn_id, (whatif_id, self._rows.whatifs[whatif_id].version))

    async def take_out(self, turn_id: TurnId) -> None:
        """Let a turn be no part any more; the turn itself stays."""
        self._rows.drop(self._rows.parts, turn_id)

    async def changed(self, whatif_id: WhatIfId) -> None:
        """Make a new version, since something was taken back; a question whether it is agreed is void."""
        if (one := self._rows.whatifs.get(whatif_id)) is not None:
            self._save(replace(one, version=one.version + 1, asked_by=None))

    async def ask(self, whatif_id: WhatIfId, user_id: int) -> None:
        """Record who asks whether it is agreed."""
        if (one := self._rows.whatifs.get(whatif_id)) is not None:
            self._save(replace(one, asked_by=user_id))

    async def move(self, whatif_id: WhatIfId, state: WhatIfState) -> None:
        """Change the state. Raises Conflict("whatif_open") when another of the salon is open."""
        one = self._rows.whatifs.get(whatif_id)
        if one is None:
            return
        there = open_one(await self.of_salon(one.salon_id))
        if state is WhatIfState.OPEN and there is not None and there.id != whatif_id:
            raise Conflict("whatif_open")
        self._save(replace(one, state=state, asked_by=None))

    async def card(self, whatif_id: WhatIfId, message_id: int | None) -> None:
        """Record which message shows it."""
        if (one := self._rows.whatifs.get(whatif_id)) is not None:
            self._save(replace(one, card=message_id))

    async def forget_user(self, user_id: int) -> Sequence[WhatIfId]:
        """Forget that somebody asked whether what-ifs are agreed, and return these."""
        asked = sorted((one for one in self._rows.whatifs.values() if one.asked_by == user_id), key=lambda one: one.id)
        for one in asked:
            self._save(replace(one, asked_by=None))
        return [one.id for one in asked]

    def _standing(self) -> Sequence[WhatIf]:
        return [one for one in self._rows.whatifs.values() if one.salon_id in self._rows.salons]

    def _save(self, whatif: WhatIf) -> None:
        self._rows.put(self._rows.whatifs, whatif.id, whatif)

    def _whole(self, whatif: WhatIf) -> WhatIf:
        made_of = [(version, turn_id) for turn_id, (of, version) in self._rows.parts.items() if of == whatif.id]
        parts = (
            Part(
                turn.id,
                turn.author_id,
                turn.author_name,
                turn.at,
                turn.text,
                version,
                turn.message_id,
                edited=turn.edited_at is not None,
            )
            for version, turn_id in sorted(made_of)
            if (turn := self._rows.turns.get(turn_id)) is not None
        )
        return replace(whatif, parts=tuple(parts))
