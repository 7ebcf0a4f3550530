"""Draws stored objects as Discord sends them to one viewer."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING

from bot.local.broadcast import Viewer
from bot.local.limits_components import walk
from bot.local.permissions import channel_permissions
from bot.local.state import THREAD_TYPES, State
from bot.local.wire import Json

if TYPE_CHECKING:
    from bot.local.realm import Realm

ATTACHED = "attachment://"
EPHEMERAL, LOADING, HAS_THREAD, COMPONENTS_V2 = 1 << 6, 1 << 7, 1 << 5, 1 << 15


def public(item: Json) -> Json:
    """The object without the server's own notes."""
    return {key: value for key, value in item.items() if not key.startswith("_")}


def user_of(state: State, user_id: str) -> Json:
    """The user object, also of someone who left."""
    return state.users[user_id]


def member_of(state: State, user_id: str, *, with_user: bool = True) -> Json:
    """The member object."""
    member = public(state.members[user_id])
    return member | {"user": state.users[user_id]} if with_user else member


def guild_of(state: State) -> Json:
    """The guild object as REST returns it."""
    return public(state.guild) | {"roles": list(state.roles.values())}


def channel_of(state: State, channel: Json, viewer_id: str | None = None) -> Json:
    """A channel or thread; a thread says whether the viewer joined it."""
    body = public(channel)
    if channel["type"] in THREAD_TYPES and viewer_id is not None:
        own = state.thread_members.get(channel["id"], {}).get(viewer_id)
        if own is not None:
            body["member"] = own
    return body


def emoji_of(key: str) -> Json:
    """The partial emoji behind a reaction key (``name`` or ``name:id``)."""
    name, _, emoji_id = key.partition(":")
    return {"id": emoji_id or None, "name": name}


def _reactions(message: Json, viewer_id: str) -> list[Json]:
    drawn = []
    for key, users in message.get("_reactions", {}).items():
        drawn.append(
            {
                "emoji": emoji_of(key),
                "count": len(users),
                "count_details": {"burst": 0, "normal": len(users)},
                "burst_colors": [],
                "me_burst": False,
                "me": viewer_id in users,
                "burst_me": False,
                "burst_count": 0,
            }
        )
    return drawn


def readable(state: State, message: Json, viewer: Viewer) -> bool:
    """Whether the viewer is shown the text: without the Message Content intent only one's own, DMs and mentions."""
    if viewer.reads_all or message["author"] == viewer.user_id:
        return True
    channel = state.channels.get(message["channel_id"])
    if channel is None or channel["type"] == 1:
        return True
    return viewer.user_id in message["mentions"]


def message_of(realm: Realm, message: Json, viewer: Viewer, *, nested: bool = False) -> Json:
    """A message as this viewer gets it."""
    state = realm.state
    body = copy.deepcopy(public(message))
    body["author"] = user_of(state, message["author"])
    body["mentions"] = [user_of(state, user_id) for user_id in message["mentions"]]
    for attachment in body["attachments"]:
        url = realm.url + attachment.pop("_path")
        attachment["url"] = attachment["proxy_url"] = url
    _resolve_media(realm, body)
    if message.get("_reactions"):
        body["reactions"] = _reactions(message, viewer.user_id)
    thread = state.channels.get(message["id"])
    if thread is not None and thread["id"] != message["channel_id"]:
        body["thread"] = channel_of(state, thread, viewer.user_id)
        body["flags"] |= HAS_THREAD
    if not nested and message.get("message_reference") and message["type"] != 18:
        target = find_message(state, message["message_reference"])
        body["referenced_message"] = message_of(realm, target, viewer, nested=True) if target else None
    if not readable(state, message, viewer):
        body |= {"content": "", "embeds": [], "attachments": [], "components": []}
    return body


def find_message(state: State, reference: Json) -> Json | None:
    """The message a reference points at, None when it is gone."""
    return state.messages.get(str(reference.get("channel_id")), {}).get(str(reference.get("message_id")))


def _resolve_media(realm: Realm, body: Json) -> None:
    """Turn ``attachment://name`` into the address of the uploaded file, wherever it stands."""
    urls = {attachment["filename"]: attachment["url"] for attachment in body["attachments"]}
    for component in walk(body["components"]):
        for item in (component, *(component.get("items") or [])):
            for place in ("media", "file"):
                if isinstance(item.get(place), dict):
                    _unfurl(item, place, body)
    for part in (body["embeds"], body["components"]):
        for node in part:
            _swap(node, urls)


def _unfurl(item: Json, place: str, body: Json) -> None:
    """Say of a picture or file what Discord says of it besides its address: what it is, and how large."""
    media: Json = item[place]
    name = str(media["url"]).removeprefix(ATTACHED)
    held = next((one for one in body["attachments"] if one["filename"] == name), None)
    url = held["url"] if held else media["url"]
    item[place] = media = {"id": held["id"] if held else body["id"], "url": url, "proxy_url": url}
    item["spoiler"] = bool(item.get("spoiler"))
    if held is not None:
        media |= {key: held[key] for key in ("width", "height", "content_type") if key in held}
        media["attachment_id"] = held["id"]
    if place == "file":
        item |= {"name": held["filename"] if held else None, "size": held["size"] if held else None}
    else:
        item.setdefault("description", None)


def _swap(node: Json, urls: dict[str, str]) -> None:
    for key, value in node.items():
        if isinstance(value, dict):
            _swap(value, urls)
        elif isinstance(value, list):
            for item in value:
                if isinstance(item, dict):
                    _swap(item, urls)
        elif isinstance(value, str) and value.startswith(ATTACHED):
            node[key] = urls.get(value.removeprefix(ATTACHED), value)


def gateway_message(realm: Realm, message: Json, viewer: Viewer) -> Json:
    """A message as the gateway sends it: with its guild and the author's member."""
    body = message_of(realm, message, viewer)
    channel = realm.state.channels[message["channel_id"]]
    body["channel_type"] = channel["type"]
    if channel["type"] != 1:
        body["guild_id"] = realm.state.guild_id
        if message["author"] in realm.state.members:
            body["member"] = member_of(realm.state, message["author"], with_user=False)
        body["mentions"] = [
            user | {"member": member_of(realm.state, user["id"], with_user=False)}
            if user["id"] in realm.state.members
            else user
            for user in body["mentions"]
        ]
    return body


def interaction_channel(state: State, channel: Json, user_id: str) -> Json:
    """A channel inside an interaction: partial, with the person's permissions in it."""
    return channel_of(state, channel) | {"permissions": str(channel_permissions(state, user_id, channel))}
