"""Modals that are taken whoever opened them and when: discord.py forgets open modals when the bot restarts.

What is sent is not waited for by the modal itself, but known by its custom id.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import discord

from bot.ui.front import Interaction, front

OPEN_FOR = 900.0  # seconds that discord.py remembers a modal; nothing here depends on it
Groups = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class SentModal:
    """How a sent modal is known, by a pattern with named groups for its custom id, and what takes it.

    ``take`` gets the groups and what was typed, by the custom ids of the fields; it may raise anything.
    """

    pattern: re.Pattern[str]
    take: Callable[[Interaction, Groups, Groups], Awaitable[None]]


async def taken(interaction: Interaction, *known: SentModal) -> None:
    """Take what was sent with one of these modals, if the interaction is that; every failure goes to the presenter."""
    if interaction.type is not discord.InteractionType.modal_submit:
        return
    data: Any = interaction.data or {}
    for modal in known:
        match = modal.pattern.fullmatch(str(data.get("custom_id")))
        if match is None:
            continue
        try:
            typed = {str(field.get("custom_id")): str(field.get("value") or "") for field in _fields(data)}
            await modal.take(interaction, match.groupdict(), typed)
        except Exception as error:  # noqa: BLE001  # the edge: whatever it is, the person must be told
            await front(interaction).presenter.interaction(interaction, error)


def _fields(data: Any) -> Iterator[Any]:
    """The fields of a sent modal, whether they stand in rows or under labels."""
    for top in data.get("components", ()):
        yield from top.get("components", ())
        if (inner := top.get("component")) is not None:
            yield inner
