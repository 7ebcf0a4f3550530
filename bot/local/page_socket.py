"""The page's socket: a snapshot of what the person sees, then everything that happens."""

from __future__ import annotations

import asyncio
import json
import logging

from aiohttp import WSMsgType, web

from bot.local.broadcast import Viewer
from bot.local.calls import Call
from bot.local.events import event_of
from bot.local.interactions import online
from bot.local.permissions import can_view, channel_permissions, find_channel
from bot.local.realm import Realm
from bot.local.render import channel_of, guild_of, member_of, public, user_of
from bot.local.rest_commands import all_commands
from bot.local.rest_messages import tell_typing
from bot.local.state import THREAD_TYPES
from bot.local.wire import ApiError, Json

log = logging.getLogger(__name__)
SHOWN = frozenset(
    [
        "MESSAGE_CREATE",
        "MESSAGE_UPDATE",
        "MESSAGE_DELETE",
        "MESSAGE_DELETE_BULK",
        "MESSAGE_REACTION_ADD",
        "MESSAGE_REACTION_REMOVE",
        "CHANNEL_CREATE",
        "CHANNEL_UPDATE",
        "CHANNEL_DELETE",
        "THREAD_CREATE",
        "THREAD_UPDATE",
        "THREAD_DELETE",
        "THREAD_MEMBERS_UPDATE",
        "TYPING_START",
        "GUILD_SCHEDULED_EVENT_CREATE",
        "GUILD_SCHEDULED_EVENT_UPDATE",
        "GUILD_SCHEDULED_EVENT_DELETE",
        "GUILD_MEMBER_UPDATE",
        "COMMANDS",
        "BOT_PRESENCE",
        "INTERACTION",
        "MODAL",
    ]
)


class PageSocket:
    """One open page, acting as one person."""

    def __init__(self, user_id: str) -> None:
        self._viewer = Viewer(user_id)
        self.out: asyncio.Queue[str] = asyncio.Queue()

    @property
    def viewer(self) -> Viewer:
        """The person."""
        return self._viewer

    def wants(self, intent: str | None) -> bool:
        """A page wants everything its person sees."""
        return True

    def send(self, event: str, data: Json) -> None:
        """Queue a frame."""
        if event in SHOWN:
            self.out.put_nowait(json.dumps({"t": event, "d": data}))


def snapshot(realm: Realm, user_id: str) -> Json:
    """Everything the page draws at first."""
    state = realm.state
    seen = [item for item in state.channels.values() if item["type"] != 1 and can_view(state, user_id, item)]
    rooms = [item for item in seen if item["type"] not in THREAD_TYPES]
    people = [key for key in state.members if not state.users[key]["bot"]]
    guild = guild_of(state)
    return {
        "me": user_of(state, user_id), "club": [user_of(state, key) for key in people],
        "app": {"id": state.bot_id, "name": state.application["name"], "user": user_of(state, state.bot_id)},
        "bot_online": online(realm),
        "guild": {name: guild[name] for name in ("id", "name", "owner_id", "roles")},
        "members": [member_of(state, key) for key in state.members],
        "channels": [public(item) for item in rooms],
        "threads": [channel_of(state, item, user_id) for item in seen if item["type"] in THREAD_TYPES],
        "commands": all_commands(realm),
        "events": [event_of(realm, item, counted=True) for item in state.events.values() if item["status"] in {1, 2}],
        "permissions": {item["id"]: str(channel_permissions(state, user_id, item)) for item in seen},
    }  # fmt: skip


async def serve(realm: Realm, request: web.Request, user_id: str) -> web.WebSocketResponse:
    """Serve one page until it goes."""
    socket = web.WebSocketResponse(heartbeat=30, max_msg_size=64 * 1024)
    await socket.prepare(request)
    page = PageSocket(user_id)
    page.out.put_nowait(json.dumps({"t": "SNAPSHOT", "d": snapshot(realm, user_id)}))
    realm.broadcast.pages.append(page)
    writer = asyncio.create_task(_write(socket, page), name="local-page-writer")
    try:
        async for message in socket:
            if message.type is WSMsgType.TEXT:
                _receive(Call(realm, request, user_id), message.data)
    finally:
        realm.broadcast.pages.remove(page)
        writer.cancel()
    return socket


async def _write(socket: web.WebSocketResponse, page: PageSocket) -> None:
    try:
        while True:
            await socket.send_str(await page.out.get())
    except (ConnectionError, RuntimeError) as error:
        log.debug("A page went while it was written to: %s", type(error).__name__)


def _receive(call: Call, text: str) -> None:
    """The one thing a page says over its socket: that its person types."""
    try:
        frame = json.loads(text)
        if frame["t"] == "TYPING":
            channel = find_channel(call.realm.state, str(frame["d"]["channel_id"]))
            if can_view(call.realm.state, call.actor, channel):
                tell_typing(call, channel)
    except (ValueError, KeyError, TypeError, ApiError) as error:
        log.debug("A page said something odd: %s", type(error).__name__)
