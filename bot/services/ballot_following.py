"""What a server's open ballot makes of a nomination that changed."""

from __future__ import annotations

from datetime import datetime

from bot.domain.nomination import Nomination
from bot.ports import UnitOfWork

CARD = "ballot_card"
"""The job that shows a ballot as it stands; its key is the ballot's id."""


async def follow_nomination(uow: UnitOfWork, nomination: Nomination, now: datetime, *, removed: bool = False) -> bool:
    """Redraw the open ballot that the film is on, and strike it there when it was ``removed`` for everyone.

    Returns whether it is on one. The server is held already.
    """
    ballot = await uow.ballots.open_in(nomination.guild_id)
    if ballot is None or ballot.option(nomination.id) is None:
        return False
    if removed:
        await uow.ballots.strike(ballot.id, nomination.id)
    await uow.jobs.put(CARD, str(ballot.id), now, guild_id=ballot.guild_id)
    return True
