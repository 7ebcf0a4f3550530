"""Getting an answer out of the model that can be used: read, guarded, repaired once, trimmed where that suffices."""

from __future__ import annotations

import logging
from collections.abc import Sequence

from bot.domain.turn import Utterance
from bot.hosts.ai_client import ModelClient
from bot.hosts.ai_draft import Bounds, Flaw, Silence, flaw_sentences, settle, trimmed
from bot.hosts.ai_failure import ModelFailure
from bot.hosts.ai_messages import Message
from bot.hosts.ai_meter import Meter
from bot.hosts.ai_schema import DECISION, Draft, read
from bot.hosts.ai_settings import ModelSettings
from bot.hosts.prompts import Prompt

log = logging.getLogger(__name__)

ECHO = 6_000  # characters of a faulty answer that are shown back for repair


class Answers:
    """Asks the model and takes its answers apart."""

    def __init__(self, model: ModelClient, repair: Prompt, settings: ModelSettings) -> None:
        self._model = model
        self._repair = repair
        self._settings = settings

    async def words(self, messages: Sequence[Message], bounds: Bounds, meter: Meter) -> Utterance:
        """Words where silence is no answer. Raises ModelFailure."""
        answer = await self.settled(messages, bounds, meter)
        if isinstance(answer, Silence):
            raise ModelFailure("guard: silent", counts=False)
        return answer

    async def settled(self, messages: Sequence[Message], bounds: Bounds, meter: Meter) -> Utterance | Silence:
        """One answer and, if it is needed, one repair. Raises ModelFailure."""
        flaws: tuple[Flaw, ...] = ()
        draft: Draft | None = None
        limit = self._settings.most_tokens
        asked = list(messages)
        for _ in range(2):
            reply = await self._model.complete(asked, DECISION, limit, meter)
            if reply.complete is False:
                flaws, limit = (Flaw("truncated"),), 2 * limit
                asked = list(messages)
                continue
            try:
                draft = read(Draft, reply.text)
                result = settle(draft, bounds)
            except ModelFailure as failure:
                draft, result = None, (Flaw(failure.why, failure.hint),)
            if not isinstance(result, tuple):
                return result
            flaws = result
            log.info("model answer has faults: %s", ", ".join(flaw.key for flaw in flaws))
            asked = [*messages, Message("assistant", reply.text[:ECHO]), self._mend(flaws)]
        if draft is not None and (rest := trimmed(draft, flaws, bounds)) is not None:
            return rest
        raise _unmended(flaws)

    def _mend(self, flaws: Sequence[Flaw]) -> Message:
        """The message that asks for the one repair."""
        return self.mend(flaw_sentences(flaws, self._repair))

    def mend(self, faults: str) -> Message:
        """Likewise, with the faults in sentences."""
        return Message("user", self._repair.render(faults=faults))


def _unmended(flaws: Sequence[Flaw]) -> ModelFailure:
    """The failure of an answer that a repair did not mend; only what is no answer at all counts against the server."""
    keys = [flaw.key for flaw in flaws]
    broken = bool({"malformed", "truncated"} & set(keys))
    return ModelFailure(keys[0] if broken else f"guard: {', '.join(dict.fromkeys(keys))}", counts=broken)
