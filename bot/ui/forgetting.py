"""`/memory forget` and "Forget this message": deleting what is stored of somebody, after asking once."""

from __future__ import annotations

from typing import Any

import discord

from bot.services.forgetting import Forgetting
from bot.ui.answers import answer, thinking
from bot.ui.front import Interaction, front, locale
from bot.ui.items import SalonItem
from bot.ui.texts import Locale
from bot.ui.watchlist_front import guild_of, manages

SCOPES = ("here", "everywhere")


class ForgetButton(SalonItem, template=r"v1:memory:forget:(?P<scope>here|everywhere)"):
    """Forgets whoever presses it; only they see it."""

    @classmethod
    def made(cls, scope: str, label: str) -> ForgetButton:
        """A button for a scope."""
        style = discord.ButtonStyle.danger
        return cls(discord.ui.Button[Any](label=label, style=style, custom_id=f"v1:memory:forget:{scope}"))

    async def pressed(self, interaction: Interaction) -> None:
        """Forget, and say what that was."""
        await interaction.response.defer()
        guild_id = guild_of(interaction) if self.said["scope"] == "here" else None
        count = await _service(interaction).person(interaction.user.id, guild_id)
        key = "memory.forgotten" if guild_id is not None else "memory.forgotten_everywhere"
        await interaction.edit_original_response(content=locale(interaction).get(key, n=count), view=None)


class AskButton(SalonItem, template=r"v1:memory:ask:(?P<scope>here|everywhere)"):
    """Asks whoever presses it, in private, whether they mean it."""

    @classmethod
    def made(cls, scope: str, texts: Locale) -> AskButton:
        """A button for a scope."""
        label = texts.get(f"memory.ask_{scope}")
        return cls(discord.ui.Button[Any](label=label, custom_id=f"v1:memory:ask:{scope}"))

    async def pressed(self, interaction: Interaction) -> None:
        """Ask."""
        await thinking(interaction)
        await ask_to_forget(interaction, self.said["scope"])


async def ask_to_forget(interaction: Interaction, scope: str) -> None:
    """Say in private what would be deleted, with a button that does it. The interaction is deferred already."""
    texts, view = locale(interaction), discord.ui.View(timeout=None)
    view.add_item(ForgetButton.made(scope, texts.get("memory.forget_button")))
    await answer(interaction, texts.get(f"memory.sure_{scope}"), view)


async def forget_message(interaction: Interaction, message_id: int) -> None:
    """Forget one message and say so in private. The interaction is deferred already."""
    who = interaction.user.id
    await _service(interaction).message(guild_of(interaction), message_id, who, manager=manages(interaction))
    await answer(interaction, locale(interaction).get("memory.message_forgotten"))


def _service(interaction: Interaction) -> Forgetting:
    found: Forgetting = front(interaction).services.forgetting  # type: ignore[attr-defined]
    return found


MEMORY_ITEMS = (ForgetButton, AskButton)
