"""Interactions from the bot's side: the first answer, the original response and followups."""

from __future__ import annotations

from bot.local import messages, threads
from bot.local.attachments import Upload
from bot.local.checks import Checks
from bot.local.drafts import Draft, check_draft, require_something
from bot.local.interactions import AUTOCOMPLETE, COMMAND, COMPONENT, MODAL_SUBMIT, expired, settle
from bot.local.limits_commands import check_choices
from bot.local.limits_modals import check_modal
from bot.local.permissions import find_channel
from bot.local.realm import Realm
from bot.local.render import EPHEMERAL, LOADING
from bot.local.wire import ApiError, Json, unknown

MESSAGE, DEFER, DEFER_UPDATE, UPDATE, SUGGEST, MODAL = 4, 5, 6, 7, 8, 9


def by_id(realm: Realm, interaction_id: str, token: str) -> Json:
    """The open interaction to call back.

    Raises 10062 when it is unknown or too old, 40060 when it was answered.
    """
    record = realm.state.interactions.get(interaction_id)
    if record is None or record["token"] != token or record["state"] == "failed":
        raise unknown("interaction")
    if record["answer"] is not None:
        raise ApiError(400, 40060, "Interaction has already been acknowledged.")
    return record


def by_token(realm: Realm, token: str) -> Json:
    """The answered interaction behind a webhook token.

    Raises 10015 when it is unknown or unanswered and 50027 after fifteen minutes.
    """
    for record in realm.state.interactions.values():
        if record["token"] == token:
            if expired(realm, record):
                raise ApiError(401, 50027, "Invalid Webhook Token")
            if record["answer"] is None:
                raise unknown("webhook")
            return record
    raise ApiError(401, 50027, "Invalid Webhook Token")


def _allowed(record: Json) -> tuple[int, ...]:
    if record["type"] == AUTOCOMPLETE:
        return (SUGGEST,)
    kinds = [MESSAGE, DEFER]
    if record["source"] is not None:
        kinds += [DEFER_UPDATE, UPDATE]
    if record["type"] != MODAL_SUBMIT:
        kinds.append(MODAL)
    return tuple(kinds)


async def answer(realm: Realm, record: Json, body: Json, uploads: list[Upload]) -> Json | None:
    """Take the first answer; returns the message it made or changed, if any."""
    kind, data = body.get("type"), body.get("data") or {}
    checks = Checks()
    checks.choice(("type",), kind, _allowed(record))
    checks.done()
    if kind == SUGGEST:
        _take_suggestions(realm, record, data)
        return None
    if kind == MODAL:
        check_modal(data)
        _open_modal(realm, record, data)
        return None
    if kind == DEFER_UPDATE:
        record["original"] = record["source"]
        settle(realm, record, "answered", DEFER_UPDATE)
        return None
    if kind == UPDATE:
        return await _update(realm, record, check_draft(data, uploads, flags=_source(realm, record)["flags"]))
    if kind == DEFER:
        return _defer(realm, record, ephemeral=bool((data.get("flags") or 0) & EPHEMERAL))
    draft = check_draft(data, uploads)
    require_something(draft)
    record["answer"] = MESSAGE  # a second answer is refused while the files of this one are stored
    message = await _respond(realm, record, draft)
    record["original"] = message["id"]
    settle(realm, record, "answered", MESSAGE)
    return message


def _take_suggestions(realm: Realm, record: Json, data: Json) -> None:
    choices = data.get("choices") or []
    checks = Checks()
    checks.count(("data", "choices"), choices, 25)
    check_choices(checks, ("data", "choices"), choices, string=record["focused_type"] == 3)
    checks.done()
    waiting = realm.suggestions.pop(record["id"], None)
    if waiting is not None and not waiting.done():
        waiting.set_result(choices)
    settle(realm, record, "answered", SUGGEST)


def _open_modal(realm: Realm, record: Json, data: Json) -> None:
    record["modal"] = {"custom_id": data["custom_id"], "title": data["title"], "components": data["components"]}
    settle(realm, record, "modal", MODAL)
    frame = record["modal"] | {"interaction_id": record["id"], "channel_id": record["channel_id"]}
    realm.broadcast.tell_pages("MODAL", frame, only={record["user_id"]})


def _source(realm: Realm, record: Json) -> Json:
    return messages.find(realm, record["channel_id"], record["source"], record["user_id"])


async def _update(realm: Realm, record: Json, draft: Draft) -> Json:
    message = _source(realm, record)
    record["answer"] = UPDATE
    changed = await messages.edit(realm, message, draft)
    record["original"] = message["id"]
    settle(realm, record, "answered", UPDATE)
    return changed


def _defer(realm: Realm, record: Json, *, ephemeral: bool) -> Json:
    message = _blank(realm, record, ephemeral=ephemeral)
    message["flags"] |= LOADING
    record["original"] = message["id"]
    settle(realm, record, "deferred", DEFER)
    messages.keep(realm, message)
    return message


def _metadata(realm: Realm, record: Json) -> Json:
    metadata: Json = {
        "id": record["id"],
        "type": record["type"],
        "user": realm.state.users[record["user_id"]],
        "authorizing_integration_owners": {"0": realm.state.guild_id},
    }
    if record["type"] == COMMAND:
        metadata |= {"name": record["command"], "command_type": record["data_type"] or 1}
        if record["target_id"] and record["data_type"] == 3:
            metadata["target_message_id"] = record["target_id"]
    elif record["type"] == COMPONENT:
        metadata["interacted_message_id"] = record["source"]
    elif record.get("opened_by"):
        opener = realm.state.interactions.get(record["opened_by"])
        metadata["triggering_interaction_metadata"] = _metadata(realm, opener) if opener else None
    return metadata


def _blank(realm: Realm, record: Json, *, ephemeral: bool) -> Json:
    channel = find_channel(realm.state, record["channel_id"])
    threads.wake(realm, channel)
    state = realm.state
    kind = {COMMAND: 23 if record["data_type"] in {2, 3} else 20}.get(record["type"], 0)
    message = messages.new_message(realm, channel, state.bot_id, kind)
    message |= {
        "application_id": state.bot_id,
        "webhook_id": state.bot_id,
        "interaction_metadata": _metadata(realm, record),
    }
    if record["type"] == COMMAND:
        user = state.users[record["user_id"]]
        message["interaction"] = {"id": record["id"], "type": COMMAND, "name": record["command"], "user": user}
    elif record["source"] and record["source"] in state.messages.get(channel["id"], {}):
        message["type"] = 19
        message["message_reference"] = messages.reference_to(realm, _source(realm, record))
    if ephemeral:
        message |= {"flags": EPHEMERAL, "_for": record["user_id"]}
    return message


async def _respond(realm: Realm, record: Json, draft: Draft, *, followup: bool = False) -> Json:
    attachments = await messages.store_uploads(realm, record["channel_id"], draft)
    message = _blank(realm, record, ephemeral=bool(draft.flags & EPHEMERAL))
    if followup:
        message["interaction_metadata"]["original_response_message_id"] = record["original"]
        message["type"] = 0
        message.pop("message_reference", None)
        original = realm.state.messages.get(record["channel_id"], {}).get(record["original"])
        if original is not None:
            message |= {"type": 19, "message_reference": messages.reference_to(realm, original)}
    message["flags"] |= draft.flags
    message["attachments"] = attachments
    messages.fill(realm, message, draft)
    messages.keep(realm, message)
    return message


async def follow_up(realm: Realm, record: Json, body: Json, uploads: list[Upload]) -> Json:
    """A followup; the first one after a type-5 defer becomes the original response itself."""
    original = realm.state.messages.get(record["channel_id"], {}).get(record["original"] or "")
    if record["answer"] == DEFER and original is not None and original["flags"] & LOADING:
        draft = check_draft(body, uploads)
        require_something(draft)
        return await _finish(realm, record, original, draft)
    draft = check_draft(body, uploads)
    require_something(draft)
    message = await _respond(realm, record, draft, followup=True)
    record["followups"].append(message["id"])
    realm.touch()
    return message


async def _finish(realm: Realm, record: Json, original: Json, draft: Draft) -> Json:
    changed = await messages.edit(realm, original, draft)
    settle(realm, record, "answered", None)
    return changed


def own_message(realm: Realm, record: Json, message_id: str) -> Json:
    """A message of this interaction (``@original`` or a followup); raises 10008."""
    key = record["original"] if message_id == "@original" else message_id
    if key is None or key not in {record["original"], record["source"], *record["followups"]}:
        raise unknown("message")
    return messages.find(realm, record["channel_id"], key, record["user_id"])


async def edit_own(realm: Realm, record: Json, message_id: str, body: Json, uploads: list[Upload]) -> Json:
    """Edit the original response or a followup."""
    message = own_message(realm, record, message_id)
    draft = check_draft(body, uploads, flags=message["flags"])
    if message["id"] == record["original"] and record["state"] == "deferred":
        return await _finish(realm, record, message, draft)
    return await messages.edit(realm, message, draft)


def delete_own(realm: Realm, record: Json, message_id: str) -> None:
    """Delete the original response or a followup."""
    message = own_message(realm, record, message_id)
    messages.delete(realm, message)
    if record["state"] == "deferred":
        settle(realm, record, "answered", None)
