"""What every source outside has in common: a client of its own, the codes of countries and languages, and years."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from bot.domain.film_card import Sourced
from bot.films.codes import Codes
from bot.films.http import JsonClient
from bot.films.likeness import bears


class JsonSource:
    """A source that is asked over HTTP and answers in JSON."""

    def __init__(self, client: JsonClient, codes: Codes) -> None:
        self._client = client
        self._codes = codes

    async def close(self) -> None:
        """Let go of the connections."""
        await self._client.close()


async def of_about_that_year(
    search: Callable[[str, int | None], Awaitable[list[Sourced]]], text: str, year: int | None
) -> list[Sourced]:
    """What a search finds in a year, and in any where none of that bears the title. Raises what ``search`` raises."""
    found = await search(text, year)
    if year is not None and not any(bears(one.film, text) for one in found):
        found += await search(text, None)  # years are given or taken one, which is more than the search does
    return found
