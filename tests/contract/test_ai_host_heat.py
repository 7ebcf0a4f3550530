"""The AI host when people are at each other: code decides, and no model is asked."""

from __future__ import annotations

import pytest

from bot.domain.decision import Trigger
from bot.domain.turn import Source, TurnId, UtteranceKind
from bot.hosts.content import Content, load_content
from bot.hosts.guard import FaultKind, check
from tests.ai_stage import ANA, BEN, CONFIG, GIFT, decided, draft, room_of, staged
from tests.local_model import says

CARA = 13
AIMED = "You are an idiot because letters written for others are gifts."


@pytest.fixture(scope="module")
def content() -> Content:
    return load_content(CONFIG)


async def test_heat_goes_to_the_house_host_and_no_model_hears_of_it(content: Content) -> None:
    room = room_of(content, (ANA, "Ana", GIFT), (BEN, "Ben", "Fuck you, Ana."))
    async with staged(content, says(draft())) as stage:
        decision = await stage.host.decide(room, Trigger.TURN)
        assert not stage.server.requests
    assert decision.utterance is not None
    assert decision.utterance.source is Source.HOUSE


async def test_nor_is_one_asked_while_an_insult_may_be_laughed_off(content: Content) -> None:
    room = room_of(content, (ANA, "Ana", GIFT), (BEN, "Ben", "You are an idiot, Ana."))
    _, server = await decided(content, says(draft()), room=room)
    assert not server.requests


async def test_banter_is_left_to_the_model(content: Content) -> None:
    lines = [(ANA, "Ana", f"{GIFT} {n}") for n in range(8)]
    chat = [(BEN, "Ben", f"I doubt that number {n} says so, the film never shows it.") for n in range(8)]
    mixed = [line for pair in zip(lines, chat, strict=True) for line in pair]
    room = room_of(content, *mixed, (BEN, "Ben", "You idiot, Ana."), (ANA, "Ana", "hahaha, guilty"))
    _, server = await decided(content, says(draft()), room=room)
    assert server.requests


async def test_what_people_aimed_at_each_other_is_no_quotation(content: Content) -> None:
    room = room_of(content, (ANA, "Ana", GIFT), (BEN, "Ben", f"{AIMED} They are signed by nobody, too."))
    faults = check(f'Ben says "{AIMED}"', room, takes_up=(TurnId(2),))
    assert FaultKind.QUOTE in {fault.kind for fault in faults}
    assert not check('Ben says "They are signed by nobody, too."', room, takes_up=(TurnId(2),))


def test_a_model_cannot_choose_to_turn_back() -> None:
    from bot.hosts.ai_draft import _KINDS

    assert UtteranceKind.TURN_BACK not in _KINDS.values()
