"""The model's client: one request and its answer, over whatever dialect the endpoint speaks.

The only module that imports ``openai``, and only when a model is asked. It logs classes, statuses, latencies and
token counts, never words. It keeps no time limit of its own beyond the socket's: the caller bounds the whole.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bot.hosts.ai_dialect import Dialect, adapted
from bot.hosts.ai_failure import ModelFailure
from bot.hosts.ai_messages import Message
from bot.hosts.ai_meter import Meter
from bot.hosts.ai_schema import Shape
from bot.hosts.ai_settings import ModelSettings

if TYPE_CHECKING:
    from openai import AsyncOpenAI

log = logging.getLogger(__name__)

MOST_REQUESTS = 9  # for one answer: every step of the dialect and one retry
LONGEST_WAIT = 5.0  # seconds; a server that asks for more is left to the house host
LASTING = frozenset({401, 403, 404})
NO_SUCH_ENDPOINT = frozenset({401, 403, 404, 405, 410, 501})  # what servers without moderation answer


@dataclass(frozen=True, slots=True)
class Reply:
    """What the model wrote. ``complete`` is None when the server did not say whether it had finished."""

    text: str
    complete: bool | None


class ModelClient:
    """Asks one model at one endpoint and remembers how it wants to be asked."""

    def __init__(self, settings: ModelSettings, client: AsyncOpenAI | None = None) -> None:
        self._settings = settings
        self._client = client
        self._dialect = Dialect(length_field=settings.first_length_field, role=settings.role)
        self._doubted: Dialect | None = None
        self._opening = asyncio.Lock()

    async def close(self) -> None:
        """Let go of the connections."""
        client, self._client = self._client, None
        if client is not None:
            await client.close()

    async def complete(self, messages: Sequence[Message], shape: Shape, most_tokens: int, meter: Meter) -> Reply:
        """The model's answer. Raises ModelFailure, and is to be called inside ``asyncio.timeout``."""
        client = await self._open()
        dialect, certain, retried = self._dialect, True, False
        last = ModelFailure("unusable")
        for _ in range(MOST_REQUESTS):
            try:
                reply = await self._once(client, dialect, messages, shape, most_tokens, meter)
            except ModelFailure as failure:
                last = failure
            else:
                self._learn(dialect, certain=certain)
                return reply
            step = adapted(dialect, last.status, last.hint) if last.status else None
            if step is not None:
                certain = certain and (last.status or 500) < 500
                dialect = step
            elif last.passing and not retried and (last.retry_after or 0) <= LONGEST_WAIT:
                retried = True
                await asyncio.sleep(last.retry_after or 0.2)
            else:
                break
        raise last

    async def _open(self) -> AsyncOpenAI:
        """The client, opened in a thread: loading the package and its certificates takes most of a second."""
        async with self._opening:
            if self._client is None:
                self._client = await asyncio.to_thread(open_client, self._settings)
            return self._client

    def _learn(self, dialect: Dialect, *, certain: bool) -> None:
        """Remember what worked. After a 500, which may have been an accident, only when it was needed twice."""
        if dialect == self._dialect:
            return
        if certain or self._doubted == dialect:
            self._dialect, self._doubted = dialect, None
            log.info("model endpoint speaks: %s, %s, role %s", dialect.rung, dialect.length_field, dialect.role)
        else:
            self._doubted = dialect

    async def _once(
        self,
        client: AsyncOpenAI,
        dialect: Dialect,
        messages: Sequence[Message],
        shape: Shape,
        most_tokens: int,
        meter: Meter,
    ) -> Reply:
        """One request. Raises ModelFailure."""
        import openai  # noqa: PLC0415  (only where a model is asked: loading it costs time and memory)

        options = dialect.options(shape, most_tokens, self._settings.temperature)
        began = time.monotonic()
        meter.sent(message.text for message in messages)
        try:
            completion: Any = await client.chat.completions.create(
                model=self._settings.model, messages=dialect.messages(messages), **options
            )
        except openai.APITimeoutError:
            raise self._failed(ModelFailure("timeout"), dialect, began) from None
        except openai.APIConnectionError:
            raise self._failed(ModelFailure("unreachable"), dialect, began) from None
        except openai.APIStatusError as refusal:
            meter.refused()
            raise self._failed(_of_status(refusal), dialect, began) from None
        except openai.OpenAIError as trouble:
            raise self._failed(ModelFailure(type(trouble).__name__), dialect, began) from None
        except (ValueError, TypeError, AttributeError, LookupError):  # a body that is not what its headers promise
            raise self._failed(ModelFailure("not json"), dialect, began) from None
        _log_usage(completion, shape, dialect, began)
        meter.answered(_total(completion), _written(completion))
        return _reply(completion)

    async def moderate(self, texts: Sequence[str]) -> list[bool] | None:
        """Which of these texts the provider's moderation flags; None when there is no such endpoint.

        Raises ModelFailure when it cannot be said now.
        """
        import openai  # noqa: PLC0415

        client = await self._open()
        try:
            verdict: Any = await client.moderations.create(input=list(texts))
        except openai.APIStatusError as refusal:
            if refusal.status_code in NO_SUCH_ENDPOINT:
                return None
            raise _of_status(refusal) from None
        except openai.OpenAIError as trouble:
            raise ModelFailure(type(trouble).__name__) from None
        except (ValueError, TypeError, AttributeError, LookupError):  # a page that is no verdict
            return None
        return _flags(verdict, len(texts))

    def _failed(self, failure: ModelFailure, dialect: Dialect, began: float) -> ModelFailure:
        """Log a failure and hand it back."""
        took = round(1000 * (time.monotonic() - began))
        log.info("model request failed: %s, rung %s, %d ms", failure.why, dialect.rung, took)
        return failure


def open_client(settings: ModelSettings) -> AsyncOpenAI:
    """A client of the ``openai`` package that never retries by itself and logs no bodies."""
    import httpx2  # noqa: PLC0415  (comes with openai)
    import openai  # noqa: PLC0415

    # At DEBUG the package logs whole requests, and so what people wrote.
    logging.getLogger("openai").setLevel(logging.WARNING)
    return openai.AsyncOpenAI(
        api_key=settings.api_key or "none",
        base_url=settings.endpoint,
        max_retries=0,
        timeout=httpx2.Timeout(max(settings.patience, settings.recap_patience), connect=min(5.0, settings.patience)),
    )


def _of_status(refusal: Any) -> ModelFailure:
    """What an HTTP status means for us."""
    status = int(refusal.status_code)
    hint = str(getattr(refusal, "message", ""))[:500]
    return ModelFailure(
        f"http {status}",
        status=status,
        retry_after=_retry_after(refusal.response.headers),
        lasting=status in LASTING,
        hint=hint,
    )


def _retry_after(headers: Any) -> float | None:
    """Seconds to wait, where the server names them (a date is not worth parsing here)."""
    for name, unit in (("retry-after-ms", 1000.0), ("retry-after", 1.0)):
        try:
            seconds = float(headers.get(name, "")) / unit
        except ValueError:
            continue
        if 0 <= seconds < 86_400:
            return seconds
    return None


def _reply(completion: Any) -> Reply:
    """The answer's text. Raises ModelFailure when it is refused, cut by a filter, or not there."""
    choices = getattr(completion, "choices", None)
    if not isinstance(choices, list) or not choices:
        raise ModelFailure("no choices")
    choice = choices[0]
    message = getattr(choice, "message", None)
    finish = getattr(choice, "finish_reason", None)
    if getattr(message, "refusal", None) or finish == "content_filter":
        raise ModelFailure("refused", counts=False)
    text = _text(getattr(message, "content", None))
    if finish == "length":
        return Reply(text, complete=False)
    if not text.strip():
        raise ModelFailure("empty")
    return Reply(text, complete=None if finish is None else True)


def _flags(verdict: Any, count: int) -> list[bool] | None:
    """A verdict for each text; None when this is no moderation at all."""
    results = getattr(verdict, "results", None)
    if not isinstance(results, list) or len(results) != count:
        return None
    flags = [getattr(result, "flagged", None) for result in results]
    return [bool(flag) for flag in flags] if all(isinstance(flag, bool) for flag in flags) else None


def _total(completion: Any) -> int | None:
    """The tokens that a request cost, where the server counts."""
    usage = getattr(completion, "usage", None)
    parts = [getattr(usage, name, None) for name in ("prompt_tokens", "completion_tokens")]
    total = getattr(usage, "total_tokens", None)
    if isinstance(total, int) and total > 0:
        return total
    return sum(part for part in parts if isinstance(part, int)) or None


def _written(completion: Any) -> str:
    """What the model wrote, in whatever shape, for estimating."""
    choices = getattr(completion, "choices", None)
    message = getattr(choices[0], "message", None) if isinstance(choices, list) and choices else None
    return _text(getattr(message, "content", None))


def _text(content: Any) -> str:
    """The content as text; some servers send it in parts."""
    if isinstance(content, list):
        return "".join(str(part.get("text", "")) for part in content if isinstance(part, dict))
    return content if isinstance(content, str) else ""


def _log_usage(completion: Any, shape: Shape, dialect: Dialect, began: float) -> None:
    """Latency and token counts, where the server counts."""
    usage = getattr(completion, "usage", None)
    log.info(
        "model answered: %s, rung %s, %d ms, tokens in %s, out %s",
        shape.name,
        dialect.rung,
        round(1000 * (time.monotonic() - began)),
        getattr(usage, "prompt_tokens", None),
        getattr(usage, "completion_tokens", None),
    )
