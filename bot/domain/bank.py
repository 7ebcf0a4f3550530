"""The question bank and how a question is chosen from it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import sqrt

from bot.domain.lexicon import PhraseSet
from bot.domain.question import Kind, Movement, Question, QuestionId
from bot.domain.spoiler import Horizon, Reveal
from bot.domain.theme import Lens, Theme
from bot.domain.wording import tokens, word_count

_APART = 1.4  # the weight of a cue that two questions share


@dataclass(frozen=True, slots=True)
class Uptake:
    """A whole turn around somebody's words: ``alone`` or ``anyone`` holds {quote}, then ``question`` follows.

    ``after`` is a point kind, or a shade of a claim: praise, dislike, character.
    """

    id: QuestionId
    after: str
    alone: str
    anyone: str
    question: str


@dataclass(frozen=True, slots=True)
class Impression:
    """What the host thinks of a film, ready to be said when somebody asks."""

    text: str
    reveals: Reveal
    cues: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FilmNotes:
    """What the house has on one film: openings for those who have and have not seen it, and impressions."""

    opening: str
    opening_unseen: str
    impressions: tuple[Impression, ...] = ()


@dataclass(frozen=True, slots=True)
class QuestionBank:
    """Everything the house host can ask, in one language.

    ``themes`` are those that it has questions about, a part of the ``vocabulary`` (all of it unless told).
    """

    themes: Mapping[str, Theme]
    lenses: Mapping[str, Lens]
    questions: tuple[Question, ...]
    notes: Mapping[str, FilmNotes] = field(default_factory=dict)
    vocabulary: Mapping[str, Theme] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not self.vocabulary:
            object.__setattr__(self, "vocabulary", self.themes)

    def of_film(self, film: str) -> tuple[Question, ...]:
        """Questions about one film."""
        return tuple(q for q in self.questions if q.film == film)

    def of_theme(self, theme: str) -> tuple[Question, ...]:
        """Questions about a theme, whatever the film."""
        return tuple(q for q in self.questions if q.theme == theme and q.film is None)

    def of_lens(self, lens: str) -> tuple[Question, ...]:
        """Questions from a lens, whatever the film."""
        return tuple(q for q in self.questions if q.lens == lens and q.film is None)

    def evidence(self) -> tuple[Question, ...]:
        """Questions that send people back to the screen and fit anywhere."""
        return tuple(q for q in self.questions if q.after is not None)


@dataclass(frozen=True, slots=True)
class Wish:
    """What the next question should be like. ``words`` are what was just said, ``before`` what was said a little earlier."""

    film: str
    horizon: Horizon
    asked: frozenset[QuestionId]
    words: Sequence[str] = ()
    before: Sequence[str] = ()
    themes: Sequence[str] = ()
    movement: Movement | None = None
    lens: str | None = None
    kind: Kind | None = None
    most_words: int = 120


class Chooser:
    """Chooses questions of one bank for one film."""

    def __init__(self, bank: QuestionBank, film: str) -> None:
        questions = bank.of_film(film)
        self._film = [(q, PhraseSet(q.cues)) for q in questions]
        # A cue that many of the film's questions share says little about which of them is meant.
        shared = Counter(" ".join(tokens(cue)) for q in questions for cue in set(q.cues))
        self._weight = {cue: 2.0 / sqrt(count) for cue, count in shared.items()}
        self._bank = bank

    def owns(self, question: QuestionId) -> bool:
        """Whether the question is one of the film's own."""
        return any(q.id == question for q, _ in self._film)

    def tells_apart(self, cue: str) -> bool:
        """Whether a cue is of one or two of the film's questions only, and so says which is meant."""
        return self._weight.get(cue, 0.0) >= _APART

    def about_the_film(self, wish: Wish, *, at_least: float = 0.0) -> Question | None:
        """The film's question that fits best, of those that fit at least so well (a cue of its own just used counts 2)."""
        fits = [(self._fit(q, cues, wish), q) for q, cues in self._film if _possible(q, wish)]
        return _best([(fit + _general_fit(q, wish), q) for fit, q in fits if fit >= at_least], -1.0)

    def against(self, wish: Wish, *, at_least: float) -> Question | None:
        """The film's question of the objections that fits best, of those that fit at least so well."""
        objections = (pair for pair in self._film if pair[0].movement is Movement.OBJECTIONS)
        fits = [(self._fit(q, cues, wish), q) for q, cues in objections if _possible(q, wish)]
        return _best([(fit + _general_fit(q, wish), q) for fit, q in fits if fit >= at_least], -1.0)

    def scenes(self, wish: Wish, *, at_least: float) -> list[Question]:
        """The film's questions, asked or not, whose scenes fit at least so well, best first."""
        fits = [(self._fit(q, cues, wish), q) for q, cues in self._film if wish.horizon.allows(q.reveals)]
        fitting = [(fit, q) for fit, q in fits if fit >= at_least and q.movement is not Movement.WHATIF]
        return [q for _, q in sorted(fitting, key=lambda pair: (-pair[0], pair[1].id))]

    def about_the_theme(self, wish: Wish) -> Question | None:
        """A question of the first theme of the wish that has one left."""
        for theme in wish.themes:
            scored = [(_general_fit(q, wish), q) for q in self._bank.of_theme(theme) if _possible(q, wish)]
            if (found := _best(scored, -1.0)) is not None:
                return found
        return None

    def through_the_lens(self, wish: Wish) -> Question | None:
        """A question of the wished lens."""
        if wish.lens is None:
            return None
        return _best([(_general_fit(q, wish), q) for q in self._bank.of_lens(wish.lens) if _possible(q, wish)], -1.0)

    def for_evidence(self, wish: Wish, after: str) -> Question | None:
        """A question that asks for evidence after a point of that kind."""
        fits = [q for q in self._bank.evidence() if q.after in {after, "any"} and _possible(q, wish)]
        return _best([((q.after == after) + _general_fit(q, wish), q) for q in fits], -1.0)

    def _fit(self, question: Question, cues: PhraseSet, wish: Wish) -> float:
        score = sum(self._weight.get(cue, 2.0) for cue in cues.found(list(wish.words))) + 0.5 * min(
            2, len(cues.found(list(wish.before)))
        )
        if question.theme in wish.themes[:1]:
            return score + 1.0
        return score + (0.5 if question.theme in wish.themes else 0.0)


def _general_fit(question: Question, wish: Wish) -> float:
    score = 0.6 if wish.movement is not None and question.movement is wish.movement else 0.0
    score += 0.6 if wish.lens is not None and question.lens == wish.lens else 0.0
    # Of two that fit alike, the one that presumes more of what everybody has seen is the more particular.
    return score + 0.05 * question.reveals.share


def _possible(question: Question, wish: Wish) -> bool:
    return (
        question.id not in wish.asked
        and wish.horizon.allows(question.reveals)
        and (wish.kind is None or question.kind is wish.kind)
        and word_count(question.text) <= wish.most_words
    )


def _best(scored: Iterable[tuple[float, Question]], at_least: float) -> Question | None:
    fitting = [(score, q) for score, q in scored if score >= at_least]
    return max(fitting, key=lambda pair: (pair[0], pair[1].id), default=(0.0, None))[1]
