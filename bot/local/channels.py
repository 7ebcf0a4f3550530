"""Channels of the server: made, changed, deleted; direct messages opened."""

from __future__ import annotations

from bot.local.broadcast import Viewer
from bot.local.checks import Checks
from bot.local.club import channel as new_channel
from bot.local.permissions import BITS, can_view
from bot.local.realm import Realm
from bot.local.render import channel_of, public
from bot.local.state import THREAD_TYPES
from bot.local.wire import Json

CHANGEABLE = ("name", "topic", "nsfw", "position", "parent_id", "rate_limit_per_user", "permission_overwrites",
              "default_auto_archive_duration", "available_tags", "flags")  # fmt: skip


def announce(realm: Realm, event: str, channel: Json) -> None:
    """Tell everyone who sees the channel."""
    realm.broadcast.tell(event, public(channel), intent="guilds", channel=channel)
    realm.touch()


def check(body: Json, *, creating: bool) -> None:
    """Raise 50035 for a channel body Discord would refuse."""
    checks = Checks()
    if creating or "name" in body:
        checks.text(("name",), body.get("name"), 100, least=1, needed=True)
    checks.text(("topic",), body.get("topic"), 4096 if body.get("type") == 15 else 1024)
    checks.number(("rate_limit_per_user",), body.get("rate_limit_per_user"), 0, 21600)
    tags = checks.objects(("available_tags",), body.get("available_tags"))
    checks.count(("available_tags",), tags, 20)
    for index, tag in enumerate(tags):
        checks.text(("available_tags", index, "name"), tag.get("name"), 20, least=1, needed=True)
    checks.done()


def create(realm: Realm, body: Json) -> Json:
    """Make a channel of the server."""
    check(body, creating=True)
    position = 1 + max(int(item.get("position", 0)) for item in realm.state.channels.values())
    more = {name: body[name] for name in CHANGEABLE if body.get(name) is not None}
    kind = body.get("type") or 0
    if kind == 15:
        more = {"available_tags": []} | more
    channel = new_channel(realm.new_id(), realm.state.guild_id, kind, body["name"], position)
    realm.state.channels[channel["id"]] = channel
    _apply(realm, channel, more)
    announce(realm, "CHANNEL_CREATE", channel)
    return channel


def _apply(realm: Realm, channel: Json, body: Json) -> None:
    for name in CHANGEABLE:
        if name in body:
            channel[name] = body[name]
    if "available_tags" in body:
        channel["available_tags"] = [
            {"moderated": False, "emoji_id": None, "emoji_name": None} | tag | {"id": tag.get("id") or realm.new_id()}
            for tag in body["available_tags"]
        ]
    if "permission_overwrites" in body:
        channel["permission_overwrites"] = [
            {key: str(item.get(key, 0)) for key in ("id", "allow", "deny")} | {"type": int(item["type"])}
            for item in body["permission_overwrites"] or []
        ]


def edit(realm: Realm, channel: Json, body: Json) -> None:
    """Change a channel of the server."""
    check({"type": channel["type"]} | body, creating=False)
    seen_before = _bot_sees(realm, channel)
    _apply(realm, channel, body)
    if seen_before and not _bot_sees(realm, channel):
        _tell_gone(realm, channel)
    announce(realm, "CHANNEL_UPDATE", channel)


def _bot_sees(realm: Realm, channel: Json) -> bool:
    return can_view(realm.state, realm.state.bot_id, channel)


def _tell_gone(realm: Realm, channel: Json) -> None:
    """Discord sends CHANNEL_UPDATE with the new overwrites to those who just lost sight of the channel."""
    only = {realm.state.bot_id}
    realm.broadcast.tell("CHANNEL_UPDATE", public(channel), intent="guilds", only=only)


def overwrite(realm: Realm, channel: Json, target: str, *, allow: int, deny: int, kind: int) -> None:
    """Set the overwrite of a role (kind 0) or member (kind 1); without bits it is taken away."""
    kept = [item for item in channel["permission_overwrites"] if item["id"] != target]
    if allow or deny:
        kept.append({"id": target, "type": kind, "allow": str(allow), "deny": str(deny)})
    edit(realm, channel, {"permission_overwrites": kept})


def deny(realm: Realm, channel: Json, user_id: str, name: str, *, denied: bool) -> None:
    """Deny one permission to one member in a channel, or take the denial back."""
    own = next((item for item in channel["permission_overwrites"] if item["id"] == user_id), None)
    bits = int(own["deny"]) if own else 0
    bits = bits | BITS[name] if denied else bits & ~BITS[name]
    overwrite(realm, channel, user_id, allow=int(own["allow"]) if own else 0, deny=bits, kind=1)


def delete(realm: Realm, channel: Json) -> None:
    """Delete a channel with its threads, or a thread, and everything said there."""
    state = realm.state
    for thread in [item for item in state.channels.values() if item.get("parent_id") == channel["id"]]:
        if thread["type"] in THREAD_TYPES:
            _forget(realm, thread)
        else:
            edit(realm, thread, {"parent_id": None})
    if channel["type"] in THREAD_TYPES:
        body = {key: channel[key] for key in ("id", "guild_id", "parent_id", "type")}
        realm.broadcast.tell("THREAD_DELETE", body, intent="guilds", channel=channel)
    else:
        announce(realm, "CHANNEL_DELETE", channel)
    _forget(realm, channel)


def _forget(realm: Realm, channel: Json) -> None:
    del realm.state.channels[channel["id"]]
    realm.state.messages.pop(channel["id"], None)
    realm.state.thread_members.pop(channel["id"], None)
    realm.touch()
    realm.touch(channel["id"])


def direct(realm: Realm, user_id: str) -> Json:
    """The direct-message channel between the bot and a person, made when it is missing."""
    state = realm.state
    for item in state.channels.values():
        if item["type"] == 1 and item["_partner"] == user_id:
            return item
    channel: Json = {
        "id": realm.new_id(),
        "type": 1,
        "flags": 0,
        "last_message_id": None,
        "recipients": [state.users[user_id]],
        "_partner": user_id,
    }
    state.channels[channel["id"]] = channel
    realm.touch()

    def draw(viewer: Viewer) -> Json:
        return channel_of(state, channel, viewer.user_id)

    realm.broadcast.tell("CHANNEL_CREATE", draw, intent=None, only={user_id, state.bot_id})
    return channel
