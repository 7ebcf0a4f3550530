"""Answering an interaction, whatever its state: fresh, deferred, answered already, or dead."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import discord

from bot.ui.limits import CONTENT, cut

# Unknown interaction, unknown webhook, invalid webhook token: the three seconds or the fifteen minutes are over.
EXPIRED = frozenset({10062, 10015, 50027})
_ANSWERED_ALREADY = 40060

Shown = discord.ui.View | discord.ui.LayoutView


async def answer(
    interaction: discord.Interaction[Any],
    text: str | None = None,
    view: Shown | None = None,
    *,
    private: bool = True,
) -> bool:
    """Answer, or follow up where an answer was begun. False when the interaction has expired and nobody can see it."""
    parts: dict[str, Any] = {"ephemeral": private}
    if text is not None:
        parts["content"] = cut(text, CONTENT)
    if view is not None:
        parts["view"] = view
    try:
        if not interaction.response.is_done():
            try:
                await interaction.response.send_message(**parts)
            except discord.HTTPException as error:
                if error.code != _ANSWERED_ALREADY:
                    raise
            else:
                return True
        await interaction.followup.send(**parts)
    except discord.HTTPException as error:
        if error.code in EXPIRED:
            return False
        raise
    return True


async def take_back(interaction: discord.Interaction[Any]) -> None:
    """Take back that an answer for everyone would come, so that what is said instead can be private."""
    with suppress(discord.NotFound):
        await interaction.delete_original_response()


async def thinking(interaction: discord.Interaction[Any], *, private: bool = True) -> None:
    """Tell Discord within its three seconds that an answer will come."""
    await interaction.response.defer(ephemeral=private, thinking=True)
