"""Persona and budget: on what terms a server has the model, and what is counted."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Any

import pytest

from bot.domain.decision import Trigger
from bot.domain.turn import Source
from bot.errors import Unavailable
from bot.hosts.content import Content, load_content
from bot.ports import Terms
from bot.services.model_use import ModelUse
from tests.ai_stage import CONFIG, decided, draft, lively, salon, solo, staged
from tests.fakes import GUILD, ManualClock, MemoryDatabase
from tests.local_model import Behaviour, body, hangs, refuses, says, sends, texts


@pytest.fixture(scope="module")
def content() -> Content:
    return load_content(CONFIG)


PERSONAS = {"salonniere": "the salonnière", "sceptic": "the sceptic"}


def account(**how: Any) -> ModelUse:
    return ModelUse(MemoryDatabase(), ManualClock(), personas=PERSONAS, **how)


def costs(tokens: int | None) -> Behaviour:
    import json

    answer = body(json.dumps(draft()))
    return sends(
        {**answer, "usage": {"prompt_tokens": 0, "completion_tokens": 0, "total_tokens": tokens} if tokens else None}
    )


async def used(use: ModelUse) -> int:
    return (await use.today(GUILD)).used


async def test_the_persona_of_the_server_stands_in_the_instructions(content: Content) -> None:
    use = account()
    async with staged(content, says(draft()), account=use) as stage:
        await stage.host.decide(solo(content), Trigger.TURN)
        await use.choose(GUILD, persona="sceptic")
        await stage.host.decide(solo(content), Trigger.TURN)
        first, second = (texts(request, "system")[0] for request in stage.server.requests)
    assert "in your own living room" in first
    assert "not yet persuaded" in second
    assert "living room. You have read the guests' faces" not in second


async def test_what_the_server_reports_is_counted_by_server(content: Content) -> None:
    use = account()
    async with staged(content, costs(1_234), account=use) as stage:
        await stage.host.decide(solo(content), Trigger.TURN)
        await stage.host.open(replace(salon(), guild_id=77), frozenset())
    assert await used(use) == 1_234
    assert (await use.today(77)).used > 0


async def test_without_a_report_it_is_estimated(content: Content) -> None:
    use = account()
    async with staged(content, costs(None), account=use) as stage:
        await stage.host.decide(solo(content), Trigger.TURN)
        sent = sum(len(text.encode()) for text in texts(stage.server.requests[0]))
    assert sent / 4 < await used(use) < sent / 4 + 400


async def test_a_repair_and_an_answer_that_never_comes_are_counted_too(content: Content) -> None:
    use = account()
    await decided(content, says(draft("Great point. Who?")), says(draft()), account=use)
    assert await used(use) == 30  # twice what the stand-in reports
    late = account()
    await decided(content, hangs(), account=late, patience=0.3)
    assert await used(late) > 1_000


async def test_what_is_turned_away_costs_nothing(content: Content) -> None:
    use = account()
    await decided(content, refuses(401, "bad key"), account=use)
    assert await used(use) == 0


async def test_over_budget_the_house_host_speaks_and_says_nothing_of_it(content: Content) -> None:
    use = account()
    await use.choose(GUILD, daily_budget=20)
    async with staged(content, says(draft()), account=use) as stage:
        within = [await stage.host.decide(solo(content), Trigger.TURN) for _ in range(2)]
        over = await stage.host.decide(solo(content), Trigger.TURN)
        prompted = await stage.host.prompt(solo(content), None, None, None)
        opened = await stage.host.open(salon(), frozenset())
        recap = await stage.host.recap(solo(content))
        elsewhere = await stage.host.open(replace(salon(), guild_id=77), frozenset())
        assert len(stage.server.requests) == 2 + 2
    assert [d.utterance.source for d in within if d.utterance] == [Source.AI, Source.AI]
    for said in (over.utterance, prompted, opened):
        assert said is not None
        assert (said.source, said.text) == (Source.FALLBACK, "Whose letters are they?")
        assert "fallback: over budget" in said.reason
    assert recap.source is Source.FALLBACK
    assert elsewhere.source is Source.FALLBACK, "a reply to a turn opens no evening"
    assert "over budget" not in elsewhere.reason


async def test_silence_costs_as_well(content: Content) -> None:
    from tests.ai_stage import SILENT

    use = account()
    await decided(content, says(SILENT), room=lively(content), account=use)
    assert await used(use) == 15


class Away:
    """An account whose records cannot be reached."""

    async def terms(self, guild_id: int) -> Terms:
        raise Unavailable("storage")

    async def spent(self, guild_id: int, tokens: int) -> None:
        await asyncio.sleep(0)


async def test_what_cannot_be_counted_is_not_spent(content: Content) -> None:
    decision, server = await decided(content, says(draft()), account=Away())
    assert decision.utterance is not None
    assert "fallback: terms unknown" in decision.utterance.reason
    assert server.requests == []
