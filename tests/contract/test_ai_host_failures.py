"""Whatever a server does, the salon goes on, in time, and the log says why without saying what."""

from __future__ import annotations

import asyncio
import json
import logging
import subprocess
import sys

import pytest

from bot.domain.decision import Trigger
from bot.domain.turn import Source
from bot.hosts.content import Content, load_content
from tests.ai_stage import (
    CONFIG,
    GIFT,
    SECRET,
    decided,
    draft,
    solo,
    staged,
)
from tests.local_model import (
    Behaviour,
    body,
    cuts_off,
    drips,
    hangs,
    refuses,
    says,
    sends,
    writes,
)


@pytest.fixture(scope="module")
def content() -> Content:
    return load_content(CONFIG)


# --- failures ---

HALF_OF_IT = json.dumps(draft())[:60]


@pytest.mark.parametrize(
    ("behaviour", "why"),
    [
        (refuses(400, "no"), "http 400"),
        (refuses(401, "bad key"), "http 401"),
        (refuses(403, "no"), "http 403"),
        (refuses(404, "no such model"), "http 404"),
        (refuses(429, "slow down", {"Retry-After": "0"}), "http 429"),
        (refuses(429, "quota", {"Retry-After": "3600"}), "http 429"),
        (refuses(429, "odd", {"Retry-After": "soon"}), "http 429"),
        (refuses(500), "http 500"),
        (refuses(503), "http 503"),
        (hangs(), "timeout"),
        (drips(), "timeout"),
        (cuts_off(), "unreachable"),
        (says(None, refusal="I cannot help with that"), "refused"),
        (says("", finish="content_filter"), "refused"),
        (says(HALF_OF_IT, finish="length"), "truncated"),
        (says(HALF_OF_IT, finish=None), "malformed"),
        (says(None), "empty"),
        (says("   "), "empty"),
        (says("I would rather talk about the weather."), "malformed"),
        (says("[1, 2, 3]"), "malformed"),
        (says("{" * 5_000), "malformed"),
        (says('{"speak": "perhaps"}'), "malformed"),
        (says({"speak": True, "text": 5, "takes_up": "one"}), "malformed"),
        (says(draft(takes_up=[[1]])), "malformed"),
        (sends(body("x") | {"choices": []}), "no choices"),
        (sends(body("x") | {"choices": None}), "no choices"),
        (sends({"error": {"message": "really an error"}}), "no choices"),
        (sends([1, 2]), ""),
        (sends("words"), ""),
        (sends(None), ""),
        (writes("<html>It works</html>", "text/html"), ""),
        (writes('{"id": "x", "choi', "application/json"), ""),
        (writes("", "application/json"), ""),
    ],
)
async def test_whatever_fails_the_house_host_speaks(
    content: Content, behaviour: Behaviour, why: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    async with asyncio.timeout(20):
        decision, server = await decided(content, behaviour, patience=0.6)
    said = decision.utterance
    assert said is not None
    assert (said.source, said.text) == (Source.FALLBACK, "Whose letters are they?")
    assert f"fallback: {why}" in said.reason
    assert f"fallback: {why}" in decision.reason
    assert len(server.requests) <= 10
    warnings = [r.getMessage() for r in caplog.records if r.levelno == logging.WARNING and r.name == "bot.hosts.ai"]
    assert len(warnings) == 1
    assert warnings[0].startswith(f"model failed: decide, {why}")


async def test_a_server_that_is_not_there(content: Content) -> None:
    decision, _ = await decided(content, says(draft()), base_url="http://127.0.0.1:9/v1")
    assert decision.utterance is not None
    assert "fallback: unreachable" in decision.utterance.reason


async def test_a_429_is_waited_for_when_it_is_short(content: Content) -> None:
    decision, server = await decided(content, refuses(429, "wait", {"Retry-After": "0.05"}), says(draft()))
    assert decision.utterance is not None
    assert decision.utterance.source is Source.AI
    assert len(server.requests) == 2


async def test_a_truncated_answer_gets_more_room_once(content: Content) -> None:
    decision, server = await decided(content, says(HALF_OF_IT, finish="length"), says(draft()))
    assert decision.utterance is not None
    assert decision.utterance.source is Source.AI
    assert [request["max_tokens"] for request in server.requests] == [1_200, 2_400]


async def test_lone_surrogates_do_not_reach_anybody(content: Content) -> None:
    text = "She never asked \ud83d anybody. Who owns it?"
    decision, _ = await decided(content, says(json.dumps(draft(text))))
    assert decision.utterance is not None
    assert decision.utterance.text.encode("utf-8")


async def test_nothing_private_is_logged(content: Content, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    for behaviour in (says(draft()), says(draft("Great point. Who?")), refuses(400, GIFT), says("garbage " + GIFT)):
        await decided(content, behaviour, patience=1.0)
    ours = "\n".join(r.getMessage() for r in caplog.records)
    assert ours
    for private in (SECRET, "ghostwriter", "take one back", "Great point", "garbage", "You host an evening"):
        assert private not in ours


# --- the breaker ---


async def test_a_model_that_keeps_failing_rests(content: Content) -> None:
    async with staged(content, *[refuses(503)] * 6, says(draft()), failures_before_rest=3, rest=60) as stage:
        for _ in range(3):
            await stage.host.decide(solo(content), Trigger.TURN)
        asked = len(stage.server.requests)
        resting = await stage.host.decide(solo(content), Trigger.TURN)
        assert "fallback: model rests" in resting.reason
        assert len(stage.server.requests) == asked
        stage.clock.advance(seconds=61)
        back = await stage.host.decide(solo(content), Trigger.TURN)
        assert back.utterance is not None
        assert back.utterance.source is Source.AI


async def test_a_wrong_key_rests_at_once(content: Content) -> None:
    async with staged(content, refuses(401)) as stage:
        for _ in range(3):
            await stage.host.decide(solo(content), Trigger.TURN)
        assert len(stage.server.requests) == 1


async def test_a_long_retry_after_is_kept_to(content: Content) -> None:
    async with staged(content, refuses(429, "quota", {"Retry-After": "600"}), says(draft()), rest=10) as stage:
        await stage.host.decide(solo(content), Trigger.TURN)
        stage.clock.advance(seconds=599)
        await stage.host.decide(solo(content), Trigger.TURN)
        assert len(stage.server.requests) == 1
        stage.clock.advance(seconds=2)
        assert (await stage.host.decide(solo(content), Trigger.TURN)).utterance is not None
        assert len(stage.server.requests) == 2


async def test_refusals_and_manners_do_not_make_it_rest(content: Content) -> None:
    async with staged(content, says(None, refusal="no")) as stage:
        for _ in range(5):
            await stage.host.decide(solo(content), Trigger.TURN)
        assert len(stage.server.requests) == 5


def test_the_package_is_loaded_only_when_a_model_is_asked() -> None:
    code = "import sys, bot.hosts.ai, bot.hosts.ai_client; sys.exit('openai' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], cwd=CONFIG.parent, check=False)  # noqa: S603 - our own code
    assert done.returncode == 0
