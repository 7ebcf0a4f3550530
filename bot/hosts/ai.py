"""The AI host: a language model that is asked once a turn, held to the guard, and stood in for by the house host.

Every method keeps one order: the bounds in code, one structured answer, the guard, one repair, and when any of that
fails or takes too long, the house host with the source "fallback". The people in the salon notice no more than that.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import TypeVar

from bot.breaker import Breaker
from bot.domain.bank import QuestionBank
from bot.domain.decision import Decision, Trigger
from bot.domain.manners import may_speak
from bot.domain.question import Kind, QuestionId
from bot.domain.recap import Recap
from bot.domain.room import Room
from bot.domain.salon import Salon
from bot.domain.turn import Source, Utterance
from bot.hosts.ai_client import ModelClient
from bot.hosts.ai_draft import Bounds, Flaw, Silence, flaw_sentences, settle
from bot.hosts.ai_failure import ModelFailure
from bot.hosts.ai_messages import Message
from bot.hosts.ai_recap import Evidence, checked_headline, checked_items
from bot.hosts.ai_schema import DECISION, RECAP, Draft, RecapDraft, read
from bot.hosts.ai_settings import ModelSettings
from bot.hosts.ai_tasks import Tasks
from bot.hosts.fallback import decided_instead, instead, recap_instead
from bot.hosts.guard import Ground
from bot.hosts.phrases import Phrases
from bot.hosts.prompts import Prompts
from bot.ports import Clock, Host

log = logging.getLogger(__name__)

ITEM_WORDS = 60
ECHO = 6_000  # characters of a faulty answer that are shown back for repair

Result = TypeVar("Result")


class AIHost:
    """Implements ``bot.ports.Host`` with a model; ``house`` speaks when it cannot.

    ``bank`` gives the vocabulary of themes and lenses, and scene anchors of films as facts.
    """

    def __init__(
        self,
        model: ModelClient,
        house: Host,
        *,
        prompts: Prompts,
        phrases: Phrases,
        clock: Clock,
        settings: ModelSettings,
        bank: QuestionBank,
    ) -> None:
        self._model = model
        self._house = house
        self._phrases = phrases
        self._settings = settings
        self._repair = prompts.repair
        self._tasks = Tasks(prompts, phrases, bank, settings)
        self._breaker = Breaker(clock, settings.failures_before_rest, timedelta(seconds=settings.rest))

    async def close(self) -> None:
        """Let go of the model's connections."""
        await self._model.close()

    async def open(self, salon: Salon, asked: frozenset[QuestionId]) -> Utterance:
        """The opening of an evening."""
        bounds = self._tasks.opening_bounds(salon, asked)
        try:
            return await self._words("open", self._tasks.opening(salon), bounds)
        except ModelFailure as failure:
            return instead(await self._house.open(salon, asked), failure.why)

    async def decide(self, room: Room, trigger: Trigger) -> Decision:
        """Words or silence after a turn or in a lull; no model is asked where the host may not speak."""
        after = room.turns[-1].id if room.turns else None
        permit = may_speak(room, trigger, lulls=self._settings.lulls)
        if not permit.allowed:
            return Decision(after, permit.reason)
        bounds = self._tasks.deciding_bounds(room, trigger, permit)
        messages = self._tasks.deciding(room, trigger, permit)
        try:
            answer = await self._guarded("decide", self._settings.patience, lambda: self._settled(messages, bounds))
        except ModelFailure as failure:
            return decided_instead(await self._house.decide(room, trigger), failure.why)
        if isinstance(answer, Silence):
            return Decision(after, answer.reason)
        return Decision(after, answer.reason, answer)

    async def prompt(self, room: Room, theme: str | None, lens: str | None, kind: Kind | None) -> Utterance:
        """A question that somebody asked for; words outside the vocabulary go to the house host alone."""
        if not self._tasks.knows(theme, lens):
            return await self._house.prompt(room, theme, lens, kind)
        bounds = self._tasks.prompting_bounds(room, theme, lens, kind)
        try:
            return await self._words("prompt", self._tasks.prompting(room, theme, lens, kind), bounds)
        except ModelFailure as failure:
            return instead(await self._house.prompt(room, theme, lens, kind), failure.why)

    async def recap(self, room: Room) -> Recap:
        """The record: written by the model, every item and quote checked; figures are counted by code."""
        house = await self._house.recap(room)
        if not any(not turn.by_host for turn in room.turns):
            return house
        try:
            return await self._guarded("recap", self._settings.recap_patience, lambda: self._recapped(room, house))
        except ModelFailure:
            return recap_instead(house)

    async def _words(self, what: str, messages: Sequence[Message], bounds: Bounds) -> Utterance:
        """Words where silence is no answer. Raises ModelFailure."""
        answer = await self._guarded(what, self._settings.patience, lambda: self._settled(messages, bounds))
        if isinstance(answer, Silence):
            raise ModelFailure("guard: silent", counts=False)
        return answer

    async def _settled(self, messages: Sequence[Message], bounds: Bounds) -> Utterance | Silence:
        """One answer and, if it is needed, one repair. Raises ModelFailure."""
        flaws: tuple[Flaw, ...] = ()
        limit = self._settings.most_tokens
        asked = list(messages)
        for _ in range(2):
            reply = await self._model.complete(asked, DECISION, limit)
            if reply.complete is False:
                flaws, limit = (Flaw("truncated"),), 2 * limit
                asked = list(messages)
                continue
            try:
                result = settle(read(Draft, reply.text), bounds)
            except ModelFailure as failure:
                result = (Flaw(failure.why, failure.hint),)
            if not isinstance(result, tuple):
                return result
            flaws = result
            log.info("model answer has faults: %s", ", ".join(flaw.key for flaw in flaws))
            asked = [*messages, Message("assistant", reply.text[:ECHO]), self._mend(flaws)]
        raise _unmended(flaws)

    async def _recapped(self, room: Room, house: Recap) -> Recap:
        """The model's recap as far as it stands. Raises ModelFailure when nothing of it does."""
        messages = self._tasks.recapping(room)
        evidence = Evidence(
            turns={turn.id: turn for turn in room.turns if not turn.by_host},
            shown=self._tasks.names(room),
            printed=room.people,
            ground=replace(Ground.of_room(room), most_words=ITEM_WORDS),
            phrases=self._phrases,
        )
        limit = self._settings.recap_most_tokens
        reply = await self._model.complete(messages, RECAP, limit)
        if reply.complete is False:
            reply = await self._model.complete(messages, RECAP, 2 * limit)
        try:
            draft = read(RecapDraft, reply.text)
        except ModelFailure as failure:
            mend = self._mend((Flaw(failure.why, failure.hint),))
            again = [*messages, Message("assistant", reply.text[:ECHO]), mend]
            draft = read(RecapDraft, (await self._model.complete(again, RECAP, limit)).text)
        items = checked_items(draft, evidence)
        if not items:
            raise ModelFailure("guard: nothing stands", counts=False)
        headline = checked_headline(draft.headline, evidence) or house.headline
        return replace(house, headline=headline, items=items, source=Source.AI)

    def _mend(self, flaws: Sequence[Flaw]) -> Message:
        """The message that asks for the one repair."""
        return Message("user", self._repair.render(faults=flaw_sentences(flaws, self._repair)))

    async def _guarded(self, what: str, patience: float, ask: Callable[[], Awaitable[Result]]) -> Result:
        """Ask within the time there is, and keep count of failures. Raises ModelFailure."""
        if self._breaker.resting:
            log.info("model rests: %s goes to the house host", what)
            raise ModelFailure("model rests", counts=False)
        began = time.monotonic()
        try:
            async with asyncio.timeout(patience):
                result = await ask()
        except TimeoutError:
            failure = ModelFailure("timeout")
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
        log.warning("model failed: %s, %s, %d ms; the house host speaks%s", what, failure.why, took, after)


def _unmended(flaws: Sequence[Flaw]) -> ModelFailure:
    """The failure of an answer that a repair did not mend; only what is no answer at all counts against the server."""
    keys = [flaw.key for flaw in flaws]
    broken = bool({"malformed", "truncated"} & set(keys))
    return ModelFailure(keys[0] if broken else f"guard: {', '.join(dict.fromkeys(keys))}", counts=broken)
