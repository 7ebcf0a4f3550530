"""A film source whose answers are kept in the database for as long as it allows, and which is asked each thing once."""

from __future__ import annotations

import asyncio
import hashlib
import logging
import unicodedata
from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from functools import partial
from typing import Protocol

from bot.domain.film import Film
from bot.domain.film_card import Sourced
from bot.errors import SalonError, Unavailable
from bot.films.likeness import contradicts
from bot.films.reading import askable
from bot.log import describe
from bot.ports import Clock, Database, FilmSource

log = logging.getLogger(__name__)

EMPTY_ANSWERS = timedelta(days=1)
"""How long it is believed that a source knows nothing; it may know tomorrow."""
MOST_FOUND = 10
"""How many films a question brings at most: one kept answer serves every smaller limit."""


class OutsideSource(FilmSource, Protocol):
    """A source that holds connections.

    What it says in ``look_up`` depends on the film's identifiers alone and carries the one that was asked by; whether the
    rest contradicts what is known of the film is looked at here, since a kept answer may be for a film known otherwise.
    """

    async def close(self) -> None:
        """Let go of them."""
        ...


class KeptSource:
    """Implements FilmSource around another.

    Who asks what somebody else is asking already waits for the same answer; when one of them gives up the question goes on,
    so that the answer is there the next time. A source that is down is not missed while its answer is kept. When the
    database fails the source is asked all the same.
    """

    def __init__(self, source: OutsideSource, db: Database, clock: Clock, lifetime: timedelta) -> None:
        self._source = source
        self._db = db
        self._clock = clock
        self._lifetime = lifetime
        self._asked: dict[str, asyncio.Task[Sequence[Sourced]]] = {}

    @property
    def name(self) -> str:
        """The source's name."""
        return self._source.name

    async def find(self, title: str, year: int | None, limit: int) -> Sequence[Sourced]:
        """Films of about that title, at most ``MOST_FOUND``. Raises Unavailable."""
        text = askable(title)
        if not text or limit <= 0:
            return ()
        key = f"find:{_mark(text)}:{year or ''}"
        return (await self._answer(key, partial(self._source.find, text, year, MOST_FOUND)))[:limit]

    async def look_up(self, film: Film) -> Sourced | None:
        """All that the source knows of a film, by its identifiers. Raises Unavailable."""
        ids = (film.imdb_id, film.wikidata_id, film.tmdb_id)
        if not any(ids):
            return None
        key = "look:" + ":".join("" if one is None else str(one)[:20] for one in ids)
        found = await self._answer(key, partial(self._look_up, film))
        return found[0] if found and not contradicts(film, found[0].film) else None

    async def close(self) -> None:
        """Give up what is being asked and let go of the connections."""
        open_questions = list(self._asked.values())
        for task in open_questions:
            task.cancel()
        await asyncio.gather(*open_questions, return_exceptions=True)
        await self._source.close()

    async def _look_up(self, film: Film) -> Sequence[Sourced]:
        found = await self._source.look_up(film)
        return () if found is None else (found,)

    async def _answer(self, key: str, ask: Callable[[], Awaitable[Sequence[Sourced]]]) -> Sequence[Sourced]:
        """What is kept, or what the source says; asked once for all who wait."""
        task = self._asked.get(key)
        if task is None:
            task = self._asked[key] = asyncio.create_task(self._fetch(key, ask))
            task.add_done_callback(partial(self._over, key))
        # Waited for from outside: a waiter who is cancelled leaves the question to the others, and to the database.
        await asyncio.wait([task])
        if task.cancelled():
            raise Unavailable("film_source", source=self.name)
        return task.result()

    def _over(self, key: str, task: asyncio.Task[Sequence[Sourced]]) -> None:
        self._asked.pop(key, None)
        if not task.cancelled():
            task.exception()  # looked at, since everybody who waited for it may be gone

    async def _fetch(self, key: str, ask: Callable[[], Awaitable[Sequence[Sourced]]]) -> Sequence[Sourced]:
        kept = await self._kept(key)
        if kept is not None:
            return kept
        said = tuple(await ask())
        await self._keep(key, said)
        return said

    async def _kept(self, key: str) -> Sequence[Sourced] | None:
        try:
            async with self._db.read() as unit:
                return await unit.film_facts.get(self.name, key, self._clock.now())
        except SalonError as error:
            log.warning("film facts of %s cannot be read: %s", self.name, describe(error))
            return None

    async def _keep(self, key: str, said: Sequence[Sourced]) -> None:
        until = self._clock.now() + (self._lifetime if said else min(self._lifetime, EMPTY_ANSWERS))
        try:
            async with self._db.write() as unit:
                await unit.film_facts.put(self.name, key, said, until)
        except SalonError as error:
            log.warning("film facts of %s cannot be kept: %s", self.name, describe(error))


def _mark(text: str) -> str:
    """A mark of what was looked for, the same for every case and width: what people type is not kept itself.

    Punctuation counts: "+1" and "1" are two films.
    """
    same = " ".join(unicodedata.normalize("NFKC", text).casefold().split())
    return hashlib.sha256(same.encode("utf-8", "surrogatepass")).hexdigest()[:32]
