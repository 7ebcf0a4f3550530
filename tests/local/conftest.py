import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
import discord
import pytest
import pytest_asyncio
from discord import app_commands
from discord.ext import commands

from bot.local.server import LocalDiscord


@pytest_asyncio.fixture
async def server() -> AsyncIterator[LocalDiscord]:
    local = LocalDiscord(None)
    await local.start()
    yield local
    await local.stop()


@pytest.fixture
def state_file(tmp_path: Path) -> Path:
    return tmp_path / "club.json"


class Counter(discord.ui.DynamicItem[discord.ui.Button[discord.ui.View]], template=r"v1:count:(?P<n>\d+)"):
    def __init__(self, n: int) -> None:
        super().__init__(discord.ui.Button(label=f"Count {n}", custom_id=f"v1:count:{n}"))
        self.n = n

    @classmethod
    async def from_custom_id(cls, interaction, item, match):
        return cls(int(match["n"]))

    async def callback(self, interaction: discord.Interaction) -> None:
        view = discord.ui.View(timeout=None)
        view.add_item(Counter(self.n + 1))
        await interaction.response.edit_message(content=f"counted {self.n + 1}", view=view)


class Note(discord.ui.Modal, title="A note"):
    premise: discord.ui.TextInput = discord.ui.TextInput(label="Premise", custom_id="premise", max_length=200)

    async def on_submit(self, interaction: discord.Interaction) -> None:
        await interaction.response.send_message(f"noted: {self.premise.value}", ephemeral=True)


class Group(app_commands.Group):
    @app_commands.command(description="Start one")
    async def start(self, interaction: discord.Interaction, film: str, minute: int | None = None) -> None:
        await interaction.response.defer()
        thread = await interaction.channel.create_thread(name=film, type=discord.ChannelType.public_thread)
        await thread.send(f"Tonight: {film}", nonce="opening")
        await interaction.followup.send(f"begun in {thread.mention}")
        await interaction.followup.send("for your eyes", ephemeral=True)

    @start.autocomplete("film")
    async def films(self, interaction: discord.Interaction, current: str) -> list[app_commands.Choice[str]]:
        names = ["Her", "Heat", "Alien"]
        return [app_commands.Choice(name=n, value=n) for n in names if n.lower().startswith(current.lower())]

    @app_commands.command(description="Sleep on it")
    async def silent(self, interaction: discord.Interaction) -> None:
        await asyncio.sleep(3.3)
        try:
            await interaction.response.send_message("too late")
        except discord.NotFound as error:
            interaction.client.late.append(error.code)

    @app_commands.command(description="Count")
    async def count(self, interaction: discord.Interaction) -> None:
        view = discord.ui.View(timeout=None)
        view.add_item(Counter(0))
        await interaction.response.send_message("counted 0", view=view)

    @app_commands.command(description="Write")
    async def note(self, interaction: discord.Interaction) -> None:
        await interaction.response.send_modal(Note())

    @app_commands.command(description="Everything an option can be")
    async def give(
        self,
        interaction: discord.Interaction,
        who: discord.Member,
        where: discord.TextChannel | None = None,
        file: discord.Attachment | None = None,
        rating: app_commands.Range[float, 0.5, 5.0] | None = None,
    ) -> None:
        size = len(await file.read()) if file else 0
        place = where.name if where else None
        await interaction.response.send_message(f"{who.display_name} {place} {size} {rating}", ephemeral=True)

    @app_commands.command(description="For managers")
    async def twice(self, interaction: discord.Interaction) -> None:
        await interaction.response.send_message("once")
        try:
            await interaction.client.http.request(
                discord.http.Route("POST", f"/interactions/{interaction.id}/{interaction.token}/callback"),
                json={"type": 4, "data": {"content": "again"}},
            )
        except discord.HTTPException as error:
            interaction.client.late.append(error.code)


class TinyBot(commands.Bot):
    def __init__(self, intents: discord.Intents) -> None:
        super().__init__(command_prefix="!", intents=intents, guild_ready_timeout=0.1)
        self.late: list[int] = []
        self.came = asyncio.Event()
        self.seen: list[discord.Message] = []
        self.heard: list[tuple[str, object]] = []

    async def setup_hook(self) -> None:
        self.tree.add_command(Group(name="salon", description="Salons"))
        self.tree.add_command(
            app_commands.ContextMenu(name="Take up this point", callback=self.take_up),
        )
        self.add_dynamic_items(Counter)
        await self.tree.sync()

    async def take_up(self, interaction: discord.Interaction, message: discord.Message) -> None:
        await interaction.response.send_message(f"taken up: {message.content}", ephemeral=True)

    async def on_message(self, message: discord.Message) -> None:
        self.seen.append(message)

    async def on_raw_message_edit(self, payload) -> None:
        self.heard.append(("edit", payload))

    async def on_raw_message_delete(self, payload) -> None:
        self.heard.append(("delete", payload))

    async def on_raw_bulk_message_delete(self, payload) -> None:
        self.heard.append(("bulk", payload))

    async def on_ready(self) -> None:
        self.came.set()

    async def on_resumed(self) -> None:
        self.heard.append(("resumed", None))

    async def on_raw_reaction_add(self, payload) -> None:
        self.heard.append(("reaction", payload))

    async def on_scheduled_event_user_add(self, event, user) -> None:
        self.heard.append(("interest", user.id))


@asynccontextmanager
async def running(
    local: LocalDiscord, monkeypatch: pytest.MonkeyPatch, intents: discord.Intents | None = None
) -> AsyncIterator[TinyBot]:
    import yarl

    monkeypatch.setattr(discord.http.Route, "BASE", local.url + "/api/v10")
    monkeypatch.setattr(
        discord.gateway.DiscordWebSocket, "DEFAULT_GATEWAY", yarl.URL(local.url.replace("http", "ws") + "/gateway")
    )
    monkeypatch.setattr(discord.asset.Asset, "BASE", local.url)
    if intents is None:
        intents = discord.Intents.default()
        intents.message_content = True
        intents.members = True
    bot = TinyBot(intents)
    task = asyncio.create_task(bot.start(local.token), name="tiny-bot")
    ready = asyncio.create_task(_ready(bot))
    await asyncio.wait({task, ready}, return_when=asyncio.FIRST_COMPLETED, timeout=10)
    if task.done():
        ready.cancel()
        await bot.close()
        await task
    await ready
    try:
        yield bot
    finally:
        await bot.close()
        await task


async def _ready(bot: TinyBot) -> None:
    await bot.came.wait()


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Callable[..., object]:
    def make(local: LocalDiscord, intents: discord.Intents | None = None):
        return running(local, monkeypatch, intents)

    return make


class Recorder:
    """Keeps what a real discord.py sent and got, by route template."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.calls: list[tuple[str, str, object, object]] = []
        plain, hook = discord.http.HTTPClient.request, discord.webhook.async_.AsyncWebhookAdapter.request

        async def request(client, route, **kwargs):
            sent = kwargs.get("json", _payload(kwargs.get("form")))
            got = await plain(client, route, **kwargs)
            self.calls.append((route.method, route.path, sent, got))
            return got

        async def webhook(adapter, route, *args, **kwargs):
            sent = kwargs.get("payload") or _payload(kwargs.get("multipart"))
            got = await hook(adapter, route, *args, **kwargs)
            self.calls.append((route.method, route.path, sent, got))
            return got

        monkeypatch.setattr(discord.http.HTTPClient, "request", request)
        monkeypatch.setattr(discord.webhook.async_.AsyncWebhookAdapter, "request", webhook)


def _payload(form):
    for part in form or []:
        if part["name"] == "payload_json":
            return json.loads(part["value"])
    return None


@pytest.fixture
def recorder(monkeypatch: pytest.MonkeyPatch) -> Recorder:
    return Recorder(monkeypatch)


class Caller:
    def __init__(self, server: LocalDiscord, http: aiohttp.ClientSession) -> None:
        self.server = server
        self.http = http

    async def __call__(self, method: str, path: str, body=None, **more):
        headers = {"Authorization": f"Bot {self.server.token}"} | more.pop("headers", {})
        url = self.server.url + "/api/v10" + path
        async with self.http.request(method, url, json=body, headers=headers, **more) as response:
            text = await response.text()
            return response.status, json.loads(text) if text else None, response.headers

    async def page(self, user_id: str, method: str, path: str, body=None, **more):
        headers = {"X-Act-As": user_id} | more.pop("headers", {})
        url = self.server.url + "/page" + path
        async with self.http.request(method, url, json=body, headers=headers, **more) as response:
            text = await response.text()
            return response.status, json.loads(text) if text else None


@pytest_asyncio.fixture
async def call(server: LocalDiscord) -> AsyncIterator[Caller]:
    async with aiohttp.ClientSession() as http:
        yield Caller(server, http)
