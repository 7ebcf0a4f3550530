"""The running bot for `salon bench`: `salon try` from a cold start, and `salon run` against a local Discord."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from typing import TYPE_CHECKING

import aiohttp

from bot.cli.bench_figures import Bench, Figure, NotMeasured, drained, line_with, percentile, resident, salon
from bot.clock import SystemClock

if TYPE_CHECKING:
    from bot.local.server import LocalDiscord

COMMANDS = 200
IDLE = 5.0
"""Seconds after which a bot that does nothing is weighed."""
PATIENCE = 60.0


async def start(bench: Bench) -> Sequence[Figure]:
    """`salon try` until its page answers and the bot's commands stand in it, in a folder without any state."""
    runs = []
    for _ in range(bench.runs):
        folder = bench.room("try")
        began = time.perf_counter()
        words = ("try", "--no-browser", "--port", "0", "--data", str(folder / "club"))
        async with salon(bench, folder, *words) as process:
            line = await line_with(process, "http://")
            address = next(word for word in line.split() if word.startswith("http://")).rstrip("/")
            async with drained(process):
                await _page(address)
            runs.append(time.perf_counter() - began)
    return [Figure("`salon try` to a usable page", tuple(runs), "s", 6, note="no state before; commands listed")]


async def _page(address: str) -> None:
    """Wait until the page can be used. Raises NotMeasured when that does not come."""
    try:
        await _usable(address)
    except (TimeoutError, aiohttp.ClientError) as error:
        raise NotMeasured(f"the page of `salon try` was not usable ({type(error).__name__})") from error


async def _usable(address: str) -> None:
    """Wait until the page is served and lists the commands of a bot that is online."""
    async with asyncio.timeout(PATIENCE), aiohttp.ClientSession() as session:
        async with session.get(f"{address}/") as page:
            if page.status != 200:
                raise NotMeasured(f"the page answers {page.status}")
        async with session.ws_connect(f"{address}/page/ws") as socket:
            listed = online = False
            async for frame in socket:
                if frame.type is not aiohttp.WSMsgType.TEXT:
                    break
                body = frame.json()
                data = body["d"]
                if body["t"] in {"SNAPSHOT", "COMMANDS"}:
                    listed = bool(data["commands"])
                if body["t"] in {"SNAPSHOT", "BOT_PRESENCE"}:
                    online = bool(data.get("bot_online", data.get("online")))
                if listed and online:
                    return
    raise NotMeasured("the page's connection closed before the commands were listed")


async def run(bench: Bench) -> Sequence[Figure]:
    """`salon run` on a local Discord: seconds to ready, idle memory, and how soon a slash command is answered."""
    try:
        from bot.local.server import LocalDiscord  # noqa: PLC0415  # heavy, and only this part needs it
    except ImportError as error:
        raise NotMeasured(f"the local Discord is not here ({error})") from error
    ready, memory, answers = [], [], []
    for _ in range(bench.runs):
        discord = LocalDiscord(bench.room("discord") / "club.json", port=0, clock=SystemClock())
        await discord.start()
        try:
            env = {"SALON_DISCORD_ENDPOINT": discord.url, "DISCORD_TOKEN": discord.token, "SALON_LOG_LEVEL": "info"}
            began = time.perf_counter()
            async with salon(bench, bench.room("run"), "run", **env) as process:
                await line_with(process, "event=ready")
                ready.append(time.perf_counter() - began)
                async with drained(process):
                    await asyncio.sleep(IDLE)
                    memory.append(resident(process.pid))
                    answers += [await _answered(discord) for _ in range(COMMANDS)]
        finally:
            await discord.stop()
    return _figures(ready, memory, answers)


def _figures(ready: Sequence[float], memory: Sequence[float], answers: Sequence[float]) -> Sequence[Figure]:
    milliseconds = [1_000 * seconds for seconds in answers]
    note = f"{len(answers)} times /salon list"
    return [
        Figure("`salon run` to ready", tuple(ready), "s", 2),
        Figure("idle memory of `salon run`", tuple(memory), "MB", 150, note=f"resident, {IDLE:.0f} s after ready"),
        Figure("slash command answered, p50", (percentile(milliseconds, 0.5),), "ms", note=note),
        Figure("slash command answered, p99", (percentile(milliseconds, 0.99),), "ms", 100, note=note),
    ]


async def _answered(discord: LocalDiscord) -> float:
    """Seconds from a person's /salon list to what they read. Raises NotMeasured when nothing comes."""
    person = discord.person(discord.club.owner)
    began = time.perf_counter()
    try:
        answer = await person.slash("salon list", discord.club.salon_channel)
    except (TimeoutError, LookupError) as error:
        raise NotMeasured(f"/salon list could not be run ({error or type(error).__name__})") from error
    seconds = time.perf_counter() - began
    if answer.failed or not answer.messages:
        raise NotMeasured("the bot did not answer /salon list")
    return seconds
