"""Spoiler covers: a private offer to whoever names a scene that somebody else in the room has not come to yet.

Nothing is deleted and nothing is said in the channel; the offer holds the person's own message, wrapped, ready to paste.
"""

from __future__ import annotations

import logging
from collections import OrderedDict
from collections.abc import Callable
from datetime import timedelta

from bot.domain.content import Library
from bot.domain.later_scenes import LaterScenes, common_cues
from bot.domain.room import Room
from bot.domain.salon import Salon, SalonState
from bot.domain.spoiler import EVERYTHING, NOTHING
from bot.domain.turn import Turn, TurnId
from bot.errors import Forbidden, Gone
from bot.ports import Announcer, Clock, Database, Heard, Job, UnitOfWork
from bot.services.rooms import Rooms

_log = logging.getLogger(__name__)
Wording = Callable[[Salon, Turn], str]
"""The private message to the author of a turn."""
MOST = 3
"""Offers to one person in one salon."""
_FRESH = timedelta(minutes=10)  # what was read later than that after a break has been read by everybody
_SENT = "sent"  # in a job's payload: the message is on its way, or was
_KEPT = 32  # films whose scenes are kept at hand


class SpoilerCovers:
    """Finds turns that name later scenes and offers their authors a cover; ``word`` None switches it off."""

    def __init__(
        self,
        db: Database,
        clock: Clock,
        announcer: Announcer,
        rooms: Rooms,
        library: Library,
        *,
        word: Wording | None = None,
    ) -> None:
        self._db = db
        self._clock = clock
        self._announcer = announcer
        self._rooms = rooms
        self._library = library
        self._word = word
        self._films: OrderedDict[tuple[str, str], LaterScenes] = OrderedDict()
        self._common: dict[str, frozenset[str]] = {}

    def offered(self, salon: Salon) -> bool:
        """Whether covers are offered in a salon: they are switched on, and later scenes of its film are known."""
        bank = self._library.of(salon.language).bank
        if self._word is None or not bank.notes.get(salon.film.id):
            return False
        return any(not NOTHING.allows(question.reveals) for question in bank.of_film(salon.film.id))

    async def wanted(self, salon: Salon, message: Heard) -> bool:
        """Whether a message that is about to be stored names a scene that somebody else there has not seen."""
        if salon.state is not SalonState.OPEN or not self.offered(salon):
            return False
        if self._clock.now() - message.at > _FRESH:
            return False
        return self._names_later(await self._rooms.of(salon.id), message.author_id, message.text)

    async def note(self, uow: UnitOfWork, turn: Turn) -> None:
        """Enqueue the offer for a turn that was just stored, unless its author has had enough of them."""
        if await uow.horizons.offer_cover(turn, MOST):
            await uow.jobs.put("cover", str(turn.id), self._clock.now())

    async def offer(self, job: Job) -> None:
        """Job "cover": offer it once, if the turn still stands as it was meant. Closed direct messages end it in silence.

        Whether a message arrived whose sending was cut short cannot be told; it is not sent again.
        """
        if job.payload.get(_SENT):
            return
        async with self._db.read() as uow:
            turn = await uow.turns.get(TurnId(int(job.key)))
            salon = await uow.salons.get(turn.salon_id) if turn else None
        if turn is None or salon is None or not salon.live or self._word is None:
            return
        await self._rooms.optouts.look()
        if self._rooms.optouts.holds(turn.author_id) or not self._names_later(
            await self._rooms.of(salon.id), turn.author_id, turn.text
        ):
            return
        try:
            await self._announcer.open_direct(turn.author_id)
            async with self._db.write() as uow:
                await uow.jobs.put(job.kind, job.key, self._clock.now(), {_SENT: True})
            await self._announcer.whisper(turn.author_id, self._word(salon, turn), f"c{turn.id}")
        except (Forbidden, Gone) as error:
            _log.info("event=cover_not_offered salon=%s turn=%s error=%s", salon.id, turn.id, type(error).__name__)
            return
        _log.info("event=cover_offered salon=%s turn=%s", salon.id, turn.id)

    def _names_later(self, room: Room, author: int, text: str) -> bool:
        others = room.horizon_beside(author)
        return others != EVERYTHING and self.scenes(room.salon).named(text, others)

    def scenes(self, salon: Salon) -> LaterScenes:
        """What is known of the film's later scenes, in the salon's language."""
        film, content = salon.film, self._library.of(salon.language)
        key = (film.id, content.language)
        if key not in self._films:
            if content.language not in self._common:
                self._common[content.language] = common_cues(content.bank.questions)
            common, questions = self._common[content.language], content.bank.of_film(film.id)
            self._films[key] = LaterScenes(film, questions, common, content.lexicon)
            while len(self._films) > _KEPT:
                self._films.popitem(last=False)
        return self._films[key]
