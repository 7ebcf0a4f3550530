"""`salon run`: the bot on Discord."""

from __future__ import annotations

import argparse
import asyncio
import sys
from pathlib import Path

from bot import log
from bot.app import build_bot
from bot.cli.address import database_url
from bot.cli.serving import serve, stop_on_signals
from bot.clock import SystemClock
from bot.errors import Unavailable
from bot.house import load_house
from bot.places import imported_films
from bot.settings import Settings
from bot.ui.startup import invite_url


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments: it has none, everything is in .env and config/."""
    del parser


def run(args: argparse.Namespace, settings: Settings, config: Path) -> int:
    """Host until stopped; 0 after a clean stop, 1 when Discord cannot be reached."""
    del args
    token = settings.require_token()
    log.configure(settings.log.level, settings.secrets.values())
    if settings.openai_model is None and (settings.secrets.openai_api_key or settings.openai_base_url):
        print(
            "salon: OPENAI_MODEL names no model, so the house host hosts. Name one in .env for the AI host.",
            file=sys.stderr,
        )
    try:
        asyncio.run(_run(settings, config, token))
    except Unavailable:
        print("salon: Discord cannot be reached. Check the network and try again.", file=sys.stderr)
        return 1
    return 0


async def _run(settings: Settings, config: Path, token: str) -> None:
    stop = asyncio.Event()
    stop_on_signals(stop)
    bot = await build_bot(settings, load_house(config), database_url(settings), SystemClock(), imported_films())

    async def invite() -> None:
        bot.remove_listener(invite, "on_connect")  # Discord connects again after every break; once is enough
        print(f"Invite Salon to a server: {invite_url(bot.application_id or 0)}", flush=True)

    bot.add_listener(invite, "on_connect")
    await serve(bot, token, stop)
