"""Recaps: writing the record of a salon, posting it once, and redrawing it when words are withdrawn."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from bot.domain.content import Library
from bot.domain.film_clock import FilmClock
from bot.domain.moments import Moments, with_moments
from bot.domain.recap import Recap
from bot.domain.room import Room
from bot.domain.salon import Salon
from bot.domain.theme import Tag, Theme, Verdict
from bot.domain.theme_record import with_themes
from bot.domain.timeline import Timeline, timeline, with_film
from bot.domain.turn import SalonId, Turn, TurnId
from bot.domain.whatif import WhatIf, WhatIfId, WhatIfState, only
from bot.domain.whatif_record import linked, with_whatifs
from bot.errors import Forbidden, Gone, Unavailable
from bot.ports import Announcer, Clock, Database, Host, Job, PostedMessage, UnitOfWork
from bot.services.film_clocks import clock_of
from bot.services.film_over import labels, moments_of
from bot.services.forum_tags import to_be_labelled
from bot.services.quotations import standing
from bot.services.rooms import Rooms
from bot.services.tagging import Tagging
from bot.services.waiting import put_off

_log = logging.getLogger(__name__)
_REWRITINGS = 3  # of a record from which words were withdrawn while it was written


@dataclass(frozen=True, slots=True)
class ThemeTalk:
    """What a salon has said of themes: tags of its turns, the server's word on this film's, and its own themes."""

    tags: Sequence[Tag]
    said: Mapping[str, Verdict]
    own: Sequence[Theme]


async def theme_talk(uow: UnitOfWork, salon: Salon) -> ThemeTalk:
    """What is stored of it."""
    themes = uow.themes
    return ThemeTalk(
        await themes.of_salon(salon.id),
        await themes.judged(salon.guild_id, salon.film.id),
        await themes.own(salon.guild_id),
    )


@dataclass(frozen=True, slots=True)
class _Ground:
    """What a record is written from, as it stood then."""

    room: Room
    turns: tuple[Turn, ...]
    drafts: Sequence[WhatIf]
    talk: ThemeTalk
    zone: ZoneInfo
    clock: FilmClock

    @property
    def moments(self) -> Moments | None:
        """What people wrote while the film was on."""
        return moments_of(self.room, self.clock)

    @property
    def linked(self) -> Mapping[TurnId, Turn]:
        """The turns by id, each in the message that shows it."""
        return linked({turn.id: turn for turn in self.turns}, self.drafts)

    async def stands(self, uow: UnitOfWork) -> bool:
        """Whether all its words stand still; the host's that were never posted do not matter."""
        now = {turn.id: turn for turn in await uow.turns.of_salon(self.room.salon.id)}
        said = (turn for turn in self.turns if not turn.by_host or turn.message_id is not None)
        drafts = await uow.whatifs.of_salon(self.room.salon.id)
        return _versions(drafts) == _versions(self.drafts) and all(self._same(now.get(turn.id), turn) for turn in said)

    def _same(self, now: Turn | None, then: Turn) -> bool:
        """Whether a turn says what it said; the host's is in a room as far as it may stand there."""
        return now is not None and then.text in {now.text, standing(now, self.room)}


class Recaps:
    """The records of salons. ``plain`` is the host that redraws: it uses nothing but what still stands in the room.

    What-ifs are put into the record by code, whichever host wrote the rest.
    """

    def __init__(
        self,
        db: Database,
        clock: Clock,
        announcer: Announcer,
        host: Host,
        plain: Host,
        rooms: Rooms,
        library: Library,
        tagging: Tagging,
    ) -> None:
        self._db = db
        self._clock = clock
        self._announcer = announcer
        self._host = host
        self._plain = plain
        self._rooms = rooms
        self._library = library
        self._tagging = tagging

    def _whole(self, recap: Recap, ground: _Ground) -> Recap:
        """What a host wrote, with what-ifs and themes put in by code, in the salon's words."""
        talk, forms = ground.talk, self._library.of(ground.room.salon.language).speech.recap
        known, title = self._known(ground), ground.room.salon.film.title
        found = ground.moments
        told = with_moments(with_whatifs(recap, ground.drafts, forms), found, labels(found, forms))
        return with_themes(told, talk.tags, talk.said, known, forms, title)

    def _known(self, ground: _Ground) -> Mapping[str, Theme]:
        """The vocabulary in the salon's language, and the server's own themes."""
        return self._library.of(ground.room.salon.language).themes(ground.talk.own)

    def _timeline(self, ground: _Ground) -> Timeline | None:
        """The evening's picture, as what still stands of the talk draws it; None where it is not worth one."""
        talk, salon = ground.talk, ground.room.salon
        made = timeline(salon, ground.turns, talk.tags, talk.said, self._known(ground), ground.zone)
        return with_film(made, ground.moments, salon, ground.zone)

    async def write(self, job: Job) -> None:
        """Job "recap": write the record if there is none, then post it if it is not posted.

        Words that are withdrawn while it is written are not in it; those withdrawn while it is posted are redrawn.
        """
        salon_id = SalonId(int(job.key))
        async with self._db.read() as uow:
            salon, recap, posts = (
                await uow.salons.get(salon_id),
                await uow.recaps.get(salon_id),
                await uow.recaps.posts(salon_id),
            )
        if salon is None or posts:
            return
        if recap is None:
            recap, ground = await self._written(salon_id)
        else:
            ground = await self._ground(salon_id)
            if any(ground.room.turn(turn) is None for item in recap.items for turn in item.turns):
                recap, ground = await self._written(salon_id)  # somebody opted out before it could be posted
        try:
            posted = await self._announcer.post_recap(
                salon, recap, ground.linked, f"r{salon_id}", self._timeline(ground)
            )
        except (Gone, Forbidden) as error:
            _log.warning("event=recap_not_posted salon=%s error=%s", salon_id, type(error).__name__)
            posted = ()
        await self._settle(salon_id, recap, ground, posted)

    async def _written(self, salon_id: SalonId) -> tuple[Recap, _Ground]:
        """Write the record and keep it; the host does, or ``plain`` where words were withdrawn meanwhile.

        Returns it with what it rests on. Raises Unavailable when words are withdrawn faster than anything can be written.
        """
        for host in (self._host, *[self._plain] * _REWRITINGS):
            ground = await self._ground(salon_id)
            recap = self._whole(await host.recap(ground.room), ground)
            async with self._db.write() as uow:
                if await ground.stands(uow):
                    await uow.recaps.save(salon_id, recap, self._clock.now())
                    return await uow.recaps.get(salon_id) or recap, ground
            _log.info("event=recap_overtaken salon=%s", salon_id)
            self._rooms.drop(salon_id)
        raise Unavailable

    async def _settle(self, salon_id: SalonId, recap: Recap, ground: _Ground, posted: Sequence[PostedMessage]) -> None:
        """Remember where the record stands and forget how far people had seen; redraw what was withdrawn meanwhile."""
        async with self._db.write() as uow:
            await uow.recaps.remember_posts(salon_id, posted)
            await uow.horizons.clear(salon_id)
            await to_be_labelled(uow, salon_id, self._clock.now())
            if posted and not (await uow.recaps.get(salon_id) == recap and await ground.stands(uow)):
                await uow.jobs.put("redraw", str(salon_id), self._clock.now())
        self._rooms.drop(salon_id)

    async def redraw(self, job: Job) -> None:
        """Job "redraw": after an edit or deletion, take back the host's quotations and renew the record."""
        salon_id = SalonId(int(job.key))
        async with self._db.read() as uow:
            salon, recap = await uow.salons.get(salon_id), await uow.recaps.get(salon_id)
        if salon is None:
            return
        self._rooms.drop(salon_id)
        room = await self._rooms.of(salon_id)
        await self._amend_host(salon, room)
        if recap is None:
            return
        ground = await self._ground(salon_id)
        renewed = self._whole(await self._plain.recap(ground.room), ground)
        async with self._db.write() as uow:
            await uow.recaps.save(salon_id, renewed, self._clock.now())
            # Read here: a record that is posted just now sees this one, or this sees its posts.
            posts = await uow.recaps.posts(salon_id)
        if not posts:
            return
        try:
            await self._announcer.redraw_recap(salon, renewed, ground.linked, posts, self._timeline(ground))
        except Forbidden:  # words that were withdrawn still stand there: they go when it may be changed again
            await put_off(self._db, job, self._clock.now())

    async def restate(self, job: Job) -> None:
        """Job "restate": show a record with what the room says of its themes now; nothing else of it changes."""
        salon_id = SalonId(int(job.key))
        async with self._db.read() as uow:
            salon, recap = await uow.salons.get(salon_id), await uow.recaps.get(salon_id)
        if salon is None or recap is None:
            return
        ground = await self._ground(salon_id)
        now = self._whole(recap, ground)
        async with self._db.write() as uow:
            overtaken = await uow.recaps.get(salon_id) != recap
            if not overtaken:
                await uow.recaps.save(salon_id, now, self._clock.now())
            posts = await uow.recaps.posts(salon_id)
        if posts and not overtaken:
            await self._announcer.redraw_recap(salon, now, ground.linked, posts, self._timeline(ground))
            overtaken = await self.of(salon_id) != now
        if overtaken:  # words may have been withdrawn meanwhile, and what was shown is older than that
            async with self._db.write() as uow:
                await uow.jobs.put(job.kind, job.key, self._clock.now())

    async def _amend_host(self, salon: Salon, room: Room) -> None:
        """Take back, where it is shown and where it is stored, what host turns repeat of words no longer standing."""
        async with self._db.read() as uow:
            said = await uow.turns.of_salon(salon.id)
        for turn in said:
            if turn.utterance is None or turn.message_id is None or salon.channel_id is None:
                continue
            if (rest := standing(turn, room)) == turn.text:
                continue
            # Shown first: were it stored first, a second attempt after an outage would find nothing left to do.
            try:
                await self._announcer.amend(salon.channel_id, turn.message_id, rest)
            except (Gone, Forbidden) as error:
                _log.warning("event=not_amended salon=%s error=%s", salon.id, type(error).__name__)
            async with self._db.write() as uow:
                await uow.turns.edit(turn.message_id, rest, self._clock.now())
        self._rooms.drop(salon.id)

    async def _ground(self, salon_id: SalonId) -> _Ground:
        await self._tagging.finish(salon_id)
        room = await self._rooms.of(salon_id)
        async with self._db.read() as uow:
            drafts, talk = await uow.whatifs.of_salon(salon_id), await theme_talk(uow, room.salon)
            zone = ZoneInfo((await uow.servers.get(room.salon.guild_id)).timezone)
            clock = clock_of(room.salon, await uow.clocks.of_salon(salon_id))
        heard = {turn.id for turn in room.turns}
        drafts = [only(draft, heard) for draft in drafts]
        return _Ground(room, tuple(room.turns), drafts, talk, zone, clock)

    async def of(self, salon_id: SalonId) -> Recap | None:
        """The stored record of a salon."""
        async with self._db.read() as uow:
            return await uow.recaps.get(salon_id)


def _versions(drafts: Sequence[WhatIf]) -> list[tuple[WhatIfId, WhatIfState, int]]:
    return [(draft.id, draft.state, draft.version) for draft in drafts]
