"""The provider's moderation, where it offers one, and nothing where it does not."""

from __future__ import annotations

import logging
from typing import Any

import pytest

from bot.domain.decision import Trigger
from bot.domain.film import Film, FilmId
from bot.domain.turn import Source
from bot.hosts.content import Content, load_content
from tests.ai_stage import ANA, BEN, CONFIG, draft, lively, room_of, salon, solo, staged
from tests.local_model import Behaviour, flags, hangs, only_if, refuses, says, sends, texts, writes

VILE = "A vile thing to say. Letters written for others are gifts."


@pytest.fixture(scope="module")
def content() -> Content:
    return load_content(CONFIG)


async def test_flagged_words_of_the_model_are_never_posted(content: Content) -> None:
    answer = says(draft("Letters written for others are vile gifts. Who could take one back?"))
    async with staged(content, answer, moderation=flags("vile")) as stage:
        decision = await stage.host.decide(solo(content), Trigger.TURN)
        prompted = await stage.host.prompt(solo(content), None, None, None)
        opened = await stage.host.open(salon(), frozenset())
    for said in (decision.utterance, prompted, opened):
        assert said is not None
        assert (said.source, said.text) == (Source.FALLBACK, "Whose letters are they?")
    assert decision.utterance is not None
    assert "fallback: moderation: flagged" in decision.utterance.reason


async def test_a_flagged_record_is_the_houses(content: Content) -> None:
    item: dict[str, Any] = {
        "kind": "point", "text": "Letters are vile gifts.", "turns": [1], "speaker": None, "quote": None,
        "second_speaker": None, "second_quote": None,
    }  # fmt: skip
    async with staged(content, says({"headline": "Gifts", "items": [item]}), moderation=flags("vile")) as stage:
        assert (await stage.host.recap(solo(content))).source is Source.FALLBACK


async def test_what_is_not_flagged_is_said(content: Content) -> None:
    async with staged(content, says(draft()), moderation=flags("vile")) as stage:
        decision = await stage.host.decide(solo(content), Trigger.TURN)
        assert decision.utterance is not None
        assert decision.utterance.source is Source.AI
        assert [len(texts) for texts in stage.server.judged] == [1, 1]


async def test_a_flagged_turn_is_not_answered_by_the_model(content: Content) -> None:
    async with staged(content, says(draft()), moderation=flags("vile")) as stage:
        decision = await stage.host.decide(solo(content, VILE), Trigger.TURN)
        assert stage.server.requests == []
    assert decision.utterance is not None
    assert decision.utterance.source is Source.FALLBACK
    assert decision.utterance.text == "Whose letters are they?"


async def test_in_a_group_it_is_passed_over_in_silence(content: Content) -> None:
    room = lively(content)
    for turn in room_of(content, *[(BEN, "Ben", "x")] * 24, (ANA, "Ana", VILE)).turns[-1:]:
        room.hear(turn)
    async with staged(content, says(draft()), moderation=flags("vile")) as stage:
        decision = await stage.host.decide(room, Trigger.TURN)
        assert decision.utterance is None
        assert stage.server.requests == []


async def test_later_the_talk_goes_on_without_that_turn(content: Content) -> None:
    async with staged(content, says(draft(takes_up=[2])), moderation=flags("vile")) as stage:
        room = room_of(content, (ANA, "Ana", VILE), (ANA, "Ana", "Letters written for others are gifts."))
        decision = await stage.host.decide(room, Trigger.TURN)
        shown = "\n".join(texts(stage.server.requests[0], "user"))
        # Asked for a question, it goes on without the turn, too.
        alone = await stage.host.prompt(solo(content, VILE), None, None, None)
    assert "vile" not in shown
    assert "[turn 1] Ana: (left out: not about the film)" in shown
    assert decision.utterance is not None
    assert decision.utterance.source is Source.AI
    assert alone is not None


async def test_a_turn_is_looked_at_once(content: Content) -> None:
    async with staged(content, says(draft()), moderation=flags("vile")) as stage:
        for _ in range(3):
            await stage.host.decide(solo(content), Trigger.TURN)
        assert len(stage.server.judged) == 1 + 3  # the turn once, each answer


@pytest.mark.parametrize(
    "absent",
    [
        refuses(404, "Not Found"),
        refuses(405),
        refuses(410),
        refuses(501),
        refuses(401, "no access to this"),
        writes("<html>It works</html>", "text/html"),
        sends({"object": "list", "data": []}),
        sends({"results": [{"flagged": "perhaps"}]}),
    ],
)
async def test_without_the_endpoint_nothing_changes_and_it_is_asked_once(
    content: Content, absent: Behaviour, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    async with staged(content, says(draft()), moderation=absent) as stage:
        for _ in range(3):
            decision = await stage.host.decide(solo(content, VILE), Trigger.TURN)
            assert decision.utterance is not None
            assert decision.utterance.source is Source.AI
        assert len(stage.server.judged) == 1
    assert sum("moderation offered=no" in r.getMessage() for r in caplog.records) == 1
    assert "vile" not in caplog.text


@pytest.mark.parametrize("absent", [hangs(), refuses(503), refuses(429)])
async def test_an_endpoint_that_does_not_answer_is_asked_again_after_a_rest(
    content: Content, monkeypatch: pytest.MonkeyPatch, absent: Behaviour
) -> None:
    monkeypatch.setattr("bot.hosts.ai_moderation.PATIENCE", 0.1)
    async with staged(content, says(draft()), moderation=absent) as stage:
        for _ in range(4):
            decision = await stage.host.decide(solo(content), Trigger.TURN)
            assert decision.utterance is not None
            assert decision.utterance.source is Source.AI
        assert len(stage.server.judged) == 3
        stage.server.moderation = flags("gifts")
        stage.clock.advance(seconds=59)
        assert (await stage.host.prompt(solo(content), None, None, None)).source is Source.AI
        stage.clock.advance(seconds=2)
        # What passed unchecked is looked at now, too.
        decision = await stage.host.decide(solo(content), Trigger.TURN)
        assert decision.utterance is not None
        assert decision.utterance.source is Source.FALLBACK
        assert "gifts" in stage.server.judged[-1][0]


@pytest.mark.parametrize("status", [400, 415, 422])
async def test_who_refuses_even_a_harmless_text_has_no_moderation(content: Content, status: int) -> None:
    async with staged(content, says(draft()), moderation=refuses(status, "unknown route")) as stage:
        for _ in range(3):
            decision = await stage.host.decide(solo(content), Trigger.TURN)
            assert decision.utterance is not None
            assert decision.utterance.source is Source.AI
        assert [len(texts) for texts in stage.server.judged] == [1, 1]
        assert stage.server.judged[1] == ["Good evening."]


@pytest.mark.parametrize("status", [400, 422])
async def test_a_text_that_is_refused_does_not_switch_moderation_off(content: Content, status: int) -> None:
    picky = only_if(lambda body: "vile" not in body["input"][0], refuses(status), flags("stale"))
    async with staged(content, says(draft()), moderation=picky) as stage:
        for text in (VILE, "A stale thing to say. Letters written for others are gifts.", VILE):
            decision = await stage.host.decide(solo(content, text), Trigger.TURN)
            assert decision.utterance is not None
            assert decision.utterance.source is Source.FALLBACK
        assert stage.server.requests == []


async def test_a_provider_that_has_it_must_answer(content: Content) -> None:
    async with staged(content, says(draft()), moderation=flags("vile")) as stage:
        await stage.host.decide(solo(content), Trigger.TURN)
        stage.server.moderation = refuses(503)
        decision = await stage.host.decide(solo(content), Trigger.TURN)
        assert decision.utterance is not None
        assert decision.utterance.source is Source.FALLBACK
        assert "fallback: moderation: http 503" in decision.utterance.reason
        stage.server.moderation = flags("vile")
        decision = await stage.host.decide(solo(content), Trigger.TURN)
        assert decision.utterance is not None
        assert decision.utterance.source is Source.AI


async def test_a_flagged_title_opens_no_evening_with_the_model(content: Content) -> None:
    typed = Film(FilmId("typed:x"), "A vile film", listed=False)
    async with staged(content, says(draft()), moderation=flags("vile")) as stage:
        assert (await stage.host.open(salon(typed), frozenset())).source is Source.FALLBACK
        assert stage.server.requests == []


async def test_switched_off_it_is_never_asked(content: Content) -> None:
    async with staged(content, says(draft()), moderation=flags("gifts"), moderated=False) as stage:
        decision = await stage.host.decide(solo(content), Trigger.TURN)
        assert decision.utterance is not None
        assert decision.utterance.source is Source.AI
        assert stage.server.judged == []
