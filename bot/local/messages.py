"""Messages: posted, edited, deleted; the same for the bot, for people and for answers to interactions."""

from __future__ import annotations

from datetime import timedelta

from bot.local import threads
from bot.local.attachments import MAX_BYTES, Upload, content_type, png_size, safe_name
from bot.local.broadcast import Viewer
from bot.local.checks import Checks, invalid
from bot.local.drafts import Draft, require_media, require_something, resolve_mentions, spoken
from bot.local.permissions import BITS, channel_permissions, need
from bot.local.realm import Realm
from bot.local.render import COMPONENTS_V2, EPHEMERAL, LOADING, gateway_message
from bot.local.state import THREAD_TYPES, snowflake_time
from bot.local.wire import ApiError, Json, iso, unknown

NONCE_WINDOW = timedelta(minutes=5)
BULK_DELETE_AGE = timedelta(days=14)


def find(realm: Realm, channel_id: str, message_id: str, viewer_id: str) -> Json:
    """The message, if the viewer may know of it; raises 10008. Ephemerals exist only for their person."""
    message = realm.state.messages.get(channel_id, {}).get(message_id)
    if message is None or message.get("_for") not in {None, viewer_id}:
        raise unknown("message")
    return message


def intent_of(channel: Json, what: str) -> str:
    """The gateway intent of messages, reactions or typing in this channel."""
    return f"{'dm' if channel['type'] == 1 else 'guild'}_{what}"


def announce(realm: Realm, event: str, message: Json) -> None:
    """Tell everyone who sees the message; an ephemeral one only its person."""
    channel = realm.state.channels[message["channel_id"]]
    only = {message["_for"]} if message.get("_for") else None

    def draw(viewer: Viewer) -> Json:
        return gateway_message(realm, message, viewer)

    realm.broadcast.tell(event, draw, intent=intent_of(channel, "messages"), channel=channel, only=only)
    realm.touch(channel["id"])


def require_posting(realm: Realm, author_id: str, channel: Json, draft: Draft) -> None:
    """Raise 50001 or 50013 unless the author may post this here, 50008 where nobody can."""
    if channel["type"] in {4, 15}:
        raise ApiError(400, 50008, "Cannot send messages in a non-text channel")
    thread = channel["type"] in THREAD_TYPES
    need(realm.state, author_id, channel, "send_messages_in_threads" if thread else "send_messages")
    if draft.embeds and author_id == realm.state.bot_id:
        need(realm.state, author_id, channel, "embed_links")
    if draft.uploads:
        need(realm.state, author_id, channel, "attach_files")
    if draft.reference:
        need(realm.state, author_id, channel, "read_message_history")
    if thread:
        threads.require_open(realm, author_id, channel)


async def store_uploads(realm: Realm, channel_id: str, draft: Draft) -> list[Json]:
    """Keep the files and return their attachment objects (addresses are added when drawn)."""
    if sum(len(upload.data) for upload in draft.uploads) > 25 * 1024 * 1024 or any(
        len(upload.data) > MAX_BYTES for upload in draft.uploads
    ):
        raise ApiError(413, 40005, "Request entity too large")
    kept = []
    for upload in draft.uploads:
        key = f"{channel_id}/{realm.new_id()}/{safe_name(upload.filename)}"
        await realm.shelf.put(key, upload.data)
        kept.append(_attachment(key, upload))
    return kept


def _attachment(key: str, upload: Upload) -> Json:
    _, attachment_id, name = key.split("/")
    body: Json = {
        "id": attachment_id,
        "filename": name,
        "size": len(upload.data),
        "content_type": content_type(name),
        "_path": f"/attachments/{key}",
    }
    if upload.description:
        body["description"] = upload.description
    size = png_size(upload.data)
    if size:
        body |= {"width": size[0], "height": size[1]}
    return body


def _same_nonce(realm: Realm, channel_id: str, author_id: str, nonce: str) -> Json | None:
    since = realm.clock.now() - NONCE_WINDOW
    for message in reversed(realm.state.messages.get(channel_id, {}).values()):
        if snowflake_time(message["id"]) < since:
            return None
        if message.get("nonce") == nonce and message["author"] == author_id:
            return message
    return None


def _referenced(realm: Realm, channel: Json, draft: Draft) -> Json | None:
    if not draft.reference:
        return None
    checks = Checks()
    target_id = checks.snowflake(("message_reference", "message_id"), draft.reference.get("message_id"))
    checks.done()
    target = realm.state.messages.get(channel["id"], {}).get(target_id or "")
    if target is None or target.get("_for"):
        if draft.reference.get("fail_if_not_exists", True):
            raise invalid(("message_reference",), "REPLIES_UNKNOWN_MESSAGE", "Unknown message")
        return None
    if target["type"] not in {0, 19, 20, 23}:
        raise invalid(
            ("message_reference",), "REPLIES_CANNOT_REPLY_TO_SYSTEM_MESSAGE", "Cannot reply to a system message"
        )
    return target


def new_message(realm: Realm, channel: Json, author_id: str, kind: int = 0) -> Json:
    """A bare message object of this moment, not yet stored."""
    now = realm.clock.now()
    return {
        "id": realm.state.new_id(now),
        "channel_id": channel["id"],
        "type": kind,
        "author": author_id,
        "content": "",
        "timestamp": iso(now),
        "edited_timestamp": None,
        "tts": False,
        "mention_everyone": False,
        "mentions": [],
        "mention_roles": [],
        "attachments": [],
        "embeds": [],
        "components": [],
        "pinned": False,
        "flags": 0,
    }


def fill(realm: Realm, message: Json, draft: Draft, *, replied_to: str | None = None) -> None:
    """Bring the draft's text, embeds, components and mentions into the message, which has its files already."""
    require_media(draft.components, message["attachments"])
    for name in ("content", "embeds", "components"):
        value = getattr(draft, name)
        if value is not None:
            message[name] = value
    channel = realm.state.channels[message["channel_id"]]
    ping_all = bool(channel_permissions(realm.state, message["author"], channel) & BITS["mention_everyone"])
    text = spoken(message["content"], message["components"])
    mentions = resolve_mentions(realm.state, text, draft.allowed_mentions, may_ping_all=ping_all, replied_to=replied_to)
    message["mentions"], message["mention_roles"] = mentions.users, mentions.roles
    message["mention_everyone"] = mentions.everyone


def keep(realm: Realm, message: Json) -> None:
    """Store a new message, follow it in the channel's books, and announce it."""
    channel = realm.state.channels[message["channel_id"]]
    realm.state.messages.setdefault(channel["id"], {})[message["id"]] = message
    if not message.get("_for"):
        channel["last_message_id"] = message["id"]
        if channel["type"] in THREAD_TYPES:
            threads.count_message(realm, channel, message)
    realm.touch()
    announce(realm, "MESSAGE_CREATE", message)


async def post(realm: Realm, channel: Json, author_id: str, draft: Draft, *, enforce_nonce: bool = False) -> Json:
    """Post an ordinary message and return it as stored.

    Raises the refusals of Discord: 50001, 50013, 50006, 50035, 50083 and their like.
    """
    require_posting(realm, author_id, channel, draft)
    require_something(draft)
    draft.flags &= ~EPHEMERAL
    if enforce_nonce and draft.nonce is not None:
        earlier = _same_nonce(realm, channel["id"], author_id, draft.nonce)
        if earlier is not None:
            return earlier
    attachments = await store_uploads(realm, channel["id"], draft)
    if channel["id"] not in realm.state.channels:
        raise unknown("channel")
    target = _referenced(realm, channel, draft)
    threads.wake(realm, channel)
    message = new_message(realm, channel, author_id, 19 if target else 0)
    message |= {"attachments": attachments, "flags": draft.flags}
    if draft.nonce is not None:
        message["nonce"] = draft.nonce
    if target:
        message["message_reference"] = reference_to(realm, target)
    fill(realm, message, draft, replied_to=target["author"] if target else None)
    keep(realm, message)
    return message


def reference_to(realm: Realm, target: Json) -> Json:
    """A message reference of the default type."""
    reference: Json = {"type": 0, "channel_id": target["channel_id"], "message_id": target["id"]}
    if realm.state.channels[target["channel_id"]]["type"] != 1:
        reference["guild_id"] = realm.state.guild_id
    return reference


async def edit(realm: Realm, message: Json, draft: Draft) -> Json:
    """Apply an edit and return the message.

    Raises 50006 when nothing would be left.
    """
    fresh = await store_uploads(realm, message["channel_id"], draft)
    kept: list[Json] = message["attachments"]
    if draft.attachments is not None:
        wanted = {str(item.get("id")) for item in draft.attachments}
        kept = [item for item in kept if item["id"] in wanted]
    content = message["content"] if draft.content is None else draft.content
    embeds = message["embeds"] if draft.embeds is None else draft.embeds
    components = message["components"] if draft.components is None else draft.components
    if not (content or embeds or components or kept or fresh):
        raise ApiError(400, 50006, "Cannot send an empty message")
    if draft.flags & COMPONENTS_V2 and (content or embeds):
        name = "content" if content else "embeds"
        text = f"The '{name}' field cannot be used when using MessageFlags.IS_COMPONENTS_V2"
        raise invalid((name,), "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2", text)
    require_media(draft.components, kept + fresh)
    pinged = message["mentions"] if draft.content is None and draft.components is None else None
    message["attachments"] = kept + fresh
    finished = bool(message["flags"] & LOADING)
    changeable = (1 << 2) | COMPONENTS_V2
    message["flags"] = (message["flags"] | (draft.flags & changeable)) & ~LOADING
    fill(realm, message, draft)
    if pinged is not None:
        message["mentions"] = pinged
    if not finished:  # the text that replaces "thinking" does not count as an edit
        message["edited_timestamp"] = iso(realm.clock.now())
    announce(realm, "MESSAGE_UPDATE", message)
    return message


def delete(realm: Realm, message: Json) -> None:
    """Delete a message and tell those who saw it."""
    channel = realm.state.channels[message["channel_id"]]
    del realm.state.messages[channel["id"]][message["id"]]
    if channel["type"] in THREAD_TYPES and not message.get("_for"):
        channel["message_count"] = max(0, channel["message_count"] - 1)
    only = {message["_for"]} if message.get("_for") else None
    body = {"id": message["id"], "channel_id": channel["id"]} | guild_part(realm, channel)
    realm.broadcast.tell("MESSAGE_DELETE", body, intent=intent_of(channel, "messages"), channel=channel, only=only)
    realm.touch()
    realm.touch(channel["id"])


def delete_many(realm: Realm, channel: Json, ids: list[str]) -> None:
    """Bulk delete: ids that are gone already are passed over.

    Raises 50034 for messages over two weeks old.
    """
    oldest = realm.clock.now() - BULK_DELETE_AGE
    if any(snowflake_time(message_id) < oldest for message_id in ids):
        raise ApiError(400, 50034, "You can only bulk delete messages that are under 14 days old.")
    held = realm.state.messages.get(channel["id"], {})
    gone = [message_id for message_id in ids if message_id in held and not held[message_id].get("_for")]
    for message_id in gone:
        del held[message_id]
    if channel["type"] in THREAD_TYPES:
        channel["message_count"] = max(0, channel["message_count"] - len(gone))
    body = {"ids": gone, "channel_id": channel["id"]} | guild_part(realm, channel)
    realm.broadcast.tell("MESSAGE_DELETE_BULK", body, intent=intent_of(channel, "messages"), channel=channel)
    realm.touch()
    realm.touch(channel["id"])


def guild_part(realm: Realm, channel: Json) -> Json:
    """The server's id as dispatches carry it; nothing in direct messages."""
    return {} if channel["type"] == 1 else {"guild_id": realm.state.guild_id}
