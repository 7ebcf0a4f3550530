"""What `salon bench` measures with: figures and their targets, the machine, and child processes of Salon itself."""

from __future__ import annotations

import asyncio
import os
import platform
import statistics
import sys
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

STOPPING = 15.0
"""Seconds that a child process gets to stop by itself."""
_OURS = ("SALON_", "OPENAI_", "DISCORD_")


class NotMeasured(Exception):
    """A part cannot be measured here; the text says why."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure: its runs, and the bound that their median should keep (at most, or ``at_least``)."""

    name: str
    runs: tuple[float, ...]
    unit: str = ""
    target: float | None = None
    at_least: bool = False
    note: str = ""

    @property
    def value(self) -> float:
        """The median of the runs."""
        return statistics.median(self.runs)

    @property
    def met(self) -> bool | None:
        """Whether the target is kept; None when there is none."""
        if self.target is None:
            return None
        return self.value >= self.target if self.at_least else self.value <= self.target

    @property
    def bound(self) -> str:
        """The target as it is written in a table."""
        if self.target is None:
            return ""
        return f"{'>=' if self.at_least else '<='} {amount(self.target)} {self.unit}".rstrip()


@dataclass(frozen=True, slots=True)
class Bench:
    """What every part works with: the configuration, real talk where there is some, how often, and a scratch folder."""

    config: Path
    talk: Path | None
    runs: int
    scratch: Path

    def room(self, name: str) -> Path:
        """A fresh folder in the scratch folder."""
        for number in range(1_000):
            folder = self.scratch / f"{name}-{number}"
            if not folder.exists():
                folder.mkdir(parents=True)
                return folder
        raise NotMeasured(f"{self.scratch} is full of {name} folders")


def amount(value: float) -> str:
    """A number as people read it: three significant places, thousands set apart."""
    if value == int(value) or abs(value) >= 1_000:
        return f"{value:,.0f}"
    return f"{value:.3g}"


def percentile(values: Iterable[float], share: float) -> float:
    """The value below which at least that share (0 to 1) of the values lie."""
    ordered = sorted(values)
    place = -int(-share * len(ordered) // 1) - 1  # the nearest rank: ceil(share * n), counted from 1
    return ordered[max(0, min(len(ordered) - 1, place))]


def machine() -> Mapping[str, str]:
    """The processor, its cores, system, Python, memory and load that the figures were taken with."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    found = {
        "processor": _line("/proc/cpuinfo", "model name") or platform.processor() or platform.machine(),
        "cores": str(cores),
        "system": f"{platform.system()} {platform.release()}",
        "python": f"{platform.python_implementation()} {platform.python_version()}",
    }
    if memory := _line("/proc/meminfo", "MemTotal"):
        found["memory"] = f"{int(memory.split()[0]) / 1_048_576:.1f} GiB"
    if hasattr(os, "getloadavg"):
        # What else ran in the last minute; the bench itself is part of it.
        found["load"] = f"{os.getloadavg()[0]:.1f}"
    return found


def resident(pid: int) -> float:
    """The resident memory of a process in megabytes (10^6 bytes). Raises NotMeasured where there is no /proc."""
    kilobytes = _line(f"/proc/{pid}/status", "VmRSS")
    if kilobytes is None:
        raise NotMeasured("resident memory is read from /proc, which is not here")
    return int(kilobytes.split()[0]) * 1024 / 1e6


def _line(file: str, name: str) -> str | None:
    """What stands behind "name:" in a file of /proc, if both exist."""
    try:
        lines = Path(file).read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return None
    return next((rest.strip() for key, _, rest in (line.partition(":") for line in lines) if key.strip() == name), None)


@asynccontextmanager
async def salon(bench: Bench, folder: Path, *words: str, **env: str) -> AsyncIterator[asyncio.subprocess.Process]:
    """`salon WORDS` as a process of its own that sees none of this installation's settings; stopped at the end."""
    around = {**environment(bench.config), "SALON_DATA_DIR": str(folder), **env}
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", *words,
        cwd=folder, env=around, stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT, limit=64 * 1024 * 1024,
    )  # fmt: skip
    try:
        yield process
    finally:
        await _stop(process)


def environment(config: Path) -> dict[str, str]:
    """This process's environment without Salon's own variables; modules come from where this one comes from."""
    around = {name: value for name, value in os.environ.items() if not name.startswith(_OURS)}
    return around | {"PYTHONPATH": str(Path(__file__).resolve().parents[2]), "SALON_CONFIG_DIR": str(config)}


async def line_with(process: asyncio.subprocess.Process, text: str, patience: float = 60.0) -> str:
    """The first line of its output that has the text in it. Raises NotMeasured when it ends or waits too long."""
    assert process.stdout is not None  # noqa: S101  # made with a pipe
    seen: list[str] = []
    try:
        async with asyncio.timeout(patience):
            async for raw in process.stdout:
                line = raw.decode("utf-8", "replace").rstrip()
                if text in line:
                    return line
                seen.append(line)
    except TimeoutError:
        raise NotMeasured(f"{text!r} did not come within {patience:.0f} s; last: {' / '.join(seen[-2:])}") from None
    raise NotMeasured(f"the process ended early: {' / '.join(seen[-3:]) or 'without a word'}")


@asynccontextmanager
async def drained(process: asyncio.subprocess.Process) -> AsyncIterator[None]:
    """Read on and forget meanwhile, so that a full pipe does not hold the process up."""
    assert process.stdout is not None  # noqa: S101  # made with a pipe
    reading = asyncio.create_task(_forget(process.stdout), name="bench-read")
    try:
        yield
    finally:
        reading.cancel()
        await asyncio.gather(reading, return_exceptions=True)


async def _forget(output: asyncio.StreamReader) -> None:
    while await output.read(65_536):
        pass


async def _stop(process: asyncio.subprocess.Process) -> None:
    if process.returncode is None:
        process.terminate()
        try:
            await asyncio.wait_for(process.communicate(), STOPPING)
        except TimeoutError:
            process.kill()
            await process.wait()
