"""Salons in memory."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot.domain.film import FilmId
from bot.domain.salon import Salon, SalonState
from bot.domain.spoiler import Horizon
from bot.domain.turn import SalonId
from bot.errors import Conflict, NotFound
from bot.local.memory.horizons import MemoryHorizons
from bot.local.memory.rows import Rows
from bot.ports import NewSalon
from bot.storage.accept import aware


class MemorySalons:
    """A SalonStore over ``Rows``."""

    def __init__(self, rows: Rows) -> None:
        self._rows = rows

    async def add(self, new: NewSalon) -> Salon:
        """Store a salon in state OPENING."""
        salon = Salon(
            id=SalonId(self._rows.new_id("salon")),
            guild_id=new.guild_id,
            parent_id=new.parent_id,
            channel_id=None,
            film=new.film,
            state=SalonState.OPENING,
            opened_by=new.opened_by,
            opened_at=aware(new.opened_at),
            lens=new.lens,
            horizon=new.horizon,
            language=new.language,
        )
        self._rows.put(self._rows.salons, salon.id, salon)
        return salon

    async def get(self, salon_id: SalonId) -> Salon | None:
        """The salon of that id."""
        return self._rows.salons.get(salon_id)

    async def live_at(self, channel_id: int) -> Salon | None:
        """The live salon of a channel or thread."""
        salon_id = self._rows.live.get(channel_id)
        return None if salon_id is None else self._rows.salons[salon_id]

    async def held_in(self, channel_id: int) -> Sequence[Salon]:
        """The salons that are or were held in a channel or thread, newest first."""
        return _newest_first(one for one in self._rows.salons.values() if one.channel_id == channel_id)

    async def live(self, guild_id: int | None = None) -> Sequence[Salon]:
        """Live salons (of one server, or all), newest first."""
        live = (self._rows.salons[salon_id] for salon_id in self._rows.live.values())
        return _newest_first(s for s in live if guild_id is None or s.guild_id == guild_id)

    async def recent(self, guild_id: int, limit: int) -> Sequence[Salon]:
        """A server's salons of any state but OPENING, newest first."""
        salons = self._rows.salons.values()
        return _newest_first(s for s in salons if s.guild_id == guild_id and s.state is not SalonState.OPENING)[:limit]

    async def on_film(self, guild_id: int, film_ids: Sequence[FilmId], limit: int) -> Sequence[Salon]:
        """A server's salons on a film of any state but OPENING, newest first."""
        return [s for s in await self.recent(guild_id, len(self._rows.salons)) if s.film.id in film_ids][:limit]

    async def films(self, guild_id: int) -> Sequence[FilmId]:
        """Ids of the films a server has held salons on, each once."""
        held = await self.recent(guild_id, len(self._rows.salons))
        return list(dict.fromkeys(s.film.id for s in held))

    async def place(self, salon_id: SalonId, channel_id: int, state: SalonState = SalonState.OPEN) -> Salon:
        """Record the channel or thread of an OPENING salon and give it a live state.

        Placing it a second time in the same channel changes nothing. Raises NotFound("no_salon_here"),
        Conflict("already_open", channel=id) or Conflict("already_ended").
        """
        salon = self._rows.salons.get(salon_id)
        if salon is None:
            raise NotFound("no_salon_here")
        if salon.state is SalonState.CLOSED:
            raise Conflict("already_ended")
        if salon.state is not SalonState.OPENING:
            if salon.channel_id == channel_id:
                return salon
            raise Conflict("already_open", channel=salon.channel_id)
        if channel_id in self._rows.live:
            raise Conflict("already_open", channel=channel_id)
        placed = replace(salon, channel_id=channel_id, state=state)
        self._rows.put(self._rows.salons, salon_id, placed)
        self._rows.put(self._rows.live, channel_id, salon_id)
        return placed

    async def set_state(self, salon_id: SalonId, state: SalonState, at: datetime) -> bool:
        """Change the state; False when it is unknown, already had that state or is CLOSED."""
        at = aware(at)
        salon = self._rows.salons.get(salon_id)
        if salon is None or salon.state in {state, SalonState.CLOSED}:
            return False
        changed = replace(salon, state=state, closed_at=at if state is SalonState.CLOSED else None)
        if changed.channel_id is not None:
            self._index(changed, changed.channel_id)
        self._rows.put(self._rows.salons, salon_id, changed)
        return True

    def _index(self, salon: Salon, channel_id: int) -> None:
        holder = self._rows.live.get(channel_id)
        if not salon.live:
            if holder == salon.id:
                self._rows.drop(self._rows.live, channel_id)
        elif holder is None:
            self._rows.put(self._rows.live, channel_id, salon.id)
        elif holder != salon.id:
            raise Conflict("already_open", channel=channel_id)

    async def set_horizon(self, salon_id: SalonId, horizon: Horizon) -> None:
        """Change how far people have seen who say nothing else."""
        if (salon := self._rows.salons.get(salon_id)) is not None:
            self._rows.put(self._rows.salons, salon_id, replace(salon, horizon=horizon))

    async def touch(self, salon_id: SalonId, last_turn_at: datetime, read_until: int) -> None:
        """Move ``last_turn_at`` and ``read_until`` forward (never back)."""
        last_turn_at = aware(last_turn_at)
        salon = self._rows.salons.get(salon_id)
        if salon is None:
            return
        newest = last_turn_at if salon.last_turn_at is None else max(last_turn_at, salon.last_turn_at)
        moved = replace(salon, last_turn_at=newest, read_until=max(read_until, salon.read_until))
        self._rows.put(self._rows.salons, salon_id, moved)

    async def alert(self, salon_id: SalonId, at: datetime, rest: timedelta) -> bool:
        """Note that managers are told of the salon; False when that was noted less than ``rest`` before, or it is unknown."""
        at, before = aware(at), self._rows.alerted.get(salon_id)
        if salon_id not in self._rows.salons or (before is not None and before > at - rest):
            return False
        self._rows.put(self._rows.alerted, salon_id, at)
        return True

    async def remove(self, salon_id: SalonId) -> None:
        """Delete a salon and its turns and recap."""
        rows = self._rows
        salon = rows.drop(rows.salons, salon_id)
        if salon is None:
            return
        if salon.channel_id is not None and rows.live.get(salon.channel_id) == salon_id:
            rows.drop(rows.live, salon.channel_id)
        asked = rows.asked.get((salon.guild_id, salon.film.id), {})
        for turn in rows.drop(rows.said, salon_id) or ():
            rows.drop(rows.turns, turn.id)
            rows.drop(asked, turn.id)
            if turn.message_id is not None:
                rows.drop(rows.by_message, turn.message_id)
        rows.drop(rows.recaps, salon_id)
        rows.drop(rows.alerted, salon_id)
        rows.drop(rows.posts, salon_id)
        rows.drop(rows.clocks, salon_id)
        await MemoryHorizons(rows).clear(salon_id)

    async def forget_user(self, user_id: int) -> None:
        """Forget that somebody opened salons: nobody (0) did."""
        for salon in list(self._rows.salons.values()):
            if salon.opened_by == user_id:
                self._rows.put(self._rows.salons, salon.id, replace(salon, opened_by=0))


def _newest_first(salons: Iterable[Salon]) -> Sequence[Salon]:
    return sorted(salons, key=lambda s: (s.opened_at, s.id), reverse=True)
