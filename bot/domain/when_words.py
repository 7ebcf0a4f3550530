"""The words by which people say a time, in one language: what ``bot.domain.when`` reads phrases with."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What a word does in a phrase. ``value`` of its ``Meaning`` is given behind each."""

    WEEKDAY = "weekday"  # 0 is Monday
    MONTH = "month"  # 1 to 12
    DAY = "day"  # days from today: -1 is yesterday
    PART = "part"  # a number of PARTS
    PART_AFTER = "part_after"  # the same, but only behind a weekday ("Freitag Morgen")
    DAY_PART = "day_part"  # days from today, and a part: 10 * days + part ("tonight")
    NOON = "noon"
    MIDNIGHT = "midnight"
    UNIT = "unit"  # minutes
    SPAN = "span"  # minutes of a whole span ("half an hour")
    NUMBER = "number"  # as written out
    ARTICLE = "article"  # one, in front of a unit only ("an hour")
    ONE_AND_HALF = "one_and_half"  # one and a half of the unit that follows
    IN = "in"  # before a span of time
    AND = "and"
    FILL = "fill"  # says nothing by itself ("at", "the")
    THE = "the"  # the same, but a day of the month may follow ("on the 5th", "le 5")
    NEXT = "next"
    THIS = "this"
    PICK = "pick"  # 0 or 1: which of two that clocks show alike
    HALF = "half"  # 0 for am, 1 for pm
    CLOCK = "clock"  # "o'clock"
    BEFORE = "before"  # minutes to add to the hour that follows ("quarter past", "halb")
    BEHIND = "behind"  # minutes to add to the hour in front ("et demie", "menos cuarto")
    ORDINAL = "ordinal"  # behind a day of the month ("th")


PARTS = ("morning", "afternoon", "evening", "night", "small_hours")


@dataclass(frozen=True, slots=True)
class Meaning:
    """One thing that a word can mean, in one language. ``loose`` says how many days a number of days may be instead."""

    kind: Kind
    value: int
    language: str
    loose: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class WhenWords:
    """A language's words: folded phrases of one or several words, with all they may mean.

    ``day_first`` says that 5/12 is the fifth of December to everybody who speaks it; ``longest`` is how many words the
    longest phrase has.
    """

    language: str
    day_first: bool
    phrases: Mapping[str, tuple[Meaning, ...]]
    longest: int


_POINTED = re.compile(r"(?<![^\W\d_])([ap])\s?\.\s?m\b\.?")
_JOINED = re.compile(r"(?<=[^\W\d_])[-‐‑'’ʼ`´](?=[^\W\d_])")


def fold(text: str) -> str:
    """A text without what people leave out: case, accents, wide forms, extra spaces; words joined by marks part."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    bare = "".join(one for one in unicodedata.normalize("NFD", plain) if not unicodedata.combining(one))
    return " ".join(_JOINED.sub(" ", _POINTED.sub(r"\1m ", bare)).split())
