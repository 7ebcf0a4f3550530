"""The picture of a week's themes in a digest: drawn off the event loop, described for those who do not see it."""

from __future__ import annotations

import asyncio
import io
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import discord

from bot.domain.theme_map import Constellation
from bot.ui.pictures.constellation import draw
from bot.ui.texts import Locale
from bot.ui.theme_alt import constellation_alt

_log = logging.getLogger(__name__)
_FILE = "themes.png"
Draw = Callable[[Constellation, Mapping[str, str], Locale], bytes]


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture as PNG, with its words; without ``data`` it only stands for one, where a page is measured."""

    words: str
    data: bytes = b""

    def gallery(self) -> discord.ui.MediaGallery[Any]:
        """Where it stands in a message."""
        return discord.ui.MediaGallery(discord.MediaGalleryItem(f"attachment://{_FILE}", description=self.words))

    def file(self) -> discord.File:
        """What is sent along; a file can be sent once."""
        return discord.File(io.BytesIO(self.data), filename=_FILE, description=self.words)


def sketched(sky: Constellation | None, texts: Locale) -> Picture | None:
    """What stands for the picture of a week while its pages are laid out."""
    return None if sky is None else Picture(constellation_alt(sky, _groups(sky, texts), texts))


async def drawn(sky: Constellation | None, texts: Locale, draw: Draw = draw) -> Picture | None:
    """The picture of a week; None where there is nothing to draw, and where drawing fails: the digest goes without."""
    if sky is None:
        return None
    groups = _groups(sky, texts)
    try:
        return Picture(constellation_alt(sky, groups, texts), await asyncio.to_thread(draw, sky, groups, texts))
    except Exception as error:  # noqa: BLE001  # whatever it is (a font, memory), no digest is lost over its picture
        _log.warning("event=week_not_drawn error=%s", type(error).__name__)
        return None


def shows_picture(page: discord.ui.LayoutView) -> bool:
    """Whether a page has the picture in it."""
    return any(isinstance(part, discord.ui.MediaGallery) for part in page.walk_children())


def _groups(sky: Constellation, texts: Locale) -> Mapping[str, str]:
    return {star.group: texts.get(f"map.group.{star.group}") for star in sky.stars}
