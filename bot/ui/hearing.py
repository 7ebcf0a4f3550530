"""Turning a Discord message into what services hear."""

from __future__ import annotations

import re

import discord

from bot.ports import Heard

_TALK = {discord.MessageType.default, discord.MessageType.reply}


def heard(message: discord.Message, me: int) -> Heard:
    """The message as it arrives; ``me`` is Salon's own user id."""
    reference = message.reference if message.type is discord.MessageType.reply else None
    return Heard(
        message_id=message.id,
        channel_id=message.channel.id,
        author_id=message.author.id,
        author_name=message.author.display_name,
        at=message.created_at,
        text=spoken(message.content, me),
        reply_to=reference.message_id if reference else None,
        attachments=tuple(attachment.filename for attachment in message.attachments),
        to_host=addressed(message, me),
        own=message.author.id == me,
        human=not message.author.bot and message.webhook_id is None and message.type in _TALK,
    )


def spoken(content: str, me: int) -> str:
    """What a person said, without the mention that called the host."""
    return re.sub(rf"[ \t]*<@!?{me}>[ \t]*", " ", content).strip() if f"{me}>" in content else content


def addressed(message: discord.Message, me: int) -> bool:
    """Whether it mentions Salon (or the role Discord gave it), or replies to one of its messages."""
    replied = message.reference.resolved if message.reference else None
    if isinstance(replied, discord.Message) and replied.author.id == me:
        return True
    if any(user.id == me for user in message.mentions) or me in message.raw_mentions:
        return True
    return any(role.tags is not None and role.tags.bot_id == me for role in message.role_mentions)
