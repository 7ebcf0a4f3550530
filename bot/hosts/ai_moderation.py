"""The provider's moderation, where it offers one: of what guests said last, and of what the model wrote.

Whether it offers one is found out by asking. A server that says it has no such endpoint is never asked again, and
nothing is claimed then. While a server has not said (it is slow, busy or down) words pass unchecked, and it is asked
again and again, after a rest where it keeps silent. From a server that has it, an answer is needed: while it cannot be
had, the model's words are not used.
"""

from __future__ import annotations

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Sequence
from datetime import timedelta

from bot.breaker import Breaker
from bot.domain.turn import Turn, TurnId
from bot.hosts.ai_client import ModelClient
from bot.hosts.ai_failure import ModelFailure
from bot.ports import Clock

log = logging.getLogger(__name__)

PATIENCE = 3.0  # seconds for one verdict; OpenAI's takes a fraction of one
PROBES = 3  # after so many first attempts in a row without an answer the endpoint is left alone for a while
REST = timedelta(seconds=60)
DOUBTFUL = frozenset({400, 415, 422})  # said of a text that is not liked, and by servers without the endpoint
HARMLESS = "Good evening."  # what nobody has said, to tell the one from the other
NEWEST = 8  # turns of guests that are looked at before the model is asked
KEPT = 2_000  # verdicts on turns


class Moderation:
    """Asks for verdicts and remembers those on turns. ``wanted`` False: never asks."""

    def __init__(self, model: ModelClient, clock: Clock, *, wanted: bool) -> None:
        self._model = model
        self._offered: bool | None = None if wanted else False
        self._silence = Breaker(clock, PROBES, REST)
        self._verdicts: OrderedDict[tuple[TurnId, str], bool] = OrderedDict()

    @property
    def offered(self) -> bool | None:
        """Whether the provider offers moderation; None while that is not known."""
        return self._offered

    def hides(self, turn: Turn) -> bool:
        """Whether a turn was flagged, as far as it has been looked at."""
        return self._verdicts.get((turn.id, turn.text), False)

    async def look_at(self, turns: Sequence[Turn]) -> None:
        """Get verdicts on the newest turns of guests. Raises ModelFailure."""
        if self._offered is False:
            return
        newest = [turn for turn in turns[-4 * NEWEST :] if not turn.by_host and turn.text.strip()][-NEWEST:]
        fresh = [turn for turn in newest if (turn.id, turn.text) not in self._verdicts]
        verdicts = await self._flags([turn.text for turn in fresh])
        if verdicts is None:
            return
        for turn, flagged in zip(fresh, verdicts, strict=True):
            self._verdicts[turn.id, turn.text] = flagged
            if flagged:
                log.info("event=moderation_flagged turn=%s", turn.id)
        while len(self._verdicts) > KEPT:
            self._verdicts.popitem(last=False)

    async def require(self, *texts: str) -> None:
        """Raise ModelFailure when one of the texts is flagged, or when that cannot be said by a provider that could."""
        if any(await self._flags([text for text in texts if text.strip()]) or ()):
            log.info("event=moderation_flagged texts=%s", len(texts))
            raise ModelFailure("moderation: flagged", counts=False)

    async def _flags(self, texts: Sequence[str]) -> list[bool] | None:
        """A verdict for each text; None where there is no moderation, or not known to be. Raises ModelFailure."""
        if self._offered is False or not texts:
            return None
        if self._offered:
            try:
                flags = await self._ask(texts)
            except ModelFailure as failure:
                raise ModelFailure(f"moderation: {failure.why}") from None
            if flags is None:
                raise ModelFailure("moderation: no verdict")
            return flags
        return None if self._silence.resting else await self._first(texts)

    async def _first(self, texts: Sequence[str]) -> list[bool] | None:
        """Ask a provider of which it is not known whether it has moderation. Raises ModelFailure."""
        try:
            flags = await self._ask(texts)
        except ModelFailure as failure:
            if failure.status not in DOUBTFUL:
                self._unanswered(failure)
                return None
            return await self._doubted(failure)
        self._known(offered=flags is not None)
        return flags

    async def _doubted(self, refusal: ModelFailure) -> list[bool] | None:
        """The texts were refused: ask about a harmless one, which only a provider without moderation refuses too."""
        try:
            flags = await self._ask([HARMLESS])
        except ModelFailure as failure:
            if failure.status not in DOUBTFUL:
                self._unanswered(failure)
                return None
            flags = None
        self._known(offered=flags is not None)
        if flags is not None:
            raise ModelFailure(f"moderation: {refusal.why}")
        return None

    async def _ask(self, texts: Sequence[str]) -> list[bool] | None:
        """One request. Raises ModelFailure."""
        try:
            async with asyncio.timeout(PATIENCE):
                return await self._model.moderate(texts)
        except TimeoutError:
            raise ModelFailure("timeout") from None

    def _known(self, *, offered: bool) -> None:
        self._offered = offered
        log.info("event=moderation offered=%s", "yes" if offered else "no")

    def _unanswered(self, failure: ModelFailure) -> None:
        rests = self._silence.failed(wait=failure.retry_after)
        log.warning("event=moderation unanswered why=%s rests=%s", failure.why, "yes" if rests else "no")
