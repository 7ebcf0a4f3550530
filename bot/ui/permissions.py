"""The permissions Salon uses, and nothing beyond them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import discord

from bot.ui.texts import Locale

USED = (
    "view_channel",
    "send_messages",
    "send_messages_in_threads",
    "create_public_threads",
    "read_message_history",
)
"""By the names that discord.py gives them."""
WISHED = ("attach_files", "create_events")
"""Asked for as well; without them there is less to see: recaps go without their picture, screenings without Discord's event."""


def wanted() -> discord.Permissions:
    """The permissions an invitation asks for."""
    return discord.Permissions(**dict.fromkeys((*USED, *WISHED), True))


def missing(granted: discord.Permissions, needed: Sequence[str] = USED) -> list[str]:
    """The needed permissions that are not granted, in the order given.

    Whoever may not see a channel may do nothing in it, so then that one is the answer: the rest follow from it.
    """
    if "view_channel" in needed and not granted.view_channel:
        return ["view_channel"]
    return [name for name in needed if not getattr(granted, name)]


def spelled(texts: Locale, permissions: Iterable[str]) -> str:
    """Permissions as Discord's settings name them in the reader's language."""
    named = (f"permission.{name}" for name in permissions)
    return ", ".join(texts.get(key) if texts.has(key) else key.partition(".")[2] for key in named)
