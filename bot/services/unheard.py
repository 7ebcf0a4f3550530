"""What becomes of a message of somebody who opted out of being heard: nothing is kept of it.

Whoever calls the host all the same is told once that it does not hear them, by direct message; where they take none and are
alone with the host, in the channel.
"""

from __future__ import annotations

import logging
from collections import OrderedDict
from collections.abc import Callable
from datetime import timedelta

from bot.domain.salon import Salon
from bot.errors import Forbidden, Gone, SalonError
from bot.ports import Announcer, Clock, Heard
from bot.services.rooms import Rooms

_log = logging.getLogger(__name__)
Wording = Callable[[Salon], str]
"""How somebody is told that the host of a salon does not hear them."""
_FRESH = timedelta(minutes=10)  # whoever called longer ago has long seen that no answer came
_REMEMBERED = 1_000  # people and salons; nothing of it is stored, so that a restart may tell once more


class Unheard:
    """Tells people that they are not heard; ``word`` None: nobody is told."""

    def __init__(self, clock: Clock, announcer: Announcer, rooms: Rooms, *, word: Wording | None = None) -> None:
        self._clock = clock
        self._announcer = announcer
        self._rooms = rooms
        self._word = word
        self._told: OrderedDict[tuple[int, int], None] = OrderedDict()

    async def called(self, salon: Salon, message: Heard) -> None:
        """Answer a call of the host, the first time in that salon; what does not call it gets no answer."""
        whose = (salon.id, message.author_id)
        if self._word is None or not message.to_host or whose in self._told:
            return
        if self._clock.now() - message.at > _FRESH:
            return
        self._told[whose] = None
        while len(self._told) > _REMEMBERED:
            self._told.popitem(last=False)
        try:
            await self._tell(salon, message, self._word(salon))
        except SalonError as error:
            _log.info("event=unheard_not_told salon=%s error=%s", salon.id, type(error).__name__)

    async def _tell(self, salon: Salon, message: Heard, text: str) -> None:
        nonce = f"q{message.message_id}"
        try:
            await self._announcer.whisper(message.author_id, text, nonce)
        except (Forbidden, Gone):
            # Before others it would be said of a person what is theirs to tell.
            if not (await self._rooms.of(salon.id)).people.keys() - {message.author_id}:
                await self._announcer.say(message.channel_id, text, nonce, reply_to=message.message_id)
