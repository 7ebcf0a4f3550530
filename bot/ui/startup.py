"""Before the bot is up: the invitation, and what Discord's refusals to log in mean."""

from __future__ import annotations

import discord

from bot.errors import ConfigError
from bot.ui.permissions import wanted

_CLOSED_LOGIN = 4004  # gateway close code: authentication failed
_CLOSED_INTENTS = 4014  # gateway close code: disallowed intents

_REFUSED_LOGIN = (
    "Discord refused the token in DISCORD_TOKEN. Copy the bot's token again from "
    "https://discord.com/developers/applications (Bot, then Reset Token) into .env."
)
_REFUSED_CONTENT = (
    "The Message Content intent is not switched on for this bot. Switch it on at "
    "https://discord.com/developers/applications (Bot, Privileged Gateway Intents), or set message_content = false "
    "in the [discord] table of config/local.toml; the host then hears only messages that mention it or reply to it."
)


def invite_url(application_id: int) -> str:
    """The address that invites Salon to a server with the permissions it uses and no others."""
    return discord.utils.oauth_url(application_id, permissions=wanted(), scopes=("bot", "applications.commands"))


def startup_fault(error: BaseException) -> ConfigError | None:
    """The refusal to log in as sentences that say what to do, or None when it is something else."""
    code = error.code if isinstance(error, discord.ConnectionClosed) else None
    if isinstance(error, discord.LoginFailure) or code == _CLOSED_LOGIN:
        return ConfigError([_REFUSED_LOGIN])
    if isinstance(error, discord.PrivilegedIntentsRequired) or code == _CLOSED_INTENTS:
        return ConfigError([_REFUSED_CONTENT])
    return None
