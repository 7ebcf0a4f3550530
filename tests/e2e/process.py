"""`python -m bot run` as a process of its own, for tests that kill it."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from bot.places import config_dir
from tests.e2e.conftest import Club, own_settings

ROOT = Path(__file__).parents[2]


async def begin(folder: Path, **env: str) -> asyncio.subprocess.Process:
    """Start the bot with its data in ``folder`` and nothing of this machine's environment."""
    overlay = own_settings(folder)
    surroundings = {
        "PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "SALON_DATA_DIR": str(folder),
        "SALON_CONFIG_DIR": str(config_dir()), "SALON_CONFIG": str(overlay),
    }  # fmt: skip
    with (folder / "output.txt").open("ab") as output:
        return await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bot", "run", cwd=folder, env=surroundings | env, stdout=output, stderr=output
        )


async def to_its_end(folder: Path, **env: str) -> tuple[int, str]:
    """Run the bot until it ends by itself; its exit code and all it printed."""
    process = await begin(folder, **env)
    async with asyncio.timeout(30):
        code = await process.wait()
    return code, (folder / "output.txt").read_text(encoding="utf-8")


@asynccontextmanager
async def living(club: Club) -> AsyncIterator[asyncio.subprocess.Process]:
    """The bot as a process, online, until the block ends; then killed where it still lives."""
    process = await begin(club.folder, SALON_DISCORD_ENDPOINT=club.discord.url, DISCORD_TOKEN=club.discord.token)
    try:
        await club.until(lambda: process.returncode is not None or club.discord.bot_online, seconds=30)
        assert process.returncode is None, (club.folder / "output.txt").read_text(encoding="utf-8")
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


async def kill(club: Club, process: asyncio.subprocess.Process) -> None:
    """What `kill -9` does; returns when Discord has noticed."""
    process.kill()
    await process.wait()
    await club.until(lambda: not club.discord.bot_online)
