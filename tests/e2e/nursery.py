"""Bots as processes that start in a fraction of a second and can be killed: forks of one that has imported everything.

``python -m tests.e2e.nursery`` is the process that is forked. It runs `salon run` as it is shipped, but for three things
that belong to tests: the clock follows a file in the test's hand, a signal wakes the job runner (a clock that leaps wakes
nobody), and the house is read once for all.
"""

from __future__ import annotations

import asyncio
import ctypes
import gc
import json
import mmap
import os
import select
import signal
import struct
import subprocess
import sys
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.clock import SystemClock
from bot.places import config_dir

if TYPE_CHECKING:
    from collections.abc import Mapping

ROOT = Path(__file__).parents[2]
SHIFT = "CLOCK_SHIFT_FILE"
_DOUBLE = struct.Struct("d")
_DIE_WITH_PARENT = 1  # PR_SET_PDEATHSIG of prctl(2)


class FileClock:
    """The machine's clock with a shift, in seconds, that stands in a file which another process may change."""

    def __init__(self, path: Path) -> None:
        if not path.exists():
            path.write_bytes(_DOUBLE.pack(0.0))
        self._machine = SystemClock()
        with path.open("r+b") as file:
            self._shift = mmap.mmap(file.fileno(), _DOUBLE.size)

    def now(self) -> datetime:
        (seconds,) = _DOUBLE.unpack(self._shift[:])
        return self._machine.now() + timedelta(seconds=seconds)

    def advance(self, **parts: float) -> None:
        """Let time leap for everyone who reads the file."""
        (seconds,) = _DOUBLE.unpack(self._shift[:])
        self._shift[:] = _DOUBLE.pack(seconds + timedelta(**parts).total_seconds())


@dataclass(slots=True)
class Bot:
    """A bot as a process. It is dead once ``dead`` says so; nobody needs to wait for it."""

    pid: int
    _handle: int = field(init=False)

    def __post_init__(self) -> None:
        self._handle = os.pidfd_open(self.pid)

    @property
    def dead(self) -> bool:
        return bool(select.select([self._handle], [], [], 0)[0])

    def kill(self) -> None:
        """What `kill -9` does."""
        self._send(signal.SIGKILL)

    def wake(self) -> None:
        """Let it look at its jobs: the clock leapt."""
        self._send(signal.SIGUSR1)

    def close(self) -> None:
        self.kill()
        os.close(self._handle)

    def _send(self, number: signal.Signals) -> None:
        if not self.dead:
            signal.pidfd_send_signal(self._handle, number)


class Nursery:
    """Begins bots. Make one for many tests: it takes about two seconds."""

    def __init__(self) -> None:
        surroundings = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "SALON_CONFIG_DIR": str(config_dir())}
        self._forked = subprocess.Popen(
            [sys.executable, "-m", "tests.e2e.nursery"],
            cwd=ROOT, env=surroundings, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        assert self._answer() == "ready"

    def begin(self, folder: Path, **env: str) -> Bot:
        """Start a bot with its data in a folder; what it prints goes to ``output.txt`` there."""
        assert self._forked.stdin is not None
        self._forked.stdin.write(json.dumps({"folder": str(folder), "env": env}) + "\n")
        self._forked.stdin.flush()
        return Bot(int(self._answer()))

    def close(self) -> None:
        """End the process; bots that still live die with it."""
        assert self._forked.stdin is not None
        assert self._forked.stdout is not None
        self._forked.stdin.close()
        self._forked.wait(10)
        self._forked.stdout.close()

    def _answer(self) -> str:
        assert self._forked.stdout is not None
        return self._forked.stdout.readline().strip()


def serve() -> None:
    """Import everything, then fork a bot for every line that comes."""
    _import_all()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # so that the dead need no burying
    gc.collect()
    gc.freeze()
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    while line := sys.stdin.readline():
        pid = os.fork()
        if pid == 0:
            os._exit(_be_a_bot(json.loads(line)))
        sys.stdout.write(f"{pid}\n")
        sys.stdout.flush()


def _import_all() -> None:
    import importlib

    import bot.cli.run as running
    from bot import client
    from bot.house import load_house

    for name in (*client.COGS, "bot.__main__", "bot.storage.database", "bot.storage.schema", "bot.films.sources"):
        importlib.import_module(name)
    for name in ("announcer", "alert", "cover", "digest_board", "drafts"):
        importlib.import_module(f"bot.ui.{name}")
    house = load_house(config_dir())
    running.load_house = lambda config: house
    client._GUILD_WAIT = 0.05  # one club, on this machine
    build = running.build_bot

    async def woken_by_signal(*args: Any) -> client.SalonBot:
        made = await build(*args)
        asyncio.get_running_loop().add_signal_handler(signal.SIGUSR1, made.services.runner.wake)
        return made

    running.build_bot = woken_by_signal  # type: ignore[assignment]


def _be_a_bot(order: Mapping[str, Any]) -> int:
    ctypes.CDLL(None).prctl(_DIE_WITH_PARENT, signal.SIGKILL)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    os.chdir(order["folder"])
    os.environ.update(order["env"])
    output = os.open("output.txt", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    for number, source in ((0, os.open(os.devnull, os.O_RDONLY)), (1, output), (2, output)):
        os.dup2(source, number)
    from bot.__main__ import main
    from bot.cli import run as running

    running.SystemClock = lambda: FileClock(Path(os.environ[SHIFT]))  # type: ignore[assignment,misc]
    try:
        return main(["run"])
    finally:
        sys.stdout.flush()
        sys.stderr.flush()


if __name__ == "__main__":
    serve()
