"""Who may do what: roles, channel overwrites, threads; computed as Discord's reference describes it."""

from __future__ import annotations

from bot.local.state import THREAD_TYPES, State
from bot.local.wire import Json, missing_access, missing_permissions, unknown

# Discord's reference, topic "Permissions": name -> bit (the names discord.py uses).
BITS: dict[str, int] = {
    name: 1 << bit
    for name, bit in {
        "kick_members": 1,
        "ban_members": 2,
        "administrator": 3,
        "manage_channels": 4,
        "manage_guild": 5,
        "add_reactions": 6,
        "view_channel": 10,
        "send_messages": 11,
        "manage_messages": 13,
        "embed_links": 14,
        "attach_files": 15,
        "read_message_history": 16,
        "mention_everyone": 17,
        "use_external_emojis": 18,
        "connect": 20,
        "speak": 21,
        "change_nickname": 26,
        "manage_roles": 28,
        "use_application_commands": 31,
        "manage_events": 33,
        "manage_threads": 34,
        "create_public_threads": 35,
        "create_private_threads": 36,
        "send_messages_in_threads": 38,
        "create_events": 44,
        "pin_messages": 51,
    }.items()
}
ALL_PERMISSIONS = (1 << 52) - 1
VIEW = BITS["view_channel"]


def bits(*names: str) -> int:
    """The union of the named permissions."""
    value = 0
    for name in names:
        value |= BITS[name]
    return value


def guild_permissions(state: State, user_id: str) -> int:
    """What the person may do in the server, before any channel is looked at; 0 for a stranger."""
    member = state.members.get(user_id)
    if member is None:
        return 0
    if state.guild["owner_id"] == user_id:
        return ALL_PERMISSIONS
    value = int(state.roles[state.guild_id]["permissions"])
    for role_id in member["roles"]:
        value |= int(state.roles[role_id]["permissions"])
    return ALL_PERMISSIONS if value & BITS["administrator"] else value


def _overwritten(state: State, user_id: str, channel: Json, value: int) -> int:
    overwrites = {item["id"]: item for item in channel.get("permission_overwrites", [])}
    everyone = overwrites.get(state.guild_id)
    if everyone:
        value = value & ~int(everyone["deny"]) | int(everyone["allow"])
    allow = deny = 0
    for role_id in state.members[user_id]["roles"]:
        if role_id in overwrites:
            allow |= int(overwrites[role_id]["allow"])
            deny |= int(overwrites[role_id]["deny"])
    value = value & ~deny | allow
    own = overwrites.get(user_id)
    return value & ~int(own["deny"]) | int(own["allow"]) if own else value


def channel_permissions(state: State, user_id: str, channel: Json) -> int:
    """What the person may do in this channel or thread; without VIEW_CHANNEL, nothing."""
    if channel["type"] == 1:
        partners = {recipient["id"] for recipient in channel["recipients"]} | {state.bot_id}
        names = (
            "view_channel",
            "send_messages",
            "embed_links",
            "attach_files",
            "read_message_history",
            "add_reactions",
        )
        return bits(*names) if user_id in partners else 0
    value = guild_permissions(state, user_id)
    if value == 0 or value & BITS["administrator"]:
        return value
    place = channel
    if channel["type"] in THREAD_TYPES:
        place = state.channels[channel["parent_id"]]
    value = _overwritten(state, user_id, place, value)
    if channel["type"] == 12 and not value & BITS["manage_threads"]:
        value = value if user_id in state.thread_members.get(channel["id"], {}) else 0
    return value if value & VIEW else 0


def can_view(state: State, user_id: str, channel: Json) -> bool:
    """Whether the channel shows up for the person."""
    return bool(channel_permissions(state, user_id, channel) & VIEW)


def find_channel(state: State, channel_id: str) -> Json:
    """The channel or thread; raises 10003."""
    channel = state.channels.get(channel_id)
    if channel is None:
        raise unknown("channel")
    return channel


def need(state: State, user_id: str, channel: Json, *names: str) -> None:
    """Raise 50001 when the channel cannot be seen and 50013 when one of the named permissions is missing."""
    value = channel_permissions(state, user_id, channel)
    if not value & VIEW:
        raise missing_access()
    wanted = bits(*names)
    if value & wanted != wanted:
        raise missing_permissions()


def need_in_guild(state: State, user_id: str, *names: str) -> None:
    """Raise 50013 when one of the named permissions is missing in the server."""
    wanted = bits(*names)
    if guild_permissions(state, user_id) & wanted != wanted:
        raise missing_permissions()
