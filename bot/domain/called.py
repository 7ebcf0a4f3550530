"""Whom a sentence is said to, as far as it tells: somebody in the room, or somebody on the screen."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from bot.domain.heat_cues import HeatCues
from bot.domain.wording import words

_BORROWED = re.compile(r"[\"“«][^\"”»]*[\"”»]|(?<!\w)['‘](?:[^'’]|(?<=\w)['’](?=\w))+['’](?!\w)")
_CUTS = ",;:!?.…—–-()"
_SHORT = 3  # words; a sentence of no more that names somebody in the film calls them


@dataclass(frozen=True, slots=True)
class Spoken:
    """A sentence taken apart: its text with quotations blanked, its words as written and in lower case."""

    text: str
    written: tuple[str, ...]
    low: tuple[str, ...]

    @classmethod
    def of(cls, sentence: str) -> Spoken:
        """Take a sentence apart. What it quotes is not said by whoever quotes it."""
        plain = _BORROWED.sub(lambda found: " " * len(found.group()), sentence)
        written = tuple(words(plain))
        return cls(plain, written, tuple(word.lower().replace("’", "'") for word in written))

    def rest(self, place: int) -> list[str]:
        """The words from a place on, in lower case."""
        return list(self.low[place:])

    def around(self, place: int) -> tuple[str, str]:
        """The text before and after the word at a place, without white space at the cut."""
        end = 0
        for word in self.written[: place + 1]:
            end = self.text.index(word, end) + len(word)
        return self.text[: end - len(self.written[place])].rstrip(), self.text[end:].lstrip()


def to_the_screen(said: Spoken, cues: HeatCues, not_here: frozenset[str], people: Mapping[str, int]) -> bool:
    """Whether a sentence is spoken to the screen or to somebody who is not in the room.

    ``not_here`` are words of the names of people in and behind the film, ``people`` participants by name, all in lower
    case.
    """
    low = list(said.low)
    if cues.screenward.any(low):
        return True
    if len(low) <= _SHORT and any(w in not_here - cues.away for w in low):
        return True
    return any(
        _called_by_name(said, place, cues, not_here)
        if word in not_here
        else _called_by_stranger(said, place, cues, people)
        for place, word in enumerate(low)
    )


def _called_by_name(said: Spoken, place: int, cues: HeatCues, not_here: frozenset[str]) -> bool:
    """Whether a known name calls its bearer: parted by commas, before "you", or right after an insult at the end."""
    end = place
    while end < len(said.low) and said.low[end] in not_here:
        end += 1
    last = end == len(said.low)
    before, after = said.around(place)[0], said.around(end - 1)[1]
    if place == 0 or before[-1:] in _CUTS or said.low[place - 1] in cues.interjections:
        following = said.rest(end)
        return last or after[:1] in _CUTS or cues.you.opens(following) > 0 or cues.you_are.opens(following) > 0
    # "You are the worst Anakin"; but not "you are as bad as Anakin", nor "what did you make of Anakin".
    return last and any(kind.opens([said.low[place - 1]]) for kind in (cues.names, cues.mild_names, cues.traits))


def _called_by_stranger(said: Spoken, place: int, cues: HeatCues, people: Mapping[str, int]) -> bool:
    """Whether capitals that may be a name, parted by commas, call somebody of whom nothing is known."""
    end = place
    while end < len(said.low) and _may_be_a_name(said, end, cues, people):
        end += 1
    if end == place or said.text.isupper() or (place == 0 and end == len(said.low)):
        return False
    before, after = said.around(place)[0], said.around(end - 1)[1]
    return (place == 0 or before[-1:] == ",") and (end == len(said.low) or after[:1] == ",")


def _may_be_a_name(said: Spoken, place: int, cues: HeatCues, people: Mapping[str, int]) -> bool:
    low = said.low[place]
    return said.written[place][0].isupper() and low not in people and low not in cues.interjections
