"""The gateway: identify, heartbeats, dispatches by intent, resuming what was missed."""

from __future__ import annotations

import asyncio
import json
import logging
import secrets
from collections import deque

from aiohttp import WSMsgType, web

from bot.local.broadcast import INTENTS, PRIVILEGED, Viewer
from bot.local.interactions import online
from bot.local.permissions import can_view
from bot.local.realm import Realm
from bot.local.render import channel_of, guild_of, member_of, public, user_of
from bot.local.rest_guild import gateway_url
from bot.local.state import THREAD_TYPES
from bot.local.wire import Json

log = logging.getLogger(__name__)
DISPATCH, HEARTBEAT, IDENTIFY, PRESENCE, VOICE, RESUME, RECONNECT = 0, 1, 2, 3, 4, 6, 7
REQUEST_MEMBERS, INVALID_SESSION, HELLO, ACK = 8, 9, 10, 11
HEARTBEAT_MS = 41_250
ACK_AFTER = 0.02
"""Seconds after which a heartbeat is answered."""
REPLAYABLE = 1_000
"""How many missed dispatches a resume can bring back."""
KEPT_SESSIONS = 4


class Session:
    """One identified session of the bot; it outlives its connection until it is resumed or forgotten."""

    def __init__(self, realm: Realm, intents: int) -> None:
        self.id = secrets.token_hex(16)
        self.intents = intents
        self._viewer = Viewer(realm.state.bot_id, bool(intents & INTENTS["message_content"]))
        self._seq = 0
        self._missed: deque[tuple[int, str]] = deque(maxlen=REPLAYABLE)
        self._out: asyncio.Queue[str] | None = None

    @property
    def viewer(self) -> Viewer:
        """The bot, reading what its intents allow."""
        return self._viewer

    @property
    def connected(self) -> bool:
        """Whether a connection carries it now."""
        return self._out is not None

    def wants(self, intent: str | None) -> bool:
        """Whether the bot asked for this intent."""
        return intent is None or bool(self.intents & INTENTS[intent])

    def send(self, event: str, data: Json) -> None:
        """Number a dispatch, keep it for a resume, and send it when connected."""
        self._seq += 1
        text = json.dumps({"op": DISPATCH, "t": event, "s": self._seq, "d": data})
        self._missed.append((self._seq, text))
        if self._out is not None:
            self._out.put_nowait(text)

    def attach(self, out: asyncio.Queue[str]) -> None:
        """Carry on over a connection."""
        self._out = out

    def detach(self, out: asyncio.Queue[str]) -> None:
        """The connection is gone."""
        if self._out is out:
            self._out = None

    def since(self, seq: int) -> list[str] | None:
        """The dispatches after ``seq``, None when some of them are no longer kept."""
        if seq > self._seq or (self._missed and seq < self._missed[0][0] - 1):
            return None
        return [text for number, text in self._missed if number > seq]


class Gateway:
    """All sessions and connections of the bot."""

    def __init__(self, realm: Realm) -> None:
        self._realm = realm
        self._sessions: dict[str, Session] = {}
        self._connections: set[Connection] = set()

    async def handle(self, request: web.Request) -> web.WebSocketResponse:
        """Serve one connection until it ends."""
        socket = web.WebSocketResponse(max_msg_size=64 * 1024)
        await socket.prepare(request)
        connection = Connection(self._realm, self, socket, request)
        self._connections.add(connection)
        try:
            await connection.run()
        finally:
            self._connections.discard(connection)
            self._presence()
        return socket

    def drop(self) -> None:
        """Cut every connection without a goodbye."""
        for connection in list(self._connections):
            connection.cut()

    async def close(self) -> None:
        """Close every connection because the server goes away."""
        for connection in list(self._connections):
            await connection.socket.close(code=1001)

    def add(self, session: Session) -> None:
        """A fresh session; the oldest unconnected ones are forgotten."""
        self._sessions[session.id] = session
        self._realm.broadcast.sessions.append(session)
        spare = [item for item in self._sessions.values() if not item.connected and item is not session]
        for old in spare[: max(0, len(self._sessions) - KEPT_SESSIONS)]:
            self.forget(old)

    def forget(self, session: Session) -> None:
        """Drop a session; it cannot be resumed any more."""
        self._sessions.pop(session.id, None)
        if session in self._realm.broadcast.sessions:
            self._realm.broadcast.sessions.remove(session)

    def find(self, session_id: str) -> Session | None:
        """The session to resume."""
        return self._sessions.get(session_id)

    def _presence(self) -> None:
        self._realm.broadcast.tell_pages("BOT_PRESENCE", {"online": online(self._realm)})
        self._realm.wake()

    def came(self) -> None:
        """A session was identified or resumed."""
        self._presence()


class Connection:
    """One WebSocket of the bot."""

    def __init__(self, realm: Realm, gateway: Gateway, socket: web.WebSocketResponse, request: web.Request) -> None:
        self.socket = socket
        self._request = request
        self._realm = realm
        self._gateway = gateway
        self._session: Session | None = None
        self._out: asyncio.Queue[str] = asyncio.Queue()

    def cut(self) -> None:
        """Drop the line as a network would: no close frame."""
        if self._request.transport is not None:
            self._request.transport.abort()

    def say(self, op: int, data: object) -> None:
        """Send a frame that is no dispatch."""
        self._out.put_nowait(json.dumps({"op": op, "d": data, "s": None, "t": None}))

    async def run(self) -> None:
        """Greet, then listen until the line ends. A goodbye with 1000 or 1001 ends the session too."""
        writer = asyncio.create_task(self._write(), name="local-gateway-writer")
        self.say(HELLO, {"heartbeat_interval": HEARTBEAT_MS})
        try:
            async for message in self.socket:
                if message.type is not WSMsgType.TEXT:
                    await self.socket.close(code=4002, message=b"Decode error")
                    break
                await self._receive(message.data)
        finally:
            writer.cancel()
            if self._session is not None:
                self._session.detach(self._out)
                if self.socket.close_code in {1000, 1001}:
                    self._gateway.forget(self._session)

    async def _write(self) -> None:
        try:
            while True:
                await self.socket.send_str(await self._out.get())
        except (ConnectionError, RuntimeError) as error:
            log.debug("A gateway connection ended while writing: %s", type(error).__name__)

    async def _receive(self, text: str) -> None:
        try:
            frame = json.loads(text)
            op, data = frame["op"], frame.get("d")
        except (ValueError, KeyError, TypeError):
            await self.socket.close(code=4002, message=b"Decode error")
            return
        if op == HEARTBEAT:
            # As over a network: discord.py takes an answer that comes before it has noted its own sending for one to the
            # heartbeat before, and warns of 41 seconds.
            asyncio.get_running_loop().call_later(ACK_AFTER, self.say, ACK, None)
        elif op == IDENTIFY and self._session is None:
            await self._identify(data)
        elif op == RESUME and self._session is None:
            await self._resume(data)
        elif self._session is None:
            await self.socket.close(code=4003, message=b"Not authenticated.")
        elif op in {IDENTIFY, RESUME}:
            await self.socket.close(code=4005, message=b"Already authenticated.")
        elif op == REQUEST_MEMBERS:
            await self._members(self._session, data)
        elif op not in {PRESENCE, VOICE, 31, 43}:
            await self.socket.close(code=4001, message=b"Unknown opcode.")

    async def _identify(self, data: Json) -> None:
        if data.get("token") != self._realm.state.token:
            await self.socket.close(code=4004, message=b"Authentication failed.")
            return
        intents = int(data.get("intents") or 0)
        refused = [name for name in PRIVILEGED - self._realm.intents_enabled if intents & INTENTS[name]]
        if refused:
            await self.socket.close(code=4014, message=b"Disallowed intent(s).")
            return
        session = Session(self._realm, intents)
        self._session = session
        session.attach(self._out)
        session.send("READY", self._ready(session))
        if intents & INTENTS["guilds"]:
            session.send("GUILD_CREATE", guild_create(self._realm, session))
        self._gateway.add(session)
        self._gateway.came()

    async def _resume(self, data: Json) -> None:
        if data.get("token") != self._realm.state.token:
            await self.socket.close(code=4004, message=b"Authentication failed.")
            return
        session = self._gateway.find(str(data.get("session_id")))
        missed = session.since(int(data.get("seq") or 0)) if session else None
        if session is None or missed is None:
            if session is not None:
                self._gateway.forget(session)
            self.say(INVALID_SESSION, False)
            return
        self._session = session
        for text in missed:
            self._out.put_nowait(text)
        session.attach(self._out)
        session.send("RESUMED", {"_trace": []})
        self._gateway.came()

    def _ready(self, session: Session) -> Json:
        state = self._realm.state
        flags = state.application["flags"]
        return {
            "v": 10,
            "user": user_of(state, state.bot_id) | {"verified": True, "mfa_enabled": False, "email": None},
            "user_settings": {}, "relationships": [], "private_channels": [], "presences": [], "_trace": [],
            "guilds": [{"id": state.guild_id, "unavailable": True}],
            "session_id": session.id, "session_type": "normal", "shard": [0, 1],
            "resume_gateway_url": gateway_url(self._realm.url),
            "application": {"id": state.bot_id, "flags": flags},
        }  # fmt: skip

    async def _members(self, session: Session, data: Json) -> None:
        state, query, wanted = self._realm.state, data.get("query"), data.get("user_ids")
        keys = (
            [str(key) for key in (wanted if isinstance(wanted, list) else [wanted])] if wanted else list(state.members)
        )
        if not wanted and query == "" and not session.wants("members"):
            await self.socket.close(code=4014, message=b"Disallowed intent(s).")
            return
        found = [key for key in keys if key in state.members]
        if query:
            found = [key for key in found if state.users[key]["username"].startswith(str(query).lower())]
        if data.get("limit"):
            found = found[: int(data["limit"])]
        body: Json = {
            "guild_id": state.guild_id, "members": [member_of(state, key) for key in found], "chunk_index": 0,
            "chunk_count": 1, "not_found": [key for key in keys if key not in state.members],
        }  # fmt: skip
        if data.get("nonce") is not None:
            body["nonce"] = data["nonce"]
        if data.get("presences"):
            body["presences"] = []
        session.send("GUILD_MEMBERS_CHUNK", body)


def guild_create(realm: Realm, session: Session) -> Json:
    """The whole server as a fresh session gets it.

    Without the presences intent Discord sends only the bot's own member; the others are asked for.
    """
    state, viewer = realm.state, session.viewer.user_id
    keys = list(state.members) if session.intents & INTENTS["presences"] else [state.bot_id]
    seen = [item for item in state.channels.values() if item["type"] != 1 and can_view(state, viewer, item)]
    threads = [item for item in seen if item["type"] in THREAD_TYPES and not item["thread_metadata"]["archived"]]
    return guild_of(state) | {
        "joined_at": state.members[state.bot_id]["joined_at"], "large": False, "unavailable": False,
        "member_count": len(state.members), "members": [member_of(state, key) for key in keys],
        "channels": [public(item) for item in seen if item["type"] not in THREAD_TYPES],
        "threads": [channel_of(state, item, viewer) for item in threads],
        "voice_states": [], "presences": [], "stage_instances": [], "soundboard_sounds": [],
        "guild_scheduled_events": [item for item in state.events.values() if item["status"] in {1, 2}],
    }  # fmt: skip
