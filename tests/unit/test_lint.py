"""The bank's rules: the shipped bank keeps them, and each breach is named with its entry."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from bot.domain.bank import FilmNotes, Impression, QuestionBank
from bot.domain.question import Kind, Movement, Question, QuestionId
from bot.domain.spoiler import Reveal
from bot.domain.theme import Lens, Theme
from bot.hosts import lint
from bot.hosts.content import load_content
from bot.hosts.phrases import Phrases, load_phrases

CONFIG = Path(__file__).parents[2] / "config"
ASKING = lint.load_asking(CONFIG, "en")
SOUND = "The letters are printed in a hand that is nobody's. Whose hand does the film want us to see?"


@pytest.fixture(scope="module")
def phrases() -> Phrases:
    return load_phrases(CONFIG / "guard")


def question(text: str = SOUND, name: str = "her-letters", **changes: object) -> Question:
    made = Question(
        QuestionId(name),
        text,
        Kind.INTERPRETIVE,
        Movement.READINGS,
        Reveal.ALL,
        film="her-2013",
        theme="gift",
        cues=("letter",),
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def bank(*questions: Question, notes: FilmNotes | None = None) -> QuestionBank:
    return QuestionBank(
        {"gift": Theme("gift", "gift", "What is given.", ("gift",), group="right")},
        {"queer": Lens("queer", "queer theory", "")},
        questions,
        {"her-2013": notes} if notes else {},
    )


def faults(phrases: Phrases, *questions: Question, notes: FilmNotes | None = None) -> Sequence[str]:
    """What is found besides the sizes that a whole bank must have."""
    found = lint.faults(bank(*questions, notes=notes), phrases, ASKING)
    return [fault for fault in found if not fault.startswith("questions:")]


def test_the_shipped_bank_keeps_every_rule(phrases: Phrases) -> None:
    assert lint.faults(load_content(CONFIG).bank, phrases, ASKING) == []


def test_a_sound_question_has_no_fault(phrases: Phrases) -> None:
    assert faults(phrases, question()) == []


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("The letters are printed.", "it has 0"),
        ("Who wrote the letters? Who signed them?", "it has 2"),
        ("Who wrote the letters? Think of the first one.", "must end with its question mark"),
        ("Who wrote " + "the letters and " * 20 + "the cards?", "words; 40 is the most"),
        ("He signs them all. Is that a lie?", 'begins with "is"'),
        ("He signs them all. But isn’t that a lie?", 'begins with "isn\'t"'),
        ("Think of the printer: does it lie?", 'begins with "does"'),
        ("After all these letters, you still trust him?", "has no what, how"),
        ("What is in the envelope, and why does nobody look?", "two things in one"),
        ("What is in the envelope and why?", "two things in one"),
        ("How does he sign them, or who signs them for him?", "two things in one"),
        ("Who signed the letters!?", "exclamation mark"),
        ("Great question to begin with. Who signed the letters?", 'flatters ("great question")'),
        ("What do you think about the letters?", "could be asked about anything"),
    ],
)
def test_a_breach_of_the_wording_is_named(phrases: Phrases, text: str, told: str) -> None:
    found = faults(phrases, question(text))
    assert any(fault.startswith("question her-letters: ") and told in fault for fault in found), found


@pytest.mark.parametrize(
    "text",
    [
        "Between what she says and what she does, which would you believe?",
        "Whose letter is it: the one who dictates, or the one who signs?",
        "He asks, is this a lie. Who in the film would answer him?",
        "If the printer broke, how would he sign?",
    ],
)
def test_wording_that_only_looks_like_a_breach_passes(phrases: Phrases, text: str) -> None:
    assert faults(phrases, question(text)) == []


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"theme": "gifts"}, "there is no theme gifts"),
        ({"lens": "baroque"}, "there is no lens baroque"),
        ({"cues": ()}, "no cues"),
        ({"cues": ("Letter",)}, "lower case"),
        ({"theme": None}, "it has no theme"),
        ({"film": None}, "it must reveal nothing"),
        ({"film": None, "theme": None}, "nothing leads to it"),
        ({"after": "silence"}, "is none of any, claim"),
    ],
)
def test_a_breach_of_the_marks_is_named(phrases: Phrases, changes: dict[str, object], told: str) -> None:
    found = faults(phrases, question(**changes))
    assert any(told in fault for fault in found), found


def test_ids_are_unique(phrases: Phrases) -> None:
    found = faults(phrases, question(), question("Which word in them could only be his?"))
    assert found == ["question her-letters: 2 questions have this id."]


def test_texts_that_ask_the_same_are_found_whatever_their_order(phrases: Phrases) -> None:
    twin = question(
        "Whose hand does the film want us to see, when the letters are printed in nobody's hand?", "her-hand"
    )
    assert [fault for fault in faults(phrases, question(), twin) if "too much alike" in fault]
    assert lint.faults(bank(question(), twin), phrases, ASKING, alike=False) == [
        fault for fault in lint.faults(bank(question(), twin), phrases, ASKING) if "alike" not in fault
    ]


def test_a_bank_that_is_too_small_is_told_once_for_films_and_once_for_themes(phrases: Phrases) -> None:
    found = lint.faults(bank(question()), phrases, ASKING)
    assert found == [
        "questions: 0 films have at least 6 questions; there must be 30.",
        "questions: 0 themes have at least 4 questions; there must be 25.",
    ]


def test_openings_and_impressions_are_read_too(phrases: Phrases) -> None:
    impressions = (
        Impression("I never believed the tooth. Did you?", Reveal.ALL),
        Impression('He says "gift" as if it were free!', Reveal.ALL),
        Impression("word " * 61, Reveal.FIRST_HALF),
    )
    notes = FilmNotes("Is it a love story?", "A man writes letters for others. What would he be bad at?", impressions)
    found = faults(phrases, notes=notes)
    assert found == [
        'film her-2013: opening: its question begins with "is", so that yes or no would answer it.',
        "film her-2013: impression 1: it is a view, so it has no question mark.",
        "film her-2013: impression 2: it must not have quotation marks, which are for what people said.",
        "film her-2013: impression 2: it has an exclamation mark.",
        "film her-2013: impression 3: it has 61 words; 60 is the most.",
    ]
