"""`/memory optout`: not being heard by hosts any more, and being heard again; and what whoever calls one then is told."""

from __future__ import annotations

from typing import Protocol, cast

import discord

from bot.domain.salon import Salon
from bot.services.optouts import Optouts
from bot.ui.answers import answer
from bot.ui.forgetting import AskButton
from bot.ui.front import Interaction, front, locale
from bot.ui.texts import Texts


class OptoutServices(Protocol):
    """The service behind the choice."""

    @property
    def optouts(self) -> Optouts: ...  # noqa: D102  # named by its type


async def opt_out(interaction: Interaction, *, on: bool) -> None:
    """Keep the choice and say in private what it means. The interaction is deferred already."""
    texts = locale(interaction)
    changed = await cast(OptoutServices, front(interaction).services).optouts.choose(interaction.user.id, on=on)
    said = texts.get(f"memory.optout_{'on' if on else 'off'}{'' if changed else '_already'}")
    if not on:
        await answer(interaction, said)
        return
    view = discord.ui.View(timeout=None)
    for scope in ("here", "everywhere"):
        view.add_item(AskButton.made(scope, texts))
    await answer(interaction, said, view)


class UnheardText:
    """Words it to whoever calls a host that does not hear them, in the salon's language."""

    def __init__(self, texts: Texts) -> None:
        self._texts = texts

    def __call__(self, salon: Salon) -> str:
        """That they are not heard, and how to change it."""
        return self._texts(salon.language).get("memory.unheard")
