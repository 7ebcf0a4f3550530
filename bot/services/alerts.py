"""Heat between people: another look a moment later, and one line to the channel that those who manage a server named.

The line links to a message and repeats none of it. Of people nothing is stored; of a salon, when it was last reported.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from bot.domain.decision import Trigger
from bot.domain.heat import Response
from bot.domain.salon import Salon
from bot.domain.turn import Turn, TurnId
from bot.errors import Forbidden, Gone
from bot.ports import Announcer, Clock, Database, Job, ServerSettings, UnitOfWork
from bot.services.optouts import may_hear

_log = logging.getLogger(__name__)
Wording = Callable[[ServerSettings, Salon, Turn], str]
"""The line for the managers of a server about a turn of a salon; always the same for the same turn."""
TO_LAUGH = timedelta(seconds=20)
"""How long hard words may be laughed off before they count."""
REST = timedelta(hours=1)
"""Between two lines about one salon."""


class Alerts:
    """Follows up heat in salons; ``word`` None: nobody is told."""

    def __init__(self, db: Database, clock: Clock, announcer: Announcer, *, word: Wording | None = None) -> None:
        self._db = db
        self._clock = clock
        self._announcer = announcer
        self._word = word

    async def follow(self, salon: Salon, newest: Turn | None, heat: Response) -> None:
        """Queue what heat asks for; ``newest`` is the turn after which it was read."""
        if heat.heated is None or newest is None:
            return
        now = self._clock.now()
        async with self._db.write() as uow:
            if heat.waits:
                stored = await uow.salons.get(salon.id)
                # Whoever has said something since has queued a look of their own, which must not be put off.
                if stored is not None and stored.last_turn_at is not None and stored.last_turn_at <= newest.at:
                    await uow.jobs.put(
                        "consider",
                        str(salon.id),
                        now + TO_LAUGH,
                        {"trigger": Trigger.HEAT.value},
                        guild_id=salon.guild_id,
                    )
                return
            chosen = (await uow.servers.get(salon.guild_id)).alert_channel
            if chosen is not None and self._word is not None and await uow.salons.alert(salon.id, now, REST):
                await uow.jobs.put("alert", str(heat.heated.turn_id), now, guild_id=salon.guild_id)

    async def post(self, job: Job) -> None:
        """Job "alert": tell the channel that is named now of a turn, if both are still there."""
        async with self._db.read() as uow:
            turn = await uow.turns.get(TurnId(int(job.key)))
            salon = await uow.salons.get(turn.salon_id) if turn else None
            settings = await uow.servers.get(salon.guild_id) if salon else None
            if turn is not None and not await may_hear(uow, turn.author_id, self._clock.now()):
                return
            turn = await _placed(uow, turn) if turn else None
        if turn is None or salon is None or settings is None or settings.alert_channel is None or self._word is None:
            return
        channel, line = settings.alert_channel, self._word(settings, salon, turn)
        try:
            if job.attempts > 1 and await self._announcer.find_own(channel, line, turn.at) is not None:
                return
            await self._announcer.say(channel, line, f"h{turn.id}")
        except (Forbidden, Gone) as error:
            _log.warning("event=alert_not_posted salon=%s channel=%s error=%s", salon.id, channel, type(error).__name__)
            return
        _log.info("event=alert_posted salon=%s turn=%s", salon.id, turn.id)


async def _placed(uow: UnitOfWork, turn: Turn) -> Turn:
    """A turn that was put into a what-if itself stands in the card that shows it."""
    if turn.message_id is not None:
        return turn
    drafts = await uow.whatifs.of_salon(turn.salon_id)
    return replace(turn, message_id=next((draft.card for draft in drafts if turn.id in draft.turns), None))
