"""What no host says, read from ``config/guard/<language>.toml``: flattery, labels, and two questions in one sentence."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.domain.content import DEFAULT
from bot.errors import ConfigError
from bot.hosts.guard_patterns import any_of, either, read_patterns, read_table, read_words
from bot.hosts.guard_words import KEYS as ELSEWHERE
from bot.hosts.verbatim import fold

# Where a sentence ends inside French quotation marks, which folding hides.
_QUOTED_END = re.compile(r"(?:(?<=[.?!…]»)|(?<=[.?!…]\s»))\s+(?![a-zß-ÿœ])")


@dataclass(frozen=True, slots=True)
class Phrases:
    """What a text may not have.

    Flattery: ``anywhere`` and, at the beginning of a sentence, ``opening``. ``labels`` of the talk as a model is shown
    it. In one sentence something that ``asks`` and, after it, something that ``asks_again``.
    """

    anywhere: re.Pattern[str] | None = None
    opening: re.Pattern[str] | None = None
    labels: re.Pattern[str] | None = None
    asks: re.Pattern[str] | None = None
    asks_again: re.Pattern[str] | None = None

    def found_in(self, text: str) -> str | None:
        """The first flattering phrase of the text."""
        if self.anywhere and (found := self.anywhere.search(fold(text))):
            return found[found.lastindex or 0]
        lines = "\n".join(filter(None, map(fold, text.splitlines())))
        if self.opening and (found := self.opening.search(lines)):
            return found[found.lastindex or 0]
        return None

    def joined(self, text: str) -> bool:
        """Whether a sentence that ends in a question mark asks a second thing behind the first."""
        if self.asks is None or self.asks_again is None:
            return False
        for piece in _QUOTED_END.split(text):
            for sentence in re.split(r"(?<=[.?!])\s+", fold(piece.rstrip("» \n\u00a0\u202f"))):
                second = self.asks_again.search(sentence) if sentence.endswith("?") else None
                if second and self.asks.search(sentence[: second.start()]):
                    return True
        return False


_WORDS = ("phrases", "openers", "praise", "about", "between", "joins")
_PATTERNS = ("before_openers", "after_openers", "labels")
_FREE = "free_words"
_QUESTIONS = "questions"
_KEYS = frozenset({*_WORDS, *_PATTERNS, _FREE, _QUESTIONS})


def load_phrases(folder: Path, language: str = DEFAULT) -> Phrases:
    """Read ``<language>.toml`` of the folder. Raises ConfigError with all faults at once."""
    file, faults = folder / f"{language}.toml", list[str]()
    name, data = file.name, _read(file, faults)
    faults.extend(f"{name}: unknown key {key!r}" for key in sorted(set(data) - _KEYS - ELSEWHERE))
    words = {key: read_words(name, key, data.get(key, []), faults) for key in _WORDS}
    patterns = {key: read_patterns(name, key, data.get(key, []), faults) for key in _PATTERNS}
    free = data.get(_FREE, 0)
    if not isinstance(free, int):
        faults.append(f"{name}: {_FREE} must be a number")
    asks, asks_again = _questions(name, data, faults)
    if faults:
        raise ConfigError(faults)
    return Phrases(
        _anywhere(words, free),
        _opening(words["openers"], patterns["before_openers"], patterns["after_openers"]),
        any_of(patterns["labels"], re.IGNORECASE),
        asks,
        asks_again,
    )


def _read(file: Path, faults: list[str]) -> Mapping[str, Any]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError) as broken:
        faults.append(f"{file.name}: {broken}")
        return {}


def _anywhere(words: Mapping[str, Sequence[str]], free: int) -> re.Pattern[str] | None:
    """Flattery that is looked for anywhere: phrases, and praise before or behind what it is about."""
    found = [re.escape(phrase) for phrase in words["phrases"]]
    praise, about, between = either(words["praise"]), either(words["about"]), either(words["between"])
    if praise and about:
        joins = "|".join(f" {re.escape(w)}" if w[0].isalnum() else re.escape(w) for w in words["joins"])
        joined = f"(?:{joins})?" if joins else ""
        found.append(rf"(?:{praise}){joined}(?: \w+){{0,{free}}} (?:{about})")
    if praise and about and between:
        found.append(rf"(?:{about})(?:,? (?:{between})){{0,3}} (?:{praise})")
    return re.compile(rf"\b({'|'.join(found)})\b") if found else None


def _opening(openers: Sequence[str], before: Sequence[str], after: Sequence[str]) -> re.Pattern[str] | None:
    """Openers at the beginning of a sentence, with what may stand before and behind them."""
    if not openers:
        return None
    begins, ends = "|".join(["^", *before]), "|".join(["$", *after])
    return re.compile(rf"(?:{begins})({either(openers)})\b(?=\s*(?:{ends}))")


def _questions(
    name: str, data: Mapping[str, Any], faults: list[str]
) -> tuple[re.Pattern[str] | None, re.Pattern[str] | None]:
    """How a sentence asks, and how it asks again."""
    lists, patterns = ("words", "verbs", "prepositions"), ("asks", "asks_again")
    table = read_table(name, _QUESTIONS, data, (*lists, *patterns), faults)
    parts = {key: either(read_words(name, key, table.get(key, []), faults)) for key in lists}
    asks, again = (any_of(read_patterns(name, key, table.get(key, []), faults, **parts)) for key in patterns)
    return asks, again
