"""Themes of a server: what was talked about, what the room says of it, and themes of its own."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from math import ceil
from typing import Protocol

from bot.domain.content import Library
from bot.domain.evidence import with_verdicts
from bot.domain.film import Film, FilmId
from bot.domain.salon import Salon
from bot.domain.theme import Tag, Theme, Verdict
from bot.domain.theme_talk import Said, Talked
from bot.domain.turn import SalonId, Turn
from bot.errors import BadInput, Conflict, Forbidden, NotFound
from bot.ports import Clock, Database, UnitOfWork
from bot.services.forum_tags import to_be_labelled
from bot.services.knowing_films import known_to
from bot.services.optouts import Optouts, demand_heard, may_hear
from bot.services.tagging import Tagging

_log = logging.getLogger(__name__)
PASSAGES = 3
"""What a salon is quoted with, at most, where a theme is traced."""
MOST_TAGS = 5
"""Themes that one message may carry by hand."""
_LATELY = 200  # salons whose films are offered
_LOOKED_AT = 50  # passages of a salon among which those to be shown are looked for
_RECORDS = 50  # on one film that are shown anew
RESTATE = "restate"
"""The job that shows a posted record with what the room says of its themes now; its key is the salon's id."""


class Placed(Protocol):
    """Something that was said or held in a channel, or in a thread of it."""

    @property
    def parent_id(self) -> int: ...  # noqa: D102  # named by its type


Sees = Callable[[Placed], bool]
"""Whether somebody may read what was said in a place."""


@dataclass(frozen=True, slots=True)
class Traced:
    """A theme in one salon: how much, and the plainest of it. ``spared``: who asks may not have seen the film."""

    talked: Talked
    said: Sequence[Said]
    spared: bool


@dataclass(frozen=True, slots=True)
class Trace:
    """A theme over a server: all salons that somebody may read, and those of one page with their words."""

    talked: Sequence[Talked]
    shown: Sequence[Traced]
    page: int
    pages: int


@dataclass(frozen=True, slots=True)
class Offered:
    """A turn that is about to be tagged by hand: the tags it has, and other themes that may be meant, likeliest first."""

    turn: Turn
    tags: Sequence[Tag]
    others: Sequence[str]


@dataclass(frozen=True, slots=True)
class EveningTalk:
    """A salon's turns and tags, for drawing how its themes came and went."""

    salon: Salon
    turns: Sequence[Turn]
    tags: Sequence[Tag]


class Themes:
    """Asks and changes what a server's salons say of themes. ``wake`` tells the job runner that something is due."""

    def __init__(
        self,
        db: Database,
        clock: Clock,
        library: Library,
        tagging: Tagging,
        optouts: Optouts,
        *,
        wake: Callable[[], None],
    ) -> None:
        self._db = db
        self._clock = clock
        self._library = library
        self._tagging = tagging
        self._optouts = optouts
        self.wake = wake

    async def known(self, guild_id: int, language: str) -> Mapping[str, Theme]:
        """The vocabulary as a language calls it, and the server's own themes behind it."""
        async with self._db.read() as uow:
            return self._library.of(language).themes(await uow.themes.own(guild_id))

    async def of_film(self, guild_id: int, film: Film) -> Film:
        """The film with the themes it has on this server: confirmed ones first, without those the room rejected."""
        async with self._db.read() as uow:
            return with_verdicts(film, await uow.themes.judged(guild_id, film.id))

    async def talked(self, guild_id: int, sees: Sees, weeks: int | None = None) -> Sequence[Talked]:
        """What the salons that somebody ``sees`` talked about, newest first; those of the last ``weeks`` where given."""
        since = None if weeks is None else self._clock.now() - timedelta(weeks=weeks)
        async with self._db.read() as uow:
            return [one for one in await uow.themes.talked(guild_id, since) if sees(one)]

    async def trace(self, guild_id: int, theme: str, by: int, sees: Sees, page: int, size: int) -> Trace:
        """Where a theme was talked about, newest first, a page of salons at a time, for somebody who asks.

        Words about a film are spared to those who said that they have not seen it, and to those who have neither talked
        about it nor marked or rated it as seen.
        """
        await self._optouts.look()
        async with self._db.read() as uow:
            rows = [one for one in await uow.themes.talked(guild_id, theme=theme) if sees(one)]
            pages = max(1, ceil(len(rows) / size))
            page = min(max(page, 1), pages)
            knows = await known_to(uow, guild_id, by, {one.film.id for one in rows})
            shown = [
                Traced(one, await self._passages(uow, one.salon_id, theme), spared=one.film.id not in knows)
                for one in rows[(page - 1) * size : page * size]
            ]
        return Trace(rows, shown, page, pages)

    async def _passages(self, uow: UnitOfWork, salon_id: SalonId, theme: str) -> Sequence[Said]:
        """The plainest of what was said; those who opted out of being heard are not quoted anew, whenever it was."""
        if not self._optouts.anybody:
            return await uow.themes.said(salon_id, theme, PASSAGES)
        found = await uow.themes.said(salon_id, theme, _LOOKED_AT)
        return [one for one in found if not self._optouts.holds(one.turn.author_id)][:PASSAGES]

    async def films(self, guild_id: int, sees: Sees) -> Sequence[Film]:
        """The films that somebody could read about here, the one talked about last first."""
        async with self._db.read() as uow:
            salons = await uow.salons.recent(guild_id, _LATELY)
        return list({salon.film.id: salon.film for salon in salons if sees(salon)}.values())

    async def evenings(
        self, guild_id: int, film_id: FilmId, sees: Sees, most: int, weeks: int | None = None
    ) -> Sequence[EveningTalk]:
        """The newest salons on a film that have themes, each with all that was said and its tags that are not rejected."""
        rows = [one for one in await self.talked(guild_id, sees, weeks) if one.film.id == film_id]
        themes: dict[SalonId, set[str]] = {}
        for row in rows:
            themes.setdefault(row.salon_id, set()).add(row.theme)
        async with self._db.read() as uow:
            found = []
            for salon_id, there in list(themes.items())[:most]:
                salon, tags = await uow.salons.get(salon_id), await uow.themes.of_salon(salon_id)
                if salon is not None:
                    kept = [tag for tag in tags if tag.theme in there]
                    found.append(EveningTalk(salon, await uow.turns.of_salon(salon_id), kept))
        return found

    async def judge(
        self, guild_id: int, channel_id: int, salon_id: SalonId, theme: str, verdict: Verdict, by: int
    ) -> Salon:
        """Keep what the room says of a theme that the salon's record puts forward, or that was judged before.

        Every record on that film is shown anew. Raises NotFound("theme_gone") for what is not there, or not there.
        """
        now = self._clock.now()
        async with self._db.write() as uow:
            salon, recap = await uow.salons.get(salon_id), await uow.recaps.get(salon_id)
            if salon is None or (salon.guild_id, salon.channel_id) != (guild_id, channel_id):
                raise NotFound("theme_gone")
            asked = {item.theme for item in recap.items} if recap is not None else set()
            said = await uow.themes.judged(guild_id, salon.film.id)
            if theme not in asked | {*said} or theme not in await self._ids(uow, guild_id):
                raise NotFound("theme_gone")
            await uow.themes.judge(guild_id, salon.film.id, theme, verdict, by, now)
            for one in await uow.salons.on_film(guild_id, [salon.film.id], _RECORDS):
                await uow.jobs.put(RESTATE, str(one.id), now, guild_id=guild_id)
                await to_be_labelled(uow, one.id, now)
        _log.info("event=theme_judged salon=%s theme=%s verdict=%s", salon_id, theme, verdict)
        self.wake()
        return salon

    async def offer(self, guild_id: int, channel_id: int, message_id: int, author_id: int = 0, by: int = 0) -> Offered:
        """What a message of that author could be tagged with. Raises NotFound("not_a_turn") or BadInput("own_turn").

        Raises Forbidden("not_heard" or "you_are_not_heard") where its author opted out of being heard.
        """
        await demand_heard(self._optouts, author_id, by)
        async with self._db.read() as uow:
            turn, salon = await _turn(uow, guild_id, channel_id, message_id)
        # Found first, so that who takes a theme off is not overruled by what is found a moment later.
        await self._tagging.settle(turn)
        async with self._db.read() as uow:
            known, said = await self._ids(uow, guild_id), await uow.themes.of_salon(salon.id)
            tags = [one for one in await uow.themes.of_turn(turn.id) if one.theme in known]
        there = {one.theme for one in tags}
        likely = dict.fromkeys((*(one.theme for one in said), *salon.film.themes))
        return Offered(turn, tags, [one for one in likely if one in known - there])

    async def tag(
        self, guild_id: int, channel_id: int, message_id: int, by: int, *, on: Sequence[str], off: Sequence[str] = ()
    ) -> Sequence[Tag]:
        """Put tags on a message by hand and take others off; return those it has then.

        Raises as ``offer``, NotFound for a theme that is gone, or Conflict("tags_full").
        """
        async with self._db.write() as uow:
            turn, salon = await _turn(uow, guild_id, channel_id, message_id)
            if not await may_hear(uow, turn.author_id, self._clock.now()):
                raise Forbidden("you_are_not_heard" if turn.author_id == by else "not_heard")
            known = await self._ids(uow, guild_id)
            there = {one.theme for one in await uow.themes.of_turn(turn.id)} & known
            if not known.issuperset(on):
                raise NotFound("theme_gone")
            if len((there | {*on}) - {*off}) > MOST_TAGS:
                raise Conflict("tags_full", limit=MOST_TAGS)
            for theme in on:
                await uow.themes.tag(turn.id, theme, by)
            for theme in off:
                await uow.themes.untag(turn.id, theme, by)
            if not salon.live:
                await uow.jobs.put(RESTATE, str(salon.id), self._clock.now(), guild_id=guild_id)
            tags = [one for one in await uow.themes.of_turn(turn.id) if one.theme in known]
        self.wake()
        return tags

    async def _ids(self, uow: UnitOfWork, guild_id: int) -> frozenset[str]:
        return frozenset(self._library.default.themes(await uow.themes.own(guild_id)))


async def _turn(uow: UnitOfWork, guild_id: int, channel_id: int, message_id: int) -> tuple[Turn, Salon]:
    turn = await uow.turns.by_message(message_id)
    salon = await uow.salons.get(turn.salon_id) if turn is not None else None
    if turn is None or salon is None or (salon.guild_id, salon.channel_id) != (guild_id, channel_id):
        raise NotFound("not_a_turn")
    if turn.by_host:
        raise BadInput("own_turn")
    return turn, salon
