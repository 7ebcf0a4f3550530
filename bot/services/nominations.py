"""Nominations: what a server could watch together, who stands behind it, and why."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import replace

from bot.domain.film import Film
from bot.domain.nomination import (
    LONGEST_REASON,
    MOST_OPEN,
    PAGE,
    Nominated,
    Nomination,
    NominationPage,
    Outcome,
    Support,
    Withdrawn,
    nomination_of,
    pages_for,
)
from bot.domain.titles import folded_title, split_year
from bot.errors import BadInput, Conflict, Forbidden, NotFound
from bot.ports import Clock, Database, UnitOfWork
from bot.services.ballot_following import follow_nomination

_log = logging.getLogger(__name__)


class Nominations:
    """Films proposed for a screening. Whatever is decided is decided inside the transaction that changes them.

    A ballot that is open keeps the films it opened with, whoever takes a nomination back; only what is taken off for everyone
    can no longer be chosen there. ``wake`` is told that the ballot's card is to be redrawn.
    """

    def __init__(self, db: Database, clock: Clock, *, wake: Callable[[], None] = lambda: None) -> None:
        self._db = db
        self._clock = clock
        self._wake = wake

    async def nominate(self, guild_id: int, film: Film, by: int, reason: str | None = None) -> Nominated:
        """Propose a film, or join who did; whoever stands behind it already may give another reason.

        Raises BadInput("reason_too_long"), or Conflict("nominations_full") for a further film beyond the limit.
        """
        support = Support(by, self._clock.now(), _usable(reason))
        async with self._db.write() as uow:
            await uow.nominations.hold(guild_id)
            open_now = await uow.nominations.of_server(guild_id)
            there, own = nomination_of(film, open_now), sum(one.support_of(by) is not None for one in open_now)
            before = there.support_of(by) if there else None
            if before is None and own >= MOST_OPEN:
                raise Conflict("nominations_full", limit=MOST_OPEN)
            if there is None:
                done = Nominated(await uow.nominations.add(guild_id, film, support), Outcome.NEW, own + 1)
            elif before is None:
                done = Nominated(await uow.nominations.support(there.id, support), Outcome.JOINED, own + 1)
            elif support.reason in {None, before.reason}:
                return Nominated(there, Outcome.THERE, own)
            else:
                done = Nominated(await uow.nominations.support(there.id, support), Outcome.REASON, own)
            balloted = await follow_nomination(uow, done.nomination, self._clock.now())
            waits = not balloted and await uow.ballots.open_in(guild_id) is not None
            done = replace(done, waits=waits)
        self._wake()
        _log.info(
            "event=nominated guild=%s nomination=%s outcome=%s supporters=%s",
            guild_id, done.nomination.id, done.outcome, len(done.nomination.supporters),
        )  # fmt: skip
        return done

    async def withdraw(self, guild_id: int, film: Film, by: int) -> Withdrawn:
        """Take one's own nomination back; what nobody else stands behind is gone.

        Raises NotFound("not_nominated"), NotFound("nomination_not_yours").
        """
        async with self._db.write() as uow:
            there = await _there(uow, guild_id, film)
            if there.support_of(by) is None:
                raise NotFound("nomination_not_yours", film=there.film.label)
            await uow.nominations.withdraw(there.id, by)
            balloted = await follow_nomination(uow, there, self._clock.now())
        self._wake()
        left = len(there.supporters) - 1
        _log.info("event=nomination_withdrawn guild=%s nomination=%s left=%s", guild_id, there.id, left)
        return Withdrawn(there, left, balloted)

    async def remove(self, guild_id: int, film: Film, *, manager: bool) -> Withdrawn:
        """Take a film off the nominations, whoever stands behind it.

        Raises Forbidden("nomination_managers_only") unless ``manager``, NotFound("not_nominated").
        """
        if not manager:
            raise Forbidden("nomination_managers_only")
        async with self._db.write() as uow:
            there = await _there(uow, guild_id, film)
            await uow.nominations.remove(there.id)
            balloted = await follow_nomination(uow, there, self._clock.now(), removed=True)
        self._wake()
        _log.info("event=nomination_removed guild=%s nomination=%s", guild_id, there.id)
        return Withdrawn(there, 0, balloted)

    async def named(self, guild_id: int, typed: str, by: int | None = None) -> Film | None:
        """The nominated film that is meant by an id or a title; among several of one title the one ``by`` stands behind.

        Raises BadInput("nominations_alike") where that does not decide it.
        """
        text = " ".join(typed.split())
        async with self._db.read() as uow:
            open_now = await uow.nominations.of_server(guild_id)
        if (exact := next((one.film for one in open_now if one.film.id == text), None)) is not None:
            return exact
        # A title may end in a year of its own ("Wonder Woman 1984"), so it is looked for whole first.
        for title, year in ((text, None), split_year(text)):
            found = [one for one in open_now if _titled(one.film, title, year)]
            own = [one for one in found if by is not None and one.support_of(by) is not None]
            if len(meant := own or found) > 1:
                raise BadInput("nominations_alike", title=text)
            if meant:
                return meant[0].film
        return None

    async def suggest(self, guild_id: int, typed: str, by: int | None = None, limit: int = 25) -> Sequence[Film]:
        """Nominated films (those that ``by`` stands behind, if given) in whose titles the text occurs."""
        text = folded_title(typed[:200])
        async with self._db.read() as uow:
            open_now = await uow.nominations.of_server(guild_id)
        own = (one.film for one in open_now if by is None or one.support_of(by) is not None)
        return [film for film in own if any(text in folded_title(title) for title in film.titles)][:limit]

    async def page(self, guild_id: int, number: int) -> NominationPage:
        """A page of a server's nominations, counted from 1; the last one where there are fewer."""
        async with self._db.read() as uow:
            total = await uow.nominations.count(guild_id)
            pages = pages_for(total)
            number = min(max(number, 1), pages)
            found = await uow.nominations.of_server(guild_id, (number - 1) * PAGE, PAGE)
            talked_about = frozenset(await uow.salons.films(guild_id))
        return NominationPage(found, number, pages, total, talked_about)


async def _there(uow: UnitOfWork, guild_id: int, film: Film) -> Nomination:
    await uow.nominations.hold(guild_id)
    there = nomination_of(film, await uow.nominations.of_server(guild_id))
    if there is None:
        raise NotFound("not_nominated", film=film.label)
    return there


def _titled(film: Film, title: str, year: int | None) -> bool:
    wanted = folded_title(title)
    return year in {None, film.year} and any(folded_title(known) == wanted for known in film.titles)


def _usable(reason: str | None) -> str | None:
    """A reason on one line; none for an empty one. Raises BadInput("reason_too_long")."""
    text = " ".join((reason or "").split())
    if len(text) > LONGEST_REASON:
        raise BadInput("reason_too_long", limit=LONGEST_REASON, length=len(text))
    return text or None
