"""What happens to what-ifs when people talk: replies that contribute, and messages that are edited or deleted.

Each function works inside the caller's unit of work, so that talk and drafts never part.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.domain.salon import Salon, SalonState
from bot.domain.turn import SalonId, Turn
from bot.domain.whatif import WhatIf, WhatIfId, WhatIfState, open_one, says
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
    """Renew the card of a draft whose words were edited: nobody has agreed, or been asked to, on what it says now.

    One that was agreed on is open again. Where another is open, or the salon has ended, it stays agreed on, and its card
    marks the part as edited.
    """
    await uow.whatifs.hold(turn.salon_id)
    salon, drafts = await uow.salons.get(turn.salon_id), await uow.whatifs.of_salon(turn.salon_id)
    for draft in drafts:
        if turn.id not in draft.turns:
            continue
        reopens = open_one(drafts) is None and salon is not None and salon.live
        if draft.state is WhatIfState.OPEN or (draft.state is WhatIfState.AGREED and reopens):
            await uow.whatifs.move(draft.id, WhatIfState.OPEN)  # which forgets who asked
        await renew(uow, draft.id, now)


async def follow_deletions(uow: UnitOfWork, message_ids: Sequence[int], now: datetime) -> Sequence[SalonId]:
    """Note that parts go with their messages, and drafts with their cards; call this before the turns are removed.

    Returns the salons that have lost words which stood in a card alone.
    """
    shown = [draft for message_id in message_ids if (draft := await uow.whatifs.shown_as(message_id)) is not None]
    for draft in shown:
        await follow_lost_card(uow, draft, now)
    for whatif_id in await uow.whatifs.in_messages(message_ids):
        await uow.whatifs.changed(whatif_id)
        await renew(uow, whatif_id, now)
    return [draft.salon_id for draft in shown]


async def follow_lost_card(uow: UnitOfWork, draft: WhatIf, now: datetime) -> None:
    """Set a draft aside whose card somebody deleted, in whatever state it is; it is never posted again.

    The words that stood in the card alone go with it, as those of any message do.
    """
    await uow.whatifs.hold(draft.salon_id)
    await uow.whatifs.card(draft.id, None)
    await uow.whatifs.move(draft.id, WhatIfState.DROPPED)
    for part in draft.parts:
        if part.message_id is None:
            await uow.whatifs.take_out(part.turn_id)
            await uow.turns.discard(part.turn_id)
    await uow.jobs.put("redraw", str(draft.salon_id), now)  # the host may have repeated them, and the record too


async def follow_end(uow: UnitOfWork, salon_id: SalonId, now: datetime) -> None:
    """Renew the cards of a salon that ends: an open draft takes no more, and a card may have been deleted unheard."""
    for draft in await uow.whatifs.of_salon(salon_id):
        if draft.state is not WhatIfState.DROPPED:
            await renew(uow, draft.id, now)


async def renew(uow: UnitOfWork, whatif_id: WhatIfId, now: datetime) -> None:
    """Enqueue that a draft is shown as it stands."""
    await uow.jobs.put(JOB, str(whatif_id), now)
