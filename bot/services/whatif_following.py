"""What happens to what-ifs when people talk: replies that contribute, and messages that are edited or deleted.

Each function works inside the caller's unit of work, so that talk and drafts never part.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.domain.salon import Salon, SalonState
from bot.domain.turn import SalonId, Turn
from bot.domain.whatif import WhatIf, WhatIfId, WhatIfState, says
from bot.ports import Heard, UnitOfWork

JOB = "draft"
"""The job that shows a draft as it stands and lets the host ask; its key is the what-if's id."""


async def draft_replied_to(uow: UnitOfWork, salon: Salon, message: Heard) -> WhatIf | None:
    """The draft that a message contributes to: it replies to the card of an open what-if that takes more."""
    if message.reply_to is None or salon.state is not SalonState.OPEN or not says(message.text):
        return None
    found = await uow.whatifs.shown_as(message.reply_to)
    if found is None or found.salon_id != salon.id:
        return None
    await uow.whatifs.hold(salon.id)
    draft = await uow.whatifs.get(found.id)
    return draft if draft is not None and draft.state is WhatIfState.OPEN and not draft.full else None


async def contribute(uow: UnitOfWork, draft: WhatIf, turn: Turn, now: datetime) -> None:
    """Make a stored turn a part of a draft."""
    await uow.whatifs.add(draft.id, turn.id)
    await renew(uow, draft.id, now)


async def follow_edit(uow: UnitOfWork, turn: Turn, now: datetime) -> None:
    """Renew the card of a draft whose words were edited."""
    for draft in await uow.whatifs.of_salon(turn.salon_id):
        if turn.id in draft.turns:
            await renew(uow, draft.id, now)


async def follow_deletions(uow: UnitOfWork, message_ids: Sequence[int], now: datetime) -> None:
    """Note that parts go with their messages; call this before the turns are removed."""
    for whatif_id in await uow.whatifs.in_messages(message_ids):
        await uow.whatifs.changed(whatif_id)
        await renew(uow, whatif_id, now)


async def follow_end(uow: UnitOfWork, salon_id: SalonId, now: datetime) -> None:
    """Renew the card of an open draft whose salon ends: it takes no more."""
    for draft in await uow.whatifs.of_salon(salon_id):
        if draft.state is WhatIfState.OPEN:
            await renew(uow, draft.id, now)


async def renew(uow: UnitOfWork, whatif_id: WhatIfId, now: datetime, *, wanted: bool = False) -> None:
    """Enqueue that a draft is shown as it stands; ``wanted``: in a new card where somebody has deleted the old one."""
    await uow.jobs.put(JOB, str(whatif_id), now, {"wanted": True} if wanted else None)
