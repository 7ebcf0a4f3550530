"""From what a model drafted to what the host says: small mending by code, then the guard."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.domain.question import Asked, Kind, Movement, Question, QuestionId
from bot.domain.turn import Source, TurnId, Utterance, UtteranceKind
from bot.hosts.ai_schema import Draft, QuestionDraft
from bot.hosts.guard import FaultKind, Ground, examine
from bot.hosts.phrases import Phrases
from bot.hosts.verbatim import clean, fold, plain

if TYPE_CHECKING:
    from bot.domain.point import Point
    from bot.hosts.prompts import Prompt

MOST_TAKEN_UP = 4


@dataclass(frozen=True, slots=True)
class Bounds:
    """What an answer must respect.

    ``must`` forbids silence; ``needs_question`` asks for one; ``kind`` overrides the model's; ``theme``, ``lens`` and
    ``question_kind`` are what somebody asked for; ``facts`` says whether the model was given film facts; ``themes`` and
    ``lenses`` are the ids it may use; ``asked`` are questions already put elsewhere.
    """

    ground: Ground
    phrases: Phrases
    themes: frozenset[str] = frozenset()
    lenses: frozenset[str] = frozenset()
    asked: frozenset[QuestionId] = frozenset()
    must: bool = True
    needs_question: bool = False
    facts: bool = True
    kind: UtteranceKind | None = None
    theme: str | None = None
    lens: str | None = None
    question_kind: Kind | None = None


@dataclass(frozen=True, slots=True)
class Flaw:
    """One thing to repair: ``key`` names a phrase of the repair prompt and may be logged; the rest may not.

    ``sentence`` is set where the text can do without that sentence.
    """

    key: str
    detail: str = ""
    sentence: str = ""


@dataclass(frozen=True, slots=True)
class Silence:
    """The model chose to say nothing."""

    reason: str


def settle(draft: Draft, bounds: Bounds) -> Utterance | Silence | tuple[Flaw, ...]:
    """What the draft comes to: words, silence, or what is wrong with it."""
    if not draft.speak:
        return (Flaw("silent"),) if bounds.must else Silence(_reason(draft.reason))
    text, question = _whole(draft)
    asked = _asked(question, bounds) if question else None
    utterance = Utterance(
        kind=bounds.kind or _kind(draft),
        text=text,
        source=Source.AI,
        reason=_reason(draft.reason),
        takes_up=_taken_up(draft, bounds.ground),
        question=asked,
    )
    flaws = _flaws(draft, utterance, bounds)
    return flaws or utterance


def about(said: Utterance, point: Point, sign: str = "") -> Utterance:
    """Words about one point: its turn is among those taken up, and the sign, where there is one, comes first."""
    others = (turn_id for turn_id in said.takes_up if turn_id != point.turn_id)
    return replace(signed(said, sign), takes_up=(point.turn_id, *others))


def signed(said: Utterance, sign: str) -> Utterance:
    """Words that begin with a sign, whether the model wrote it or not."""
    begins = fold(said.text).startswith(fold(sign).rstrip(": "))
    return said if begins else replace(said, text=f"{sign} {said.text}".strip())


def trimmed(draft: Draft, flaws: Sequence[Flaw], bounds: Bounds) -> Utterance | None:
    """The draft without the sentences that are at fault, if these are all its faults and the rest stands by itself."""
    sentences = [flaw.sentence for flaw in flaws]
    if not all(sentences):
        return None
    text = draft.text
    for sentence in dict.fromkeys(sentences):
        text = text.replace(sentence, " ", 1)
    rest = draft.model_copy(update={"text": re.sub(r"[^\S\n]{2,}", " ", text).strip()})
    # The question is not put back by itself: it may hang on what is gone.
    if not rest.text or (draft.question and fold(draft.question.text) not in fold(rest.text)):
        return None
    result = settle(rest, bounds)
    return result if isinstance(result, Utterance) else None


def flaw_sentences(flaws: Sequence[Flaw], repair: Prompt) -> str:
    """The faults as lines of the repair prompt."""
    return "\n".join(f"- {repair.phrase(flaw.key, detail=clean(flaw.detail)[:200])}" for flaw in flaws)


def question_id(text: str) -> QuestionId:
    """The id of a question that the model made: the same words have the same id."""
    return QuestionId(f"ai:{hashlib.sha256(fold(text).encode('utf-8', 'replace')).hexdigest()[:16]}")


def _whole(draft: Draft) -> tuple[str, QuestionDraft | None]:
    """Text and question, agreeing: models leave the question out of the text, or out of its field."""
    text = _tidy(draft.text)
    question = draft.question
    if question is not None and not question.text.strip():
        question = None
    if question is not None and fold(question.text) not in fold(text):
        if "?" in text:
            question = question.model_copy(update={"text": _last_question(text)})
        else:
            text = f"{text} {_tidy(question.text)}".strip()
    elif question is None and "?" in text:
        question = QuestionDraft(text=_last_question(text))
    return text, question


def _tidy(text: str) -> str:
    """Without control characters, doubled blank lines and trailing space; mentions are left for the guard to see."""
    return re.sub(r"\n{3,}", "\n\n", "\n".join(line.rstrip() for line in plain(text).splitlines())).strip()


def _last_question(text: str) -> str:
    """The sentence that ends with the last question mark."""
    upto = text[: text.rfind("?") + 1]
    return re.split(r"(?<=[.!?:…])(?:[\"”’)]|\s?»)*\s+|\n+", upto)[-1].strip()


def _asked(question: QuestionDraft, bounds: Bounds) -> Asked:
    """The question as it is kept, with the wishes of whoever asked for it."""
    theme = bounds.theme or question.theme
    lens = bounds.lens or question.lens
    return Asked(
        id=question_id(question.text),
        kind=bounds.question_kind or question.kind,
        text=question.text,
        theme=theme if theme in bounds.themes or theme == bounds.theme else None,
        lens=lens if lens in bounds.lenses or lens == bounds.lens else None,
    )


_KINDS: Mapping[str, UtteranceKind] = {
    "takeup": UtteranceKind.TAKEUP,
    "question": UtteranceKind.QUESTION,
    "nudge": UtteranceKind.NUDGE,
    "whatif": UtteranceKind.WHATIF,
}


def _kind(draft: Draft) -> UtteranceKind:
    """Why the host speaks; without a turn taken up it is no take-up."""
    kind = _KINDS.get(draft.kind or "", UtteranceKind.TAKEUP)
    return UtteranceKind.QUESTION if kind is UtteranceKind.TAKEUP and not draft.takes_up and draft.question else kind


def _taken_up(draft: Draft, ground: Ground) -> tuple[TurnId, ...]:
    """The turns taken up, each once; the host's own are left out, unknown ones are left in for the guard."""
    own = {turn.id for turn in ground.turns if turn.by_host}
    ids = dict.fromkeys(TurnId(number) for number in draft.takes_up)
    return tuple(turn_id for turn_id in ids if turn_id not in own)[:MOST_TAKEN_UP]


def _flaws(draft: Draft, utterance: Utterance, bounds: Bounds) -> tuple[Flaw, ...]:
    """Everything wrong with an utterance."""
    asked = utterance.question
    marked = _marked(asked, draft) if asked else None
    faults = examine(
        utterance.text, bounds.ground, takes_up=utterance.takes_up, question=marked, phrases=bounds.phrases
    )
    flaws = [Flaw(fault.kind.name.lower(), fault.detail, fault.sentence) for fault in faults]
    if asked is None and not bounds.ground.horizon.allows(draft.reveals):
        flaws.append(Flaw(FaultKind.SPOILER.name.lower(), f"at most: {bounds.ground.horizon.widest.value}"))
    if asked is None and bounds.needs_question:
        flaws.append(Flaw("no_question"))
    if asked and asked.id in bounds.asked and not any(flaw.key == "repeated" for flaw in flaws):
        flaws.append(Flaw("repeated"))
    return (*flaws, *_claim_flaws(draft, bounds))


def _marked(asked: Asked, draft: Draft) -> Question:
    """The question with the mark of what the message gives away, for the guard."""
    return Question(asked.id, asked.text, asked.kind, Movement.READINGS, reveals=draft.reveals)


def _claim_flaws(draft: Draft, bounds: Bounds) -> list[Flaw]:
    """Claims that rest on turns or facts that are not there."""
    known = {turn.id for turn in bounds.ground.turns}
    flaws = [
        Flaw("unknown_turn", str(claim.turn_id))
        for claim in draft.claims
        if claim.basis == "participant" and claim.turn_id not in known
    ]
    if not bounds.facts and any(claim.basis == "film facts" for claim in draft.claims):
        flaws.append(Flaw("no_facts"))
    return flaws


def _reason(reason: str) -> str:
    """The model's reason on one short line."""
    return " ".join(clean(reason).split())[:120] or "no reason given"
