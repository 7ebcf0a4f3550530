"""Short ways to opt out of being heard in tests, and a host that lets somebody do so while it thinks."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence

from bot.domain.decision import Decision, Trigger
from bot.domain.question import Kind
from bot.domain.recap import Recap
from bot.domain.room import Room
from bot.domain.turn import Utterance
from bot.domain.whatif import WhatIf
from bot.ports import Host, Job
from bot.services.catching_up import CatchingUp
from bot.services.optouts import FRESH
from tests.evening import PEOPLE, Evening, house
from tests.fakes import ANNA

BEN, CARO = PEOPLE["Ben"], PEOPLE["Caro"]
SECRET = "I think the letters are like Uncle Zebedee's, because he never signed any of his either."
REPLY = "I don't buy it, those letters are a business, because somebody pays for each."


async def out(evening: Evening, person: int = ANNA, *, on: bool = True) -> None:
    assert await evening.wired.rooms.optouts.choose(person, on=on)


class Watched:
    """A host that lets somebody choose while it thinks."""

    def __init__(self, inner: Host) -> None:
        self.inner = inner
        self.meanwhile: Callable[[], Awaitable[None]] | None = None
        self.rooms: list[Room] = []
        self.drafts: list[WhatIf] = []

    def __getattr__(self, name: str) -> object:
        return getattr(self.inner, name)

    async def _think(self, room: Room) -> None:
        self.rooms.append(room)
        if self.meanwhile is not None:
            then, self.meanwhile = self.meanwhile, None
            await then()

    async def decide(self, room: Room, trigger: Trigger) -> Decision:
        decision = await self.inner.decide(room, trigger)
        await self._think(room)
        return decision

    async def prompt(self, room: Room, theme: str | None, lens: str | None, kind: Kind | None) -> Utterance:
        said = await self.inner.prompt(room, theme, lens, kind)
        await self._think(room)
        return said

    async def next_question(self, room: Room, draft: WhatIf) -> Utterance | None:
        self.drafts.append(draft)
        return await self.inner.next_question(room, draft)

    async def recap(self, room: Room) -> Recap:
        written = await self.inner.recap(room)
        await self._think(room)
        return written


def catching(evening: Evening) -> CatchingUp:
    wired = evening.wired
    return CatchingUp(evening.db, evening.clock, house().library, evening.salons, wired.rooms, wired.covers)


def watched(evening: Evening) -> tuple[Evening, Watched]:
    host = Watched(evening.host)
    other = evening.again(host=host)  # type: ignore[arg-type]  # the rest is the house host's
    return other, host


async def claimed(evening: Evening) -> Sequence[Job]:
    async with evening.db.write() as unit:
        return await unit.jobs.claim(evening.clock.now(), FRESH, 9)
