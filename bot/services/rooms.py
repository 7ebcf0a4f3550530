"""The rooms of live salons, kept in memory and rebuilt from storage when they are not there."""

from __future__ import annotations

from collections import Counter, OrderedDict
from collections.abc import Iterable
from dataclasses import replace

from bot.domain.content import Library
from bot.domain.reader import Reader
from bot.domain.room import Room
from bot.domain.salon import Salon
from bot.domain.spoiler import Horizon
from bot.domain.turn import SalonId, Turn
from bot.domain.vocabulary import Vocabulary
from bot.errors import NotFound
from bot.ports import Database, UnitOfWork
from bot.services.optouts import Optouts
from bot.services.quotations import standing

_KEPT = 64


class Rooms:
    """Gives the room of a salon. Whoever stores a turn also lets the room hear it, or drops the room.

    Whoever opted out of being heard is in none: neither what they said before nor that they are there.
    """

    def __init__(self, db: Database, library: Library, optouts: Optouts) -> None:
        self._db = db
        self._library = library
        self.optouts = optouts
        self._as_of = optouts.version
        self._rooms: OrderedDict[SalonId, Room] = OrderedDict()
        self._present: dict[SalonId, frozenset[int]] = {}
        self._changes: Counter[SalonId] = Counter()

    async def of(self, salon_id: SalonId) -> Room:
        """The room of a salon. Raises NotFound("no_salon_here") when there is no such salon."""
        await self.optouts.look()
        if (room := self._kept(salon_id)) is not None:
            return room
        while True:
            changes, choices = self._changes[salon_id], self.optouts.version
            async with self._db.read() as uow:
                salon = await uow.salons.get(salon_id)
                if salon is None:
                    raise NotFound("no_salon_here")
                room = await self._built(uow, salon)
            # Something that was stored while this was read may be missing from it: read again.
            if (changes, choices) == (self._changes[salon_id], self.optouts.version):
                return self._keep(room)

    async def silenced(self, room: Room) -> bool:
        """Whether somebody of this room has opted out since it was built: nothing is made of it any more."""
        await self.optouts.look()
        return self.optouts.any_of(room.people)

    def _kept(self, salon_id: SalonId) -> Room | None:
        """The room in memory, if it was built with everybody's present choice."""
        if self._as_of != self.optouts.version:
            self._as_of = self.optouts.version
            self._rooms.clear()
        if (room := self._rooms.get(salon_id)) is not None:
            self._rooms.move_to_end(salon_id)
        return room

    def _keep(self, room: Room) -> Room:
        self._rooms[room.salon.id] = room
        while len(self._rooms) > _KEPT:
            self._rooms.popitem(last=False)
        return room

    async def _built(self, uow: UnitOfWork, salon: Salon) -> Room:
        turns = await uow.turns.of_salon(salon.id)
        asked = await uow.turns.asked(salon.guild_id, salon.film.id)
        content = self._library.of(salon.language)
        vocabulary = Vocabulary(content.bank.themes, content.bank.lenses, salon.film)
        reader = Reader(self._library.lexicon(salon.language), vocabulary, salon.film)
        told = await uow.horizons.of_salon(salon.id)

        def room_of(said: Iterable[Turn]) -> Room:
            room = Room(salon, reader, asked, self._present_in(salon.id))
            for person, seen in told.items():
                room.has_seen(person, seen)
            for turn in said:
                room.hear(turn)
            return room

        room = room_of(turns)
        if self.optouts.anybody and len(await uow.turns.of_salon(salon.id, unheard=True)) > len(turns):
            # Nor does the host go on from what it said itself of words that are not heard any more.
            return room_of(replace(turn, text=standing(turn, room)) for turn in turns)
        return room

    def _present_in(self, salon_id: SalonId) -> Iterable[int]:
        return (one for one in self._present.get(salon_id, ()) if not self.optouts.holds(one))

    def heard(self, turn: Turn) -> None:
        """Let the room of this turn hear it, if the room is in memory."""
        self._changes[turn.salon_id] += 1
        room = self._kept(turn.salon_id)
        if room is None or room.turn(turn.id) is not None or self.optouts.holds(turn.author_id):
            return
        if room.last is not None and (turn.at, turn.id) < (room.last.at, room.last.id):
            self.drop(turn.salon_id)  # a message that came late belongs earlier: read the salon anew in its order
            return
        room.hear(turn)

    def posted(self, salon_id: SalonId, turn: Turn, message_id: int) -> None:
        """A host's turn became a message."""
        self._changes[salon_id] += 1
        if (room := self._rooms.get(salon_id)) is not None:
            room.posted(turn.id, message_id)

    def has_seen(self, salon_id: SalonId, person: int, seen: Horizon) -> None:
        """Somebody said by command how far they have seen."""
        self._changes[salon_id] += 1
        if (room := self._rooms.get(salon_id)) is not None:
            room.has_seen(person, seen)

    def changed(self, salon: Salon) -> None:
        """The salon's state changed."""
        self._changes[salon.id] += 1
        if (room := self._rooms.get(salon.id)) is not None:
            room.salon = salon

    def drop(self, salon_id: SalonId) -> None:
        """Forget the room; it is rebuilt when needed (after edits and deletions, and when a salon ends)."""
        self._changes[salon_id] += 1
        self._rooms.pop(salon_id, None)

    def expect(self, salon_id: SalonId, people: Iterable[int]) -> None:
        """Say who is in the room although they may not have spoken yet."""
        self._present[salon_id] = frozenset(people)
        self.drop(salon_id)
