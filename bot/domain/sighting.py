"""How far somebody says, in the talk, that they have come with a film: a minute, a part of it, or only "no spoilers".

The words for it are a language's own (``[sighting]`` of its host file). A minute is measured by the film's length; who
says less exactly that they have not come to the end is taken to have seen nothing that a question may presume.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.domain.spoiler import EVERYTHING, NOTHING, Horizon

_SENTENCE = re.compile(r"(?<=[.!?;…])\s+|\n+")
_SHORT_OF_HALF = Horizon(0.45)
_SHORT_OF_ALL = 0.84  # of a film, at most, where only a minute is known
_LONGEST = 5  # hours


@dataclass(frozen=True, slots=True)
class SightingCues:
    """Patterns of one language, for sentences in lower case with plain apostrophes.

    ``standing`` tell a position by one of the groups ``h`` (hours) with or without ``m`` (minutes) or ``half``,
    ``only`` (minutes), ``thirty`` (half an hour), ``whole`` (an hour) or ``part`` (about half of the film); numbers are
    digits or one of ``numbers``. ``partial`` says only that somebody has not come to the end, ``finished`` that they
    have by now. What stands before any of them may show that ``others`` are meant. ``asks`` whether somebody has seen
    the film, and ``denies`` says no to that.
    """

    standing: tuple[re.Pattern[str], ...]
    partial: re.Pattern[str]
    finished: re.Pattern[str]
    others: re.Pattern[str]
    asks: re.Pattern[str]
    denies: re.Pattern[str]
    numbers: Mapping[str, int]


def seen_so_far(text: str, cues: Sequence[SightingCues], runtime: int | None) -> Horizon | None:
    """How far the writer says they have seen; None where they say nothing of the kind."""
    plain = text.lower().replace("’", "'")
    said = [
        found for one in cues for sentence in _SENTENCE.split(plain) if (found := _sentence(sentence, one, runtime))
    ]
    short = [horizon for horizon in said if horizon != EVERYTHING]
    return min(short or said, key=lambda horizon: horizon.seen, default=None)


def denies_seeing(asked: str, answer: str, cues: Sequence[SightingCues]) -> bool:
    """Whether an answer says no to a question whether somebody has seen the film."""
    asked, answer = (text.lower().replace("’", "'") for text in (asked, answer))
    return any(one.asks.search(asked) and one.denies.search(answer) for one in cues)


def _sentence(sentence: str, cues: SightingCues, runtime: int | None) -> Horizon | None:
    for pattern in cues.standing:
        for found in pattern.finditer(sentence):
            if not _of_others(sentence, found, cues):
                return _position(found, cues, runtime)
    asking = sentence.rstrip().endswith("?")
    if not asking and any(not _of_others(sentence, found, cues) for found in cues.partial.finditer(sentence)):
        return NOTHING
    ended = cues.finished.search(sentence)
    return EVERYTHING if ended and not asking and not _of_others(sentence, ended, cues) else None


def _of_others(sentence: str, found: re.Match[str], cues: SightingCues) -> bool:
    return cues.others.search(sentence[: found.start()]) is not None


def _position(found: re.Match[str], cues: SightingCues, runtime: int | None) -> Horizon:
    """The share of the film that a position is. Where nobody knows its length, no position tells anything."""
    groups = {name: value for name, value in found.groupdict().items() if value}
    if "part" in groups:
        return _SHORT_OF_HALF
    hours, more, only = (_number(groups.get(name, "0"), cues) for name in ("h", "m", "only"))
    if hours > _LONGEST:  # "42:10" is minutes and seconds
        hours, more, only = 0, 0, hours
    minutes = 60 * (hours + ("whole" in groups)) + more + only + 30 * ("half" in groups or "thirty" in groups)
    if not runtime or minutes <= 0:
        return NOTHING
    # Nobody who names a minute is at the end: who is says that they have finished.
    return Horizon(min(_SHORT_OF_ALL, minutes / runtime))


def _number(typed: str, cues: SightingCues) -> int:
    return int(typed) if typed.isdigit() else cues.numbers.get(typed, 0)
