"""What the page asks for and does on a person's behalf; the same rules as for the bot, with a person's rights."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from aiohttp import web

from bot.local import acts, channels, events, messages, page_socket, rest_channels, rest_events, rest_messages, threads
from bot.local.calls import Call, Handler, Reply, Route, read_body
from bot.local.drafts import check_draft
from bot.local.limits_commands import LOCALES
from bot.local.permissions import need
from bot.local.realm import Realm
from bot.local.render import channel_of, message_of
from bot.local.rest_channels import begin_from_message, begin_plain, forum_post
from bot.local.rest_messages import CH, MSG, channel_for
from bot.local.state import THREAD_TYPES
from bot.local.wire import ApiError, Json, as_response, unknown


async def history(call: Call) -> list[Json]:
    """Messages of a channel, newest first."""
    return rest_messages.listed(call, channel_for(call, "read_message_history"))


async def post(call: Call) -> Json:
    """A message of the person."""
    body = {"content": call.body.get("content") or "", "nonce": call.body.get("nonce")}
    if call.body.get("reply_to"):
        body["message_reference"] = {"message_id": str(call.body["reply_to"])}
    message = await messages.post(call.realm, channel_for(call), call.actor, check_draft(body, call.uploads))
    return message_of(call.realm, message, call.viewer)


async def edit(call: Call) -> Json:
    """The person's own message."""
    call.raw = {"content": call.body.get("content") or ""}
    return await rest_messages.edit(call)


async def remove(call: Call) -> None:
    """A message of one's own (or any, with the right); an ephemeral one is dismissed."""
    message = rest_messages.message_for(call, channel_for(call))
    if message.get("_for") == call.actor:
        messages.delete(call.realm, message)
        return
    await rest_messages.remove(call)


async def begin_thread(call: Call) -> Reply:
    """A thread from a message, a thread of its own, or a forum post."""
    parent, body = channel_for(call), call.body
    threads.require_beginning(call.realm, call.actor, parent, 11)
    wanted = {"name": body.get("name"), "applied_tags": body.get("applied_tags")}
    if parent["type"] == 15:
        thread = await forum_post(call, parent, wanted | {"message": {"content": body.get("content") or ""}})
        return Reply(201, thread)
    if body.get("message_id"):
        message = messages.find(call.realm, parent["id"], str(body["message_id"]), call.actor)
        thread = begin_from_message(call, parent, message, wanted)
    else:
        thread = begin_plain(call, parent, wanted, 11)
    if body.get("content"):
        await messages.post(call.realm, thread, call.actor, check_draft({"content": body["content"]}, []))
    return Reply(201, channel_of(call.realm.state, thread, call.actor))


async def delete_thread(call: Call) -> None:
    """Delete a thread (with the right) ."""
    channel = channel_for(call)
    if channel["type"] not in THREAD_TYPES:
        raise ApiError(400, 50024, "Cannot execute action on this channel type")
    need(call.realm.state, call.actor, channel, "manage_threads")
    channels.delete(call.realm, channel)


def spoken(header: str | None) -> str | None:
    """Discord's locale for what a browser says it speaks (``Accept-Language``), the first that Discord has."""
    near = {"en": "en-US", "es": "es-ES", "pt": "pt-BR", "sv": "sv-SE", "zh": "zh-CN"}
    for part in (header or "").split(","):
        tag = part.partition(";")[0].strip()
        for locale in (tag, tag.partition("-")[0], near.get(tag.partition("-")[0].lower(), "")):
            if locale in LOCALES:
                return locale
    return None


def _tell_language(call: Call) -> None:
    """The person's client speaks what the browser speaks."""
    if (locale := spoken(call.request.headers.get("Accept-Language"))) is not None:
        call.realm.state.members[call.actor]["_locale"] = locale


async def interact(call: Call) -> Reply:
    """A command, a component or a modal."""
    _tell_language(call)
    kind = call.body.get("type")
    if kind == 2:
        record = await acts.run_command(call.realm, call.actor, call.body, call.uploads)
    elif kind == 3:
        record = acts.use_component(call.realm, call.actor, call.body)
    elif kind == 5:
        record = acts.submit_modal(call.realm, call.actor, call.body)
    else:
        raise ApiError(400, 50035, "Invalid Form Body")
    return Reply(202, {"id": record["id"]})


async def suggest(call: Call) -> Json:
    """Autocomplete."""
    _tell_language(call)
    return {"choices": await acts.autocomplete(call.realm, call.actor, call.body)}


async def interested(call: Call) -> None:
    """The person wants to come to an event, or no longer."""
    event = rest_events.event_for(call)
    events.interest(call.realm, event, call.actor, interested=call.request.method == "POST")


ROUTES: list[Route] = [
    ("GET", CH + "/messages", history),
    ("POST", CH + "/messages", post),
    ("PATCH", MSG, edit),
    ("DELETE", MSG, remove),
    ("PUT", MSG + "/reactions/{emoji}", rest_messages.react),
    ("DELETE", MSG + "/reactions/{emoji}", rest_messages.unreact),
    ("POST", CH + "/threads", begin_thread),
    ("DELETE", CH, delete_thread),
    ("PATCH", CH, rest_channels.edit),
    ("POST", "/interactions", interact),
    ("POST", "/autocomplete", suggest),
    ("POST", r"/events/{event_id:\d+}/interest", interested),
    ("DELETE", r"/events/{event_id:\d+}/interest", interested),
]


class Page:
    """Wraps the page's handlers into aiohttp endpoints."""

    def __init__(self, realm: Realm) -> None:
        self._realm = realm

    def routes(self) -> list[web.RouteDef]:
        """Every route of the page protocol."""
        found = [web.route(method, "/page" + path, self._endpoint(handler)) for method, path, handler in ROUTES]
        return [web.get("/page/ws", self.socket), *found]

    def _person(self, user_id: str | None) -> str:
        state = self._realm.state
        if user_id is None or user_id not in state.members or state.users[user_id]["bot"]:
            raise unknown("member")
        return user_id

    async def socket(self, request: web.Request) -> web.StreamResponse:
        """The page's WebSocket. Who names nobody, or somebody who is not here any more, acts as the owner."""
        try:
            user_id = self._person(request.query.get("as"))
        except ApiError:
            user_id = str(self._realm.state.guild["owner_id"])
        return await page_socket.serve(self._realm, request, user_id)

    def _endpoint(self, handler: Handler) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
        async def endpoint(request: web.Request) -> web.StreamResponse:
            try:
                user_id = self._person(request.headers.get("X-Act-As"))
                raw, uploads = await read_body(request)
                answer = await handler(Call(self._realm, request, user_id, raw, uploads))
            except ApiError as error:
                return as_response(error.status, error.body())
            if answer is None:
                return web.Response(status=204)
            if isinstance(answer, Reply):
                return as_response(answer.status, answer.body)
            return as_response(200, answer)

        return endpoint
