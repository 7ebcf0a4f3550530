"""A watch party while the process dies: whichever step it dies at, everything that is said stands once."""

from __future__ import annotations

from collections import Counter
from typing import Any

from bot.domain.salon import SalonState
from bot.local.memory import MemoryDatabase
from bot.ports import Database
from bot.services.salons import Salons
from tests.clock_stage import FakeClocks
from tests.digest_stage import Killed, MortalDatabase, MortalStore, Steps
from tests.evening import Evening, Stage, film, locales
from tests.fakes import ANNA, GUILD, PARENT, ManualClock

DOORS = "The doors are open."
EVERY = 29
"""Of the steps, one in so many is died at; 1 tries them all, in a minute."""


class MortalStage(MortalStore):
    """An announcer whose process may die before and after each post; what it reads is no step."""

    def __getattr__(self, name: str) -> Any:
        return super().__getattr__(name) if name in {"make_place", "say", "find_own"} else getattr(self._store, name)


class MortalClocks(MortalStore):
    """A board whose process may die before and after each call."""


class Party:
    """One watch party through several lives of the process."""

    def __init__(self) -> None:
        self.db: Database = MemoryDatabase()
        self.clock = ManualClock()
        self.stage = Stage(self.clock)
        self.notes = FakeClocks(locales())

    async def live(self, steps: Steps) -> None:
        """What this life does of the party; people do again what they see has not happened."""
        db, stage, notes = (
            MortalDatabase(self.db, steps),
            MortalStage(self.stage, steps),
            MortalClocks(self.notes, steps),
        )
        evening = Evening(db, clock=self.clock, stage=stage, notes=notes)  # type: ignore[arg-type]
        await self._open(evening.salons)
        await evening.wait(seconds=50)
        async with self.db.read() as unit:
            salon = await unit.salons.live_at(self.channel)
            deeds = await unit.clocks.of_salon(salon.id) if salon is not None else ()
        clocks = evening.wired.film_clocks
        if salon is not None and salon.state is SalonState.WATCHING:
            await clocks.start(salon.id, ANNA)
            await evening.wait(minutes=30)
            if len(deeds) < 2:
                await clocks.pause(self.channel, ANNA)
            await evening.wait(minutes=10)
            if len(deeds) < 3:
                await clocks.resume(self.channel, ANNA)
        await evening.wait(hours=2.5)

    async def _open(self, salons: Salons) -> None:
        async with self.db.read() as unit:
            begun = await unit.salons.get(1)  # type: ignore[arg-type]
        if begun is None:
            about = await film()
            await salons.start(guild_id=GUILD, parent_id=PARENT, film=about, opened_by=ANNA, doors=DOORS)

    @property
    def channel(self) -> int:
        return next(iter(self.stage.places.values())).channel_id

    def later(self) -> None:
        """The lease is over, and Discord knows no nonce any more."""
        self.stage.forget_nonces()
        self.notes.forget_nonces()
        self.clock.advance(minutes=7)


async def lived(*deaths: int) -> tuple[Party, int]:
    party = Party()
    steps = Steps()
    for dies_at in (*deaths, None):
        steps = Steps(dies_at)
        try:
            await party.live(steps)
        except Killed:
            party.later()
    return party, steps.taken


async def stands_once(party: Party, what: object) -> None:
    assert len(party.stage.places) == 1, what
    texts = party.stage.texts
    assert texts.count(DOORS) == 1, what
    openings = [text for text in texts if text != DOORS and not text.startswith("||")]
    assert len(openings) == 1, (what, openings)
    async with party.db.read() as unit:
        (salon,) = await unit.salons.live()
        assert salon.state is SalonState.OPEN, what
        told = [one for one in await unit.clocks.of_salon(salon.id) if one.deed.by]
        assert [one.deed.kind.value for one in told] == ["start", "pause", "resume"], what
        assert {one.message_id for one in told} == set(party.notes.notes), what
        assert not await unit.jobs.parked(), what
    assert set(Counter(note.note.number for note in party.notes.notes.values()).values()) == {1}, what
    assert all(not note.buttons for note in list(party.notes.notes.values())[-1:]), what


async def test_whatever_step_it_dies_at_everything_stands_once() -> None:
    party, steps = await lived()
    await stands_once(party, "alive")
    assert steps > 100
    for dies_at in range(1, steps + 1, EVERY):
        party, _ = await lived(dies_at)
        await stands_once(party, dies_at)


async def test_dying_twice_is_no_worse() -> None:
    _, steps = await lived()
    for first in range(5, steps + 1, steps // 3):
        for second in range(9, steps + 1, steps // 3):
            party, _ = await lived(first, second)
            await stands_once(party, (first, second))
