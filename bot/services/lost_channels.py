"""What happens to words whose channel or thread is deleted: they are deleted as well, as those of any message are."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.domain.turn import SalonId
from bot.ports import Database


async def forget_words(db: Database, channel_id: int, now: datetime) -> Sequence[SalonId]:
    """Delete what was said in the salons of a channel, and renew their records; return which salons those are."""
    async with db.write() as uow:
        salons = await uow.salons.held_in(channel_id)
        for salon in salons:
            said = await uow.turns.of_salon(salon.id, unheard=True)
            await uow.turns.remove([turn.message_id for turn in said if turn.message_id is not None])
            await uow.jobs.put("redraw", str(salon.id), now, guild_id=salon.guild_id)
    return [salon.id for salon in salons]
