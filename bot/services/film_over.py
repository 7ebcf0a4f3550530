"""When the film is over: the salon opens by itself, for people who have all seen it, with what they wrote as they watched."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot.domain.content import Library
from bot.domain.film_clock import AWAY, RUNS, Deed, DeedKind, FilmClock
from bot.domain.film_position import shown_minute
from bot.domain.moments import Moments, Peak, moments
from bot.domain.recap_text import escaped
from bot.domain.room import Room
from bot.domain.salon import Salon, SalonState
from bot.domain.speech import Speech
from bot.domain.spoiler import EVERYTHING
from bot.domain.turn import SalonId, Utterance
from bot.ports import Clock, Database, Job, KeptDeed, NewTurn, UnitOfWork
from bot.services.film_clocks import OVER, SHOW, clock_of
from bot.services.rooms import Rooms
from bot.services.salons import HOST_NAME, Salons, kept

_log = logging.getLogger(__name__)
LATE = timedelta(minutes=2)
"""After which an opening begins with an apology."""
_TOLD = 2  # peaks that an opening tells of
_LONGEST = 2_000  # characters of a message
Opened = Callable[[UnitOfWork, Salon, datetime], Awaitable[None]]
"""Is told, inside the transaction that opens the talk, that a salon's film was over at a moment."""


async def _nobody(_uow: UnitOfWork, _salon: Salon, _over: datetime) -> None:
    """Nobody waits for it."""


class FilmOver:
    """Opens salons when their films are over, each once. ``opened`` may be set by whoever has more to do then."""

    def __init__(self, db: Database, clock: Clock, salons: Salons, rooms: Rooms, library: Library) -> None:
        self._db = db
        self._clock = clock
        self._salons = salons
        self._rooms = rooms
        self._library = library
        self.opened: Opened = _nobody

    async def open(self, job: Job) -> None:
        """Job "film_over": open the talk, if the film is over by what its clock says now."""
        salon_id = SalonId(int(job.key))
        async with self._db.read() as uow:
            salon, deeds = await uow.salons.get(salon_id), await uow.clocks.of_salon(salon_id)
        over = None if salon is None else self._over(salon, deeds)
        if salon is None or over is None:
            return
        if over > self._clock.now():
            async with self._db.write() as uow:
                await uow.jobs.put(OVER, job.key, over, guild_id=job.guild_id)
            return
        opening = await self._opening(replace(salon, horizon=EVERYTHING), clock_of(salon, deeds), over)
        async with self._db.write() as uow:
            now_salon, now_deeds = await uow.salons.get(salon_id), await uow.clocks.of_salon(salon_id)
            if now_salon is None or self._over(now_salon, now_deeds) is None:
                return
            if len(now_deeds) != len(deeds):  # somebody touched the clock meanwhile: look again
                await uow.jobs.put(OVER, job.key, self._clock.now(), guild_id=job.guild_id)
                return
            await self._open(uow, salon, now_deeds, opening, over)
        self._rooms.drop(salon_id)
        self._salons.wake()
        _log.info("event=film_over salon=%s late=%s", salon_id, self._clock.now() - over > LATE)

    @staticmethod
    def _over(salon: Salon, deeds: Sequence[KeptDeed]) -> datetime | None:
        """When the film was over, or will be; None where that is no longer known, or nobody was told to press play."""
        if salon.state is not SalonState.WATCHING or not deeds:
            return None
        untold = deeds[-1].deed.kind in RUNS and deeds[-1].message_id is None
        return None if untold else clock_of(salon, deeds).over_at()

    async def _open(
        self, uow: UnitOfWork, salon: Salon, deeds: Sequence[KeptDeed], opening: Utterance, over: datetime
    ) -> None:
        now = self._clock.now()
        await uow.salons.set_state(salon.id, SalonState.OPEN, now)
        await uow.salons.set_horizon(salon.id, EVERYTHING)
        await uow.horizons.clear(salon.id)
        for person in {turn.author_id for turn in await uow.turns.of_salon(salon.id) if not turn.by_host}:
            await uow.horizons.save(salon.id, person, EVERYTHING)  # whatever they said of it before
        if deeds[-1].deed.kind is not DeedKind.END:
            position = clock_of(salon, deeds).position(over)
            await uow.clocks.add(salon.id, len(deeds) + 1, Deed(over, DeedKind.END, position, AWAY))
        turn = await uow.turns.add(NewTurn(salon.id, 0, HOST_NAME, now, opening.text, utterance=kept(opening)))
        if turn is not None:
            await uow.jobs.put("post", str(turn.id), now, guild_id=salon.guild_id)
        await uow.jobs.put(SHOW, str(salon.id), now, guild_id=salon.guild_id)
        await self._salons.expect_talk(uow, salon, now)
        await self.opened(uow, salon, over)

    async def _opening(self, salon: Salon, clock: FilmClock, over: datetime) -> Utterance:
        opening = await self._salons.opening(salon)
        speech = self._library.of(salon.language).speech
        found = moments_of(await self._rooms.of(salon.id), clock)
        opening = remembering(opening, salon, found, await self._rooms.of(salon.id), speech)
        if self._clock.now() - over <= LATE:
            return opening
        return _within(opening, f"{speech.recap['late']} {opening.text}")


def moments_of(room: Room, clock: FilmClock) -> Moments | None:
    """What the people of a room wrote during the film."""
    return moments(room.salon.film.label, room.turns, room.readings, room.reader.lexicon, clock)


def labels(found: Moments | None, forms: Mapping[str, str]) -> Mapping[int, str]:
    """How a record names each peak: its time in the film, and how many wrote at once."""
    peaks = found.peaks if found is not None else ()
    return {
        place: forms["moment_record" if peak.people > 1 else "moment_record_one"].format(
            time=shown_minute(peak.position), people=_counted(peak.people, forms)
        )
        for place, peak in enumerate(peaks)
    }


def remembering(opening: Utterance, salon: Salon, found: Moments | None, room: Room, speech: Speech) -> Utterance:
    """An opening that begins with what people wrote at once as they watched: their words, and where they stand.

    It keeps its one question. Words that would not show as they were typed are passed over.
    """
    peaks = sorted(found.peaks if found is not None else (), key=lambda one: one.weight, reverse=True)[:_TOLD]
    told = [(peak, line) for peak in sorted(peaks, key=lambda one: one.position) if (line := _line(peak)) is not None]
    said = [_told(told, place, salon, room, speech) for place in range(len(told))]
    for count in range(len(said), 0, -1):
        text = " ".join([*said[:count], "\n\n" + opening.text]).replace(" \n", "\n")
        if len(text) <= _LONGEST:
            turns = tuple(peak.lines[number].turn for peak, number in told[:count])
            return replace(opening, text=text, takes_up=(*opening.takes_up, *turns))
    return opening


def _line(peak: Peak) -> int | None:
    """The place of the best line that shows as it was typed and asks nothing: an opening has one question."""
    fit = (n for n, line in enumerate(peak.lines) if escaped(line.words) == line.words and "?" not in line.words)
    return next((n for n in fit if not set(peak.lines[n].words) & set('"“”«»')), None)


def _told(told: Sequence[tuple[Peak, int]], place: int, salon: Salon, room: Room, speech: Speech) -> str:
    """One of the peaks that are told, in the words that go with its place among them."""
    peak, number = told[place]
    line = peak.lines[number]
    turn = room.turn(line.turn)
    message = turn.message_id if turn is not None else None
    address = f"https://discord.com/channels/{salon.guild_id}/{salon.channel_id}" + (f"/{message}" if message else "")
    again = place > 0 and told[place - 1][0].people > 1
    form = speech.recap["moment_one" if peak.people == 1 else "moment_next" if again else "moment_many"]
    return form.format(
        time=shown_minute(peak.position), people=_counted(peak.people, speech.recap), name=speech.called(line.speaker),
        quote=line.words, link=address,
    )  # fmt: skip


def _counted(people: int, forms: Mapping[str, str]) -> str:
    """A small number in words."""
    words = forms["numbers"].split()
    return words[people - 1] if 0 < people <= len(words) else str(people)


def _within(opening: Utterance, text: str) -> Utterance:
    return replace(opening, text=text) if len(text) <= _LONGEST else opening
