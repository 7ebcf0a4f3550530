"""The whole bot for end-to-end tests: real services over SQLite, talking to a local Discord over real sockets."""

from __future__ import annotations

import asyncio
import re
import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.app import build_bot
from bot.cli.serving import serve
from bot.client import SalonBot
from bot.clock import SystemClock
from bot.local.people import Answer, Person, text_of
from bot.local.server import LocalDiscord
from bot.local.wire import Json
from bot.places import config_dir
from bot.settings import load
from tests.evening import house

LINK = re.compile(r"https://discord\.com/channels/(\d+)/(\d+)/(\d+)")
PLACE = re.compile(r"<#(\d+)>")
DETOUR = 10.0
"""Seconds for what takes several steps on a machine that does other things as well."""


class ShiftedClock:
    """The machine's clock with a shift in the test's hand."""

    def __init__(self) -> None:
        self._machine, self._shift = SystemClock(), timedelta()

    def now(self) -> datetime:
        return self._machine.now() + self._shift

    def advance(self, **parts: float) -> None:
        """Let time leap, by parts as of a timedelta."""
        self._shift += timedelta(**parts)


@dataclass(slots=True)
class Club:
    """A local Discord, where the bot keeps its data, and short ways to what people do and see."""

    discord: LocalDiscord
    folder: Path
    clock: ShiftedClock
    film_web: str | None = None
    """The address of a stand-in for the film sources; without one nothing outside is asked."""
    tmdb_token: str | None = None
    model_url: str | None = None
    """The address of a stand-in for the language model; without one the house host hosts."""

    @property
    def database(self) -> Path:
        return self.folder / "salon.db"

    @property
    def salon(self) -> str:
        return self.discord.club.salon_channel

    @property
    def lobby(self) -> str:
        return self.discord.club.lobby_channel

    @property
    def bot_id(self) -> str:
        return self.discord.state.bot_id

    def person(self, name: str) -> Person:
        return self.discord.person(self.discord.club.members[name])

    @asynccontextmanager
    async def running(self) -> AsyncIterator[SalonBot]:
        """The bot, ready, until the block ends."""
        settings = load({}, config_dir(), own_settings(self.folder))
        settings = replace(
            settings,
            discord_endpoint=self.discord.url,
            films=replace(settings.films, outside=self.film_web is not None),
            film_endpoint=self.film_web,
            openai_base_url=self.model_url,
            openai_model="stand-in" if self.model_url else None,
            secrets=replace(settings.secrets, tmdb_token=self.tmdb_token),
        )
        imported = self.folder / "films.db"
        bot = await build_bot(settings, house(), f"sqlite+aiosqlite:///{self.database}", self.clock, imported)
        stop = asyncio.Event()
        task = asyncio.create_task(serve(bot, self.discord.token, stop), name="serve")
        try:
            await self.discord.until(lambda: task.done() or bot.is_ready(), timeout=20)
            assert not task.done()
            yield bot
        finally:
            stop.set()
            await task

    async def start(self, who: Person, film: str = "her-2013", where: str | None = None, **options: Any) -> str:
        """Open a salon and return its thread, once its opening stands there."""
        answer = await who.slash("salon start", where or self.salon, film=film, **options)
        place = place_of(answer) or where or self.salon
        await self.until(lambda: self.hosted(place))
        return place

    async def until(self, predicate: Callable[[], object], seconds: float = DETOUR) -> None:
        """Wait until the predicate holds. Raises TimeoutError."""
        await self.discord.until(predicate, timeout=seconds)

    # --- what the host shows ---

    def hosted(self, channel: str) -> list[str]:
        """The host's words in a channel as they stand now, recaps left out, oldest first."""
        return [m["content"] for m in self._own(channel) if m["content"]]

    def recaps(self, channel: str) -> list[str]:
        """The texts of the recap messages in a channel."""
        return [text_of(m) for m in self._own(channel) if not m["content"]]

    def _own(self, channel: str) -> list[Json]:
        said = self.discord.messages(channel)
        return [m for m in said if m["author"]["id"] == self.bot_id and m["type"] in {0, 19}]

    # --- what is stored ---

    def rows(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        """Look into the database from outside."""
        with closing(sqlite3.connect(self.database)) as connection:
            return connection.execute(query, values).fetchall()

    def record(self) -> str:
        """Everything that is stored, as one text."""
        with closing(sqlite3.connect(self.database)) as connection:
            return "\n".join(connection.iterdump())

    def stored(self, message: Json) -> bool:
        return bool(self.rows("SELECT 1 FROM turns WHERE message_id = ?", int(message["id"])))

    def idle(self) -> bool:
        """Whether nothing is left to do but what waits for silence or for more of its kind."""
        return not self.rows(
            "SELECT 1 FROM jobs WHERE NOT parked AND kind NOT IN ('lull', 'abandon', 'tag', 'film_over', 'purge_film_facts', 'watchlist_purge')"
        )

    def due(self) -> list[tuple[Any, ...]]:
        """Jobs whose time has come, those that wait for silence among them."""
        now = self.clock.now().isoformat(sep=" ")
        return self.rows("SELECT kind FROM jobs WHERE NOT parked AND substr(due_at, 1, 19) <= substr(?, 1, 19)", now)

    def given_up(self) -> list[tuple[Any, ...]]:
        """Jobs that were given up."""
        return self.rows("SELECT kind, error FROM jobs WHERE parked")

    # --- what people do ---

    async def say(self, who: Person, channel: str, text: str, **more: Any) -> Json:
        """Say something in a salon, and wait until the host has answered or chosen silence."""
        message = await who.say(channel, text, **more)
        await self.until(lambda: self.stored(message) and self.idle())
        return message

    def to_host(self, text: str) -> str:
        """Words with a mention of the host."""
        return f"<@{self.bot_id}> {text}"


def own_settings(folder: Path) -> Path:
    """A settings file in place of anybody's own local.toml; nobody here waits for a group to pause."""
    path = folder / "settings.toml"
    path.write_text("[host]\npause_seconds = 0\n", encoding="utf-8")
    return path


def place_of(answer: Answer) -> str | None:
    """The channel an answer links to first."""
    found = PLACE.search(answer.text)
    return found.group(1) if found else None


@pytest.fixture
async def club(tmp_path: Path) -> AsyncIterator[Club]:
    """A fresh club; the bot is not there yet."""
    clock = ShiftedClock()
    discord = LocalDiscord(tmp_path / "club.json", clock=clock)
    await discord.start()
    try:
        yield Club(discord, tmp_path, clock)
    finally:
        await discord.stop()


@pytest.fixture
async def bot(club: Club) -> AsyncIterator[SalonBot]:
    """The bot in the club."""
    async with club.running() as up:
        yield up
