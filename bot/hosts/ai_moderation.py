"""The provider's moderation, where it offers one: of what guests said last, and of what the model wrote.

Whether it offers one is found out by asking once. A server without the endpoint is never asked again, and nothing is
claimed then. From a server that has it, an answer is needed: while it cannot be had, the model's words are not used.
"""

from __future__ import annotations

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Sequence

from bot.domain.turn import Turn, TurnId
from bot.hosts.ai_client import ModelClient
from bot.hosts.ai_failure import ModelFailure

log = logging.getLogger(__name__)

PATIENCE = 3.0  # seconds for one verdict; OpenAI's takes a fraction of one
PROBES = 3  # after so many first attempts without an answer the endpoint is taken not to be there
NEWEST = 8  # turns of guests that are looked at before the model is asked
KEPT = 2_000  # verdicts on turns


class Moderation:
    """Asks for verdicts and remembers those on turns. ``wanted`` False: never asks."""

    def __init__(self, model: ModelClient, *, wanted: bool) -> None:
        self._model = model
        self._offered: bool | None = None if wanted else False
        self._probes = 0
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
        for turn, flagged in zip(fresh, await self._flags([turn.text for turn in fresh]), strict=True):
            self._verdicts[turn.id, turn.text] = flagged
            if flagged:
                log.info("event=moderation_flagged turn=%s", turn.id)
        while len(self._verdicts) > KEPT:
            self._verdicts.popitem(last=False)

    async def require(self, *texts: str) -> None:
        """Raise ModelFailure when one of the texts is flagged, or when that cannot be said by a provider that could."""
        if any(await self._flags([text for text in texts if text.strip()])):
            log.info("event=moderation_flagged texts=%s", len(texts))
            raise ModelFailure("moderation: flagged", counts=False)

    async def _flags(self, texts: Sequence[str]) -> list[bool]:
        """A verdict for each text; nothing is flagged where there is no moderation."""
        nothing = [False] * len(texts)
        if self._offered is False or not texts:
            return nothing
        try:
            async with asyncio.timeout(PATIENCE):
                flags = await self._model.moderate(texts)
        except TimeoutError:
            return self._unanswered("timeout", nothing)
        except ModelFailure as failure:
            return self._unanswered(failure.why, nothing)
        if flags is None and self._offered:
            raise ModelFailure("moderation: no verdict")
        self._offered = flags is not None
        if flags is None:
            log.info("event=moderation offered=no")
        return flags or nothing

    def _unanswered(self, why: str, nothing: list[bool]) -> list[bool]:
        """No verdict: a provider that has moderation must give one, of others it is not known yet."""
        if self._offered:
            raise ModelFailure(f"moderation: {why}")
        self._probes += 1
        if self._probes >= PROBES:
            self._offered = False
            log.info("event=moderation offered=no why=%s", why)
        return nothing
