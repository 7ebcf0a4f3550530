"""Killing the bot with `kill -9` in the middle of a scenario, and looking whether everything exists exactly once.

A ``Scenario`` is what people do, step by step, and what there must be one of in the end. ``Stage.play`` plays it against
the real bot as a process, kills the bot where it is told to, starts it anew and goes on until each step is done. The same
seed gives the same points.
"""

from __future__ import annotations

import asyncio
import random
import re
import shutil
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from bot.local.server import LocalDiscord
from bot.local.wire import ApiError
from tests.e2e.conftest import Club, own_settings
from tests.e2e.nursery import SHIFT, Bot, FileClock, Nursery

PATIENCE = 25.0
"""Seconds that a step, or a start, may take."""
BEFORE_TRYING_AGAIN = 8.0
"""Seconds after which people who see nothing do again what they did."""
AWAY = (70.0, 900.0)
"""Seconds for which the bot is away: a little more than a lease, or so long that Discord has forgotten nonces."""


@dataclass(frozen=True, slots=True)
class Kill:
    """When the bot is killed: at its n-th call of Discord since the scenario began or since the last kill, before
    Discord does it or, ``done``, after that and before the answer; or so many milliseconds after then."""

    call: int | None = None
    done: bool = False
    milliseconds: float = 0.0
    away: float = AWAY[0]
    what: str = ""
    """A pattern for method and path of the calls that count; empty: all."""


@dataclass(frozen=True, slots=True)
class Step:
    """Something that people do or that time brings, and how one sees that it is done.

    ``do`` is called anew after a kill if nothing happens any more and it is not done: as people who see nothing try
    again. What must not be done twice (a message that is there already) it has to look for itself.
    """

    name: str
    do: Callable[[Party], Awaitable[None]]
    done: Callable[[Party], object]


@dataclass(frozen=True, slots=True)
class Scenario:
    """Steps, what comes before them without kills, and what there must be exactly one of: how many there are, by name."""

    name: str
    prepare: Callable[[Party], Awaitable[None]]
    steps: Sequence[Step]
    exactly_once: Callable[[Party], Mapping[str, int]]


@dataclass(slots=True)
class Party:
    """A club and a bot that may die; what scenarios act upon. ``memo`` is for what steps want to remember."""

    club: Club
    nursery: Nursery
    memo: dict[str, str] = field(default_factory=dict)
    calls: int = 0
    _bot: Bot | None = None

    @property
    def dead(self) -> bool:
        return self._bot is None or self._bot.dead

    async def up(self) -> None:
        """See to it that the bot is there and ready."""
        if not self.dead:
            return
        self.close()
        await self.club.until(lambda: not self.club.discord.bot_online)
        folder, discord = self.club.folder, self.club.discord
        self._bot = self.nursery.begin(
            folder, SALON_DATA_DIR=str(folder), SALON_CONFIG=str(own_settings(folder)), DISCORD_TOKEN=discord.token,
            SALON_DISCORD_ENDPOINT=discord.url, **{SHIFT: str(folder / "shift")},
        )  # fmt: skip
        await self.club.until(lambda: self.dead or discord.bot_online, PATIENCE)

    def kill(self) -> None:
        if self._bot is not None:
            self._bot.kill()

    def close(self) -> None:
        if self._bot is not None:
            self._bot.close()
            self._bot = None

    def leap(self, **parts: float) -> None:
        """Let time leap, and the bot look what is due."""
        self.club.clock.advance(**parts)
        if self._bot is not None and self.club.discord.bot_online:
            self._bot.wake()

    def quiet(self) -> bool:
        """Whether nothing is due."""
        return not self.club.due()


class Stage:
    """Plays one scenario again and again, each time from the same beginning."""

    def __init__(self, scenario: Scenario, nursery: Nursery, folder: Path) -> None:
        self._scenario = scenario
        self._nursery = nursery
        self._folder = folder
        self._port = 0
        self._runs = 0
        self.calls = 0
        """How often the bot called Discord in the run without a kill."""
        self.milliseconds = 0.0
        """How long its steps took."""

    async def set_up(self) -> None:
        """Prepare, and play once without a kill to learn how many calls there are."""
        beginning = self._folder / "beginning"
        beginning.mkdir()
        async with _opened(beginning, self._nursery, 0) as party:
            self._port = int(party.club.discord.url.rsplit(":", 1)[1])
            await party.up()
            await self._scenario.prepare(party)
            await party.club.until(party.quiet)
        self.calls = await self.play()

    def points(self, count: int, seed: int) -> Sequence[Kill]:
        """So many points, spread over the calls of the scenario and over its time; the same for the same seed."""
        chosen = random.Random(seed)  # noqa: S311
        found: list[Kill] = []
        for number in range(count):
            away, kind = chosen.choice(AWAY), number % 3
            call, moment = chosen.randint(1, self.calls), chosen.uniform(0, self.milliseconds)
            found.append(
                Kill(milliseconds=moment, away=away) if kind == 2 else Kill(call, done=kind == 1, away=away)
            )  # fmt: skip
        return found

    async def play(self, *kills: Kill) -> int:
        """Play it from the beginning to the end with these kills, one after another; return how many calls there were.

        Raises AssertionError when something is there twice or not at all, or TimeoutError when a step is never done.
        """
        self._runs += 1
        folder = self._folder / f"run-{self._runs}"
        shutil.copytree(self._folder / "beginning", folder)
        async with _opened(folder, self._nursery, self._port) as party:
            await party.up()
            party.calls = 0
            began = asyncio.get_running_loop().time()
            with _Killer(party, kills) as killer:
                for step in self._scenario.steps:
                    try:
                        await self._through(party, step, killer)
                    except TimeoutError:
                        jobs = party.club.rows("SELECT kind, key, attempts, error FROM jobs")
                        raise AssertionError(f"“{step.name}” was never done; killed at {kills}, jobs {jobs}") from None
                if not kills:
                    self.milliseconds = (asyncio.get_running_loop().time() - began) * 1000
                while killer.late():  # this run was quicker than the first: it dies when all is done
                    await self._anew(party, killer)
            await party.up()
            await party.club.until(party.quiet, PATIENCE)
            found = self._scenario.exactly_once(party)
            wrong = {name: count for name, count in found.items() if count != 1}
            assert not wrong, f"{self._scenario.name}, killed at {kills}: {wrong}; see {folder}"
            assert not party.club.given_up()
            calls = party.calls
        shutil.rmtree(folder)
        return calls

    async def _through(self, party: Party, step: Step, killer: _Killer) -> None:
        """Have a step done, however often the bot dies meanwhile."""
        async with asyncio.timeout(PATIENCE * 2):
            while not (step.done(party) and party.quiet()):
                if party.dead:
                    await self._anew(party, killer)
                    continue
                doing = asyncio.create_task(step.do(party))
                try:
                    await party.club.until(lambda: party.dead or doing.done(), PATIENCE)  # noqa: B023
                    if doing.done():
                        _heed(doing, dead=party.dead)
                        with suppress(TimeoutError):  # a machine that was too slow to answer: people try again
                            await party.club.until(
                                lambda: party.dead or (step.done(party) and party.quiet()), BEFORE_TRYING_AGAIN
                            )
                finally:
                    doing.cancel()
                    await asyncio.gather(doing, return_exceptions=True)

    async def _anew(self, party: Party, killer: _Killer) -> None:
        """Start the bot again after a while, and let it do what it does by itself: people try again only after that."""
        party.leap(seconds=killer.away)
        await party.up()
        await party.club.until(lambda: party.dead or party.quiet(), PATIENCE)


def _heed(doing: asyncio.Task[None], *, dead: bool) -> None:
    """Let what went wrong be known, unless the bot died of it."""
    error = doing.exception()
    if error is not None and not dead:
        raise error


class _Killer:
    """Kills a party's bot at the points that are left."""

    def __init__(self, party: Party, kills: Sequence[Kill]) -> None:
        self._party = party
        self._left = list(kills)
        self._calls = 0
        self._timer: asyncio.TimerHandle | None = None
        self.away = AWAY[0]

    def __enter__(self) -> _Killer:
        self._party.club.discord.faults.watch = self._heard
        self._go_on()
        return self

    def __exit__(self, *_: object) -> None:
        self._party.club.discord.faults.watch = lambda *_: None
        if self._timer is not None:
            self._timer.cancel()

    def _go_on(self) -> None:
        """Count anew for the next point; the calls of a start count, too."""
        self._calls = 0
        if self._left and self._left[0].call is None:
            self._timer = asyncio.get_running_loop().call_later(self._left[0].milliseconds / 1000, self._strike)

    def late(self) -> bool:
        """Strike now where a point is left that has not come; False when there is none."""
        if not self._left:
            return False
        self._strike()
        return True

    def _heard(self, method: str, path: str, done: bool) -> None:
        if not self._left or re.search(self._left[0].what, f"{method} {path}"):
            self._calls += not done
        else:
            self._party.calls += not done
            return
        self._party.calls += not done
        if not self._left or self._left[0].call != self._calls or self._left[0].done != done:
            return
        self._strike()
        if not done:
            raise ApiError(503, 0, "503: the caller died")

    def _strike(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
        if self._party.dead:  # it is just being started: a moment later, then
            self._timer = asyncio.get_running_loop().call_later(0.01, self._strike)
            return
        self.away = self._left.pop(0).away
        self._party.kill()
        self._go_on()


class _opened:  # noqa: N801 - a context manager, named as one
    """A party on a folder's club, closed in the end."""

    def __init__(self, folder: Path, nursery: Nursery, port: int) -> None:
        self._clock = FileClock(folder / "shift")
        self._discord = LocalDiscord(folder / "club.json", clock=self._clock, port=port)
        self._party = Party(Club(self._discord, folder, self._clock), nursery)  # type: ignore[arg-type]

    async def __aenter__(self) -> Party:
        await self._discord.start()
        return self._party

    async def __aexit__(self, *_: object) -> None:
        self._party.close()
        with suppress(TimeoutError):
            await self._party.club.until(lambda: not self._discord.bot_online)
        await self._discord.stop()
