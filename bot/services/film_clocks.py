"""Watching together: the clock of the film, and what people do to it.

Every deed is stored with the jobs that follow from it: "clock" tells the thread, "film_over" opens the talk.
"""

from __future__ import annotations

import logging
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from bot.domain.film_clock import ClockState, Deed, DeedKind, FilmClock
from bot.domain.film_position import read_position
from bot.domain.salon import Salon, SalonState
from bot.domain.spoiler import NOTHING
from bot.domain.turn import SalonId
from bot.errors import Conflict, NotFound
from bot.ports import Clock, Database, KeptDeed, UnitOfWork
from bot.services.rooms import Rooms
from bot.services.salons import Salons

_log = logging.getLogger(__name__)
SHOW = "clock"
"""The job that tells a salon's thread what was done to the clock; its key is the salon's id."""
OVER = "film_over"
"""The job that opens the talk when the film is over; its key is the salon's id, its time that of the film's end."""
FRESH = "fresh"
"""In the payload of job "clock": the number of a deed that nothing can have been posted of yet."""
TO_GET_READY = timedelta(seconds=20)
"""From the word to the common moment at which everybody presses play, at the beginning."""
TO_GO_ON = timedelta(seconds=8)
"""The same after a pause."""
AT_LEAST = timedelta(seconds=4)
"""How long before a common moment it must stand in the thread; else it is put off."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a film stands at the moment ``now``, and what was done to its clock."""

    salon: Salon
    clock: FilmClock
    kept: Sequence[KeptDeed]
    now: datetime

    @property
    def state(self) -> ClockState:
        """Where the evening stands."""
        return self.clock.state(self.now)

    @property
    def last(self) -> Deed | None:
        """What was done last."""
        return self.kept[-1].deed if self.kept else None


def clock_of(salon: Salon, kept: Sequence[KeptDeed]) -> FilmClock:
    """The clock of a salon's film."""
    runtime = salon.film.runtime
    return FilmClock(tuple(one.deed for one in kept), runtime * 60.0 if runtime else None)


async def has_begun(db: Database, salon: Salon, now: datetime) -> bool:
    """Whether people have seen anything of the film of a salon: False while they gather for it."""
    if salon.state is not SalonState.WATCHING:
        return True
    async with db.read() as uow:
        return clock_of(salon, await uow.clocks.of_salon(salon.id)).position(now) > 0


def common_moment(now: datetime, ahead: timedelta) -> datetime:
    """The next whole second that lies so far ahead, since Discord shows no smaller part of a moment."""
    return datetime.fromtimestamp(math.ceil((now + ahead).timestamp()), UTC)


class FilmClocks:
    """The clocks of films. Anybody who can write in the thread may start, pause, resume, seek and end.

    Raises NotFound("no_salon_here" or "salon_in_thread"), and Conflict or BadInput as ``FilmClock`` does. Of two people who
    do the same at once, the second hears that it is done.
    """

    def __init__(self, db: Database, clock: Clock, salons: Salons, rooms: Rooms) -> None:
        self._db = db
        self._clock = clock
        self._salons = salons
        self._rooms = rooms

    # --- asking ---

    async def where(self, channel_id: int) -> Standing:
        """Where the film stands that is watched here."""
        return await self.of(await self._salons.required(channel_id))

    async def of(self, salon: Salon) -> Standing:
        """Where the film of a salon stands."""
        async with self._db.read() as uow:
            kept = await uow.clocks.of_salon(salon.id)
        return Standing(salon, clock_of(salon, kept), kept, self._clock.now())

    async def film_time(self, channel_id: int, at: datetime) -> tuple[Standing, float | None]:
        """To which position of the film what was said here at a moment belongs, also after the salon has ended.

        Raises NotFound("no_clock_here") where no film was watched then.
        """
        async with self._db.read() as uow:
            for salon in await uow.salons.held_in(channel_id):
                if salon.opened_at - timedelta(minutes=1) <= at and (kept := await uow.clocks.of_salon(salon.id)):
                    standing = Standing(salon, clock_of(salon, kept), kept, self._clock.now())
                    return standing, standing.clock.film_time(at)
        raise NotFound("no_clock_here")

    # --- doing, by salon ---

    async def start(self, salon_id: SalonId, by: int, at: datetime | None = None) -> Standing:
        """Begin at a common moment (``at``, where it leaves time to get ready); where it ever was begun nothing changes."""
        try:
            return await self._begin(salon_id, by, at, None, once=True)
        except Conflict as error:
            if error.key not in {"clock_running", "clock_changed"}:
                raise
        async with self._db.read() as uow:
            salon = await uow.salons.get(salon_id)
        if salon is None:
            raise NotFound("no_salon_here")
        return await self.of(salon)

    async def _begin(
        self, salon_id: SalonId, by: int, at: datetime | None, typed: str | None, *, once: bool = False
    ) -> Standing:
        def begun(clock: FilmClock, now: datetime) -> Deed:
            if once and clock.deeds:
                raise Conflict("clock_running")
            soonest = common_moment(now, TO_GET_READY)
            wished = None if typed is None else read_position(typed, clock.runtime).resolved(0.0)
            return clock.start(soonest if at is None else max(at, soonest), now, by, wished)

        return await self._do(salon_id, begun)

    # --- doing, by channel ---

    async def begin(self, channel_id: int, by: int, typed: str | None = None) -> Standing:
        """Begin here: any live salon becomes a watch party. Raises Conflict("clock_running" or "clock_paused")."""
        return await self._begin((await self._salons.required(channel_id)).id, by, None, typed)

    async def pause(self, channel_id: int, by: int) -> Standing:
        """Let the film stand."""
        return await self._here(channel_id, lambda clock, now: clock.pause(now, by))

    async def intermission(self, channel_id: int, by: int, minutes: int | None = None) -> Standing:
        """Let the film stand for an intermission."""

        def called(clock: FilmClock, now: datetime) -> Deed:
            until = None if minutes is None else common_moment(now, timedelta(minutes=minutes))
            return clock.intermission(now, by, until)

        return await self._here(channel_id, called)

    async def resume(self, channel_id: int, by: int) -> Standing:
        """Go on, at a common moment."""
        return await self._here(channel_id, lambda clock, now: clock.resume(common_moment(now, TO_GO_ON), now, by))

    async def seek(self, channel_id: int, by: int, typed: str) -> Standing:
        """Set the clock to where the film is. Raises BadInput("position_unclear" or "position_beyond")."""

        def sought(clock: FilmClock, now: datetime) -> Deed:
            wished = read_position(typed, clock.runtime)
            return clock.seek(wished.resolved(clock.position(now)), now, by)

        return await self._here(channel_id, sought)

    async def end(self, channel_id: int, by: int) -> Standing:
        """The film is over: the talk opens. Raises Conflict("clock_not_started") where no film is watched."""

        def ended(clock: FilmClock, now: datetime) -> Deed:
            return clock.end(now, by)

        return await self._here(channel_id, ended)

    async def _here(self, channel_id: int, act: Callable[[FilmClock, datetime], Deed]) -> Standing:
        return await self._do((await self._salons.required(channel_id)).id, act)

    async def _do(self, salon_id: SalonId, act: Callable[[FilmClock, datetime], Deed]) -> Standing:
        now = self._clock.now()
        async with self._db.write() as uow:
            salon = await uow.salons.get(salon_id)
            if salon is None or not salon.live:
                raise NotFound("no_salon_here")
            kept = await uow.clocks.of_salon(salon_id)
            deed = act(clock_of(salon, kept), now)
            if salon.state is not SalonState.WATCHING:
                if deed.kind is not DeedKind.START:
                    raise Conflict("clock_over" if kept else "clock_not_started")
                await _watch(uow, salon, now)
            number = len(kept) + 1
            await uow.clocks.add(salon_id, number, deed)
            kept = [*kept, KeptDeed(number, deed)]
            clock = clock_of(salon, kept)
            await uow.jobs.put(SHOW, str(salon_id), now, {FRESH: number}, guild_id=salon.guild_id)
            await expect_end(uow, salon, clock)
            salon = await uow.salons.get(salon_id) or salon
        self._rooms.drop(salon_id)
        self._salons.wake()
        _log.info("event=film_clock salon=%s deed=%s number=%s", salon_id, deed.kind, number)
        return Standing(salon, clock, kept, now)


async def _watch(uow: UnitOfWork, salon: Salon, now: datetime) -> None:
    """Make a salon a watch party: nothing is given away any more, to nobody, and the host waits."""
    await uow.salons.set_state(salon.id, SalonState.WATCHING, now)
    await uow.salons.set_horizon(salon.id, NOTHING)
    await uow.horizons.clear(salon.id)
    for kind in ("lull", "consider"):
        await uow.jobs.drop(kind, str(salon.id))


async def expect_end(uow: UnitOfWork, salon: Salon, clock: FilmClock) -> None:
    """Enqueue the end of the film for when it comes, or forget it while nobody knows when that is."""
    over = clock.over_at()
    if over is None:
        await uow.jobs.drop(OVER, str(salon.id))
    else:
        await uow.jobs.put(OVER, str(salon.id), over, guild_id=salon.guild_id)
