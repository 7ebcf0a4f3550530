"""Themes that a server adds to the vocabulary: made from what somebody types, and held to some bounds."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from hashlib import sha256

from anyascii import anyascii

from bot.domain.content import Library
from bot.domain.theme import LONGEST_ID, Theme
from bot.domain.titles import folded_title
from bot.domain.wording import tokens
from bot.errors import BadInput, Conflict, NotFound
from bot.ports import Clock, Database
from bot.services.themes import RESTATE

_log = logging.getLogger(__name__)
MOST = 50
"""Themes of its own that a server may have."""
LONGEST_NAME, LONGEST_WORD = 60, 60  # characters
MOST_WORDS, MOST_EXAMPLES = 30, 12
_PREFIX = "own-"
_NOT_ID = re.compile(r"[^a-z0-9]+")
_PARTS = re.compile(r"[,;\n]+")


class OwnThemes:
    """A server's own themes. They work like the rest from the moment they are added."""

    def __init__(
        self, db: Database, clock: Clock, library: Library, *, wake: Callable[[], None] = lambda: None
    ) -> None:
        self._db = db
        self._wake = wake
        self._clock = clock
        self._library = library

    async def of_server(self, guild_id: int) -> Sequence[Theme]:
        """They, in the order in which they were added."""
        async with self._db.read() as uow:
            return await uow.themes.own(guild_id)

    async def add(self, guild_id: int, by: int, name: str, words: str, examples: str) -> Theme:
        """Add one. Raises BadInput as ``own_theme`` does, Conflict("theme_there") or Conflict("themes_full")."""
        theme = own_theme(name, words, examples)
        async with self._db.write() as uow:
            own = await uow.themes.own(guild_id)
            called = {folded_title(call) for one in (*self._known(), *own) for call in one.calls()}
            if folded_title(theme.name) in called:
                raise Conflict("theme_there", name=theme.name)
            if len(own) >= MOST:
                raise Conflict("themes_full", limit=MOST)
            if theme.id in {one.id for one in own}:  # alike in what an id holds of the name
                theme = replace(theme, id=f"{theme.id[: LONGEST_ID - 7]}-{sha256(theme.name.encode()).hexdigest()[:6]}")
            await uow.themes.add_own(guild_id, theme, by, self._clock.now())
        _log.info("event=theme_added guild=%s theme_words=%s", guild_id, len(theme.cues))
        return theme

    async def remove(self, guild_id: int, theme: str) -> Theme:
        """Delete one, with its tags and what the room said of it. Raises NotFound("theme_gone")."""
        async with self._db.write() as uow:
            there = next((one for one in await uow.themes.own(guild_id) if one.id == theme), None)
            spoken = await uow.themes.talked(guild_id, theme=theme)
            if there is None or not await uow.themes.remove_own(guild_id, theme):
                raise NotFound("theme_gone")
            for one in spoken:
                await uow.jobs.put(RESTATE, str(one.salon_id), self._clock.now(), guild_id=guild_id)
        self._wake()
        return there

    def _known(self) -> Sequence[Theme]:
        return [one for content in self._library.contents.values() for one in content.bank.vocabulary.values()]


def own_theme(name: str, words: str, examples: str = "") -> Theme:
    """A theme from its name, words and phrases that signal it (apart by commas or lines), and sentences, a line each.

    The name signals it as well. Raises BadInput("theme_name") for a name without a letter or too long, and
    BadInput("theme_words") for too many or too long words.
    """
    called = " ".join(name.split())
    slug = _NOT_ID.sub("-", anyascii(called).lower()).strip("-")[: LONGEST_ID - len(_PREFIX)].strip("-")
    if not slug or not tokens(called) or len(called) > LONGEST_NAME:
        raise BadInput("theme_name", limit=LONGEST_NAME)
    cues = [" ".join(part.split()).lower() for part in (called, *_PARTS.split(words)) if part.strip()]
    cues = [cue for cue in dict.fromkeys(cues) if tokens(cue)]
    if len(cues) > MOST_WORDS + 1 or any(len(cue) > LONGEST_WORD for cue in cues):
        raise BadInput("theme_words", most=MOST_WORDS, limit=LONGEST_WORD)
    said = [" ".join(line.split()) for line in examples.splitlines() if line.strip()]
    return Theme(_PREFIX + slug, called, "", tuple(cues), tuple(said[:MOST_EXAMPLES]))


def is_own(theme: str) -> bool:
    """Whether an id is that of a server's own theme."""
    return theme.startswith(_PREFIX)
