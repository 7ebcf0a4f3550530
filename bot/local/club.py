"""The sample club: a server, its channels, its people and the bot's invitation."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime

from bot.local.permissions import bits
from bot.local.state import State
from bot.local.wire import Json, iso

EVERYONE = bits(
    "view_channel", "send_messages", "send_messages_in_threads", "create_public_threads", "create_private_threads",
    "embed_links", "attach_files", "read_message_history", "add_reactions", "use_external_emojis", "connect", "speak",
    "change_nickname", "use_application_commands", "mention_everyone",
)  # fmt: skip
INVITED = bits(
    "view_channel", "send_messages", "send_messages_in_threads", "create_public_threads", "manage_threads",
    "embed_links", "attach_files", "read_message_history", "add_reactions", "manage_events", "create_events",
)  # fmt: skip
TAGS = ("discussion", "what if", "recap", "screening")
APP_FLAGS = {"presences": 1 << 12, "members": 1 << 14, "message_content": 1 << 18}
"""Application flags of the privileged intents as a small app has them (the "limited" variant is one bit higher)."""


@dataclass(frozen=True, slots=True)
class Club:
    """The ids of the sample club; ``members`` maps names to user ids, the owner among them."""

    guild_id: str
    salon_channel: str
    lobby_channel: str
    forum_channel: str
    voice_channel: str
    owner: str
    members: dict[str, str]


def user(user_id: str, name: str, *, bot: bool = False) -> Json:
    """A user object."""
    return {
        "id": user_id, "username": name.lower(), "global_name": None if bot else name, "discriminator": "0",
        "avatar": None, "avatar_decoration_data": None, "banner": None, "accent_color": None, "bot": bot,
        "public_flags": 0, "flags": 0, "primary_guild": None,
    }  # fmt: skip


def member(user_id: str, roles: list[str], joined_at: datetime) -> Json:
    """A member object without its user, as it is stored."""
    return {
        "_user": user_id, "roles": roles, "nick": None, "avatar": None, "banner": None, "joined_at": iso(joined_at),
        "premium_since": None, "communication_disabled_until": None, "flags": 0, "pending": False, "mute": False,
        "deaf": False,
    }  # fmt: skip


def role(role_id: str, name: str, permissions: int, position: int, **more: object) -> Json:
    """A role object."""
    body: Json = {
        "id": role_id, "name": name, "permissions": str(permissions), "position": position, "color": 0,
        "colors": {"primary_color": 0, "secondary_color": None, "tertiary_color": None}, "hoist": False,
        "managed": False, "mentionable": False, "icon": None, "unicode_emoji": None, "flags": 0,
    }  # fmt: skip
    return body | more


def channel(channel_id: str, guild_id: str, kind: int, name: str, position: int, **more: object) -> Json:
    """A channel object of the server."""
    body: Json = {
        "id": channel_id, "type": kind, "guild_id": guild_id, "name": name, "position": position, "flags": 0,
        "permission_overwrites": [], "parent_id": None, "nsfw": False, "rate_limit_per_user": 0,
        "last_message_id": None,
    }  # fmt: skip
    return body | more


def _guild(guild_id: str, owner_id: str) -> Json:
    nothing = (
        "icon", "home_header", "splash", "discovery_splash", "banner", "application_id", "afk_channel_id",
        "system_channel_id", "widget_channel_id", "max_presences", "vanity_url_code", "rules_channel_id",
        "safety_alerts_channel_id", "public_updates_channel_id", "incidents_data", "latest_onboarding_question_id",
    )  # fmt: skip
    guild: Json = dict.fromkeys(nothing)
    return guild | {
        "id": guild_id, "name": "The Thursday Club", "description": None, "features": [], "owner_id": owner_id,
        "region": "", "afk_timeout": 300, "system_channel_flags": 0, "widget_enabled": False, "verification_level": 1,
        "default_message_notifications": 1, "mfa_level": 0, "explicit_content_filter": 0, "max_members": 500000,
        "max_stage_video_channel_users": 50, "max_video_channel_users": 25, "premium_tier": 0,
        "premium_subscription_count": 0, "preferred_locale": "en-US", "premium_progress_bar_enabled": False,
        "nsfw": False, "nsfw_level": 0, "emojis": [], "stickers": [],
    }  # fmt: skip


def _application(app_id: str, intents_enabled: frozenset[str]) -> Json:
    flags = sum(flag for name, flag in APP_FLAGS.items() if name in intents_enabled)
    return {
        "id": app_id, "name": "Salon", "icon": None, "description": "Hosts film discussions.", "type": None,
        "verify_key": "0" * 64, "flags": flags << 1, "flags_new": str(flags << 1), "redirect_uris": [],
        "interactions_endpoint_url": None, "role_connections_verification_url": None, "bot_public": True,
        "bot_require_code_grant": False, "approximate_guild_count": 1, "approximate_user_install_count": 0,
        "approximate_user_authorization_count": 0, "explicit_content_filter": 0, "team": None, "hook": True,
        "eligible_oauth2_scopes": ["bot", "applications.commands"], "rpc_origins": [],
    }  # fmt: skip


def found_club(now: datetime, intents_enabled: frozenset[str], bot_permissions: int = INVITED) -> State:
    """A fresh state with the sample club in it."""
    state = State(token=secrets.token_urlsafe(24))
    guild_id = state.new_id(now)
    people = {name: state.new_id(now) for name in ("Ines", "Tomas", "Wren")}
    app_id = state.new_id(now)
    state.application = _application(app_id, intents_enabled) | {"_owner": people["Ines"]}
    state.guild = _guild(guild_id, people["Ines"])
    state.roles[guild_id] = role(guild_id, "@everyone", EVERYONE, 0)
    regulars, managed = state.new_id(now), state.new_id(now)
    state.roles[regulars] = role(regulars, "regulars", 0, 1, mentionable=True)
    state.roles[managed] = role(managed, "Salon", bot_permissions, 2, managed=True, tags={"bot_id": app_id})
    for name, user_id in people.items():
        state.users[user_id] = user(user_id, name)
        state.members[user_id] = member(user_id, [] if name == "Ines" else [regulars], now)
    state.users[app_id] = user(app_id, "Salon", bot=True)
    state.members[app_id] = member(app_id, [managed], now)
    _add_channels(state, now)
    return state


def _add_channels(state: State, now: datetime) -> None:
    guild_id, text, voice = state.guild_id, state.new_id(now), state.new_id(now)
    tags = [
        {"id": state.new_id(now), "name": name, "moderated": False, "emoji_id": None, "emoji_name": None}
        for name in TAGS
    ]
    plan: list[tuple[int, str, str | None, Json]] = [
        (0, "salon", text, {"topic": "Films, one at a time"}),
        (0, "lobby", text, {"topic": "Everything else"}),
        (
            15,
            "film-forum",
            text,
            {"topic": "A post a film", "available_tags": tags, "default_reaction_emoji": None,
             "default_sort_order": None, "default_forum_layout": 0, "default_thread_rate_limit_per_user": 0},
        ),
        (2, "screening room", voice, {"bitrate": 64000, "user_limit": 0, "rtc_region": None, "topic": None}),
    ]  # fmt: skip
    state.channels[text] = channel(text, guild_id, 4, "Salon", 0)
    state.channels[voice] = channel(voice, guild_id, 4, "Voice", 1)
    made: list[str] = []
    for position, (kind, name, parent, more) in enumerate(plan):
        channel_id = state.new_id(now)
        made.append(channel_id)
        state.channels[channel_id] = channel(channel_id, guild_id, kind, name, position, **more | {"parent_id": parent})
    names = ("salon_channel", "lobby_channel", "forum_channel", "voice_channel")
    members = {item["global_name"]: key for key, item in state.users.items() if not item["bot"]}
    owner = state.guild["owner_id"]
    state.guild["_club"] = {"guild_id": guild_id, "owner": owner, "members": members} | dict(
        zip(names, made, strict=True)
    )


def club_of(state: State) -> Club:
    """The ids of the club in this state."""
    return Club(**state.guild["_club"])
