"""The house's own films: one at random, its neighbours by theme, and what a server has talked about before."""

from __future__ import annotations

import random
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from bot.domain.film import Film, FilmId
from bot.domain.film_merge import agree
from bot.domain.recap import Recap
from bot.domain.salon import Salon
from bot.domain.titles import folded_title
from bot.errors import BadInput, NotFound
from bot.ports import Database, PostedMessage

_SALONS = 200
"""Past salons of a server that are looked through for a film."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a film at random must be. ``decade`` is its first year; ``max_minutes`` its longest running time."""

    genre: str | None = None
    decade: int | None = None
    max_minutes: int | None = None
    theme: str | None = None

    def fits(self, film: Film) -> bool:
        """Whether the film is such a one; what is not known of it does not fit."""
        return (
            (self.genre is None or self.genre in film.genres)
            and (self.decade is None or (film.year is not None and film.year // 10 * 10 == self.decade))
            and (self.max_minutes is None or (film.runtime is not None and film.runtime <= self.max_minutes))
            and (self.theme is None or self.theme in film.themes)
        )


@dataclass(frozen=True, slots=True)
class PastSalon:
    """A salon of this server on a film, its recap, and the message where the recap begins."""

    salon: Salon
    recap: Recap | None = None
    post: PostedMessage | None = None


class FilmShelf:
    """The catalogue as a shelf to browse, beside what this server did with it. ``choose`` picks one of several."""

    def __init__(
        self, films: Sequence[Film], db: Database, choose: Callable[[Sequence[Film]], Film] = random.choice
    ) -> None:
        self._films = tuple(films)
        self._db = db
        self._choose = choose
        self.genres = tuple(sorted({genre for film in self._films for genre in film.genres}))
        self.decades = tuple(sorted({film.year // 10 * 10 for film in self._films if film.year}))

    async def at_random(self, guild_id: int, wanted: Wanted, seen: Collection[FilmId] = ()) -> Film:
        """A film of that kind that the server has neither talked about nor ``seen``, while there are such.

        Raises BadInput("no_such_genre"), BadInput("no_such_decade") or NotFound("no_film_like_that").
        """
        fitting = self.fitting(wanted)
        async with self._db.read() as uow:
            known = {*await uow.salons.films(guild_id), *seen}
        return self._choose([film for film in fitting if film.id not in known] or fitting)

    def fitting(self, wanted: Wanted) -> list[Film]:
        """Every film of that kind, at least one. Raises as ``at_random`` does."""
        if wanted.genre is not None and wanted.genre not in self.genres:
            raise BadInput("no_such_genre", name=wanted.genre[:60])
        if wanted.decade is not None and wanted.decade not in self.decades:
            raise BadInput("no_such_decade", name=wanted.decade)
        fitting = [film for film in self._films if wanted.fits(film)]
        if not fitting:
            raise NotFound("no_film_like_that")
        return fitting

    def neighbours(self, film: Film, limit: int = 5) -> Sequence[tuple[Film, Sequence[str]]]:
        """Films of the house that share most themes with this one (two at least), and which they are; best first."""
        shared = [
            (other, [t for t in film.themes if t in other.themes]) for other in self._films if other.id != film.id
        ]
        near = [(other, themes) for other, themes in shared if len(themes) >= 2]
        near.sort(key=lambda pair: (-len(pair[1]) / len(pair[0].themes), -len(pair[1]), pair[0].title))
        return near[:limit]

    async def history(self, guild_id: int, film: Film, limit: int = 10) -> Sequence[PastSalon]:
        """A server's salons on a film, newest first. A film that had another id then is known by its title and year."""
        async with self._db.read() as uow:
            salons = list(await uow.salons.on_film(guild_id, [film.id], limit))
            if len(salons) < limit:
                known = {salon.id for salon in salons}
                recent = await uow.salons.recent(guild_id, _SALONS)
                salons += [s for s in recent if s.id not in known and _same(s.film, film)]
            salons.sort(key=lambda salon: salon.opened_at, reverse=True)
            past = []
            for salon in salons[:limit]:
                posts = await uow.recaps.posts(salon.id)
                past.append(PastSalon(salon, await uow.recaps.get(salon.id), posts[0] if posts else None))
        return past


def _same(one: Film, other: Film) -> bool:
    """Whether two are one film; of a title that somebody typed, the year counts only where both have one."""
    if one.same_as(other) or agree(one, other):
        return True
    typed = not one.listed or not other.listed
    years = {one.year, other.year} - {None}
    return typed and len(years) < 2 and folded_title(one.title) == folded_title(other.title)
