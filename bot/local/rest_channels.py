"""REST: channels, threads and forum posts."""

from __future__ import annotations

from datetime import datetime

from bot.local import channels, messages, threads
from bot.local.calls import Call, Reply, Route
from bot.local.checks import invalid
from bot.local.drafts import Draft, check_draft, require_something
from bot.local.permissions import can_view, need, need_in_guild
from bot.local.render import channel_of, member_of, message_of
from bot.local.rest_messages import CH, MSG, channel_for, message_for
from bot.local.state import THREAD_TYPES
from bot.local.wire import ApiError, Json, parse_time, unknown


async def get(call: Call) -> Json:
    """GET a channel."""
    return channel_of(call.realm.state, channel_for(call), call.actor)


async def edit(call: Call) -> Json:
    """PATCH a channel or thread."""
    channel = channel_for(call)
    if channel["type"] in THREAD_TYPES:
        threads.edit(call.realm, channel, call.actor, call.body)
    else:
        need(call.realm.state, call.actor, channel, "manage_channels")
        channels.edit(call.realm, channel, call.body)
    return channel_of(call.realm.state, channel, call.actor)


async def remove(call: Call) -> Json:
    """DELETE a channel or thread."""
    channel = channel_for(call)
    need(
        call.realm.state,
        call.actor,
        channel,
        "manage_threads" if channel["type"] in THREAD_TYPES else "manage_channels",
    )
    body = channel_of(call.realm.state, channel, call.actor)
    channels.delete(call.realm, channel)
    return body


async def set_overwrite(call: Call) -> None:
    """PUT a permission overwrite."""
    channel = channel_for(call, "manage_roles")
    allow, deny = int(call.body.get("allow") or 0), int(call.body.get("deny") or 0)
    channels.overwrite(
        call.realm, channel, call.path("target"), allow=allow, deny=deny, kind=int(call.body.get("type") or 0)
    )


async def drop_overwrite(call: Call) -> None:
    """DELETE a permission overwrite."""
    channel = channel_for(call, "manage_roles")
    channels.overwrite(call.realm, channel, call.path("target"), allow=0, deny=0, kind=0)


async def thread_from_message(call: Call) -> Reply:
    """POST a thread that starts from a message; it takes the message's id."""
    parent = channel_for(call)
    message = message_for(call, parent)
    thread = begin_from_message(call, parent, message, call.body)
    return Reply(201, channel_of(call.realm.state, thread, call.actor))


def begin_from_message(call: Call, parent: Json, message: Json, body: Json) -> Json:
    """Begin the thread, mark the message and leave the starter note (type 21) in it."""
    realm = call.realm
    threads.require_beginning(realm, call.actor, parent, 11)
    if message.get("_for"):
        raise unknown("message")
    if message["type"] not in {0, 19, 20, 23}:
        raise ApiError(400, 50068, "Invalid message type")
    thread = threads.begin(realm, parent, call.actor, body, kind=11, thread_id=message["id"])
    messages.announce(realm, "MESSAGE_UPDATE", message)
    starter = messages.new_message(realm, thread, message["author"], 21)
    starter["message_reference"] = messages.reference_to(realm, message)
    realm.state.messages.setdefault(thread["id"], {})[starter["id"]] = starter
    messages.announce(realm, "MESSAGE_CREATE", starter)
    return thread


async def thread_plain(call: Call) -> Reply:
    """POST a thread without a message, or a forum post with its first message."""
    parent = channel_for(call)
    kind = 11 if parent["type"] == 15 else int(call.body.get("type") or 12)
    threads.require_beginning(call.realm, call.actor, parent, kind)
    if parent["type"] == 15:
        return Reply(201, await forum_post(call, parent, call.body))
    if kind not in {11, 12}:
        raise invalid(("type",), "BASE_TYPE_CHOICES", "Value must be one of (10, 11, 12).")
    thread = begin_plain(call, parent, call.body, kind)
    return Reply(201, channel_of(call.realm.state, thread, call.actor))


def begin_plain(call: Call, parent: Json, body: Json, kind: int) -> Json:
    """Begin a thread without a message; a public one is announced by a note (type 18) in its channel."""
    realm = call.realm
    thread = threads.begin(realm, parent, call.actor, body, kind=kind)
    if kind == 11:
        note = messages.new_message(realm, parent, call.actor, 18)
        note["content"] = thread["name"]
        note["message_reference"] = {"type": 0, "channel_id": thread["id"], "guild_id": realm.state.guild_id}
        messages.keep(realm, note)
    return thread


async def forum_post(call: Call, parent: Json, body: Json) -> Json:
    """Begin a forum post; its first message carries the thread's id. Returns the thread with that ``message``."""
    realm, first = call.realm, body.get("message")
    if not isinstance(first, dict):
        raise invalid(("message",), "BASE_TYPE_REQUIRED", "This field is required")
    draft: Draft = check_draft(first, call.uploads)
    require_something(draft)
    if draft.uploads:
        need(realm.state, call.actor, parent, "attach_files")
    held = await messages.store_uploads(realm, parent["id"], draft)
    thread = threads.begin(realm, parent, call.actor, body, kind=11)
    message = messages.new_message(realm, thread, call.actor)
    message |= {"id": thread["id"], "attachments": held, "flags": draft.flags, "_first": True}
    messages.fill(realm, message, draft)
    messages.keep(realm, message)
    return channel_of(realm.state, thread, call.actor) | {"message": message_of(realm, message, call.viewer)}


def _thread_for(call: Call) -> Json:
    thread = channel_for(call)
    if thread["type"] not in THREAD_TYPES:
        raise ApiError(400, 50024, "Cannot execute action on this channel type")
    return thread


async def join(call: Call) -> None:
    """PUT a thread member: oneself or another."""
    thread = _thread_for(call)
    threads.require_awake(thread)
    user_id = call.path("user_id")
    if user_id == "@me":
        user_id = call.actor
    elif user_id not in call.realm.state.members:
        raise unknown("member")
    else:
        need(call.realm.state, call.actor, thread, "send_messages_in_threads")
    threads.join(call.realm, thread, user_id)


async def leave(call: Call) -> None:
    """DELETE a thread member."""
    thread = _thread_for(call)
    threads.require_awake(thread)
    user_id = call.path("user_id")
    if user_id not in {"@me", call.actor}:
        need(call.realm.state, call.actor, thread, "manage_threads")
    threads.leave(call.realm, thread, call.actor if user_id == "@me" else user_id)


async def members(call: Call) -> list[Json]:
    """GET the thread's members."""
    thread, state = _thread_for(call), call.realm.state
    found = state.thread_members.get(thread["id"], {})
    if call.query("with_member") in {"true", "1"}:
        return [item | {"member": member_of(state, key)} for key, item in found.items() if key in state.members]
    return list(found.values())


async def one_member(call: Call) -> Json:
    """GET one thread member."""
    thread, user_id = _thread_for(call), call.path("user_id")
    found = call.realm.state.thread_members.get(thread["id"], {})
    key = call.actor if user_id == "@me" else user_id
    if key not in found:
        raise unknown("member")
    return found[key]


def _page(call: Call, found: list[Json], *, more: bool = False) -> Json:
    state = call.realm.state
    own = [state.thread_members[item["id"]].get(call.actor) for item in found if item["id"] in state.thread_members]
    body: Json = {
        "threads": [channel_of(state, item, call.actor) for item in found],
        "members": [item for item in own if item],
    }
    return body | {"has_more": more}


async def archived(call: Call) -> Json:
    """GET archived threads of a channel: public, private, or the private ones one joined."""
    parent = channel_for(call, "read_message_history")
    mine, kind = "users/@me" in call.request.path, 12 if "private" in call.request.path else 11
    if kind == 12 and not mine:
        need(call.realm.state, call.actor, parent, "manage_threads")
    limit = call.count("limit", 50, 2, 100)
    found = [
        item
        for item in call.realm.state.channels.values()
        if item.get("parent_id") == parent["id"]
        and item["type"] == kind
        and item["thread_metadata"]["archived"]
        and (not mine or call.actor in call.realm.state.thread_members.get(item["id"], {}))
    ]
    if mine:
        found.sort(key=lambda item: -int(item["id"]))
        before = call.snowflake("before")
        found = [item for item in found if before is None or int(item["id"]) < before]
    else:
        found.sort(key=lambda item: str(item["thread_metadata"]["archive_timestamp"]), reverse=True)
        text = call.query("before")
        if text:
            moment = _moment(text)
            found = [item for item in found if parse_time(item["thread_metadata"]["archive_timestamp"]) < moment]
    return _page(call, found[:limit], more=len(found) > limit)


def _moment(text: str) -> datetime:
    try:
        return parse_time(text)
    except ValueError as error:
        raise invalid(("before",), "DATE_TIME_TYPE_PARSE", f"Could not parse {text}.") from error


async def active(call: Call) -> Json:
    """GET the server's active threads."""
    state = call.realm.state
    found = [
        item
        for item in state.channels.values()
        if item["type"] in THREAD_TYPES
        and not item["thread_metadata"]["archived"]
        and can_view(state, call.actor, item)
    ]
    return _page(call, found)


async def guild_channels(call: Call) -> list[Json]:
    """GET the server's channels. A bot gets all it may see."""
    state = call.realm.state
    return [
        channel_of(state, item)
        for item in state.channels.values()
        if item["type"] not in THREAD_TYPES and item["type"] != 1
    ]


async def create(call: Call) -> Reply:
    """POST a channel of the server."""
    need_in_guild(call.realm.state, call.actor, "manage_channels")
    return Reply(201, channel_of(call.realm.state, channels.create(call.realm, call.body)))


async def open_direct(call: Call) -> Json:
    """POST a direct-message channel."""
    user_id = str(call.body.get("recipient_id"))
    state = call.realm.state
    if user_id not in state.users:
        raise invalid(("recipient_id",), "NUMBER_TYPE_COERCE", "Unknown recipient")
    if state.users[user_id]["bot"]:
        raise ApiError(400, 50007, "Cannot send messages to this user")
    return channel_of(state, channels.direct(call.realm, user_id))


GUILD = r"/guilds/{guild_id:\d+}"
ROUTES: list[Route] = [
    ("GET", CH, get),
    ("PATCH", CH, edit),
    ("DELETE", CH, remove),
    ("PUT", CH + r"/permissions/{target:\d+}", set_overwrite),
    ("DELETE", CH + r"/permissions/{target:\d+}", drop_overwrite),
    ("POST", MSG + "/threads", thread_from_message),
    ("POST", CH + "/threads", thread_plain),
    ("GET", CH + "/thread-members", members),
    ("GET", CH + r"/thread-members/{user_id:@me|\d+}", one_member),
    ("PUT", CH + r"/thread-members/{user_id:@me|\d+}", join),
    ("DELETE", CH + r"/thread-members/{user_id:@me|\d+}", leave),
    ("GET", CH + "/threads/archived/public", archived),
    ("GET", CH + "/threads/archived/private", archived),
    ("GET", CH + "/users/@me/threads/archived/private", archived),
    ("GET", GUILD + "/threads/active", active),
    ("GET", GUILD + "/channels", guild_channels),
    ("POST", GUILD + "/channels", create),
    ("POST", "/users/@me/channels", open_direct),
]
