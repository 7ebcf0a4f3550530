"""What somebody missed in a salon, told to them alone, at once and within how far they have seen.

No model is asked, whichever host a salon has: the answer is private and wanted now, the house's way takes milliseconds,
costs nothing, and cannot say what nobody said. Who has not seen the film is shown no sentence that a model made of it.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from bot.domain.catch_up import CatchUp, Later, catch_up, seen_by
from bot.domain.content import Library
from bot.domain.film_clock import FilmClock
from bot.domain.room import Room
from bot.domain.salon import Salon, SalonState
from bot.domain.spoiler import EVERYTHING, NOTHING, Horizon
from bot.domain.turn import Turn, TurnId
from bot.domain.whatif import WhatIf, only
from bot.domain.whatif_record import linked
from bot.ports import Clock, Database, PostedMessage, UnitOfWork
from bot.services.covers import SpoilerCovers
from bot.services.film_clocks import Standing, clock_of
from bot.services.knowing_films import knows
from bot.services.rooms import Rooms
from bot.services.salons import Salons

_log = logging.getLogger(__name__)
JUST_ENDED = timedelta(hours=24)
"""How long after its end a salon is still caught up with where it was held; then its recap is what there is."""
_LOOKED_THROUGH = 100  # a server's newest salons among which one that just ended is looked for


@dataclass(frozen=True, slots=True)
class Told:
    """What somebody missed; ``turns`` are those it links to, each in the message that shows it.

    ``recap`` is where the record begins, of a salon that has ended and has one. ``film`` is where the film stands that is
    being watched; then ``missed.left_out`` counts messages.
    """

    salon: Salon
    missed: CatchUp
    turns: Mapping[TurnId, Turn]
    recap: PostedMessage | None = None
    film: Standing | None = None


class CatchingUp:
    """Tells people what they missed."""

    def __init__(
        self, db: Database, clock: Clock, library: Library, salons: Salons, rooms: Rooms, covers: SpoilerCovers
    ) -> None:
        self._db = db
        self._clock = clock
        self._library = library
        self._salons = salons
        self._rooms = rooms
        self._covers = covers

    async def tell(self, guild_id: int, channel_id: int, person: int) -> Told:
        """What somebody missed in the salon here, which may be paused or just ended.

        Raises NotFound("no_salon_here"), or "salon_in_thread" where one is in a thread of the channel.
        """
        salon = await self._salons.here(channel_id) or await self._just_ended(guild_id, channel_id)
        if salon is None:
            salon = await self._salons.required(channel_id)
        room = await self._rooms.of(salon.id)
        async with self._db.read() as uow:
            drafts, posts = await uow.whatifs.of_salon(salon.id), await uow.recaps.posts(salon.id)
            seen, kept = await self._seen(uow, room, person), await uow.clocks.of_salon(salon.id)
        clock = clock_of(salon, kept)
        later = self._later(room, seen, clock)
        drafts = [only(draft, {turn.id for turn in room.turns}) for draft in drafts]
        missed = catch_up(room, person, drafts if salon.live else (), seen, later)
        film = Standing(salon, clock, kept, self._clock.now()) if salon.state is SalonState.WATCHING else None
        if film is not None and seen != EVERYTHING:
            missed = replace(missed, left_out=sum(later(turn) for turn in _missed(room, person)))
        _log.info("event=caught_up_with salon=%s turns=%s left_out=%s", salon.id, missed.turns, missed.left_out)
        post = posts[0] if posts and not salon.live else None
        return Told(salon, missed, _placed(room, missed, drafts), post, film)

    async def _just_ended(self, guild_id: int, channel_id: int) -> Salon | None:
        since = self._clock.now() - JUST_ENDED
        async with self._db.read() as uow:
            recent = await uow.salons.recent(guild_id, _LOOKED_THROUGH)
        here = (one for one in recent if one.channel_id == channel_id and one.state is SalonState.CLOSED)
        return next((one for one in here if one.closed_at is not None and one.closed_at >= since), None)

    async def _seen(self, uow: UnitOfWork, room: Room, person: int) -> Horizon:
        """How far somebody has seen.

        What people said of it goes when a salon ends; from then on who is not known to know the film has seen nothing.
        """
        seen = seen_by(room, person)
        if room.salon.live or seen != EVERYTHING or await knows(uow, room.salon, person, room.people):
            return seen
        return NOTHING

    def _later(self, room: Room, seen: Horizon, clock: FilmClock) -> Later:
        """Whether a turn tells of what lies beyond: it names a later scene, or asks what gives too much away.

        What was written at a position of the film that somebody has not come to is taken to do so, whatever it says.
        """
        if seen == EVERYTHING:
            return lambda _: False
        scenes = self._covers.scenes(room.salon)
        bank = self._library.of(room.salon.language).bank
        beyond = {q.id for q in bank.of_film(room.salon.film.id) if not seen.allows(q.reveals)}

        def later(turn: Turn) -> bool:
            asked = turn.utterance.question if turn.utterance is not None else None
            at = clock.film_time(turn.at)
            watched = at is not None and at > seen.seen * (clock.runtime or 0.0)
            return watched or (asked is not None and asked.id in beyond) or scenes.named(turn.text, seen)

        return later


def _missed(room: Room, person: int) -> Sequence[Turn]:
    """What others have written since somebody last wrote."""
    last = next((n for n in range(len(room.turns) - 1, -1, -1) if room.turns[n].author_id == person), -1)
    return [turn for turn in room.turns[last + 1 :] if not turn.by_host]


def _placed(room: Room, missed: CatchUp, drafts: Sequence[WhatIf]) -> Mapping[TurnId, Turn]:
    """The turns that are linked to, those of a what-if in the message that shows it."""
    shown = {turn_id: turn for turn_id in missed.shown if (turn := room.turn(turn_id)) is not None}
    return linked(shown, drafts)
