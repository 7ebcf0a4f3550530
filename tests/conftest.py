"""For all tests: nothing of one lives on in the next."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from discord.gateway import KeepAliveHandler


@pytest.fixture(autouse=True)
def no_heartbeat_left() -> Iterator[None]:
    """Stop the heartbeats of event loops that are closed.

    discord.py (2.7) leaves the thread of a connection behind that is being made while its client is closed; its next beat,
    41 seconds later, would fail in whatever test runs then.
    """
    _stop()
    yield
    _stop()


def _stop() -> None:
    for thread in threading.enumerate():
        if isinstance(thread, KeepAliveHandler) and thread.ws.loop.is_closed():
            thread.stop()
