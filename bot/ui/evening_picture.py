"""The picture of an evening below its recap: drawn off the event loop, described for those who do not see it."""

from __future__ import annotations

import asyncio
import io
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import discord
from babel.dates import format_date

from bot.domain.theme_map import Evening
from bot.domain.timeline import Timeline
from bot.ui.pictures.evening import draw
from bot.ui.texts import Locale
from bot.ui.theme_alt import evening_alt

_log = logging.getLogger(__name__)
FILE = "evening.png"
Draw = Callable[[Sequence[Evening], Locale], bytes]


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture as PNG, with its words."""

    data: bytes
    words: str

    def gallery(self) -> discord.ui.MediaGallery[Any]:
        """Where it stands in a message."""
        return discord.ui.MediaGallery(discord.MediaGalleryItem(f"attachment://{FILE}", description=self.words))

    def file(self) -> discord.File:
        """What is sent along; a file can be sent once."""
        return discord.File(io.BytesIO(self.data), filename=FILE, description=self.words)


async def drawn(timeline: Timeline | None, texts: Locale, draw: Draw = draw) -> Picture | None:
    """The picture of an evening; None where there is nothing to draw, and where drawing fails: the recap goes without."""
    if timeline is None:
        return None
    day = format_date(timeline.day, format="long", locale=texts.code.replace("-", "_"))
    evenings = [replace(timeline.evening, date=day)]
    try:
        return Picture(await asyncio.to_thread(draw, evenings, texts), evening_alt(evenings, texts))
    except Exception as error:  # noqa: BLE001  # whatever it is (a font, memory), no record is lost over its picture
        _log.warning("event=evening_not_drawn error=%s", type(error).__name__)
        return None


def files_of(page: discord.ui.LayoutView, picture: Picture | None) -> list[discord.File]:
    """What is to be sent along with a page: the picture, where the page shows it."""
    shows = any(isinstance(part, discord.ui.MediaGallery) for part in page.walk_children())
    return [picture.file()] if picture is not None and shows else []
