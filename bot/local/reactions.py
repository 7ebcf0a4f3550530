"""Reactions: given, taken back, announced."""

from __future__ import annotations

from bot.local import threads
from bot.local.messages import guild_part, intent_of
from bot.local.realm import Realm
from bot.local.render import emoji_of, member_of
from bot.local.wire import ApiError, Json


def react(realm: Realm, message: Json, user_id: str, emoji: str, *, add: bool) -> None:
    """Add or take back one person's reaction; ``emoji`` is ``name`` or ``name:id``.

    Raises 50083 in an archived thread, 30010 over 20 emoji.
    """
    channel = realm.state.channels[message["channel_id"]]
    threads.require_awake(channel)
    given = message.setdefault("_reactions", {})
    if add and emoji not in given and len(given) >= 20:
        raise ApiError(400, 30010, "Maximum number of reactions reached (20)")
    users = given.setdefault(emoji, [])
    if (user_id in users) == add:
        if not users:
            del given[emoji]
        return
    if add:
        users.append(user_id)
    else:
        users.remove(user_id)
    if not users:
        del given[emoji]
    _tell(realm, message, user_id, emoji, add=add)


def _tell(realm: Realm, message: Json, user_id: str, emoji: str, *, add: bool) -> None:
    """Announce one reaction that came or went."""
    channel = realm.state.channels[message["channel_id"]]
    body: Json = {
        "user_id": user_id,
        "channel_id": channel["id"],
        "message_id": message["id"],
        "emoji": emoji_of(emoji),
        "burst": False,
        "type": 0,
    } | guild_part(realm, channel)
    if add:
        body["message_author_id"] = message["author"]
        if channel["type"] != 1 and user_id in realm.state.members:
            body["member"] = member_of(realm.state, user_id)
    name = "MESSAGE_REACTION_ADD" if add else "MESSAGE_REACTION_REMOVE"
    only = {message["_for"]} if message.get("_for") else None
    realm.broadcast.tell(name, body, intent=intent_of(channel, "reactions"), channel=channel, only=only)
    realm.touch(channel["id"])
