"""Running a bot until it is told to stop."""

from __future__ import annotations

import asyncio
import logging
import signal
from contextlib import suppress

from bot.client import SalonBot
from bot.errors import Unavailable
from bot.ui.startup import startup_fault

_log = logging.getLogger(__name__)


async def serve(bot: SalonBot, token: str, stop: asyncio.Event) -> None:
    """Connect and host until ``stop`` is set. Raises ConfigError when Discord refuses the token or an intent."""
    running = asyncio.create_task(bot.start(token), name="bot")
    stopping = asyncio.create_task(stop.wait(), name="stop")
    try:
        await asyncio.wait({running, stopping}, return_when=asyncio.FIRST_COMPLETED)
        if running.done() and (error := running.exception()) is not None:
            raise _told(error)
    finally:
        stopping.cancel()
        await bot.close()
        if not running.done():
            running.cancel()
        with suppress(asyncio.CancelledError, Exception):
            await running
        await bot.services.close()


def _told(error: BaseException) -> BaseException:
    """A refusal as sentences; a network that is not there as a sentence, too; anything else as it is."""
    if (fault := startup_fault(error)) is not None:
        return fault
    if isinstance(error, OSError):
        return Unavailable()
    return error


def stop_on_signals(stop: asyncio.Event) -> None:
    """Let Ctrl-C and SIGTERM set ``stop``."""
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        try:
            loop.add_signal_handler(number, stop.set)
        except NotImplementedError:  # Windows: Ctrl-C arrives as KeyboardInterrupt
            return
