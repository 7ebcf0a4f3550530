"""Heat in what-ifs: what is put into a draft is considered by the host only where people are at each other in it."""

from __future__ import annotations

from datetime import datetime

from bot.domain.decision import Trigger
from bot.domain.heat import response
from bot.domain.turn import Turn
from bot.ports import Database
from bot.services.rooms import Rooms


async def look_for_heat(db: Database, rooms: Rooms, turn: Turn, now: datetime) -> None:
    """Queue a decision, as after a turn of the talk, where there is heat once a contribution has been heard."""
    room = await rooms.of(turn.salon_id)
    if response(room, Trigger.TURN).heated is None:
        return
    async with db.write() as uow:
        await uow.jobs.put("consider", str(turn.salon_id), now, guild_id=room.salon.guild_id)
