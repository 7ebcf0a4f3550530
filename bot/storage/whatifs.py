"""What-ifs in SQL."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.turn import SalonId, TurnId
from bot.domain.whatif import Part, WhatIf, WhatIfId, WhatIfState
from bot.errors import Conflict, NotFound
from bot.storage.statements import IN_LIST
from bot.storage.tables import salons, turns, whatif_parts, whatifs

_PARTS = sa.select(
    whatif_parts.c.whatif_id, whatif_parts.c.version, turns.c.id, turns.c.author_id, turns.c.author_name, turns.c.at,
    turns.c.text, turns.c.message_id, turns.c.edited_at,
).join(turns, turns.c.id == whatif_parts.c.turn_id)  # fmt: skip


class SqlWhatIfs:
    """A WhatIfStore over one connection."""

    def __init__(self, conn: AsyncConnection) -> None:
        self._conn = conn

    async def hold(self, salon_id: SalonId) -> None:
        """Keep others from changing a salon's what-ifs until the unit of work ends."""
        # SQLite has one writer anyway, and its dialect leaves FOR UPDATE out.
        await self._conn.execute(sa.select(salons.c.id).where(salons.c.id == salon_id).with_for_update())

    async def begin(self, salon_id: SalonId, premise: TurnId, at: datetime) -> WhatIf:
        """Store an open what-if at version 1. Raises Conflict("whatif_open"), or NotFound when salon or turn is gone."""
        if await self._open(salon_id):
            raise Conflict("whatif_open")
        values = {"salon_id": salon_id, "state": WhatIfState.OPEN.value, "version": 0, "opened_at": at}
        try:
            made = await self._conn.execute(sa.insert(whatifs).values(values).returning(whatifs.c.id))
        except IntegrityError:
            raise NotFound from None
        whatif_id = WhatIfId(made.scalar_one())
        await self.add(whatif_id, premise)
        return (await self._whatifs(whatifs.c.id == whatif_id))[0]

    async def get(self, whatif_id: WhatIfId) -> WhatIf | None:
        """The what-if of that id."""
        return next(iter(await self._whatifs(whatifs.c.id == whatif_id)), None)

    async def of_salon(self, salon_id: SalonId) -> Sequence[WhatIf]:
        """A salon's what-ifs of any state, oldest first."""
        return await self._whatifs(whatifs.c.salon_id == salon_id)

    async def shown_as(self, message_id: int) -> WhatIf | None:
        """The what-if whose card is that message."""
        return next(iter(await self._whatifs(whatifs.c.card == message_id)), None)

    async def in_messages(self, message_ids: Sequence[int]) -> Sequence[WhatIfId]:
        """The what-ifs that have a part from one of these messages, each once, oldest first."""
        found: set[int] = set()
        for start in range(0, len(message_ids), IN_LIST):
            some = turns.c.message_id.in_(message_ids[start : start + IN_LIST])
            query = sa.select(whatif_parts.c.whatif_id).join(turns, turns.c.id == whatif_parts.c.turn_id).where(some)
            found.update(await self._conn.scalars(query))
        return [WhatIfId(one) for one in sorted(found)]

    async def add(self, whatif_id: WhatIfId, turn_id: TurnId) -> None:
        """Make a turn the newest part, and with it a new version. Raises NotFound, or Conflict("already_stored")."""
        version = await self._next(whatif_id)
        if version is None or await self._conn.scalar(sa.select(turns.c.id).where(turns.c.id == turn_id)) is None:
            raise NotFound
        try:
            await self._conn.execute(
                sa.insert(whatif_parts).values(turn_id=turn_id, whatif_id=whatif_id, version=version)
            )
        except IntegrityError:
            raise Conflict("already_stored") from None

    async def take_out(self, turn_id: TurnId) -> None:
        """Let a turn be no part any more; the turn itself stays."""
        await self._conn.execute(sa.delete(whatif_parts).where(whatif_parts.c.turn_id == turn_id))

    async def changed(self, whatif_id: WhatIfId) -> None:
        """Make a new version, since something was taken back; a question whether it is agreed is void."""
        await self._next(whatif_id)

    async def ask(self, whatif_id: WhatIfId, user_id: int) -> None:
        """Record who asks whether it is agreed."""
        await self._set(whatif_id, asked_by=user_id)

    async def move(self, whatif_id: WhatIfId, state: WhatIfState) -> None:
        """Change the state. Raises Conflict("whatif_open") when another of the salon is open."""
        if state is WhatIfState.OPEN:
            salon_id = await self._conn.scalar(sa.select(whatifs.c.salon_id).where(whatifs.c.id == whatif_id))
            if await self._open(salon_id) not in {None, whatif_id}:
                raise Conflict("whatif_open")
        await self._set(whatif_id, state=state.value, asked_by=None)

    async def card(self, whatif_id: WhatIfId, message_id: int | None) -> None:
        """Record which message shows it."""
        await self._set(whatif_id, card=message_id)

    async def forget_user(self, user_id: int) -> Sequence[WhatIfId]:
        """Forget that somebody asked whether what-ifs are agreed, and return these."""
        change = sa.update(whatifs).where(whatifs.c.asked_by == user_id).values(asked_by=None)
        return [WhatIfId(one) for one in sorted(await self._conn.scalars(change.returning(whatifs.c.id)))]

    async def _open(self, salon_id: int | None) -> int | None:
        # Asked before it is written: a breach of the unique index would end the transaction on PostgreSQL.
        query = sa.select(whatifs.c.id).where(whatifs.c.salon_id == salon_id, whatifs.c.state == WhatIfState.OPEN.value)
        found: int | None = await self._conn.scalar(query)
        return found

    async def _next(self, whatif_id: WhatIfId) -> int | None:
        change = (
            sa.update(whatifs).where(whatifs.c.id == whatif_id).values(version=whatifs.c.version + 1, asked_by=None)
        )
        version: int | None = (await self._conn.execute(change.returning(whatifs.c.version))).scalar_one_or_none()
        return version

    async def _set(self, whatif_id: WhatIfId, **values: Any) -> None:
        await self._conn.execute(sa.update(whatifs).where(whatifs.c.id == whatif_id).values(**values))

    async def _whatifs(self, condition: sa.ColumnElement[bool]) -> Sequence[WhatIf]:
        rows = list(await self._conn.execute(sa.select(whatifs).where(condition).order_by(whatifs.c.id)))
        parts = await self._parts(condition) if rows else {}
        return [
            WhatIf(
                id=WhatIfId(row.id),
                salon_id=SalonId(row.salon_id),
                state=WhatIfState(row.state),
                version=row.version,
                opened_at=row.opened_at,
                parts=tuple(parts.get(row.id, ())),
                card=row.card,
                asked_by=row.asked_by,
            )
            for row in rows
        ]

    async def _parts(self, condition: sa.ColumnElement[bool]) -> Mapping[int, Sequence[Part]]:
        """The parts of some what-ifs, in the order of their versions."""
        query = _PARTS.join(whatifs, whatifs.c.id == whatif_parts.c.whatif_id).where(condition)
        found: dict[int, list[Part]] = {}
        for row in await self._conn.execute(query.order_by(whatif_parts.c.version)):
            whatif_id, version, turn_id, author_id, name, at, text, message_id, edited_at = row
            part = Part(TurnId(turn_id), author_id, name, at, text, version, message_id, edited_at is not None)
            found.setdefault(whatif_id, []).append(part)
        return found
