"""A host for every language: hands each salon to the host that speaks its language."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from bot.domain.content import Content, Library
from bot.domain.decision import Decision, Trigger
from bot.domain.point import Point
from bot.domain.question import Kind, QuestionId
from bot.domain.recap import Recap
from bot.domain.room import Room
from bot.domain.salon import Salon
from bot.domain.turn import Utterance
from bot.domain.whatif import WhatIf
from bot.ports import Host


class HostByLanguage:
    """Implements ``bot.ports.Host``. ``make`` makes the host of one language, when it is first needed; ``end`` lets go of what they share."""

    def __init__(
        self, library: Library, make: Callable[[Content], Host], end: Callable[[], Awaitable[None]] | None = None
    ) -> None:
        self._library = library
        self._make = make
        self._end = end
        self._hosts: dict[str, Host] = {}

    def of(self, salon: Salon) -> Host:
        """The host that speaks a salon's language."""
        content = self._library.of(salon.language)
        if content.language not in self._hosts:
            self._hosts[content.language] = self._make(content)
        return self._hosts[content.language]

    async def close(self) -> None:
        """Let go of what the hosts share."""
        if self._end is not None:
            await self._end()

    async def open(self, salon: Salon, asked: frozenset[QuestionId]) -> Utterance:
        """The opening of an evening."""
        return await self.of(salon).open(salon, asked)

    async def decide(self, room: Room, trigger: Trigger) -> Decision:
        """What to do after a turn or in a lull."""
        return await self.of(room.salon).decide(room, trigger)

    async def prompt(self, room: Room, theme: str | None, lens: str | None, kind: Kind | None) -> Utterance:
        """A question that somebody asked for."""
        return await self.of(room.salon).prompt(room, theme, lens, kind)

    async def counter(self, room: Room, point: Point | None) -> Utterance:
        """A counter-reading."""
        return await self.of(room.salon).counter(room, point)

    async def take_up(self, room: Room, point: Point) -> Utterance:
        """A point that somebody chose, taken up."""
        return await self.of(room.salon).take_up(room, point)

    async def next_question(self, room: Room, draft: WhatIf) -> Utterance | None:
        """The question that helps a what-if along."""
        return await self.of(room.salon).next_question(room, draft)

    async def recap(self, room: Room) -> Recap:
        """The record of the salon."""
        return await self.of(room.salon).recap(room)
