"""The permissions Salon uses, named as Discord's settings name them, and nothing beyond them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import discord

NAMES: Mapping[str, str] = {
    "view_channel": "View Channels",
    "send_messages": "Send Messages",
    "send_messages_in_threads": "Send Messages in Threads",
    "create_public_threads": "Create Public Threads",
    "read_message_history": "Read Message History",
}


def wanted() -> discord.Permissions:
    """The permissions an invitation asks for."""
    return discord.Permissions(**dict.fromkeys(NAMES, True))


def missing(granted: discord.Permissions, needed: Sequence[str] = tuple(NAMES)) -> list[str]:
    """Names of needed permissions that are not granted, in the order given.

    Whoever may not see a channel may do nothing in it, so then that one is the answer: the rest follow from it.
    """
    if "view_channel" in needed and not granted.view_channel:
        return [NAMES["view_channel"]]
    return [NAMES[name] for name in needed if not getattr(granted, name)]
