"""Reading and checking what the host brings to a what-if: ``[whatif]`` of ``config/host/<language>.toml``."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from bot.domain.question import QuestionId
from bot.domain.whatif_question import PREFIX, Stage, WhatIfHeads, WhatIfQuestion, Workshop
from bot.hosts.lint import Asking, wording
from bot.hosts.phrases import Phrases

QUESTIONS, A_STAGE = 24, 4
"""How many questions there must be, in all and for each stage."""
_LONGEST_QUESTION = 18  # words; the rest of what is said belongs to the contribution it takes up


def workshop_of(table: Mapping[str, Any]) -> Workshop:
    """The heads and questions of a language. Raises KeyError, TypeError or ValueError for what is no such table."""
    heads = table["heads"]
    return Workshop(
        WhatIfHeads(tuple(heads["alone"]), tuple(heads["anyone"]), tuple(heads["bare"])),
        tuple(
            WhatIfQuestion(QuestionId(PREFIX + q["id"]), Stage(q["stage"]), q["text"], q.get("named"))
            for q in table["question"]
        ),
        table["link"],
    )


def workshop_faults(workshop: Workshop, phrases: Phrases, asking: Asking) -> Iterator[str]:
    """Every breach of the rules for what-if questions, each a sentence."""
    ids = Counter(question.id for question in workshop.questions)
    yield from (f"question {one}: the id is given twice." for one, count in ids.items() if count > 1)
    texts = Counter(text for question in workshop.questions for text in (question.text, question.named) if text)
    yield from (f'what-if questions: "{text}" is there twice.' for text, count in texts.items() if count > 1)
    if not workshop.link.strip():
        yield "what-if link: it is empty, so that nothing says that a link is the host's own."
    if len(workshop.questions) < QUESTIONS:
        yield f"what-if questions: there are {len(workshop.questions)}; {QUESTIONS} is the least."
    for stage in Stage:
        count = sum(question.stage is stage for question in workshop.questions)
        if count < A_STAGE:
            yield f"what-if questions: {stage} has {count}; {A_STAGE} is the least."
    for question in workshop.questions:
        for text in (question.text, question.named):
            breaches = wording(text, phrases, asking, _LONGEST_QUESTION) if text is not None else ()
            yield from (f"question {question.id}: {fault}." for fault in breaches)
        if question.named is not None and "{character}" not in question.named:
            yield f"question {question.id}: named must hold {{character}}."
