"""The record of an evening by a model: read in parts, chosen by numbers, checked twice; the model never has the last word.

An evening that fits is read at once, a longer one in parts at the same time. What stands of that (``ai_recap``) is, where
there were parts, chosen and ordered by the model, which can only name numbers. What was chosen it is then asked about
line by line, where time and budget allow. So an evening costs at most ``2 * MOST_PARTS`` requests to read, one to choose
and ``MOST_CHECKS`` to check, and all of them together ``recap_patience``: reading ends at 70 % of it, checking at 92 %,
which leaves a moment for moderation. What is not chosen or checked in time is chosen by code, or stands as it is.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from bot.domain.recap import RecapItem
from bot.domain.turn import Turn
from bot.hosts.ai_asking import Order
from bot.hosts.ai_client import ModelClient
from bot.hosts.ai_evidence import Evidence
from bot.hosts.ai_failure import ModelFailure
from bot.hosts.ai_messages import Message
from bot.hosts.ai_meter import Meter
from bot.hosts.ai_recap import MOST_ITEMS, Checked, Lack, checked, checked_headline, without_near_duplicates
from bot.hosts.ai_recap_parts import in_turn, parts
from bot.hosts.ai_recap_tasks import MOST_OF_A_PART, RecapTasks
from bot.hosts.ai_schema import CHOICE, RECAP, VERDICTS, ChoiceDraft, RecapDraft, VerdictsDraft, read, verdicts_of
from bot.hosts.ai_settings import ModelSettings

if TYPE_CHECKING:
    from bot.domain.room import Room

log = logging.getLogger(__name__)

READING, CHOOSING, CHECKING = 0.7, 0.8, 0.92  # of the time there is, when each is over
AT_ONCE = 4  # parts that are read at the same time
CANDIDATES = 20  # items that are checked, so that enough are left
MOST_CHECKS = 2  # requests to check them
BATCH = 10  # items in one of them
ECHO = 6_000  # characters of a faulty answer that are shown back for repair
_SHORT_TOKENS = 600  # of an answer that names numbers

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Written:
    """What came of one part: the headline it proposes, and what stands."""

    headline: str
    found: Checked


@dataclass(frozen=True, slots=True)
class Deadline:
    """When an evening's record has to be ready."""

    began: float
    patience: float

    def left(self, share: float) -> float:
        """Seconds until this share of the time is over."""
        return self.began + share * self.patience - time.monotonic()


class Recording:
    """Writes records. ``mend`` makes the message that asks for a repair of the faults it is given."""

    def __init__(
        self, model: ModelClient, tasks: RecapTasks, settings: ModelSettings, mend: Callable[[str], Message]
    ) -> None:
        self._model = model
        self._tasks = tasks
        self._settings = settings
        self._mend = mend

    async def recorded(
        self,
        room: Room,
        evidence: Evidence,
        order: Order,
        hides: Callable[[Turn], bool],
        affords: Callable[[], Awaitable[bool]],
    ) -> tuple[str | None, list[RecapItem]]:
        """The headline and the items that stand, best first. Raises ModelFailure when none does, or in no time.

        ``affords`` says whether there is budget for more than what must be asked.
        """
        deadline = Deadline(time.monotonic(), self._settings.recap_patience)
        portions = parts(room, self._settings.recap_budget, self._settings.recap_part_budget, hides)
        async with asyncio.timeout(deadline.left(READING)):
            written = await self._read(room, portions, evidence, order)
        found = [without_near_duplicates(one.found.items, evidence) for one in written]
        headlines = [line for one in written if (line := checked_headline(one.headline, evidence))]
        if not any(found):
            raise ModelFailure("guard: nothing stands", counts=False)
        headline, items = await self._chosen(headlines, found, order.meter, deadline)
        if await affords():
            items = await self._verified(items, evidence, order.meter, deadline)
        if not items:
            raise ModelFailure("guard: nothing stands", counts=False)
        log.info("event=model_recorded salon=%s parts=%s items=%s", room.salon.id, len(portions), len(items))
        return headline, items

    async def _read(
        self, room: Room, portions: Sequence[Sequence[Turn]], evidence: Evidence, order: Order
    ) -> list[Written]:
        """What every part yields. Raises ModelFailure when one of them cannot be read."""
        gate = asyncio.Semaphore(AT_ONCE)

        async def one(number: int, turns: Sequence[Turn]) -> Written:
            messages = self._tasks.reading(room, turns, (number, len(portions)), order.view)
            most = MOST_ITEMS if len(portions) == 1 else MOST_OF_A_PART
            async with gate:
                with _metered(order.meter) as meter:
                    return await self._part(messages, evidence.of([turn.id for turn in turns]), most, meter)

        return await _together([one(number, turns) for number, turns in enumerate(portions, start=1)])

    async def _part(self, messages: Sequence[Message], evidence: Evidence, most: int, meter: Meter) -> Written:
        """One answer and, where it does not stand, one repair. Raises ModelFailure when neither can be read."""
        limit, asked = self._settings.recap_most_tokens, list(messages)
        best: Written | None = None
        broken = ModelFailure("truncated")
        for _ in range(2):
            reply = await self._model.complete(asked, RECAP, limit, meter)
            if reply.complete is False:
                limit, asked = 2 * limit, list(messages)
                continue
            try:
                draft = read(RecapDraft, reply.text)
            except ModelFailure as failure:
                broken = failure
                faults = self._tasks.malformed(failure.hint)
            else:
                found = checked(draft, evidence, most)
                best = _joined(best, Written(draft.headline, found), most)
                if _enough(found):
                    break
                faults = self._tasks.mending(found.lacking)
            asked = [*messages, Message("assistant", reply.text[:ECHO]), self._mend(faults)]
        if best is None:
            raise broken
        return best

    async def _chosen(
        self, headlines: Sequence[str], found: Sequence[Sequence[RecapItem]], meter: Meter, deadline: Deadline
    ) -> tuple[str | None, list[RecapItem]]:
        """What the model chooses of several parts, by number; where it fails, something of every part."""
        first = headlines[0] if headlines else None
        if len(found) == 1:
            return first, list(found[0])[:CANDIDATES]
        items = [item for part in found for item in part]
        try:
            async with asyncio.timeout(max(0.0, deadline.left(CHOOSING))):
                with _metered(meter) as own:
                    messages = self._tasks.choosing(headlines, items)
                    reply = await self._model.complete(messages, CHOICE, _SHORT_TOKENS, own)
                    choice = read(ChoiceDraft, reply.text)
        except (ModelFailure, TimeoutError) as failure:
            log.info("event=recap_not_chosen why=%s", type(failure).__name__)
            return first, in_turn(found, CANDIDATES)
        numbers = [n for n in dict.fromkeys(choice.items) if 1 <= n <= len(items)]
        named = choice.headline or 0
        line = headlines[named - 1] if 1 <= named <= len(headlines) else first
        return line, [items[n - 1] for n in numbers][:CANDIDATES] or in_turn(found, CANDIDATES)

    async def _verified(
        self, items: Sequence[RecapItem], evidence: Evidence, meter: Meter, deadline: Deadline
    ) -> list[RecapItem]:
        """Those of the items that the model, shown their turns, says yes to; all of a batch where that fails."""
        batches = [items[n : n + BATCH] for n in range(0, len(items), BATCH)][:MOST_CHECKS]
        verdicts = await _together([self._clear(batch, evidence, meter, deadline) for batch in batches])
        return [item for batch in verdicts for item in batch]

    async def _clear(
        self, batch: Sequence[RecapItem], evidence: Evidence, meter: Meter, deadline: Deadline
    ) -> Sequence[RecapItem]:
        try:
            async with asyncio.timeout(max(0.0, deadline.left(CHECKING))):
                with _metered(meter) as own:
                    messages = self._tasks.checking(batch, evidence)
                    reply = await self._model.complete(messages, VERDICTS, _SHORT_TOKENS, own)
                    yes = verdicts_of(read(VerdictsDraft, reply.text))
        except (ModelFailure, TimeoutError) as failure:
            log.info("event=recap_not_checked why=%s", type(failure).__name__)
            return batch
        return [item for number, item in enumerate(batch, start=1) if number in yes]


def _enough(found: Checked) -> bool:
    """Whether an answer needs no repair: at least half of it stands."""
    return len(found.lacking) <= len(found.items)


def _joined(first: Written | None, second: Written, most: int) -> Written:
    """What stands of an answer and of its repair."""
    if first is None:
        return second
    items = tuple(dict.fromkeys((*second.found.items, *first.found.items)))[:most]
    lacking: tuple[Lack, ...] = second.found.lacking
    return Written(second.headline, Checked(items, lacking))


@contextmanager
def _metered(meter: Meter) -> Iterator[Meter]:
    """A meter of its own for what runs beside other requests; what it counted is added in the end, whatever happens."""
    own = Meter()
    try:
        yield own
    finally:
        if own.tokens:
            meter.answered(own.tokens, "")


async def _together(asked: Sequence[Awaitable[Result]]) -> list[Result]:
    """All results in order; the first failure ends the others."""
    tasks = [asyncio.ensure_future(one) for one in asked]
    try:
        return list(await asyncio.gather(*tasks))
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
