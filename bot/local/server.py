"""The local Discord: starts and stops, and offers what tests and ``salon try`` need to steer it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from pathlib import Path

from aiohttp import web

from bot.clock import SystemClock
from bot.local import channels, messages, threads
from bot.local.assets import Assets
from bot.local.attachments import Shelf
from bot.local.broadcast import Broadcast, Viewer
from bot.local.club import APP_FLAGS, INVITED, Club, club_of, found_club
from bot.local.faults import Faults
from bot.local.gateway import Gateway
from bot.local.interactions import online
from bot.local.page_api import Page
from bot.local.people import Person, until
from bot.local.permissions import find_channel
from bot.local.ratelimit import RateLimits
from bot.local.realm import Realm
from bot.local.render import message_of
from bot.local.rest import Rest
from bot.local.security import guard
from bot.local.state import State
from bot.local.store import Store, load
from bot.local.wire import Json
from bot.ports import Clock

ALL_INTENTS = frozenset({"members", "presences", "message_content"})
BODY_LIMIT = 32 * 1024 * 1024


class LocalDiscord:
    """A small, strict Discord on 127.0.0.1.

    ``path`` is the state file (None: nothing is kept), ``port`` 0 takes a free one, ``intents_enabled`` names the
    privileged intents switched on for the app, ``bot_permissions`` what a fresh club's invitation grants the bot.
    """

    def __init__(
        self,
        path: Path | None = None,
        *,
        port: int = 0,
        clock: Clock | None = None,
        intents_enabled: Collection[str] = ALL_INTENTS,
        bot_permissions: int = INVITED,
    ) -> None:
        clock = clock or SystemClock()
        enabled = frozenset(intents_enabled)
        self.state: State = load(path) or found_club(clock.now(), enabled, bot_permissions)
        flags = sum(flag << 1 for name, flag in APP_FLAGS.items() if name in enabled)
        self.state.application |= {"flags": flags, "flags_new": str(flags)}
        self.faults = Faults()
        self.rate_limits = RateLimits()
        self.realm = Realm(
            clock=clock,
            state=self.state,
            shelf=Shelf(path.parent / "attachments" if path else None),
            intents_enabled=enabled,
            broadcast=Broadcast(self.state),
        )
        self._store = Store(path, self.state)
        self._gateway = Gateway(self.realm)
        self.faults.drop = self._gateway.drop
        self._wanted_port = port
        self._port = port
        self._runner: web.AppRunner | None = None

    @property
    def url(self) -> str:
        """``http://127.0.0.1:PORT``: REST at /api/v10, the gateway at /gateway, the page at /."""
        return self.realm.url

    @property
    def token(self) -> str:
        """The bot's token; it stays the same over restarts with the same state file."""
        return self.state.token

    @property
    def club(self) -> Club:
        """The ids of the sample club."""
        return club_of(self.state)

    @property
    def bot_online(self) -> bool:
        """Whether a gateway session of the bot is connected."""
        return online(self.realm)

    async def start(self) -> None:
        """Listen on 127.0.0.1. Raises OSError when the port is taken."""
        app = web.Application(middlewares=[guard(lambda: self._port)], client_max_size=BODY_LIMIT)
        app.add_routes([web.get("/gateway", self._gateway.handle), web.get("/gateway/", self._gateway.handle)])
        app.add_routes(Rest(self.realm, self.rate_limits, self.faults).routes())
        app.add_routes(Page(self.realm).routes())
        app.add_routes(Assets(self.realm).routes())
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self._wanted_port)
        await site.start()
        self._port = int(self._runner.addresses[0][1])
        self.realm.url = f"http://127.0.0.1:{self._port}"
        self.realm.touch()

    async def stop(self) -> None:
        """Close every connection and write the state."""
        for timer in self.realm.deadlines.values():
            timer.cancel()
        self.realm.deadlines.clear()
        await self._gateway.close()
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None
        await self._store.close()

    def person(self, user_id: str) -> Person:
        """A member to act as."""
        return Person(self.realm, user_id)

    def messages(self, channel_id: str) -> list[Json]:
        """Everything said in a channel, oldest first, ephemerals left out."""
        held = self.state.messages.get(channel_id, {}).values()
        viewer = Viewer(self.club.owner)
        return [message_of(self.realm, item, viewer) for item in held if not item.get("_for")]

    def threads(self, channel_id: str) -> list[Json]:
        """The threads under a channel, oldest first."""
        return [item for item in self.state.channels.values() if item.get("parent_id") == channel_id]

    async def until(self, predicate: Callable[[], object], timeout: float = 5.0) -> None:  # noqa: ASYNC109
        """Wait until the predicate holds. Raises TimeoutError."""
        await until(self.realm, predicate, timeout)

    def deny(self, channel_id: str, permission_name: str) -> None:
        """Take one permission from the bot in a channel."""
        channel = find_channel(self.state, channel_id)
        channels.deny(self.realm, channel, self.state.bot_id, permission_name, denied=True)

    def allow(self, channel_id: str, permission_name: str) -> None:
        """Give back what ``deny`` took."""
        channel = find_channel(self.state, channel_id)
        channels.deny(self.realm, channel, self.state.bot_id, permission_name, denied=False)

    def archive(self, thread_id: str, *, locked: bool = False) -> None:
        """Archive a thread, as Discord does after silence or a moderator at once (``locked``)."""
        owner = self.club.owner
        threads.edit(self.realm, find_channel(self.state, thread_id), owner, {"archived": True, "locked": locked})

    def set_locale(self, user_id: str, locale: str) -> None:
        """The language of a person's client, as interactions tell it ("de", "pt-BR"); "en-US" at first."""
        self.state.members[user_id]["_locale"] = locale
        self.realm.touch()

    def direct(self, user_id: str) -> str:
        """The id of the direct-message channel between the bot and a person."""
        return str(channels.direct(self.realm, user_id)["id"])

    def delete_channel(self, channel_id: str) -> None:
        """Delete a channel or thread, as a moderator would."""
        channels.delete(self.realm, find_channel(self.state, channel_id))

    def bulk_delete(self, channel_id: str, ids: Sequence[str]) -> None:
        """Delete many messages at once, as a moderator would."""
        messages.delete_many(self.realm, find_channel(self.state, channel_id), list(ids))
