"""What people ask of the host by name: a counter-reading to a point, and to take up one message."""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain.point import Point, PointKind
from bot.domain.room import Room
from bot.domain.salon import Salon, SalonState
from bot.domain.turn import Turn, TurnId
from bot.errors import BadInput, Conflict, NotFound
from bot.ports import Database, Host
from bot.services.hosting import Conversation
from bot.services.optouts import demand_heard
from bot.services.rooms import Rooms
from bot.services.salons import Salons


class Wishes:
    """Asks the host for words about one point. What is said counts as the host's and is posted like all it says."""

    def __init__(self, db: Database, host: Host, rooms: Rooms, salons: Salons, conversation: Conversation) -> None:
        self._db = db
        self._host = host
        self._rooms = rooms
        self._salons = salons
        self._conversation = conversation

    async def points(self, channel_id: int) -> Sequence[Point]:
        """The points of the salon here, one a message, newest first; none where there is no salon."""
        salon = await self._salons.here(channel_id)
        return [] if salon is None else _by_turn(await self._rooms.of(salon.id))

    async def counter(self, channel_id: int, wanted: str | None = None) -> Turn:
        """Have the host speak against a point (its turn's id, or words of it), or against what the room agrees on.

        Raises NotFound("no_salon_here"), Conflict("paused"), NotFound("no_point") or BadInput("unknown_point").
        """
        salon = await self._open(channel_id)
        room = await self._rooms.of(salon.id)
        said = await self._host.counter(room, None if wanted is None else _meant(room, wanted.strip()))
        return await self._conversation.put(salon.id, said, heard=room)

    async def take_up(self, channel_id: int, message_id: int, author_id: int = 0, by: int = 0) -> Turn:
        """Have the host take up the best point of a message of that author at once.

        Raises Forbidden("not_heard"), or Forbidden("you_are_not_heard") where the author is who asks; NotFound("no_salon_here"), Conflict("paused"), NotFound("not_a_turn"), BadInput("own_turn"),
        NotFound("nothing_to_take_up"), NotFound("no_question") or Conflict("taken_up_already").
        """
        salon = await self._open(channel_id)
        async with self._db.read() as uow:
            turn = await uow.turns.by_message(message_id)
        await demand_heard(self._rooms.optouts, turn.author_id if turn is not None else author_id, by)
        if turn is None or turn.salon_id != salon.id:
            raise NotFound("not_a_turn")
        if turn.by_host:
            raise BadInput("own_turn")
        room = await self._rooms.of(salon.id)
        if (point := _best(room, turn.id)) is None:
            raise NotFound("nothing_to_take_up")
        newest = room.last.id if room.last is not None else turn.id
        if room.last is not None and room.last.id in room.taken.get(turn.id, ()) and room.last.by_host:
            raise Conflict("taken_up_already")
        said = await self._host.take_up(room, point)
        return await self._conversation.put(salon.id, said, after=newest, heard=room)

    async def _open(self, channel_id: int) -> Salon:
        salon = await self._salons.required(channel_id)
        if salon.state is SalonState.PAUSED:
            raise Conflict("paused")
        return salon


def _by_turn(room: Room) -> list[Point]:
    """The best point of each message that makes one, newest first; questions are nothing to speak against."""
    best: dict[TurnId, Point] = {}
    for point in room.points:
        known = best.get(point.turn_id)
        if point.kind is not PointKind.QUESTION and (known is None or point.salience > known.salience):
            best[point.turn_id] = point
    return list(reversed(best.values()))


def _meant(room: Room, wanted: str) -> Point:
    """The point that was chosen from the list, or whose words were typed. Raises BadInput("unknown_point")."""
    folded = wanted.casefold()
    for point in _by_turn(room):
        if wanted == str(point.turn_id) or (folded and not folded.isdigit() and folded in point.sentence.casefold()):
            return point
    raise BadInput("unknown_point")


def _best(room: Room, turn_id: TurnId) -> Point | None:
    """The best point of a turn, or what comes nearest to one."""
    reading = room.readings.get(turn_id)
    if reading is None:
        return None
    return reading.points[0] if reading.points else reading.faint
