"""Where films come from: sources, and the index that finds them by what is typed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Protocol

from bot.domain.film import Film, FilmId
from bot.domain.film_card import Sourced
from bot.records import Match


class FilmSource(Protocol):
    """One place that knows films. What it does not know is an empty answer; raises Unavailable when it cannot say."""

    @property
    def name(self) -> str:
        """The source's name, as in the settings ("catalogue", "wikidata", "tmdb", "omdb")."""
        ...

    async def find(self, title: str, year: int | None, limit: int) -> Sequence[Sourced]:
        """Films of about that title (and year, give or take one), best first; their facts may be few."""
        ...

    async def look_up(self, film: Film) -> Sourced | None:
        """All it knows of a film, by an identifier that the film carries; None when it carries none it could use.

        An answer whose identifiers or title contradict the film's is taken for another film: None.
        """
        ...


class FilmIndex(Protocol):
    """Films by what people type, and by id. Ids never change their meaning."""

    async def get(self, film_id: FilmId) -> Film | None:
        """The film of that id."""
        ...

    async def same(self, film: Film) -> Film | None:
        """The film of the index that carries one of this film's identifiers (IMDb, Wikidata, TMDB)."""
        ...

    async def search(self, text: str, limit: int) -> Sequence[Match]:
        """Films whose titles, year or directors answer to the text, best first. Never raises for any text."""
        ...

    async def titled(self, title: str, limit: int) -> Sequence[Match]:
        """Films of exactly that title (but for case, accents, articles and the like), best known first."""
        ...

    async def remember(self, films: Iterable[Film]) -> None:
        """Add films found elsewhere, or renew what is known of them."""
        ...

    async def prepare(self) -> None:
        """Make ready, so that the first search takes no longer than the others."""
        ...

    async def close(self) -> None:
        """Release what is open."""
        ...
