"""`salon try`: the bot on a small Discord of one's own, on this machine, without token, key or network."""

from __future__ import annotations

import argparse
import asyncio
import shutil
import sys
import webbrowser
from dataclasses import replace
from pathlib import Path

from bot import log
from bot.app import build_bot
from bot.cli.serving import serve, stop_on_signals
from bot.clock import SystemClock
from bot.house import load_house
from bot.local.server import LocalDiscord
from bot.places import data_dir, imported_films
from bot.settings import Settings

_PORT = 8420


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument("--port", type=int, default=_PORT, help=f"port on 127.0.0.1 (default {_PORT}; 0: any free one)")
    parser.add_argument("--data", type=Path, help="folder that keeps the club and the salons (default: data/try)")
    parser.add_argument("--reset", action="store_true", help="forget the club and its salons, and begin anew")
    parser.add_argument("--no-browser", action="store_true", help="print the address without opening it")


def run(args: argparse.Namespace, settings: Settings, config: Path) -> int:
    """Serve the club until Ctrl-C; 2 when the port is taken."""
    folder = args.data or data_dir() / "try"
    if args.reset:
        _forget(folder)
    folder.mkdir(parents=True, exist_ok=True)
    log.configure("warning" if settings.log.level == "info" else settings.log.level, settings.secrets.values())
    try:
        asyncio.run(_try(args, settings, config, folder))
    except OSError as error:
        print(
            f"salon try: port {args.port} cannot be used ({error.strerror or error}). Choose another with --port.",
            file=sys.stderr,
        )
        return 2
    return 0


def _forget(folder: Path) -> None:
    """Delete what `try` keeps there, and nothing else that may lie in a folder of the person's choice."""
    for name in ("club.json", "salon.db", "salon.db-wal", "salon.db-shm"):
        (folder / name).unlink(missing_ok=True)
    shutil.rmtree(folder / "attachments", ignore_errors=True)


async def _try(args: argparse.Namespace, settings: Settings, config: Path, folder: Path) -> None:
    stop = asyncio.Event()
    stop_on_signals(stop)
    clock = SystemClock()
    discord = LocalDiscord(folder / "club.json", port=args.port, clock=clock)
    await discord.start()
    try:
        here = replace(settings, discord_endpoint=discord.url)
        url = f"sqlite+aiosqlite:///{folder / 'salon.db'}"
        bot = await build_bot(here, load_house(config), url, clock, imported_films())
        print(f"The Thursday Club is open at {discord.url}  (Ctrl-C closes it)", flush=True)
        if not args.no_browser:
            await asyncio.to_thread(_show, discord.url)
        await serve(bot, discord.token, stop)
    finally:
        await discord.stop()
    print("Closed. What was said is kept; `salon try` goes on from there.")


def _show(address: str) -> None:
    """Open the page where there is a browser with a window; elsewhere the printed address has to do."""
    try:
        browser = webbrowser.get()
    except webbrowser.Error:
        return
    if not isinstance(browser, webbrowser.GenericBrowser) or isinstance(browser, webbrowser.BackgroundBrowser):
        browser.open(address)
