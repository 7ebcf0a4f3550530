"""Asking the sources outside: all at once, for as long as somebody waits; what comes later is kept for the next time."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Coroutine, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from bot.domain.film import Film
from bot.domain.film_card import Sourced
from bot.domain.film_merge import agree, groups, in_order, merged
from bot.errors import SalonError
from bot.ports import FilmSource

_log = logging.getLogger(__name__)
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Said:
    """What sources said in time, and which of them were asked and did not answer."""

    said: tuple[Sourced, ...] = ()
    silent: tuple[str, ...] = ()


class FilmLookup:
    """The sources outside. ``patience`` is how many seconds one question may take altogether.

    ``precedence`` names sources, whose word counts first first.
    """

    def __init__(
        self, sources: Sequence[FilmSource] = (), *, precedence: Sequence[str] = (), patience: float = 1.2
    ) -> None:
        self._sources = tuple(sources)
        self.precedence = tuple(precedence)
        self._patience = patience
        self._late: set[asyncio.Task[Any]] = set()

    @property
    def asks(self) -> bool:
        """Whether there is anybody to ask."""
        return bool(self._sources)

    async def find(self, title: str, year: int | None, limit: int = 10) -> tuple[list[Film], Sequence[str]]:
        """Films of about that title, each merged from all sources, and the sources that did not answer."""
        heard = await self._ask([(s, s.find(title, year, limit)) for s in self._sources], self._patience)
        said = in_order([one for several in heard.values() if several for one in several], self.precedence)
        return [merged([one.film for one in group]) for group in groups(said)], self._silent(heard)

    async def about(self, film: Film) -> Said:
        """All that the sources say of one film. A film without identifiers is looked for by its title first."""
        loop = asyncio.get_running_loop()
        until = loop.time() + self._patience
        heard = await self._ask([(s, self._account(s, film)) for s in self._sources], self._patience)
        said = [one for one in heard.values() if one is not None]
        known = merged([film, *(one.film for one in said)])
        asking = [s for s in self._sources if heard.get(s.name, said) is None]
        if asking and _ids(known) != _ids(film) and (left := until - loop.time()) > 0:
            # One source told an identifier that another can use.
            again = await self._ask([(s, s.look_up(known)) for s in asking], left)
            said += [one for one in again.values() if one is not None]
            heard |= again
        return Said(tuple(said), self._silent(heard))

    async def by_id(self, film: Film) -> Film | None:
        """The film of an identifier, from whichever source knows it. ``film`` carries the identifier alone."""
        found = await self.about(film)
        ordered = in_order(found.said, self.precedence)
        return merged([one.film for one in ordered]) if ordered else None

    async def close(self) -> None:
        """Let go of questions that are still under way."""
        for task in self._late:
            task.cancel()
        await asyncio.gather(*self._late, return_exceptions=True)

    @staticmethod
    async def _account(source: FilmSource, film: Film) -> Sourced | None:
        if any(_ids(film)):
            return await source.look_up(film)
        near = await source.find(film.title, film.year, 5)
        same = next((one for one in near if agree(one.film, film)), None)
        return None if same is None else await source.look_up(same.film) or same

    async def _ask(
        self, questions: Sequence[tuple[FilmSource, Coroutine[Any, Any, _T]]], patience: float
    ) -> dict[str, _T]:
        """Answers by the source's name; a source that raised, or is not done in time, is left out."""
        tasks = {
            asyncio.create_task(question, name=f"film-source:{source.name}"): source.name
            for source, question in questions
        }
        if not tasks:
            return {}
        done, late = await asyncio.wait(tasks, timeout=max(patience, 0.0))
        for task in late:
            # It goes on: its answer is kept for whoever asks next.
            self._late.add(task)
            task.add_done_callback(self._came_late)
        return {tasks[task]: task.result() for task in done if _well(task, tasks[task])}

    def _silent(self, heard: dict[str, Any]) -> tuple[str, ...]:
        return tuple(source.name for source in self._sources if source.name not in heard)

    def _came_late(self, task: asyncio.Task[Any]) -> None:
        self._late.discard(task)
        if not task.cancelled():
            _well(task, task.get_name())


def _well(task: asyncio.Task[Any], name: str) -> bool:
    """Whether a question was answered; a refusal of the source is noted, a fault of ours logged as one."""
    if task.cancelled():
        return False
    error = task.exception()
    if isinstance(error, SalonError):
        _log.info("event=film_source_silent source=%s error=%s", name, type(error).__name__)
    elif error is not None:
        _log.error("event=film_source_failed source=%s", name, exc_info=error)
    return error is None


def _ids(film: Film) -> tuple[object, ...]:
    return film.imdb_id, film.wikidata_id, film.tmdb_id
