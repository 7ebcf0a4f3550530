"""The pictures of an evening below its recap, of its themes and of its film's moments: drawn off the event loop, described for those who do not see it."""

from __future__ import annotations

import asyncio
import io
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import discord
from babel.dates import format_date

from bot.domain.moments import Moments
from bot.domain.theme_map import Evening
from bot.domain.timeline import Timeline
from bot.ui.moments_alt import moments_alt
from bot.ui.pictures.evening import draw
from bot.ui.pictures.moments import draw as draw_moments
from bot.ui.texts import Locale
from bot.ui.theme_alt import evening_alt

_log = logging.getLogger(__name__)
FILE, FILM_FILE = "evening.png", "film.png"
Draw = Callable[[Sequence[Evening], Locale], bytes]


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture as PNG, with its words, and one that stands ``beside`` it in the same gallery."""

    data: bytes
    words: str
    name: str = FILE
    beside: Picture | None = None

    def gallery(self) -> discord.ui.MediaGallery[Any]:
        """Where they stand in a message."""
        shown = (discord.MediaGalleryItem(f"attachment://{one.name}", description=one.words) for one in self._all())
        return discord.ui.MediaGallery(*shown)

    def files(self) -> list[discord.File]:
        """What is sent along; a file can be sent once."""
        return [discord.File(io.BytesIO(one.data), filename=one.name, description=one.words) for one in self._all()]

    def _all(self) -> tuple[Picture, ...]:
        return (self,) if self.beside is None else (self, self.beside)


async def drawn(timeline: Timeline | None, texts: Locale, draw: Draw = draw) -> Picture | None:
    """The pictures of an evening; None where there is nothing to draw, and where drawing fails: the recap goes without."""
    if timeline is None:
        return None
    film = await _of_film(timeline.film, texts)
    if timeline.evening is None:
        return film
    day = format_date(timeline.day, format="long", locale=texts.code.replace("-", "_"))
    evenings = [replace(timeline.evening, date=day)]
    try:
        return Picture(await asyncio.to_thread(draw, evenings, texts), evening_alt(evenings, texts), beside=film)
    except Exception as error:  # noqa: BLE001  # whatever it is (a font, memory), no record is lost over its picture
        _log.warning("event=evening_not_drawn error=%s", type(error).__name__)
        return film


async def _of_film(moments: Moments | None, texts: Locale) -> Picture | None:
    """The picture of what was written while the film was on."""
    if moments is None:
        return None
    try:
        return Picture(await asyncio.to_thread(draw_moments, moments, texts), moments_alt(moments, texts), FILM_FILE)
    except Exception as error:  # noqa: BLE001  # as above
        _log.warning("event=moments_not_drawn error=%s", type(error).__name__)
        return None


def files_of(page: discord.ui.LayoutView, picture: Picture | None) -> list[discord.File]:
    """What is to be sent along with a page: the picture, where the page shows it."""
    shows = any(isinstance(part, discord.ui.MediaGallery) for part in page.walk_children())
    return picture.files() if picture is not None and shows else []
