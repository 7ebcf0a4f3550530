"""The AI host finds out how a server wants to be asked, and remembers it."""

from __future__ import annotations

import json
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest

from bot.domain.decision import Trigger
from bot.domain.turn import Source
from bot.hosts.content import Content, load_content
from tests.ai_stage import (
    CONFIG,
    decided,
    draft,
    solo,
    staged,
)
from tests.local_model import (
    body,
    only_if,
    refuses,
    says,
    sends,
)


@pytest.fixture(scope="module")
def content() -> Content:
    return load_content(CONFIG)


# --- structured output and other dialects ---


def without_schema(request: dict[str, Any]) -> bool:
    return bool(request.get("response_format", {}).get("type") != "json_schema")


def without_format(request: dict[str, Any]) -> bool:
    return "response_format" not in request


@pytest.mark.parametrize("status", [400, 422, 500])
@pytest.mark.parametrize(
    ("accepts", "rungs"),
    [
        (without_schema, ["json_schema", "json_object"]),
        (without_format, ["json_schema", "json_object", "prompt"]),
    ],
)
async def test_the_ladder_of_structured_output(
    content: Content, status: int, accepts: Callable[[dict[str, Any]], bool], rungs: list[str]
) -> None:
    picky = only_if(accepts, refuses(status, "response_format is not supported"), says(draft()))
    async with staged(content, picky) as stage:
        for _ in range(3):
            decision = await stage.host.decide(solo(content), Trigger.TURN)
            assert decision.utterance is not None
            assert decision.utterance.source is Source.AI
        # A refusal is remembered at once; a 500 may have been an accident and is believed the second time.
        times = 2 if status == 500 else 1
        assert stage.server.rungs == rungs * times + rungs[-1:] * (3 - times)


async def test_one_accidental_500_does_not_cost_the_schema(content: Content) -> None:
    async with staged(content, refuses(500), says(draft())) as stage:
        for _ in range(2):
            await stage.host.decide(solo(content), Trigger.TURN)
        assert stage.server.rungs == ["json_schema", "json_object", "json_schema"]


@pytest.mark.parametrize(
    ("field", "message"),
    [
        ("max_tokens", "Unsupported parameter: 'max_tokens' is not supported. Use 'max_completion_tokens' instead."),
        ("max_completion_tokens", "Unrecognized request argument supplied: max_completion_tokens"),
    ],
)
async def test_the_length_field_is_swapped(content: Content, field: str, message: str) -> None:
    picky = only_if(lambda request: field not in request, refuses(400, message), says(draft()))
    async with staged(content, picky, length_field=field) as stage:
        for _ in range(2):
            decision = await stage.host.decide(solo(content), Trigger.TURN)
            assert decision.utterance is not None
            assert decision.utterance.source is Source.AI
        assert len(stage.server.requests) == 3
        assert set(stage.server.rungs) == {"json_schema"}


def role_is(role: str) -> Callable[[dict[str, Any]], bool]:
    return lambda request: bool(request["messages"][0]["role"] == role)


@pytest.mark.parametrize(
    ("first", "wanted", "message"),
    [
        ("system", "developer", "'system' role is not supported, use developer"),
        ("system", "user", "System role not supported"),
        ("developer", "user", "Unexpected role 'developer' after role"),
    ],
)
async def test_the_role_is_swapped(content: Content, first: str, wanted: str, message: str) -> None:
    decision, _ = await decided(content, only_if(role_is(wanted), refuses(400, message), says(draft())), role=first)
    assert decision.utterance is not None
    assert decision.utterance.source is Source.AI


async def test_roles_alternate_where_a_template_insists(content: Content) -> None:
    def alternating(request: dict[str, Any]) -> bool:
        roles = [m["role"] for m in request["messages"]]
        return all(one != two for one, two in pairwise(roles))

    refusal = refuses(500, "Conversation roles must alternate user/assistant/user/assistant/...")
    decision, _ = await decided(content, only_if(alternating, refusal, says(draft())))
    assert decision.utterance is not None
    assert decision.utterance.source is Source.AI


async def test_a_temperature_that_may_not_be_set_is_dropped(content: Content) -> None:
    picky = only_if(lambda r: "temperature" not in r, refuses(400, "temperature does not support 0.7"), says(draft()))
    decision, _ = await decided(content, picky, temperature=0.7)
    assert decision.utterance is not None
    assert decision.utterance.source is Source.AI


@pytest.mark.parametrize(
    "text",
    [
        "```json\n" + json.dumps(draft()) + "\n```",
        "Sure, here is my decision:\n\n" + json.dumps(draft()) + "\n\nHope that helps.",
        "<think>{maybe silent}</think>" + json.dumps(draft()),
        "{not json} " + json.dumps(draft()),
        "\ufeff" + json.dumps(draft(), indent=2),
    ],
)
async def test_json_is_found_among_words(content: Content, text: str) -> None:
    decision, server = await decided(content, says(text))
    assert len(server.requests) == 1
    assert decision.utterance is not None
    assert decision.utterance.source is Source.AI


async def test_parts_and_absent_usage_are_understood(content: Content) -> None:
    parts = [{"type": "text", "text": json.dumps(draft())}]
    decision, _ = await decided(content, sends(body(parts, usage=False)))
    assert decision.utterance is not None
    assert decision.utterance.source is Source.AI


async def test_a_whole_answer_without_finish_reason_counts(content: Content) -> None:
    decision, _ = await decided(content, says(draft(), finish=None))
    assert decision.utterance is not None
    assert decision.utterance.source is Source.AI
