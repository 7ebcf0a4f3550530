"""Interactions from the person's side: begun, sent to the bot, and failed when three seconds pass in silence."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable
from datetime import timedelta

from bot.local.broadcast import Viewer
from bot.local.permissions import channel_permissions, guild_permissions
from bot.local.realm import Realm
from bot.local.render import gateway_message, interaction_channel, member_of
from bot.local.wire import Json, iso, parse_time

COMMAND, COMPONENT, AUTOCOMPLETE, MODAL_SUBMIT = 2, 3, 4, 5
DEADLINE_SECONDS = 3.0
"""Discord waits this long for the first answer, in real time whatever the clock says."""
TOKEN_LIFE = timedelta(minutes=15)
ATTACHMENT_LIMIT = 10 * 1024 * 1024


def begin(
    realm: Realm,
    user_id: str,
    channel: Json,
    kind: int,
    data: Json,
    *,
    name: str | None = None,
    source: Json | None = None,
) -> Json:
    """Record an interaction and send it to the bot; returns the record.

    ``name`` is the full command name; ``source`` the message whose component was used.
    """
    now = realm.clock.now()
    record: Json = {
        "id": realm.new_id(), "token": secrets.token_urlsafe(48), "type": kind, "user_id": user_id,
        "channel_id": channel["id"], "command": name, "created_at": iso(now), "state": "sent", "answer": None,
        "original": None, "source": source["id"] if source else None, "followups": [], "modal": None,
        "data_type": data.get("type"), "target_id": data.get("target_id"),
    }  # fmt: skip
    _forget_old(realm)
    realm.state.interactions[record["id"]] = record
    realm.touch()
    if not online(realm):
        asyncio.get_running_loop().call_soon(fail, realm, record)
        return record
    realm.deadlines[record["id"]] = asyncio.get_running_loop().call_later(DEADLINE_SECONDS, fail, realm, record)
    if kind != AUTOCOMPLETE:
        tell(realm, record)
    payload = _payload(realm, record, channel, data, source)
    realm.broadcast.tell("INTERACTION_CREATE", payload, intent=None, only={realm.state.bot_id})
    return record


def online(realm: Realm) -> bool:
    """Whether a gateway session of the bot is connected."""
    return any(getattr(session, "connected", False) for session in realm.broadcast.sessions)


def _forget_old(realm: Realm) -> None:
    oldest = realm.clock.now() - 2 * TOKEN_LIFE
    for key, record in list(realm.state.interactions.items()):
        if parse_time(record["created_at"]) < oldest:
            del realm.state.interactions[key]


def expired(realm: Realm, record: Json) -> bool:
    """Whether the token is past its fifteen minutes."""
    return realm.clock.now() - parse_time(record["created_at"]) >= TOKEN_LIFE


def _payload(realm: Realm, record: Json, channel: Json, data: Json, source: Json | None) -> Json:
    state, user_id = realm.state, record["user_id"]
    locale = state.members[user_id].get("_locale", "en-US")
    payload: Json = {
        "id": record["id"], "application_id": state.bot_id, "type": record["type"], "token": record["token"],
        "version": 1, "data": data, "channel_id": channel["id"], "entitlements": [], "entitlement_sku_ids": [],
        "channel": interaction_channel(state, channel, user_id), "locale": locale,
        "app_permissions": str(channel_permissions(state, state.bot_id, channel)),
        "attachment_size_limit": ATTACHMENT_LIMIT,
    }  # fmt: skip
    if channel["type"] == 1:
        payload |= {"user": state.users[user_id], "context": 1, "authorizing_integration_owners": {"0": "0"}}
    else:
        permissions = str(channel_permissions(state, user_id, channel) or guild_permissions(state, user_id))
        payload |= {
            "member": member_of(state, user_id) | {"permissions": permissions},
            "guild_id": state.guild_id, "guild_locale": state.guild["preferred_locale"], "context": 0,
            "guild": {"id": state.guild_id, "locale": state.guild["preferred_locale"], "features": []},
            "authorizing_integration_owners": {"0": state.guild_id},
        }  # fmt: skip
    if source is not None:
        payload["message"] = gateway_message(realm, source, Viewer(state.bot_id))
    return payload


def settle(realm: Realm, record: Json, state: str, answer: int | None) -> None:
    """Note that the bot answered (or that it did not), stop the deadline and tell the person."""
    record |= {"state": state, "answer": answer if answer is not None else record["answer"]}
    timer = realm.deadlines.pop(record["id"], None)
    if timer is not None:
        timer.cancel()
    if record["type"] != AUTOCOMPLETE:
        tell(realm, record)
    realm.touch()


def fail(realm: Realm, record: Json) -> None:
    """The deadline passed, or there is nobody to answer."""
    if record["state"] == "sent":
        settle(realm, record, "failed", None)
        waiting = realm.suggestions.pop(record["id"], None)
        if waiting is not None and not waiting.done():
            waiting.set_result([])


def tell(realm: Realm, record: Json) -> None:
    """Tell the person's page how the interaction stands."""
    body = {
        "id": record["id"],
        "state": "answered" if record["state"] == "modal" else record["state"],
        "command": record["command"],
        "channel_id": record["channel_id"],
        "message_id": record["original"],
    }
    realm.broadcast.tell_pages("INTERACTION", body, only={record["user_id"]})


async def suggest(realm: Realm, start: Callable[[], Json]) -> list[Json]:
    """Begin an autocomplete interaction and wait for its choices; none when the bot stays silent."""
    record = start()
    waiting: asyncio.Future[list[Json]] = asyncio.get_running_loop().create_future()
    realm.suggestions[record["id"]] = waiting
    return await waiting
