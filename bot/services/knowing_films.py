"""Whether somebody may be taken to know a film."""

from __future__ import annotations

from collections.abc import Collection, Container

from bot.domain.film import FilmId
from bot.domain.salon import Salon
from bot.domain.watchlist import Owner, Whose
from bot.ports import UnitOfWork


async def knows(uow: UnitOfWork, salon: Salon, person: int, speakers: Container[int]) -> bool:
    """Whether words on a salon's film can be shown to somebody openly.

    They can where the person spoke in that salon or is known to have seen the film, and has not said otherwise.
    """
    film = salon.film.id
    if film in await uow.themes.unseen_by(salon.guild_id, person):
        return False
    return person in speakers or film in await known_to(uow, salon.guild_id, person, [film])


async def known_to(uow: UnitOfWork, guild_id: int, person: int, films: Collection[FilmId]) -> frozenset[FilmId]:
    """Those of these films that somebody has seen, as far as can be told, and has not said otherwise.

    That is told by having talked about one here where all had seen it, by a mark on one's own list, and by a rating.
    """
    spoken, unseen = await uow.themes.spoken_of(guild_id, person), await uow.themes.unseen_by(guild_id, person)
    asked = [film for film in films if film not in unseen]
    return frozenset([film for film in asked if film in spoken or await _seen(uow, guild_id, film, person)])


async def _seen(uow: UnitOfWork, guild_id: int, film: FilmId, person: int) -> bool:
    own = await uow.watchlists.find(Owner(Whose.MINE, person), film)
    if own is not None and own.seen_at is not None:
        return True
    rated = (await uow.watchlists.standing(Owner(Whose.SERVER, guild_id), person, film)).get(film)
    return rated is not None and rated.stars is not None
