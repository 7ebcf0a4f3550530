"""Starting, pausing, resuming and ending salons."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from weakref import WeakValueDictionary

from bot.domain.content import Library
from bot.domain.evidence import with_verdicts
from bot.domain.film import Film
from bot.domain.salon import Salon, SalonState
from bot.domain.spoiler import EVERYTHING, NOTHING, Horizon
from bot.domain.turn import SalonId, Source, Utterance, UtteranceKind
from bot.errors import Conflict, Forbidden, Gone, NotFound
from bot.ports import Announcer, Clock, Database, Host, Job, NewSalon, NewTurn, Place, UnitOfWork
from bot.services.forum_tags import to_be_labelled
from bot.services.rooms import Rooms
from bot.services.seeds import left_open, recalling
from bot.services.whatif_following import follow_end

_log = logging.getLogger(__name__)
_SAFETY_NET = timedelta(seconds=45)  # an opening that nobody finished is taken over by the job after this long
_LISTED = 10
_LONGEST_FILM = timedelta(hours=6)  # with its breaks: so much longer a salon whose film is on may be silent
_DOORS = "doors"  # in the payload of job "open": what is said where people gather before the film
Stored = Callable[[UnitOfWork, Salon], Awaitable[None]]
_LINGER = timedelta(minutes=2)  # how long "already ended" is the answer to a second end


def _nothing() -> None:
    """Nobody to wake."""


class Salons:
    """The life of a salon. ``wake`` tells the job runner that something is due."""

    def __init__(
        self,
        db: Database,
        clock: Clock,
        announcer: Announcer,
        host: Host,
        rooms: Rooms,
        library: Library,
        *,
        lull: timedelta,
        abandon: timedelta,
        wake: Callable[[], None] = _nothing,
    ) -> None:
        self._db = db
        self._clock = clock
        self._announcer = announcer
        self._host = host
        self._rooms = rooms
        self._library = library
        self._lull = lull
        self._abandon = abandon
        self.wake = wake
        self._at: dict[int, SalonId] | None = None
        self._ended: dict[int, float] = {}
        self._one_by_one: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()

    # --- which channels have a salon ---

    async def load(self) -> None:
        """Learn which channels have a live salon."""
        async with self._db.read() as uow:
            self._at = {s.channel_id: s.id for s in await uow.salons.live() if s.channel_id is not None}

    def knows(self, channel_id: int) -> bool:
        """Whether a live salon is in that channel, as far as memory tells (True while nothing is loaded yet)."""
        return self._at is None or channel_id in self._at

    async def here(self, channel_id: int) -> Salon | None:
        """The live salon of a channel."""
        if not self.knows(channel_id):
            return None
        async with self._db.read() as uow:
            return await uow.salons.live_at(channel_id)

    async def required(self, channel_id: int) -> Salon:
        """The live salon of a channel. Raises NotFound("no_salon_here"), or "salon_in_thread" where one is in a thread of it."""
        if (salon := await self.here(channel_id)) is None:
            raise await self._nowhere(channel_id)
        return salon

    async def _nowhere(self, channel_id: int) -> NotFound:
        """That no salon is in a channel; it names the newest of those opened from there, whose threads people mean."""
        async with self._db.read() as uow:
            under = [
                one for one in await uow.salons.live() if one.parent_id == channel_id and one.channel_id is not None
            ]
        return NotFound("salon_in_thread", channel=under[0].channel_id) if under else NotFound("no_salon_here")

    async def listed(self, guild_id: int) -> tuple[Sequence[Salon], Sequence[Salon]]:
        """A server's live salons and those lately closed, newest first."""
        async with self._db.read() as uow:
            recent = await uow.salons.recent(guild_id, 3 * _LISTED)
            live = await uow.salons.live(guild_id)
        return live, [s for s in recent if s.state is SalonState.CLOSED][:_LISTED]

    async def known(self, guild_id: int, salon_id: SalonId) -> Salon:
        """A salon of a server, of any state. Raises NotFound("unknown_salon")."""
        async with self._db.read() as uow:
            salon = await uow.salons.get(salon_id)
        if salon is None or salon.guild_id != guild_id:
            raise NotFound("unknown_salon")
        return salon

    # --- starting ---

    async def start_alone(
        self, *, guild_id: int, parent_id: int, film: Film, opened_by: int, horizon: Horizon = EVERYTHING
    ) -> Salon:
        """As ``start``, but beside a salon on the film that goes on in that place it raises Conflict("already_open").

        For a button that stands there for everybody: of two who press it at once, one opens the salon and both are told where.
        """
        async with self._one_by_one.setdefault(parent_id, asyncio.Lock()):
            async with self._db.read() as uow:
                live = await uow.salons.live(guild_id)
            there = next((one for one in live if one.film.id == film.id and one.parent_id == parent_id), None)
            if there is not None:
                raise Conflict("already_open", channel=there.channel_id)
            return await self.start(
                guild_id=guild_id, parent_id=parent_id, film=film, opened_by=opened_by, horizon=horizon
            )

    async def start(
        self,
        *,
        guild_id: int,
        parent_id: int,
        film: Film,
        opened_by: int,
        lens: str | None = None,
        horizon: Horizon = EVERYTHING,
        language: str | None = None,
        doors: str | None = None,
        stored: Stored | None = None,
    ) -> Salon:
        """Open a salon on a film, called as the language of the evening calls it.

        With ``doors``, people gather to watch the film first: those words are posted in place of the host's opening, which
        comes when the film is over, and until then nothing is given away. ``stored`` is done in the transaction that stores
        the salon, so that whoever it is for knows of it, whatever dies then. Raises Conflict("already_open"), Forbidden or
        Gone, and then leaves nothing behind.
        """
        now = self._clock.now()
        async with self._db.write() as uow:
            if (there := await uow.salons.live_at(parent_id)) is not None:
                raise Conflict("already_open", channel=there.channel_id)
            chosen = language or (await uow.servers.get(guild_id)).language
            judged = await uow.themes.judged(guild_id, film.id)
            told = with_verdicts(self._library.of(chosen).told(film), judged)
            least = horizon if doors is None else NOTHING
            salon = await uow.salons.add(
                NewSalon(guild_id, parent_id, told, opened_by, now, lens=lens, horizon=least, language=chosen)
            )
            told_at_doors = {_DOORS: doors} if doors is not None else None
            await uow.jobs.put("open", str(salon.id), now + _SAFETY_NET, told_at_doors, guild_id=guild_id)
            if stored is not None:
                await stored(uow, salon)
        return await self._open(salon, doors)

    async def open_left_over(self, job: Job) -> None:
        """Job "open": finish an opening that was interrupted."""
        async with self._db.read() as uow:
            salon = await uow.salons.get(SalonId(int(job.key)))
        if salon is not None and salon.state is SalonState.OPENING:
            doors = job.payload.get(_DOORS)
            await self._open(salon, None if doors is None else str(doors))

    async def opening(self, salon: Salon) -> Utterance:
        """The host's opening of a salon, with what the last one on its film left open."""
        async with self._db.read() as uow:
            asked = await uow.turns.asked(salon.guild_id, salon.film.id)
            content = self._library.of(salon.language)
            theme = await left_open(uow, salon, content.bank.vocabulary)
        opening = await self._host.open(salon, asked)
        return recalling(opening, theme, content.speech.recap["left_last_time"])

    async def _open(self, salon: Salon, doors: str | None) -> Salon:
        if doors is None:
            opening, state = await self.opening(salon), SalonState.OPEN
        else:
            opening = Utterance(UtteranceKind.OPENING, doors, Source.HOUSE, "the doors are open")
            state = SalonState.WATCHING
        try:
            place = await self._announcer.make_place(salon, opening, f"o{salon.id}")
            return await self._placed(salon, opening, place, state)
        except (Forbidden, Gone, Conflict):
            async with self._db.write() as uow:
                await uow.salons.remove(salon.id)
                await uow.jobs.drop("open", str(salon.id))
            raise

    async def _placed(self, salon: Salon, opening: Utterance, place: Place, state: SalonState) -> Salon:
        now = self._clock.now()
        async with self._db.write() as uow:
            opened = await uow.salons.place(salon.id, place.channel_id, state)
            turn = await uow.turns.add(
                NewTurn(salon.id, 0, HOST_NAME, now, opening.text, place.opening_message, utterance=kept(opening))
            )
            if turn is not None and place.opening_message is None:
                await uow.jobs.put("post", str(turn.id), now, guild_id=salon.guild_id)
            await self.expect_talk(uow, salon, now)
            await uow.jobs.drop("open", str(salon.id))
            await to_be_labelled(uow, salon.id, now)
        if self._at is not None:
            self._at[place.channel_id] = salon.id
        _log.info("event=salon_opened salon=%s film=%s", salon.id, salon.film.id)
        self.wake()
        return opened

    async def expect_talk(self, uow: UnitOfWork, salon: Salon, now: datetime) -> None:
        """Enqueue what looks after a talk that begins: its lulls, and its end when everybody has left."""
        await uow.jobs.put("lull", str(salon.id), now + self._lull, guild_id=salon.guild_id)
        await uow.jobs.put("abandon", str(salon.id), now + self._abandon, guild_id=salon.guild_id)

    # --- pausing and ending ---

    async def pause(self, channel_id: int) -> Salon:
        """Silence the host. Raises NotFound, or Conflict("already_paused" or "pause_in_film")."""
        return await self._switch(channel_id, SalonState.PAUSED, "already_paused")

    async def resume(self, channel_id: int) -> Salon:
        """Let the host speak again. Raises NotFound, or Conflict("not_paused" or "resume_in_film")."""
        return await self._switch(channel_id, SalonState.OPEN, "not_paused")

    async def _switch(self, channel_id: int, state: SalonState, refusal: str) -> Salon:
        salon = await self.required(channel_id)
        async with self._db.write() as uow:
            now = await uow.salons.get(salon.id)
            if now is not None and now.state is SalonState.WATCHING:
                raise Conflict("pause_in_film" if state is SalonState.PAUSED else "resume_in_film")
            if salon.state is state or not await uow.salons.set_state(salon.id, state, self._clock.now()):
                raise Conflict(refusal)
            changed = await uow.salons.get(salon.id)
        if changed is None:
            raise NotFound("no_salon_here")
        self._rooms.changed(changed)
        return changed

    async def end(self, channel_id: int, by: int | None) -> Salon:
        """Close the salon of a channel; its recap is posted by a job. Raises NotFound or Conflict("already_ended")."""
        salon = await self.here(channel_id)
        if salon is None:
            ended = self._ended.get(channel_id, 0.0)
            recently = self._clock.now().timestamp() - ended < _LINGER.total_seconds()
            raise Conflict("already_ended") if recently else await self._nowhere(channel_id)
        closed = await self.close(salon)
        _log.info("event=salon_ended salon=%s by=%s", salon.id, by)
        return closed

    async def close(self, salon: Salon, *, recap: bool = True) -> Salon:
        """Close a salon and enqueue its recap. Raises Conflict("already_ended") when somebody was faster."""
        now = self._clock.now()
        async with self._db.write() as uow:
            if not await uow.salons.set_state(salon.id, SalonState.CLOSED, now):
                raise Conflict("already_ended")
            for kind in ("lull", "abandon", "consider", "film_over"):
                await uow.jobs.drop(kind, str(salon.id))
            if await uow.clocks.of_salon(salon.id):
                await uow.jobs.put("clock", str(salon.id), now, guild_id=salon.guild_id)  # its buttons go
            await follow_end(uow, salon.id, now)
            if (screening := await uow.screenings.of_salon(salon.id)) is not None:  # its card and event end with it
                await uow.jobs.put("screening_over", str(screening.id), now, guild_id=salon.guild_id)
            if recap:
                await uow.jobs.put("recap", str(salon.id), now, guild_id=salon.guild_id)
            else:  # else the record keeps to how far people have seen, and clears it
                await uow.horizons.clear(salon.id)
            closed = await uow.salons.get(salon.id)
        if salon.channel_id is not None:
            self._ended[salon.channel_id] = now.timestamp()
            if self._at is not None:
                self._at.pop(salon.channel_id, None)
        if closed is None:
            raise NotFound("no_salon_here")
        self._rooms.changed(closed)
        self.wake()
        return closed

    async def abandon_if_silent(self, job: Job) -> None:
        """Job "abandon": close a salon in which nobody has spoken for long, with its recap."""
        salon_id = SalonId(int(job.key))
        async with self._db.read() as uow:
            salon = await uow.salons.get(salon_id)
        if salon is None or not salon.live:
            return
        due = (salon.last_turn_at or salon.opened_at) + self._abandon
        if salon.state is SalonState.WATCHING:  # people who watch write little, and a long film has breaks
            due = await self._last_deed(salon, due - self._abandon) + self._abandon + _LONGEST_FILM
        if due > self._clock.now():
            async with self._db.write() as uow:
                await uow.jobs.put("abandon", job.key, due)
            return
        await self.close(salon)
        _log.info("event=salon_abandoned salon=%s", salon.id)

    async def _last_deed(self, salon: Salon, since: datetime) -> datetime:
        """When somebody last touched the film's clock, if that was later."""
        async with self._db.read() as uow:
            return max([since, *(one.deed.at for one in await uow.clocks.of_salon(salon.id))])


HOST_NAME = "Salon"
"""How the host's own turns are signed in the record."""


def kept(said: Utterance) -> Utterance:
    """An utterance as it is stored beside its turn: without text, so that words withdrawn later stand in one place only."""
    return replace(said, text="")
