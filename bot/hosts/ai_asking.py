"""Asking the model on a server's terms: within its budget and in time, counted, and not at all while the model rests.

What a task is does not matter here; everything that asks the model does so through this.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TypeVar

from bot.breaker import Breaker
from bot.domain.turn import Utterance
from bot.errors import Unavailable
from bot.hosts.ai_failure import ModelFailure, TurnWithheld
from bot.hosts.ai_meter import Meter
from bot.hosts.ai_moderation import Moderation
from bot.hosts.ai_tasks import View
from bot.ports import ModelAccount, Terms

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Order:
    """One task for the model: how it sees the talk, and what it costs."""

    view: View
    meter: Meter


class Asking:
    """Carries out tasks for the model.

    ``account`` says on what terms a server has the model; without one everybody has it, as the default persona.
    ``log`` is the log of whoever asks, ``instead`` says in it what happens when the model fails; ``patience`` is in seconds.
    """

    def __init__(
        self,
        moderation: Moderation,
        breaker: Breaker,
        *,
        patience: float,
        account: ModelAccount | None,
        log: logging.Logger,
        instead: str,
    ) -> None:
        self.moderation = moderation
        self._breaker = breaker
        self._patience = patience
        self._account = account
        self._log = log
        self._instead = instead

    async def asked(
        self, what: str, guild_id: int, ask: Callable[[Order], Awaitable[Result]], patience: float | None = None
    ) -> Result:
        """Ask within the budget and the time there is, and count what it cost. Raises ModelFailure."""
        if self._breaker.resting:
            self._log.info("model rests: %s; %s", what, self._instead)
            raise ModelFailure("model rests", counts=False)
        terms = await self._terms(guild_id)
        if terms.over:
            self._log.info("event=over_budget guild=%s task=%s", guild_id, what)
            raise ModelFailure("over budget", counts=False)
        order = Order(View(terms.persona, self.moderation.hides), Meter())
        try:
            return await self._guarded(what, patience or self._patience, lambda: self._checked(ask, order))
        finally:
            if self._account is not None and order.meter.tokens:
                await self._account.spent(guild_id, order.meter.tokens)

    async def _terms(self, guild_id: int) -> Terms:
        """The server's terms. Raises ModelFailure when they cannot be read: what is not counted is not spent."""
        try:
            return await self._account.terms(guild_id) if self._account is not None else Terms()
        except Unavailable:
            raise ModelFailure("terms unknown", counts=False) from None

    async def _checked(self, ask: Callable[[Order], Awaitable[Result]], order: Order) -> Result:
        """An answer whose words moderation lets pass. Raises ModelFailure."""
        result = await ask(order)
        if isinstance(result, Utterance):
            await self.moderation.require(result.text)
        return result

    async def _guarded(self, what: str, patience: float, ask: Callable[[], Awaitable[Result]]) -> Result:
        """Ask within the time there is, and keep count of failures. Raises ModelFailure."""
        began = time.monotonic()
        try:
            async with asyncio.timeout(patience):
                result = await ask()
        except TimeoutError:
            failure = ModelFailure("timeout")
        except TurnWithheld:
            raise
        except ModelFailure as failed:
            failure = failed
        else:
            self._breaker.worked()
            return result
        self._note(what, failure, round(1000 * (time.monotonic() - began)))
        raise failure

    def _note(self, what: str, failure: ModelFailure, took: int) -> None:
        """Log a failure and count it where it speaks against the endpoint."""
        rests = failure.counts and self._breaker.failed(lasting=failure.lasting, wait=failure.retry_after)
        after = "; the model rests for a while" if rests else ""
        self._log.warning("model failed: %s, %s, %d ms; %s%s", what, failure.why, took, self._instead, after)
