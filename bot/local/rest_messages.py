"""REST: messages, reactions and typing."""

from __future__ import annotations

from urllib.parse import unquote

from bot.local import messages, reactions, threads
from bot.local.calls import Call, Route
from bot.local.drafts import check_draft
from bot.local.permissions import BITS, channel_permissions, find_channel, need
from bot.local.render import emoji_of, message_of
from bot.local.wire import ApiError, Json, unknown

CH, MSG = r"/channels/{channel_id:\d+}", r"/channels/{channel_id:\d+}/messages/{message_id:\d+}"


def channel_for(call: Call, *names: str) -> Json:
    """The channel of the path, seen by the actor and with the named permissions."""
    channel = find_channel(call.realm.state, call.path("channel_id"))
    need(call.realm.state, call.actor, channel, *names)
    return channel


def message_for(call: Call, channel: Json) -> Json:
    """The message of the path. The bot never finds ephemerals here."""
    return messages.find(call.realm, channel["id"], call.path("message_id"), call.actor)


async def create(call: Call) -> Json:
    """POST messages."""
    channel = channel_for(call)
    draft = check_draft(call.body, call.uploads)
    enforce = bool(call.body.get("enforce_nonce"))
    message = await messages.post(call.realm, channel, call.actor, draft, enforce_nonce=enforce)
    return message_of(call.realm, message, call.viewer)


async def get(call: Call) -> Json:
    """GET one message."""
    message = message_for(call, channel_for(call, "read_message_history"))
    return message_of(call.realm, message, call.viewer)


def listed(call: Call, channel: Json) -> list[Json]:
    """The page of messages a query asks for, newest first, ephemerals only for their person."""
    limit = call.count("limit", 50, 1, 100)
    before, after, around = call.snowflake("before"), call.snowflake("after"), call.snowflake("around")
    held = call.realm.state.messages.get(channel["id"], {}).values()
    seen = [message for message in held if message.get("_for") in {None, call.actor}]
    seen.sort(key=lambda message: int(message["id"]))
    if around is not None:
        older = [message for message in seen if int(message["id"]) < around][-(limit // 2) :] if limit > 1 else []
        newer = [message for message in seen if int(message["id"]) >= around][: limit - len(older)]
        chosen = older + newer
    elif after is not None:
        chosen = [message for message in seen if int(message["id"]) > after][:limit]
    else:
        if before is not None:
            seen = [message for message in seen if int(message["id"]) < before]
        chosen = seen[-limit:]
    return [message_of(call.realm, message, call.viewer) for message in reversed(chosen)]


async def history(call: Call) -> list[Json]:
    """GET messages; without READ_MESSAGE_HISTORY Discord answers an empty list."""
    channel = channel_for(call)
    if not channel_permissions(call.realm.state, call.actor, channel) & BITS["read_message_history"]:
        return []
    return listed(call, channel)


async def edit(call: Call) -> Json:
    """PATCH a message of one's own."""
    channel = channel_for(call)
    message = message_for(call, channel)
    if message["author"] != call.actor:
        raise ApiError(403, 50005, "Cannot edit a message authored by another user")
    threads.require_awake(channel)
    changed = await messages.edit(call.realm, message, check_draft(call.body, call.uploads, flags=message["flags"]))
    return message_of(call.realm, changed, call.viewer)


async def remove(call: Call) -> None:
    """DELETE a message: one's own, or anyone's with MANAGE_MESSAGES."""
    channel = channel_for(call)
    message = message_for(call, channel)
    if message["author"] != call.actor:
        need(call.realm.state, call.actor, channel, "manage_messages")
    if message["type"] == 21:
        raise ApiError(403, 50021, "Cannot execute action on a system message")
    messages.delete(call.realm, message)


async def bulk_delete(call: Call) -> None:
    """POST bulk-delete: 2 to 100 messages."""
    channel = channel_for(call, "manage_messages")
    ids = [str(item) for item in call.body.get("messages") or []]
    if not 2 <= len(ids) <= 100:
        raise ApiError(
            400,
            50016,
            "Provided too few or too many messages to delete. Must provide at least 2 and fewer than 100 messages to delete.",
        )
    messages.delete_many(call.realm, channel, ids)


def emoji_key(text: str) -> str:
    """The emoji of a path: ``name:id`` for custom ones, else the character itself. Raises 10014 for letters."""
    emoji = unquote(text)
    if ":" not in emoji and ((emoji.isascii() and not emoji.isdigit()) or len(emoji) > 32 or not emoji):
        raise unknown("emoji")
    return emoji


async def react(call: Call) -> None:
    """PUT a reaction of one's own."""
    channel = channel_for(call, "read_message_history")
    message, emoji = message_for(call, channel), emoji_key(call.path("emoji"))
    if emoji not in message.get("_reactions", {}):
        need(call.realm.state, call.actor, channel, "add_reactions")
    reactions.react(call.realm, message, call.actor, emoji, add=True)


async def unreact(call: Call) -> None:
    """DELETE a reaction: one's own, or another's with MANAGE_MESSAGES."""
    channel = channel_for(call)
    message = message_for(call, channel)
    user_id = call.request.match_info.get("user_id", "@me")
    if user_id not in {"@me", call.actor}:
        need(call.realm.state, call.actor, channel, "manage_messages")
    actor = call.actor if user_id == "@me" else user_id
    reactions.react(call.realm, message, actor, emoji_key(call.path("emoji")), add=False)


async def reactors(call: Call) -> list[Json]:
    """GET the users who reacted."""
    message = message_for(call, channel_for(call))
    limit = call.count("limit", 25, 1, 100)
    after = call.snowflake("after") or 0
    users = message.get("_reactions", {}).get(emoji_key(call.path("emoji")), [])
    return [call.realm.state.users[key] for key in sorted(users, key=int) if int(key) > after][:limit]


async def clear_reactions(call: Call) -> None:
    """DELETE all reactions, or all of one emoji."""
    channel = channel_for(call, "manage_messages")
    message = message_for(call, channel)
    body: Json = {"channel_id": channel["id"], "message_id": message["id"], "guild_id": call.realm.state.guild_id}
    emoji = call.request.match_info.get("emoji")
    name = "MESSAGE_REACTION_REMOVE_ALL"
    if emoji is None:
        message["_reactions"] = {}
    else:
        message.get("_reactions", {}).pop(emoji_key(emoji), None)
        name, body["emoji"] = "MESSAGE_REACTION_REMOVE_EMOJI", emoji_of(emoji_key(emoji))
    call.realm.broadcast.tell(name, body, intent=messages.intent_of(channel, "reactions"), channel=channel)
    messages.announce(call.realm, "MESSAGE_UPDATE", message)


async def typing(call: Call) -> None:
    """POST typing."""
    tell_typing(call, channel_for(call, "send_messages"))


def tell_typing(call: Call, channel: Json) -> None:
    """Tell everyone in the channel that the actor types."""
    stamp = int(call.realm.clock.now().timestamp())
    body: Json = {"channel_id": channel["id"], "user_id": call.actor, "timestamp": stamp}
    if channel["type"] != 1:
        body["guild_id"] = call.realm.state.guild_id
    call.realm.broadcast.tell("TYPING_START", body, intent=messages.intent_of(channel, "typing"), channel=channel)


ROUTES: list[Route] = [
    ("POST", CH + "/messages", create),
    ("GET", CH + "/messages", history),
    ("POST", CH + "/messages/bulk-delete", bulk_delete),
    ("GET", MSG, get),
    ("PATCH", MSG, edit),
    ("DELETE", MSG, remove),
    ("PUT", MSG + "/reactions/{emoji}/@me", react),
    ("DELETE", MSG + "/reactions/{emoji}/@me", unreact),
    ("DELETE", MSG + r"/reactions/{emoji}/{user_id:\d+}", unreact),
    ("GET", MSG + "/reactions/{emoji}", reactors),
    ("DELETE", MSG + "/reactions", clear_reactions),
    ("DELETE", MSG + "/reactions/{emoji}", clear_reactions),
    ("POST", CH + "/typing", typing),
]
