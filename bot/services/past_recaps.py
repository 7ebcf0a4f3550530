"""The records of past salons, for whoever may see where they were held."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from bot.domain.content import Library
from bot.domain.film import Film
from bot.domain.recap import Recap
from bot.domain.recap_standing import spared, standing
from bot.domain.salon import Salon, SalonState
from bot.domain.theme_record import with_themes
from bot.domain.titles import folded_title
from bot.domain.turn import SalonId, Turn, TurnId
from bot.domain.whatif_record import linked
from bot.errors import Conflict, NotFound
from bot.ports import Clock, Database, PostedMessage, UnitOfWork
from bot.services.knowing_films import knows
from bot.services.recaps import theme_talk

Sees = Callable[[Salon], bool]
"""Whether the person who asks may see where a salon was held."""
Named = Callable[[Film], Film]
"""A film as the reader's language calls it."""
_LOOKED_THROUGH = 500  # a server's newest salons
_WRITING = timedelta(minutes=10)  # after a salon's end in which its record may still be on its way


@dataclass(frozen=True, slots=True)
class PastRecap:
    """A past salon's record as somebody may see it; ``turns`` are those it rests on, each in the message that shows it.

    ``covered``: who asks may not know the film, and its words are covered. ``post`` is where the posted record begins.
    """

    salon: Salon
    recap: Recap
    turns: Mapping[TurnId, Turn]
    covered: bool = False
    post: PostedMessage | None = None


class PastRecaps:
    """Finds records. Where somebody does not see the channel of a salon, it is not there for them."""

    def __init__(self, db: Database, clock: Clock, library: Library) -> None:
        self._db = db
        self._clock = clock
        self._library = library

    async def listed(self, guild_id: int, sees: Sees, typed: str, told: Named, limit: int) -> Sequence[Salon]:
        """Past salons that have a record and whose film holds what was typed, newest first."""
        wanted, found = folded_title(typed), list[Salon]()
        async with self._db.read() as uow:
            for salon in await self._closed(uow, guild_id, sees):
                if len(found) == limit:
                    break
                if _called(salon, wanted, told) and await uow.recaps.get(salon.id) is not None:
                    found.append(salon)
        return found

    async def meant(
        self, guild_id: int, channel_id: int, typed: str | None, by: int, sees: Sees, told: Named
    ) -> PastRecap:
        """The record that somebody asks for: that of an id or a title, else the newest of the channel, else of the server.

        Raises NotFound("no_recap", "no_recap_there" or "unknown_salon") or Conflict("salon_still_open" or
        "recap_being_written", film=).
        """
        async with self._db.read() as uow:
            if typed is not None:
                salon = await self._typed(uow, guild_id, typed, sees, told)
            else:
                salon = await self._newest(uow, guild_id, channel_id, sees)
            return await self._of(uow, salon, by)

    async def of(self, guild_id: int, salon_id: SalonId, by: int, sees: Sees) -> PastRecap:
        """The record of a salon. Raises as ``meant`` does."""
        async with self._db.read() as uow:
            salon = await uow.salons.get(salon_id)
            if salon is None or salon.guild_id != guild_id or not sees(salon):
                raise NotFound("unknown_salon")
            return await self._of(uow, salon, by)

    async def _closed(self, uow: UnitOfWork, guild_id: int, sees: Sees) -> Sequence[Salon]:
        recent = await uow.salons.recent(guild_id, _LOOKED_THROUGH)
        return [salon for salon in recent if salon.state is SalonState.CLOSED and sees(salon)]

    async def _typed(self, uow: UnitOfWork, guild_id: int, typed: str, sees: Sees, told: Named) -> Salon:
        """The salon of an id, of any state; else the newest closed one on a film of that title."""
        if typed.isascii() and typed.isdigit() and len(typed) < 19:
            salon = await uow.salons.get(SalonId(int(typed)))
            if salon is not None and salon.guild_id == guild_id and sees(salon):
                return salon
        wanted = folded_title(typed)
        closed = await self._closed(uow, guild_id, sees)
        if wanted and (named := [salon for salon in closed if _called(salon, wanted, told)]):
            exact = (one for one in named if wanted in map(folded_title, (one.film.title, told(one.film).title)))
            return next(exact, named[0])
        raise NotFound("unknown_salon")

    async def _newest(self, uow: UnitOfWork, guild_id: int, channel_id: int, sees: Sees) -> Salon:
        if (live := await uow.salons.live_at(channel_id)) is not None:
            return live
        closed = await self._closed(uow, guild_id, sees)
        here = [salon for salon in closed if channel_id in {salon.channel_id, salon.parent_id}]
        for salon in (*here, *closed):
            if await uow.recaps.get(salon.id) is not None or self._being_written(salon):
                return salon
        raise NotFound("no_recap")

    def _being_written(self, salon: Salon) -> bool:
        return salon.closed_at is not None and self._clock.now() - salon.closed_at < _WRITING

    async def _of(self, uow: UnitOfWork, salon: Salon, by: int) -> PastRecap:
        recap = await uow.recaps.get(salon.id)
        if salon.state is not SalonState.CLOSED:
            raise Conflict("salon_still_open", film=salon.film.label)
        if recap is None:
            writing = self._being_written(salon)
            raise Conflict("recap_being_written", film=salon.film.label) if writing else NotFound("no_recap_there")
        turns = {turn.id: turn for turn in await uow.turns.of_salon(salon.id)}
        posts, drafts = await uow.recaps.posts(salon.id), await uow.whatifs.of_salon(salon.id)
        now = await self._now(uow, salon, recap, turns)
        speakers = {turn.author_id for turn in turns.values() if not turn.by_host}
        covered = not await knows(uow, salon, by, speakers)
        shown = spared(now) if covered else now
        return PastRecap(salon, shown, linked(turns, drafts), covered, posts[0] if posts else None)

    async def _now(self, uow: UnitOfWork, salon: Salon, recap: Recap, turns: Mapping[TurnId, Turn]) -> Recap:
        """The record without what is withdrawn, with what the room says of the film's themes by now."""
        content, talk = self._library.of(salon.language), await theme_talk(uow, salon)
        forms, title = content.speech.recap, salon.film.title
        left = standing(recap, turns, forms["headline_bare"].format(film=title), salon.film.titles)
        return with_themes(left, talk.tags, talk.said, content.themes(talk.own), forms, title)


def _called(salon: Salon, wanted: str, told: Named) -> bool:
    """Whether a salon's film is called like that, in part, in its own or the reader's language."""
    film = salon.film
    return any(wanted in folded_title(title) for title in (film.label, *film.titles, told(film).label))
