"""The evening of a screening: its thread and its film begin, and when the film is over the screening is."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from bot.domain.nomination import nomination_of
from bot.domain.salon import Salon, SalonState
from bot.domain.screening import Answer, Screening, ScreeningId, ScreeningState, going
from bot.domain.turn import SalonId
from bot.errors import Conflict, Forbidden, Gone, Unavailable
from bot.ports import Clock, Database, Job, ScreeningWords, UnitOfWork
from bot.services.film_clocks import FilmClocks, common_moment
from bot.services.salons import Salons
from bot.services.screening_series import next_of
from bot.services.screenings import BARRED, CARD, EVENT, OVER, TELL, arrange

_log = logging.getLogger(__name__)
_READY = timedelta(minutes=1)
"""How long people get to be ready where the doors open late."""
_AGAIN = timedelta(minutes=15)
_LONGEST = timedelta(hours=24)  # after which an evening is over whatever its clock says
_WATCHED = frozenset({SalonState.OPENING, SalonState.WATCHING})


class ScreeningEvenings:
    """Begins evenings, each once: the salon is stored together with the note that the screening has begun."""

    def __init__(
        self,
        db: Database,
        clock: Clock,
        salons: Salons,
        clocks: FilmClocks,
        words: ScreeningWords,
        *,
        wake: Callable[[], None],
    ) -> None:
        self._db = db
        self._clock = clock
        self._salons = salons
        self._clocks = clocks
        self._words = words
        self._wake = wake

    async def open(self, job: Job) -> None:
        """Job "screening_open": open the thread of the evening, and set the moment at which the film begins.

        One that comes late says so; one that comes after the film would be over does not come.
        """
        screening_id, now = ScreeningId(int(job.key)), self._clock.now()
        async with self._db.read() as uow:
            there = await uow.screenings.get(screening_id)
            placeless = there is not None and await _placeless(uow, there)
        if there is None:
            return
        if there.ahead or placeless:
            if now >= there.ends_at:
                await self._missed(there)
                return
            await self._begin(job, there, now)
            async with self._db.read() as uow:
                there = await uow.screenings.get(screening_id)
        if there is None or there.state is not ScreeningState.BEGUN or there.salon_id is None:
            return
        await self._placed(there.salon_id)
        await self._clocks.start(there.salon_id, there.organiser, max(there.starts_at, common_moment(now, _READY)))
        async with self._db.write() as uow:
            await uow.jobs.put(CARD, job.key, now, guild_id=there.guild_id)
        self._wake()

    async def _begin(self, job: Job, there: Screening, now: datetime) -> None:
        async def begun(uow: UnitOfWork, salon: Salon) -> None:
            await self._begun(uow, there, salon.id, now)

        try:
            await self._salons.start(
                guild_id=there.guild_id,
                parent_id=there.parent_id,
                film=there.film,
                opened_by=there.organiser,
                language=there.language,
                doors=self._words.doors(there, late=now + _READY / 2 > there.starts_at),
                stored=begun,
            )
        except Gone:
            # The channel is not there any more: nobody can come, and nobody can be told.
            await self._lost(there, now)
            raise
        except Forbidden:
            await self._barred(job, there, now, busy=False)
            raise
        except Conflict as error:
            if error.values.get("channel") == there.parent_id:
                await self._barred(job, there, now, busy=True)
            # Threads cannot be made there and the channel has a salon already: the evening waits for its end.
            raise Unavailable from error
        _log.info("event=screening_begun screening=%s late_s=%.0f", there.id, (now - there.starts_at).total_seconds())

    async def _barred(self, job: Job, there: Screening, now: datetime, *, busy: bool) -> None:
        """Let who organises it know, once, that the evening waits: for a permission, or for the end of another salon."""
        if job.attempts <= 1:
            async with self._db.write() as uow:
                await uow.jobs.put(BARRED, str(there.id), now, {"busy": busy}, guild_id=there.guild_id)
            self._wake()

    async def _placed(self, salon_id: SalonId) -> None:
        """Wait for the salon's own opening where it was interrupted, which has a job of its own."""
        async with self._db.read() as uow:
            salon = await uow.salons.get(salon_id)
        if salon is not None and salon.state is SalonState.OPENING:
            raise Unavailable

    async def _begun(self, uow: UnitOfWork, there: Screening, salon_id: SalonId, now: datetime) -> None:
        """Note in the transaction that stores the salon that the screening has begun, and plan the next of its series."""
        held = await uow.screenings.taken(there.id)
        if held is None or not (held.ahead or await _placeless(uow, held)):
            raise Conflict("screening_begun")
        await uow.screenings.save(replace(held, state=ScreeningState.BEGUN, salon_id=salon_id, changed_at=now))
        await uow.jobs.put(EVENT, str(there.id), now, guild_id=there.guild_id)
        await uow.jobs.put(OVER, str(there.id), max(there.looked_at_again, now + _AGAIN), guild_id=there.guild_id)
        await uow.nominations.hold(there.guild_id)
        nominated = nomination_of(there.film, await uow.nominations.of_server(there.guild_id))
        if nominated is not None:
            await uow.nominations.remove(nominated.id)
        if (following := await next_of(uow, held, now)) is not None:
            await arrange(uow, following, now)

    async def _lost(self, there: Screening, now: datetime) -> None:
        async with self._db.write() as uow:
            held = await uow.screenings.taken(there.id)
            if held is not None:
                await uow.screenings.save(replace(held, state=ScreeningState.CANCELLED, changed_at=now))
                await uow.jobs.put(EVENT, str(there.id), now, guild_id=there.guild_id)
        _log.warning("event=screening_lost_its_channel screening=%s", there.id)

    async def _missed(self, there: Screening) -> None:
        """The bot was away the whole evening: that is said to those who meant to come, and the series goes on."""
        now = self._clock.now()
        async with self._db.write() as uow:
            held = await uow.screenings.taken(there.id)
            if held is None or not (held.ahead or await _placeless(uow, held)):
                return
            over = replace(held, state=ScreeningState.OVER, sequence=held.sequence + 1, changed_at=now)
            await uow.screenings.save(over)
            await arrange(uow, over, now)
            who = going(await uow.screenings.rsvps(over.id), Answer.GOING, Answer.MAYBE)
            if who:
                payload = {"what": "missed", "who": list(who), "sequence": over.sequence}
                await uow.jobs.put(TELL, f"{over.id}:{over.sequence}", now, payload, guild_id=there.guild_id)
            if (following := await next_of(uow, over, now)) is not None:
                await arrange(uow, following, now)
        _log.warning("event=screening_missed screening=%s", there.id)
        self._wake()

    async def opened(self, uow: UnitOfWork, salon: Salon, _: datetime) -> None:
        """When the film is over and the talk opens, so that is noted: in the same transaction."""
        there = await uow.screenings.of_salon(salon.id)
        if there is not None and there.state is ScreeningState.BEGUN:
            await uow.jobs.put(OVER, str(there.id), self._clock.now(), guild_id=there.guild_id)

    async def over(self, job: Job) -> None:
        """Job "screening_over": when the film is over, so are the card's buttons and Discord's event."""
        now = self._clock.now()
        async with self._db.write() as uow:
            there = await uow.screenings.taken(ScreeningId(int(job.key)))
            if there is None or there.state is not ScreeningState.BEGUN:
                return
            salon = await uow.salons.get(there.salon_id) if there.salon_id is not None else None
            if salon is not None and salon.state in _WATCHED and now < there.starts_at + _LONGEST:
                await uow.jobs.put(OVER, job.key, now + _AGAIN, guild_id=there.guild_id)
                return
            await uow.screenings.save(replace(there, state=ScreeningState.OVER, changed_at=now))
            for one in await uow.screenings.reminders(there.id):  # nobody needs to know any more who wanted one
                await uow.screenings.remind(there.id, one.user_id, ())
            await uow.jobs.put(CARD, job.key, now, guild_id=there.guild_id)
            await uow.jobs.put(EVENT, job.key, now, guild_id=there.guild_id)
        self._wake()


async def _placeless(uow: UnitOfWork, there: Screening) -> bool:
    """Whether a screening has begun and its thread could not be made: its salon is not there, and it is tried again."""
    if there.state is not ScreeningState.BEGUN:
        return False
    return there.salon_id is None or await uow.salons.get(there.salon_id) is None
