"""Where films come from."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from bot.domain.film import Film, FilmId


class FilmSource(Protocol):
    """Finds films."""

    async def get(self, film_id: FilmId) -> Film | None:
        """The film of that id."""
        ...

    async def search(self, text: str, limit: int) -> Sequence[Film]:
        """Films whose title, year or director answer to the text, best first."""
        ...
