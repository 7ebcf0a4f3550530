"""Forum posts carry the forum's tags that name what they are about."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime

from bot.domain.content import Library
from bot.domain.evidence import gathered, proposable
from bot.domain.salon import Salon
from bot.domain.theme import Theme, Verdict
from bot.domain.turn import SalonId
from bot.errors import Forbidden, Gone
from bot.ports import Announcer, Database, Job, UnitOfWork

_log = logging.getLogger(__name__)
JOB = "label"
"""The job that gives a salon's post its tags; its key is the salon's id."""
_THEMES = 12


async def to_be_labelled(uow: UnitOfWork, salon_id: SalonId, now: datetime) -> None:
    """Enqueue that a salon's post is looked at. Works in the caller's unit of work."""
    await uow.jobs.put(JOB, str(salon_id), now)


class ForumTags:
    """Chooses what a post is about: confirmed themes first, then what the room spoke of, then the film's own and its genres."""

    def __init__(self, db: Database, announcer: Announcer, library: Library) -> None:
        self._db = db
        self._announcer = announcer
        self._library = library

    async def label(self, job: Job) -> None:
        """Job "label": tag the salon's post. Where it is no post, or may not be changed, nothing happens."""
        async with self._db.read() as uow:
            salon = await uow.salons.get(SalonId(int(job.key)))
            if salon is None or salon.channel_id is None:
                return
            subjects, others = await self._subjects(uow, salon)
        try:
            await self._announcer.label(salon.channel_id, subjects, others)
        except (Gone, Forbidden) as error:
            _log.info("event=not_labelled salon=%s error=%s", salon.id, type(error).__name__)

    async def _subjects(self, uow: UnitOfWork, salon: Salon) -> tuple[Sequence[Sequence[str]], Sequence[Sequence[str]]]:
        """Each subject by all its names, the best first; and what the room says it is not about."""
        said, own = await uow.themes.judged(salon.guild_id, salon.film.id), await uow.themes.own(salon.guild_id)
        spoken = proposable(gathered(await uow.themes.of_salon(salon.id)), said, _THEMES)
        sure = [theme for theme, verdict in said.items() if verdict is Verdict.CONFIRMED]
        wanted = dict.fromkeys((*sure, *(one.theme for one in spoken), *salon.film.themes))
        themes = [theme for theme in wanted if said.get(theme) is not Verdict.REJECTED]
        rejected = [theme for theme, verdict in said.items() if verdict is Verdict.REJECTED]
        about = [
            *filter(None, (self._names(theme, own) for theme in themes)),
            *([genre] for genre in salon.film.genres),
        ]
        return about, [names for theme in rejected if (names := self._names(theme, own))]

    def _names(self, theme: str, own: Sequence[Theme]) -> Sequence[str]:
        added = next((one for one in own if one.id == theme), None)
        entries = [added] if added is not None else [
            content.bank.vocabulary[theme] for content in self._library.contents.values() if theme in content.bank.vocabulary
        ]  # fmt: skip
        return list(dict.fromkeys(name for entry in entries for name in (*entry.calls(), entry.id.replace("-", " "))))
