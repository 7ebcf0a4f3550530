"""REST: the first answer to an interaction, its original response and followups (webhook routes)."""

from __future__ import annotations

from bot.local import answers
from bot.local.broadcast import Viewer
from bot.local.calls import Call, Reply, Route
from bot.local.render import EPHEMERAL, LOADING, message_of
from bot.local.wire import ApiError, Json


def _drawn(call: Call, message: Json) -> Json:
    """What the bot answered itself it may always read."""
    return message_of(call.realm, message, Viewer(call.actor))


async def callback(call: Call) -> Reply | None:
    """POST the first answer; with ``with_response`` the interaction and the message come back."""
    record = answers.by_id(call.realm, call.path("interaction_id"), call.path("token"))
    message = await answers.answer(call.realm, record, call.body, call.uploads)
    if call.query("with_response") not in {"1", "true"}:
        return None
    about: Json = {"id": record["id"], "type": record["type"], "channel_id": record["channel_id"]}
    if call.realm.state.channels[record["channel_id"]]["type"] != 1:
        about["guild_id"] = call.realm.state.guild_id
    body: Json = {"interaction": about}
    if message is not None:
        flags = message["flags"]
        about |= {
            "response_message_id": message["id"],
            "response_message_loading": bool(flags & LOADING),
            "response_message_ephemeral": bool(flags & EPHEMERAL),
        }
        if call.body["type"] in {answers.MESSAGE, answers.UPDATE}:  # a defer comes back without its message
            body["resource"] = {"type": call.body["type"], "message": _drawn(call, message)}
    elif record["original"] is not None:
        about["response_message_id"] = record["original"]
    return Reply(200, body)


def _record(call: Call) -> Json:
    if call.path("app_id") != call.realm.state.bot_id:
        raise ApiError(404, 10015, "Unknown Webhook")
    return answers.by_token(call.realm, call.path("token"))


async def follow_up(call: Call) -> Json:
    """POST a followup."""
    record = _record(call)
    return _drawn(call, await answers.follow_up(call.realm, record, call.body, call.uploads))


async def get(call: Call) -> Json:
    """GET the original response or a followup."""
    return _drawn(call, answers.own_message(call.realm, _record(call), call.path("message_id")))


async def edit(call: Call) -> Json:
    """PATCH the original response or a followup."""
    record = _record(call)
    return _drawn(call, await answers.edit_own(call.realm, record, call.path("message_id"), call.body, call.uploads))


async def remove(call: Call) -> None:
    """DELETE the original response or a followup."""
    answers.delete_own(call.realm, _record(call), call.path("message_id"))


HOOK = r"/webhooks/{app_id:\d+}/{token}"
ROUTES: list[Route] = [
    ("POST", r"/interactions/{interaction_id:\d+}/{token}/callback", callback),
    ("POST", HOOK, follow_up),
    ("GET", HOOK + r"/messages/{message_id:@original|\d+}", get),
    ("PATCH", HOOK + r"/messages/{message_id:@original|\d+}", edit),
    ("DELETE", HOOK + r"/messages/{message_id:@original|\d+}", remove),
]
