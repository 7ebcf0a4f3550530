"""The host in the what-if workshop: what it asks, when it waits, and that it never asks the same again."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.domain.room import Room
from bot.domain.turn import Source, Utterance, UtteranceKind
from bot.domain.whatif import Part, WhatIf, WhatIfId, WhatIfState
from bot.domain.whatif_question import MOST_WORDS, PREFIX, Stage, WhatIfQuestion, Workshop
from bot.hosts.guard import check
from bot.hosts.house import HouseHost
from bot.hosts.lint import load_asking
from bot.hosts.phrases import load_phrases
from bot.hosts.whatif_content import A_STAGE, QUESTIONS, workshop_faults
from bot.places import config_dir
from tests.evening import PEOPLE, empty_room, house, quoted, turn
from tests.fakes import EVENING, her

HOST = HouseHost(house().content.bank, house().content.speech)
WORKSHOP = house().content.speech.workshop
PHRASES, ASKING = load_phrases(config_dir() / "guard"), load_asking(config_dir(), "en")
PREMISE = "What if Samantha had stayed, and Theodore had been the one to leave her for the mountains?"
THEN = (
    "Then Catherine has to answer every letter that he never signed.",
    "Amy hides the telephone because she cannot bear to hear it ring.",
    "The neighbours begin to hear two voices through the wall at night.",
    "Theodore sells the little device to pay for the house by the sea.",
)


def workshop(*people: str) -> tuple[Room, WhatIf]:
    return empty_room(her(), people=people or ("Anna", "Ben", "Caro")), WhatIf(
        WhatIfId(1), empty_room(her()).salon.id, WhatIfState.OPEN, 0, EVENING
    )


def contribute(room: Room, draft: WhatIf, text: str, by: str = "Anna") -> WhatIf:
    said = turn(len(room.turns) + 1, text, by)
    room.hear(said)
    part = Part(said.id, PEOPLE[by], by, said.at, text, draft.version + 1)
    return replace(draft, version=draft.version + 1, parts=(*draft.parts, part))


async def asked(room: Room, draft: WhatIf) -> Utterance | None:
    """What the host says, which the room then hears."""
    said = await HOST.next_question(room, draft)
    if said is not None:
        room.hear(replace(turn(len(room.turns) + 1, said.text), author_id=0, author_name="Salon", utterance=said))
    return said


def stage(said: Utterance | None) -> Stage:
    assert said is not None
    assert said.question is not None
    return next(q.stage for q in WORKSHOP.questions if q.id == said.question.id)


def test_the_questions_keep_the_rules() -> None:
    assert list(workshop_faults(WORKSHOP, PHRASES, ASKING)) == []
    assert len(WORKSHOP.questions) >= QUESTIONS
    assert min(Counter(q.stage for q in WORKSHOP.questions).values()) >= A_STAGE


@pytest.mark.parametrize(
    ("text", "named", "told"),
    [
        ("Is it good?", None, "yes or no"),
        ("What is it", None, "question mark"),
        ("What is it? Why so?", None, "question mark"),
        ("What a great point, but what now!?", None, "exclamation mark"),
        ("What " + "very " * 20 + "long thing?", None, "18 is the most"),
        ("What is it?", "What does she want?", "named must hold {character}"),
        (WORKSHOP.questions[0].text, None, "is there twice"),
    ],
)
def test_a_question_that_breaks_a_rule_is_named(text: str, named: str | None, told: str) -> None:
    odd = replace(WORKSHOP.questions[1], id="whatif:odd", text=text, named=named)  # type: ignore[arg-type]
    faults = list(workshop_faults(replace(WORKSHOP, questions=(*WORKSHOP.questions, odd)), PHRASES, ASKING))
    assert any(told in fault for fault in faults), faults


def test_too_few_questions_are_named() -> None:
    faults = list(workshop_faults(Workshop(WORKSHOP.heads, WORKSHOP.questions[:3] * 2), PHRASES, ASKING))
    assert any("24 is the least" in fault for fault in faults)
    assert any("given twice" in fault for fault in faults)
    assert any("last_image has 0" in fault for fault in faults)


async def test_the_premise_is_taken_up_and_asked_about() -> None:
    room, draft = workshop()
    draft = contribute(room, draft, PREMISE)
    said = await asked(room, draft)
    assert stage(said) is Stage.PREMISE
    assert said is not None
    assert (said.kind, said.takes_up) == (UtteranceKind.WHATIF, (draft.parts[0].turn_id,))
    (quote,) = quoted(said.text)
    assert quote in PREMISE
    assert "Anna" in said.text


async def test_it_asks_at_most_once_after_two_contributions_and_never_twice_in_a_row() -> None:
    room, draft = workshop()
    draft = contribute(room, draft, PREMISE)
    assert await asked(room, draft) is not None
    assert await asked(room, draft) is None
    draft = contribute(room, draft, THEN[0], "Ben")
    assert await asked(room, draft) is None
    draft = contribute(room, draft, THEN[1], "Caro")
    assert stage(await asked(room, draft)) is Stage.WANTS
    draft = contribute(room, draft, THEN[2], "Ben")
    room.hear(turn(len(room.turns) + 1, "I like where this goes, since nobody is let off.", "Caro"))
    assert await asked(room, draft) is None, "talk beside the draft is no contribution"
    draft = contribute(room, draft, THEN[3], "Anna")
    assert stage(await asked(room, draft)) is Stage.OBSTACLE


async def test_it_waits_while_it_spoke_last_or_nothing_is_open() -> None:
    room, draft = workshop()
    assert await asked(room, draft) is None
    draft = contribute(room, draft, PREMISE)
    for state in (WhatIfState.AGREED, WhatIfState.DROPPED):
        assert await asked(room, replace(draft, state=state)) is None
    said = Utterance(UtteranceKind.TAKEUP, "Go on.", Source.HOUSE, "t")
    room.hear(replace(turn(9, said.text), author_id=0, author_name="Salon", utterance=said))
    assert await asked(room, draft) is None


async def test_no_question_is_asked_twice_in_a_salon_until_none_is_left() -> None:
    room, draft = workshop()
    heard: list[str] = []
    draft = contribute(room, draft, PREMISE)
    for number in range(200):
        if (said := await asked(room, draft)) is not None:
            assert said.question is not None
            heard.append(said.question.id)
        draft = contribute(room, draft, THEN[number % 4], ("Ben", "Caro")[number % 2])
    others = [q.id for q in WORKSHOP.questions if q.stage is not Stage.PREMISE]
    assert len(heard) == len(set(heard))
    assert set(heard[1:]) == set(others), "the premise is asked about once"
    assert await asked(room, contribute(room, contribute(room, draft, THEN[0]), THEN[1])) is None


async def test_a_second_whatif_of_the_salon_begins_at_the_premise_with_another_question() -> None:
    room, first = workshop()
    before = await asked(room, contribute(room, first, PREMISE))
    later = WhatIf(WhatIfId(2), room.salon.id, WhatIfState.OPEN, 0, turn(len(room.turns) + 1, "").at)
    after = await asked(room, contribute(room, later, THEN[1], "Ben"))
    assert stage(before) is stage(after) is Stage.PREMISE
    assert before is not None
    assert after is not None
    assert before.question != after.question


async def test_a_question_heard_in_another_salon_gives_way() -> None:
    room, draft = workshop()
    heard = [q.id for q in WORKSHOP.questions if q.stage is Stage.PREMISE]
    room.asked_elsewhere = frozenset(heard[1:])
    said = await asked(room, contribute(room, draft, PREMISE))
    assert said is not None
    assert said.question is not None
    assert said.question.id == heard[0]


async def test_alone_it_says_you() -> None:
    room, draft = workshop("Anna")
    for text in (PREMISE, *THEN):
        draft = contribute(room, draft, text)
        if (said := await asked(room, draft)) is not None:
            assert "Anna" not in said.text
            assert quoted(said.text)


async def test_somebody_named_is_asked_about() -> None:
    lines = set()
    for number in range(12):
        room, draft = workshop()
        room.salon = replace(room.salon, id=type(room.salon.id)(number))
        said = await asked(room, contribute(room, draft, "What if Amy had found the letters before anybody else did?"))
        assert said is not None
        assert said.question is not None
        lines.add(said.question.text)
    assert any("Amy" in line for line in lines)


async def test_words_too_long_or_too_few_to_repeat_give_way_to_the_name() -> None:
    room, draft = workshop()
    said = await asked(room, contribute(room, draft, "Rain?", "Ben"))
    assert said is not None
    assert quoted(said.text) == []
    assert "Ben" in said.text


NAMES = ("Anna", "@everyone", "**Who?**", "x " * 16, "-", "1. Ben", "七")
names = st.one_of(st.sampled_from(NAMES), st.text(max_size=32))
WORDS = (
    PREMISE,
    *THEN,
    "<@1> [x](https://evil.example)",
    "fuck the ending",
    "Rain? Rain! And Amy waits for the letters.",
)
words = st.one_of(st.sampled_from(WORDS), st.text(max_size=600))


@settings(max_examples=80, deadline=None)
@given(words, names, st.integers(1, 40))
@example("What if Samantha had stayed, and Theodore had been the one to leave her for the mountains?", "-", 6)
async def test_whatever_is_contributed_the_host_keeps_its_manners(text: str, name: str, salon: int) -> None:
    room, draft = workshop()
    room.salon = replace(room.salon, id=type(room.salon.id)(salon))
    draft = contribute(room, draft, text)
    odd = replace(room.turns[0], author_name=name)
    draft = replace(draft, parts=(replace(draft.parts[0], author_name=name),))
    room.turns[0] = odd
    said = await HOST.next_question(room, draft)
    assert said is not None
    assert said.question is not None
    assert said.question.id.startswith(PREFIX)
    assert len(said.text.split()) <= MOST_WORDS
    assert said.text.count("?") == 1
    assert said.text.endswith("?")
    assert not any(field in said.text for field in ("{quote}", "{name}", "{character}"))
    assert all(quote in text for quote in quoted(said.text))
    assert "fuck" not in said.text
    faults = check(said.text, room, takes_up=said.takes_up, question=said.question, phrases=PHRASES)
    # Random names and words may look like anything, a list or a link for instance.
    assert name not in NAMES or text not in WORDS or not faults


def test_every_form_fits_with_a_short_quotation() -> None:
    for form in (*WORKSHOP.heads.alone, *WORKSHOP.heads.anyone):
        for question in WORKSHOP.questions:
            for line in (question.text, question.named):
                if isinstance(question, WhatIfQuestion) and line:
                    text = f"{form.format(quote='six words of what was said', name='Anna')} {line}"
                    assert len(text.split()) <= MOST_WORDS, text
