"""The picture of a ballot's rounds: drawn off the event loop, described for those who do not see it."""

from __future__ import annotations

import asyncio
import io
import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import discord

from bot.domain.ballot import Ballot
from bot.domain.content import Content
from bot.domain.runoff import Count
from bot.ui.ballot_words import Names, names_of, rounds_text
from bot.ui.limits import cut
from bot.ui.pictures.runoff import draw, facts
from bot.ui.texts import Locale
from bot.ui.theme_alt import LIMIT

_log = logging.getLogger(__name__)
_FILE = "rounds.png"
Draw = Callable[[Count, Names, Locale], bytes]


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture as PNG, with its words."""

    data: bytes
    words: str

    def gallery(self) -> discord.ui.MediaGallery[Any]:
        """Where it stands in a message."""
        return discord.ui.MediaGallery(discord.MediaGalleryItem(f"attachment://{_FILE}", description=self.words))

    def file(self) -> discord.File:
        """What is sent along; a file can be sent once."""
        return discord.File(io.BytesIO(self.data), filename=_FILE, description=self.words)


async def drawn(ballot: Ballot, count: Count, texts: Locale, content: Content, draw: Draw = draw) -> Picture | None:
    """The picture of the rounds; None where nobody won, and where drawing fails: the result goes without."""
    if count.winner is None:
        return None
    names = names_of(ballot, content)
    try:
        return Picture(await asyncio.to_thread(draw, count, names, texts), described(count, names, texts, ballot.seed))
    except Exception as error:  # noqa: BLE001  # whatever it is (a font, memory), no result is lost over its picture
        _log.warning("event=rounds_not_drawn error=%s", type(error).__name__)
        return None


def described(count: Count, names: Names, texts: Locale, seed: str) -> str:
    """The picture in words: the votes of the last round, then the rounds."""
    last = ", ".join(
        texts.get("ballot.share", film=names[one], votes=votes) for one, votes in count.rounds[-1].tallies if votes
    )
    head = texts.get("ballot.alt", facts=facts(count, texts).replace(" · ", ", "), last=last)
    return cut(" ".join((head, *rounds_text(count, names, texts, seed))), LIMIT)
