"""The words by which talk is read, for one language: loaded from ``config/host/<language>.toml``."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.domain.point import PointKind
from bot.domain.wording import spellings, stem

if TYPE_CHECKING:
    from bot.domain.heat_cues import HeatCues
    from bot.domain.sighting import SightingCues


Groups = tuple[tuple[str, ...], ...]
"""Groups of words, of which one each must be there."""


class PhraseSet:
    """Words and phrases that are looked for in a list of tokens; a phrase matches whole words in their order."""

    __slots__ = ("_by_first",)

    def __init__(self, phrases: Iterable[str]) -> None:
        self._by_first: dict[str, list[tuple[str, ...]]] = {}
        for phrase in phrases:
            for parts in spellings(phrase):
                if parts:
                    self._by_first.setdefault(parts[0], []).append(parts)

    def __or__(self, other: PhraseSet) -> PhraseSet:
        """The phrases of both."""
        both = PhraseSet(())
        for phrases in (self, other):
            for first, parts in phrases._by_first.items():
                both._by_first.setdefault(first, []).extend(parts)
        return both

    def found(self, words: list[str]) -> list[str]:
        """The phrases that occur, each once, in order of occurrence."""
        hits: dict[str, None] = {}
        for place, word in enumerate(words):
            for parts in self._by_first.get(word, ()):
                if tuple(words[place : place + len(parts)]) == parts:
                    hits[" ".join(parts)] = None
        return list(hits)

    def any(self, words: list[str]) -> bool:
        """Whether one of them occurs."""
        by_first = self._by_first
        for place, word in enumerate(words):  # the innermost loop of all reading: no generator
            for parts in by_first.get(word, ()):
                if len(parts) == 1 or tuple(words[place : place + len(parts)]) == parts:
                    return True
        return False

    def spans(self, words: list[str]) -> list[tuple[int, int]]:
        """Where they occur: the places of their first words, and the places behind their last."""
        return [
            (place, place + len(parts))
            for place, word in enumerate(words)
            for parts in self._by_first.get(word, ())
            if tuple(words[place : place + len(parts)]) == parts
        ]

    def opens(self, words: list[str]) -> int:
        """How many words at the beginning the longest matching phrase covers (0: none)."""
        known = self._by_first.get(words[0]) if words else None
        return max((len(p) for p in known if tuple(words[: len(p)]) == p), default=0) if known else 0

    @property
    def heads(self) -> frozenset[str]:
        """The first words of all phrases: without one of them in a text, none is found there."""
        return frozenset(self._by_first)


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Cues of one language.

    ``kinds`` maps a point kind to its cues; ``stop`` are words without content, ``everywhere`` what all talk of films is full of; ``small_talk``, ``trivia`` and
    ``film_talk`` tell chatter, look-up facts and film words; ``persons`` stand for somebody in the film; ``fillers`` may be cut from the head of a quote; ``weak_openers`` make a bad first word of one; ``copula`` are
    the words of general statements; ``synopsis`` retells the plot; ``personal`` is about the speaker's own life;
    ``crude`` words are never repeated by the host;
    ``favourite`` and each of ``facts`` are groups of words of which one each must be there: somebody loves a character, or
    asks a fact of the film by its name (director, year, runtime, cast);
    ``tags`` make a question of a claim only in form ("..., right?"); ``asks_fact`` asks whether something is so, ``closers`` may be cut from the end of a quote, ``reported`` says that a turn repeats what others hold; ``refers`` begin what takes up the turn before; ``endings`` are cut off to compare words; ``never`` words undo an objection, and who says one of ``imagines`` makes something up and retells nothing; ``playback`` arranges the watching itself ("press play");
    ``reverses``, ``goes_on`` and ``hangs`` tell a clause that is cut off from its other half: what follows it turns it
    round, goes on with it, or is awaited by its last word; what ``supposes`` before it makes it hold under a condition;
    ``unseen`` lets one think that somebody has not seen the film, ``not_seen`` says so, unless ``seen_before``
    tells that it was long ago or speaks of somebody else, and ``sightings`` tell how far somebody has come;
    ``heat`` tells what is aimed at people; ``calls_host`` is how the host is called by its name, and ``wonders`` how a
    question begins that may lack its mark, ``opposes`` how a contradiction begins, and ``leads`` what stands before a claim without being part of it.
    """

    stop: frozenset[str]
    everywhere: frozenset[str]
    kinds: Mapping[PointKind, PhraseSet]
    small_talk: PhraseSet
    trivia: PhraseSet
    film_talk: PhraseSet
    persons: PhraseSet
    causal: PhraseSet
    contrast: PhraseSet
    stance: PhraseSet
    intense: PhraseSet
    agree: PhraseSet
    disagree: PhraseSet
    gave_way: PhraseSet
    refers: PhraseSet
    fillers: PhraseSet
    copula: PhraseSet
    synopsis: PhraseSet
    personal: PhraseSet
    crude: PhraseSet
    unseen: PhraseSet
    not_seen: PhraseSet
    seen_before: PhraseSet
    weak_openers: frozenset[str]
    question_openers: frozenset[str]
    asks_view: PhraseSet
    asks_host: PhraseSet
    asks_fact: PhraseSet
    closers: PhraseSet
    reported: PhraseSet
    announces: PhraseSet
    asides: PhraseSet
    playback: PhraseSet
    farewells: PhraseSet
    heat: HeatCues
    clause_break: re.Pattern[str]
    reverses: re.Pattern[str]
    goes_on: re.Pattern[str]
    hangs: re.Pattern[str]
    supposes: re.Pattern[str]
    tags: re.Pattern[str]
    favourite: Groups
    facts: Mapping[str, Groups]
    never: PhraseSet
    endings: tuple[str, ...]
    imagines: PhraseSet
    sightings: tuple[SightingCues, ...] = ()
    calls_host: re.Pattern[str] = re.compile(r"(?!)")
    wonders: re.Pattern[str] = re.compile(r"(?!)")
    leads: re.Pattern[str] = re.compile(r"(?!)")
    opposes: re.Pattern[str] = re.compile(r"(?!)")

    def with_sightings(self, others: Sequence[Lexicon]) -> Lexicon:
        """The same lexicon, told also in the words of other languages who has not seen the film."""
        here = self
        for other in others:
            here = replace(
                here,
                not_seen=here.not_seen | other.not_seen,
                seen_before=here.seen_before | other.seen_before,
                sightings=here.sightings + other.sightings,
            )
        return here

    def stem(self, word: str) -> str:
        """A word without the language's commonest endings."""
        return stem(word, self.endings)

    def content(self, words: Iterable[str]) -> list[str]:
        """The words that carry content, in order."""
        return [w for w in words if w not in self.stop and (len(w) > 2 or not w.isascii())]
