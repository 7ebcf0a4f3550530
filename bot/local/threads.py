"""Threads and forum posts: begun, joined, archived and woken."""

from __future__ import annotations

from bot.local.broadcast import Viewer
from bot.local.checks import Checks, invalid
from bot.local.permissions import BITS, channel_permissions, need
from bot.local.realm import Realm
from bot.local.render import channel_of, member_of
from bot.local.state import THREAD_TYPES
from bot.local.wire import ApiError, Json, iso

ARCHIVE_MINUTES = (60, 1440, 4320, 10080)


def archived(realm_message: str = "Thread is archived") -> ApiError:
    """50083: an act on an archived thread."""
    return ApiError(400, 50083, realm_message)


def require_awake(channel: Json) -> None:
    """Raise 50083 when the channel is an archived thread."""
    if channel["type"] in THREAD_TYPES and channel["thread_metadata"]["archived"]:
        raise archived()


def require_open(realm: Realm, author_id: str, thread: Json) -> None:
    """Raise 160005 when the thread is locked and the author may not manage threads."""
    may_manage = channel_permissions(realm.state, author_id, thread) & BITS["manage_threads"]
    if thread["thread_metadata"]["locked"] and not may_manage:
        raise ApiError(403, 160005, "Thread is locked")


def wake(realm: Realm, channel: Json) -> None:
    """Take a thread out of the archive, as a message in it does."""
    if channel["type"] in THREAD_TYPES and channel["thread_metadata"]["archived"]:
        channel["thread_metadata"] |= {"archived": False, "archive_timestamp": iso(realm.clock.now())}
        announce(realm, "THREAD_UPDATE", channel)


def announce(realm: Realm, event: str, thread: Json, **more: object) -> None:
    """Tell everyone who sees the thread."""

    def draw(viewer: Viewer) -> Json:
        return channel_of(realm.state, thread, viewer.user_id) | more

    realm.broadcast.tell(event, draw, intent="guilds", channel=thread)
    realm.touch()


def count_message(realm: Realm, thread: Json, message: Json) -> None:
    """Follow a new message in the thread's counters; its author joins. The starter message is not counted."""
    if message["id"] != thread["id"] and message["type"] != 21:
        thread["message_count"] += 1
        thread["total_message_sent"] += 1
    join(realm, thread, message["author"])


def join(realm: Realm, thread: Json, user_id: str) -> None:
    """Add a member to the thread (nothing happens when already in it)."""
    members = realm.state.thread_members.setdefault(thread["id"], {})
    if user_id in members:
        return
    members[user_id] = {"id": thread["id"], "user_id": user_id, "join_timestamp": iso(realm.clock.now()), "flags": 0}
    thread["member_count"] = min(50, len(members))
    _tell_members(realm, thread, [members[user_id] | {"member": member_of(realm.state, user_id)}], [])


def leave(realm: Realm, thread: Json, user_id: str) -> None:
    """Take a member out of the thread."""
    members = realm.state.thread_members.setdefault(thread["id"], {})
    if members.pop(user_id, None) is not None:
        thread["member_count"] = min(50, len(members))
        _tell_members(realm, thread, [], [user_id])


def _tell_members(realm: Realm, thread: Json, added: list[Json], removed: list[str]) -> None:
    body: Json = {
        "id": thread["id"],
        "guild_id": realm.state.guild_id,
        "member_count": thread["member_count"],
        "added_members": added,
        "removed_member_ids": removed,
    }
    touched = {item["user_id"] for item in added} | set(removed)
    # Discord sends this to a bot without the members intent only when it concerns the bot itself.
    bot_id = realm.state.bot_id
    intent = "guilds" if bot_id in touched else "members"
    realm.broadcast.tell("THREAD_MEMBERS_UPDATE", body, intent=intent, channel=thread)
    realm.touch()


def _check(channel: Json, body: Json) -> tuple[str, int]:
    checks = Checks()
    checks.text(("name",), body.get("name"), 100, least=1, needed=True)
    minutes = body.get("auto_archive_duration") or channel.get("default_auto_archive_duration") or 4320
    checks.choice(("auto_archive_duration",), minutes, ARCHIVE_MINUTES)
    checks.number(("rate_limit_per_user",), body.get("rate_limit_per_user"), 0, 21600)
    checks.done()
    return str(body["name"]).strip(), int(minutes)


def tags_of(forum: Json, wanted: object) -> list[str]:
    """The tags to apply; at most five, all of this forum. Raises 50035 otherwise, 40067 when one is required."""
    ids = [str(item) for item in wanted] if isinstance(wanted, list) else []
    known = {tag["id"] for tag in forum.get("available_tags", [])}
    if len(ids) > 5:
        raise invalid(("applied_tags",), "BASE_TYPE_MAX_LENGTH", "Must be 5 or fewer in length.")
    if not set(ids) <= known:
        raise invalid(("applied_tags",), "BASE_TYPE_CHOICES", "Unknown tag")
    if forum.get("flags", 0) & (1 << 4) and not ids:
        raise ApiError(400, 40067, "A tag is required to create a forum post in this channel")
    return ids


def begin(realm: Realm, parent: Json, owner_id: str, body: Json, *, kind: int, thread_id: str | None = None) -> Json:
    """Make a thread object under ``parent`` with its owner in it; announced by THREAD_CREATE.

    Raises 50035 for a bad name or archive duration and 160004 when the message has a thread already.
    """
    name, minutes = _check(parent, body)
    if thread_id is not None and thread_id in realm.state.channels:
        raise ApiError(400, 160004, "A thread has already been created for this message")
    now = realm.clock.now()
    metadata: Json = {
        "archived": False, "archive_timestamp": iso(now), "auto_archive_duration": minutes, "locked": False,
        "create_timestamp": iso(now),
    }  # fmt: skip
    if kind == 12:
        metadata["invitable"] = bool(body.get("invitable", True))
    thread: Json = {
        "id": thread_id or realm.new_id(), "type": kind, "guild_id": realm.state.guild_id, "parent_id": parent["id"],
        "owner_id": owner_id, "name": name, "flags": 0, "last_message_id": None, "message_count": 0,
        "member_count": 1, "total_message_sent": 0, "thread_metadata": metadata,
        "rate_limit_per_user": body.get("rate_limit_per_user") or 0,
    }  # fmt: skip
    if parent["type"] == 15:
        thread["applied_tags"] = tags_of(parent, body.get("applied_tags"))
    realm.state.channels[thread["id"]] = thread
    member = {"id": thread["id"], "user_id": owner_id, "join_timestamp": iso(now), "flags": 0}
    realm.state.thread_members[thread["id"]] = {owner_id: member}
    announce(realm, "THREAD_CREATE", thread, newly_created=True)
    return thread


def require_beginning(realm: Realm, user_id: str, parent: Json, kind: int) -> None:
    """Raise unless the person may begin a thread of this kind here."""
    if parent["type"] == 15:
        need(realm.state, user_id, parent, "send_messages")
    elif parent["type"] in {0, 5}:
        need(realm.state, user_id, parent, "create_private_threads" if kind == 12 else "create_public_threads")
    else:
        need(realm.state, user_id, parent)
        raise ApiError(400, 50024, "Cannot execute action on this channel type")


def edit(realm: Realm, thread: Json, user_id: str, body: Json) -> None:
    """Change a thread: name, archive, lock, tags. Raises 50013, 50083 or 50035."""
    state, metadata = realm.state, thread["thread_metadata"]
    manager = bool(channel_permissions(state, user_id, thread) & BITS["manage_threads"])
    owner = thread["owner_id"] == user_id
    only_waking = set(body) <= {"archived", "locked"} and body.get("archived") is False
    if not (owner or manager):
        if not (only_waking and not metadata["locked"] and "locked" not in body):
            need(state, user_id, thread, "manage_threads")
        need(state, user_id, thread, "send_messages_in_threads")
    if ("locked" in body and bool(body["locked"]) != metadata["locked"]) or "rate_limit_per_user" in body:
        need(state, user_id, thread, "manage_threads")
    if metadata["locked"] and not manager:
        need(state, user_id, thread, "manage_threads")
    if metadata["archived"] and set(body) - {"archived", "locked"} and body.get("archived") is not False:
        raise archived()
    _apply(realm, thread, body)
    announce(realm, "THREAD_UPDATE", thread)


def _apply(realm: Realm, thread: Json, body: Json) -> None:
    metadata = thread["thread_metadata"]
    name, minutes = _check(
        metadata, {"name": thread["name"], "auto_archive_duration": metadata["auto_archive_duration"]} | body
    )
    if "applied_tags" in body:
        thread["applied_tags"] = tags_of(realm.state.channels[thread["parent_id"]], body["applied_tags"])
    thread["name"] = name
    metadata["auto_archive_duration"] = minutes
    if "rate_limit_per_user" in body:
        thread["rate_limit_per_user"] = body["rate_limit_per_user"] or 0
    if "flags" in body:
        thread["flags"] = int(body["flags"] or 0) & (1 << 1)
    for name in ("archived", "locked"):
        if name in body:
            metadata[name] = bool(body[name])
    if "archived" in body:
        metadata["archive_timestamp"] = iso(realm.clock.now())
