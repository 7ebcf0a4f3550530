"""A small bot, a club on the local Discord, and people in Chromium."""

from __future__ import annotations

import asyncio
import contextlib
import os
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import discord
import pytest
import yarl
from discord import app_commands
from discord.ext import commands

from bot.local.server import LocalDiscord

if TYPE_CHECKING:
    from playwright.async_api import Page

CHROMIUM = os.environ.get("SALON_CHROMIUM") or shutil.which("chromium")
ARGUMENTS = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
FILMS = ("Her (2013)", "Hero (2002)", "Solaris (1972)")
PATIENCE_MS = 10_000


class Premise(discord.ui.Modal, title="What if"):
    text: discord.ui.TextInput[Premise] = discord.ui.TextInput(label="Premise", custom_id="premise", min_length=3)

    async def on_submit(self, interaction: discord.Interaction) -> None:
        await interaction.response.send_message(f"What if {self.text.value}")


class Board(discord.ui.View):
    def __init__(self) -> None:
        super().__init__(timeout=None)

    @discord.ui.button(label="Take up", custom_id="board:take")
    async def take(self, interaction: discord.Interaction, _: discord.ui.Button[Board]) -> None:
        await interaction.response.send_message(f"{interaction.user.display_name} took it up")

    @discord.ui.button(label="Only me", custom_id="board:private")
    async def private(self, interaction: discord.Interaction, _: discord.ui.Button[Board]) -> None:
        await interaction.response.send_message("between us", ephemeral=True)

    @discord.ui.button(label="Silent", custom_id="board:silent")
    async def silent(self, _: discord.Interaction, __: discord.ui.Button[Board]) -> None:
        """Never answers, as a broken bot would."""

    @discord.ui.button(label="Premise", custom_id="board:premise")
    async def premise(self, interaction: discord.Interaction, _: discord.ui.Button[Board]) -> None:
        await interaction.response.send_modal(Premise())


async def titles(_: discord.Interaction, current: str) -> list[app_commands.Choice[str]]:
    return [app_commands.Choice(name=film, value=film[:-7]) for film in FILMS if current.lower() in film.lower()]


class SmallBot(commands.Bot):
    def __init__(self) -> None:
        super().__init__(command_prefix=commands.when_mentioned, intents=discord.Intents.all(), help_command=None)
        self.up = asyncio.Event()

    async def setup_hook(self) -> None:
        film = app_commands.Group(name="film", description="Films")

        @film.command(name="find", description="Find a film")
        @app_commands.describe(title="Its title", note="A note")
        @app_commands.autocomplete(title=titles)
        async def find(interaction: discord.Interaction, title: str, note: str | None = None) -> None:
            await interaction.response.defer(thinking=True)
            await interaction.followup.send(f"Found {title}" + (f" ({note})" if note else ""))

        self.tree.add_command(film)

        @self.tree.context_menu(name="Take up this point")
        async def take_up(interaction: discord.Interaction, message: discord.Message) -> None:
            await interaction.response.send_message(f"Taken up: {message.content}")

        self.add_view(Board())
        await self.tree.sync()

    async def on_ready(self) -> None:
        self.up.set()


@dataclass
class Club:
    """The server, its bot and a way to seat people before a browser."""

    discord: LocalDiscord
    bot: SmallBot
    seat: Callable[..., Awaitable[Page]]

    async def post(self, content: str, **more: object) -> discord.Message:
        """A message of the bot that nobody asked for."""
        channel = self.bot.get_channel(int(self.discord.club.salon_channel))
        return await channel.send(content, **more)


@pytest.fixture
async def local(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[LocalDiscord]:
    local = LocalDiscord(tmp_path / "club.json")
    await local.start()
    monkeypatch.setattr(discord.http.Route, "BASE", f"{local.url}/api/v10")
    gateway = yarl.URL(local.url.replace("http", "ws") + "/gateway")
    monkeypatch.setattr(discord.gateway.DiscordWebSocket, "DEFAULT_GATEWAY", gateway)
    monkeypatch.setattr(discord.asset.Asset, "BASE", local.url)
    yield local
    await local.stop()


async def answered() -> None:
    """Let the bot end its answers: a request that is cut off leaves its connection to whichever test comes next."""
    names = ("discord.py: ", "CommandTree", "discord-ui")
    under_way = [task for task in asyncio.all_tasks() if task.get_name().startswith(names)]
    if under_way:
        await asyncio.wait(under_way, timeout=5)


@pytest.fixture
async def small_bot(local: LocalDiscord) -> AsyncIterator[SmallBot]:
    bot = SmallBot()
    running = asyncio.create_task(bot.start(local.token), name="small-bot")
    await asyncio.wait_for(bot.up.wait(), 10)
    yield bot
    await answered()
    await bot.close()
    with contextlib.suppress(asyncio.CancelledError):
        await running


@pytest.fixture
async def club(local: LocalDiscord, small_bot: SmallBot) -> AsyncIterator[Club]:
    if CHROMIUM is None:
        pytest.skip("no chromium here: set SALON_CHROMIUM or install Debian's chromium")
    # Imported here: a module-level skip is not allowed in a conftest.
    playwright = pytest.importorskip("playwright.async_api", reason="playwright is not installed (browser tests)")
    async with playwright.async_playwright() as driver:
        browser = await driver.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)

        async def seat(name: str, **options: object) -> Page:
            """A browser of one's own, acting as `name`."""
            context = await browser.new_context(viewport={"width": 1280, "height": 800}, **options)
            page = await context.new_page()
            page.set_default_timeout(PATIENCE_MS)
            await page.goto(f"{local.url}/?as={local.club.members[name]}")
            await playwright.expect(page.locator("#me")).to_contain_text(name)
            await playwright.expect(page.get_by_test_id("channel-salon")).to_have_attribute("aria-current", "page")
            return page

        playwright.expect.set_options(timeout=PATIENCE_MS)
        yield Club(local, small_bot, seat)
        await browser.close()


@pytest.fixture
async def board() -> Board:
    return Board()
