"""The house host's sentences, for one language: loaded from ``config/host/<language>.toml``."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.domain.bank import Uptake
from bot.domain.lexicon import PhraseSet
from bot.domain.whatif_question import Workshop


@dataclass(frozen=True, slots=True)
class Heads:
    """Ways to repeat somebody's words before a question: to one person alone, or in a group."""

    alone: tuple[str, ...]
    anyone: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Stalled:
    """What helps a talk that stalls in one way: how to say so, and questions that go with it."""

    forms: tuple[str, ...]
    questions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Case:
    """A case against somebody's words, and a question that goes with it: to one person alone, or in a group."""

    alone: str
    anyone: str
    question: str


@dataclass(frozen=True, slots=True)
class Counter:
    """A counter-reading: what says that it is one, questions that set a {scene} against the words, and cases.

    ``cases`` are by point kind or shade of a claim; "agreed" are those against what the room has agreed on.
    """

    signs: tuple[str, ...]
    scenes: tuple[str, ...]
    cases: Mapping[str, tuple[Case, ...]]


@dataclass(frozen=True, slots=True)
class TurnBack:
    """Words that lead a heated talk back to the screen: {film} is the title. They blame nobody."""

    head: str
    question: str


@dataclass(frozen=True, slots=True)
class Recording:
    """The words by which a record is made of what was said.

    ``stale`` say what is said of any film, ``viewing`` are words for seeing a film and liking that; ``quoting`` tell what somebody in it says; ``judges`` tell a judgement from a retelling; ``views`` ask for one, and ``replies`` begin what answers that. A turn that agrees opens with one of ``agrees``, one that contradicts
    with one of ``contradicts``, and ``yields`` say that somebody gives way. ``premises`` suppose another film,
    ``regrets`` would have had it so, and who spins a premise on begins with one of ``follows``. Who denies what was said begins with one of
    ``denies``, and ``objects`` can only be said to a person. Who sees it otherwise now says one of ``revises``, or one of ``once`` and of
    ``by_now``. ``turns`` finds what sets one thing against another or above all others, ``own`` what tells of oneself at home. ``heads`` and ``tails`` are what a line may lose at its ends without losing its sense.
    """

    stale: PhraseSet
    viewing: PhraseSet
    quoting: PhraseSet
    judges: PhraseSet
    views: PhraseSet
    replies: PhraseSet
    agrees: PhraseSet
    contradicts: PhraseSet
    yields: PhraseSet
    premises: PhraseSet
    regrets: PhraseSet
    follows: PhraseSet
    denies: PhraseSet
    objects: PhraseSet
    revises: PhraseSet
    once: PhraseSet
    by_now: PhraseSet
    turns: re.Pattern[str]
    own: re.Pattern[str]
    heads: re.Pattern[str]
    tails: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Speech:
    """Forms the house host fills in; ``replies``, ``opening`` and ``recap`` are by name, ``stalled`` by mode; ``turn_back`` leads a heated talk back to the screen; ``nudge_passed`` says that something was passed over; ``wondered`` brings a guest's question back, ``asked_about`` answers one about a claim, ``choosing`` gives nothing away, and ``pressing`` asks a claim for its scene; ``praise`` and ``dislike`` tell shades of a claim; ``joint`` stands before the last of several names; ``somebody`` is who has no name that can be said."""

    uptakes: tuple[Uptake, ...]
    heads: Mapping[str, Heads]
    connect: tuple[str, ...]
    connect_questions: tuple[str, ...]
    nudge: tuple[str, ...]
    nudge_alone: tuple[str, ...]
    nudge_passed: tuple[str, ...]
    replies: Mapping[str, tuple[str, ...]]
    opening: Mapping[str, tuple[str, ...]]
    recap: Mapping[str, str]
    recording: Recording
    stalled: Mapping[str, Stalled]
    turn_back: tuple[TurnBack, ...]
    counter: Counter
    wondered: Stalled
    asked_about: Mapping[str, tuple[str, ...]]
    choosing: Stalled
    pressing: Stalled
    workshop: Workshop
    praise: tuple[str, ...]
    dislike: tuple[str, ...]
    joint: str
    somebody: str

    def called(self, name: str) -> str:
        """A display name as the host may say it: one line, no markup, no mention, at most 32 characters."""
        kept = "".join(c for c in name if c.isprintable() and c not in '*_`~|<>@#[]()\\"“”«»')
        return " ".join(kept.split())[:32] or self.somebody

    def listed(self, names: Sequence[str]) -> str:
        """Names as one says them together: "A", "A and B", "A, B and C"."""
        *rest, last = names or ("",)
        return f"{', '.join(rest)}{self.joint}{last}" if rest else last
