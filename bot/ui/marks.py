"""Small marks of Discord's markdown: plain text, links to messages, moments; and how a recap is worded."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.domain.recap import ItemKind, Recap
from bot.domain.recap_text import Marks, Wording, escaped
from bot.ui.texts import Locale


def plain(text: str, limit: int = 200) -> str:
    """Text that shows as typed, on one line, without markup or mentions."""
    return escaped(text, limit)


def jump(guild_id: int, channel_id: int, message_id: int | None = None) -> str:
    """The address of a message, or of a channel."""
    place = f"https://discord.com/channels/{guild_id}/{channel_id}"
    return f"{place}/{message_id}" if message_id else place


def moment(at: datetime, style: str = "R") -> str:
    """A moment as each reader's Discord shows it; style "R" is relative, "d" a date (Discord's timestamp styles)."""
    return f"<t:{int(at.timestamp())}:{style}>"


def recap_marks(texts: Locale) -> Marks:
    """The marks between a recap's words, as a language sets them."""
    return Marks(
        texts.sentences["marks.quoted"], texts.get("marks.colon"), texts.get("marks.semicolon"), texts.get("recap.link")
    )


def wording_of(texts: Locale) -> Wording:
    """How a language words a recap."""

    def figures(recap: Recap) -> Sequence[str]:
        counts = {"people": recap.people, "turns": recap.turns, "minutes": recap.minutes}
        return [texts.get(f"recap.{what}", n=n) for what, n in counts.items() if n or what != "minutes"]

    headings = {kind: texts.get(f"recap.{kind.value}") for kind in ItemKind}
    return Wording(headings, recap_marks(texts), figures, texts.get("recap.nothing"))
