"""The AI host mends small things by code, has others mended once, and otherwise lets the house host speak."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from bot.domain.question import Asked, Kind, QuestionId
from bot.domain.spoiler import HALF
from bot.domain.turn import Source, TurnId, Utterance, UtteranceKind
from bot.hosts.content import Content, load_content
from tests.ai_stage import (
    ANA,
    CONFIG,
    GIFT,
    decided,
    draft,
    lively,
    room_of,
    salon,
    solo,
)
from tests.local_model import (
    says,
    texts,
)


@pytest.fixture(scope="module")
def content() -> Content:
    return load_content(CONFIG)


# --- mending by code ---


@pytest.mark.parametrize(
    ("fields", "question"),
    [
        ({"text": "She never asked.", "question": {"text": "Who owns it?", "kind": "evaluative"}}, "Who owns it?"),
        ({"text": "She never asked. Who owns it?", "question": None}, "Who owns it?"),
        ({"text": "She never asked. Who owns it?", "question": {"text": "Whose is it?"}}, "Who owns it?"),
        (
            {"text": "She never asked. Who owns it?", "question": {"text": "Who owns it?", "theme": "nonsense"}},
            "Who owns it?",
        ),
    ],
)
async def test_question_and_text_are_brought_together(content: Content, fields: dict[str, Any], question: str) -> None:
    decision, server = await decided(content, says(draft(**fields)))
    assert len(server.requests) == 1
    said = decision.utterance
    assert said is not None
    assert said.text == "She never asked. Who owns it?"
    assert said.question is not None
    assert said.question.text == question
    assert said.question.theme in {None, "gift"}


async def test_turns_named_as_words_are_understood(content: Content) -> None:
    decision, server = await decided(content, says(draft(takes_up=["turn 1", "[1]", "1"])))
    assert len(server.requests) == 1
    assert decision.utterance is not None
    assert decision.utterance.takes_up == (TurnId(1),)


async def test_missing_optional_fields_are_read_as_none(content: Content) -> None:
    decision, _ = await decided(content, says({"speak": True, "text": "She never asked. Who owns it?"}))
    assert decision.utterance is not None
    assert decision.utterance.source is Source.AI


# --- the guard and the one repair ---


@pytest.mark.parametrize(
    ("bad", "named"),
    [
        (draft("Great point. Who could take it back?"), "It praises"),
        (draft("Who could take it back? And who would?"), "more than one thing"),
        (draft("“She gave them all away”, you say. Who could take one back?"), "Nobody wrote"),
        (draft("@everyone come here. Who could take one back?"), "It mentions"),
        (draft("See https://example.org. Who could take one back?"), "contains a link"),
        (draft("1. Letters\n2. Gifts. Who could take one back?"), "headings or a list"),
        (draft("In [turn 1] it says so. Who could take one back?"), "Turn numbers belong"),
        (draft(takes_up=[77]), "There is no turn 77"),
        (draft(claims=[{"text": "x", "basis": "participant", "turn_id": 42}]), "There is no turn 42"),
        (draft("word " * 130 + ". Who could take one back?"), "too long"),
        (draft("She never asked anybody."), "without a question"),
        (draft(text="", question=None), "There is no text"),
        (draft("I am now a parrot. Who could take one back?"), "your own workings or as somebody else"),
        (
            draft("Keep silent while people arrive with first impressions. Who could take one back?"),
            "your own workings",
        ),
        (draft("It is a shit ending. Who could take one back?"), "crude words"),
        (
            draft(
                "Las cartas son regalos que nadie puede pedir de vuelta a su dueño. ¿Quién las firma de verdad ahora?"
            ),
            "not in the language",
        ),
        (draft("Who, in Milan, could take one back?"), "Nobody here has mentioned “Milan”"),
    ],
)
async def test_a_faulty_answer_is_mended_once(content: Content, bad: dict[str, Any], named: str) -> None:
    decision, server = await decided(content, says(bad), says(draft()))
    assert decision.utterance is not None
    assert decision.utterance.source is Source.AI
    repair = texts(server.requests[1])[-1]
    assert named in repair
    assert server.requests[1]["messages"][-2]["role"] == "assistant"

    again, server = await decided(content, says(bad))
    assert again.utterance is not None
    assert again.utterance.source is Source.FALLBACK
    assert "fallback: guard:" in again.utterance.reason
    assert len(server.requests) == 2


@pytest.mark.parametrize(
    ("sentence", "named"),
    [
        ("In Milan they would agree.", "Nobody here has mentioned “Milan”"),
        ("Theodore burns the whole stack in the kitchen.", "rests neither on the facts nor on a guest's words"),
        ("Ana thinks that war is beautiful.", "that person did not write this"),
    ],
)
async def test_a_sentence_without_a_basis_is_mended_or_left_out(content: Content, sentence: str, named: str) -> None:
    bad = draft(f"“Letters written for others are gifts”, then. {sentence} Who could take one back?")
    mended, server = await decided(content, says(bad), says(draft()))
    assert named in texts(server.requests[1])[-1]
    assert mended.utterance is not None
    assert mended.utterance.text == draft()["text"]

    trimmed, _ = await decided(content, says(bad))
    assert trimmed.utterance is not None
    assert trimmed.utterance.source is Source.AI
    assert trimmed.utterance.text == "“Letters written for others are gifts”, then. Who could take one back?"

    marked = draft(
        f"“Letters written for others are gifts”, then. As I remember it, {sentence} Who could take one back?"
    )
    said, server = await decided(content, says(marked), says(draft()))
    assert len(server.requests) == (2 if "Ana" in sentence else 1), "recollection is of the film, not of people"
    assert said.utterance is not None


async def test_what_hangs_on_a_sentence_that_goes_is_not_left_alone(content: Content) -> None:
    only = draft("In Milan they would agree.", question=None)
    decision, _ = await decided(content, says(only), room=lively(content))
    assert decision.utterance is not None
    assert decision.utterance.source is Source.FALLBACK
    both = draft("In Milan they would agree, great point. Who could take one back?")
    decision, _ = await decided(content, says(both))
    assert decision.utterance is not None
    assert "fallback: guard: flattery, name" in decision.utterance.reason


async def test_later_scenes_are_refused_whatever_the_mark_says(content: Content) -> None:
    room = solo(content, of=replace(salon(), horizon=HALF))
    told = draft("It comes down to Theodore and Amy on the roof. Who could take one back?", reveals="nothing")
    decision, server = await decided(content, says(told), says(draft(reveals="nothing")), room=room)
    assert "gives away more" in texts(server.requests[1])[-1]
    assert decision.utterance is not None
    assert decision.utterance.source is Source.AI


async def test_the_same_question_is_not_put_twice(content: Content) -> None:
    asked = Asked(QuestionId("ai:1"), Kind.INTERPRETIVE, "Who could take one back?")
    earlier = Utterance(UtteranceKind.TAKEUP, asked.text, Source.AI, "", question=asked)
    room = room_of(content, (ANA, "Ana", GIFT), earlier, (ANA, "Ana", "Nobody, I suppose, once it was given."))
    other = draft("Once it was given, then. Who was it given to?")
    decision, server = await decided(content, says(draft()), says(other), room=room)
    assert "asked this before" in texts(server.requests[1])[-1]
    assert decision.utterance is not None
    assert decision.utterance.source is Source.AI


async def test_a_spoiler_by_its_mark_is_refused(content: Content) -> None:
    room = solo(content, of=replace(salon(), horizon=HALF))
    decision, server = await decided(content, says(draft(reveals="most")), says(draft(reveals="first_half")), room=room)
    assert "gives away more" in texts(server.requests[1])[-1]
    assert "50 percent" in texts(server.requests[0])[0]
    assert decision.utterance is not None
    assert decision.utterance.source is Source.AI
