"""The command tree: servers only, errors to the presenter, and a digest that tells whether commands changed."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from discord import app_commands

from bot.errors import NotFound
from bot.ui.command_translator import CommandTranslator
from bot.ui.front import Interaction, front


class SalonTree(app_commands.CommandTree[Any]):
    """Slash commands of Salon."""

    async def interaction_check(self, interaction: Interaction, /) -> bool:
        """Refuse, with a sentence, what is typed outside a server."""
        if interaction.guild_id is not None:
            return True
        await front(interaction).presenter.interaction(interaction, NotFound("server_only"))
        return False

    async def on_error(self, interaction: Interaction, error: app_commands.AppCommandError, /) -> None:
        """Hand every failure to the presenter."""
        await front(interaction).presenter.interaction(interaction, error)

    def digest(self, application: int, endpoint: str | None) -> str:
        """A fingerprint of all commands, in all languages, as they would be registered for this application at this endpoint."""
        commands = sorted((c.to_dict(self) for c in self.get_commands()), key=lambda c: (c["type"], c["name"]))
        names = self.translator.names if isinstance(self.translator, CommandTranslator) else None
        told = json.dumps([application, endpoint, commands, repr(names)], sort_keys=True, default=str)
        return hashlib.sha256(told.encode()).hexdigest()
