"""Phrases that no host says: flattery, read from ``config/guard/*.toml``."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bot.errors import ConfigError
from bot.hosts.guard_words import COMMON, INSTRUCTIONS, LISTS
from bot.hosts.verbatim import fold


@dataclass(frozen=True, slots=True)
class Phrases:
    """What counts as flattery: ``anywhere`` and, at the beginning of a sentence, ``opening``."""

    anywhere: re.Pattern[str] | None = None
    opening: re.Pattern[str] | None = None

    def found_in(self, text: str) -> str | None:
        """The first flattering phrase of the text."""
        plain = fold(text)
        for pattern in (self.anywhere, self.opening):
            if pattern and (found := pattern.search(plain)):
                return found[found.lastindex or 0]
        return None


_KEYS = frozenset({"phrases", "openers", "praise", "about"})
_ELSEWHERE = frozenset({*LISTS, COMMON, INSTRUCTIONS})  # read by guard_words


@dataclass(slots=True)
class _Lists:
    """The lists of all languages, as they are read."""

    anywhere: list[str] = field(default_factory=list)
    opening: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)


def load_phrases(folder: Path) -> Phrases:
    """Read every ``*.toml`` of the folder (one a language). Raises ConfigError with all faults at once."""
    lists = _Lists()
    files = sorted(folder.glob("*.toml"))
    if not files:
        lists.faults.append(f"{folder}: no phrase lists (*.toml) here")
    for file in files:
        _read_phrases(file, lists)
    if lists.faults:
        raise ConfigError(lists.faults)
    return Phrases(
        _alternatives(lists.anywhere, lambda body: rf"\b({body})\b"),
        _alternatives(lists.opening, lambda body: rf"(?:^|[.?!:]\s)({body})\b(?=\s*(?:[.,;:!-]|$))"),
    )


def _read_phrases(file: Path, lists: _Lists) -> None:
    """Add one language's lists, or what is wrong with them."""
    try:
        data = tomllib.loads(file.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as broken:
        lists.faults.append(f"{file.name}: {broken}")
        return
    lists.faults.extend(f"{file.name}: unknown key {key!r}" for key in sorted(set(data) - _KEYS - _ELSEWHERE))
    words: dict[str, list[str]] = {}
    for key in sorted(_KEYS):
        value = data.get(key, [])
        if isinstance(value, list) and all(isinstance(item, str) and item.strip() for item in value):
            words[key] = [re.escape(fold(item)) for item in value]
        else:
            lists.faults.append(f"{file.name}: {key} must be a list of words or phrases")
            words[key] = []
    lists.anywhere += words["phrases"]
    lists.opening += words["openers"]
    if words["praise"] and words["about"]:
        lists.anywhere.append(rf"(?:{'|'.join(words['praise'])})(?: and)?(?: \w+)? (?:{'|'.join(words['about'])})")


def _alternatives(patterns: Sequence[str], around: Callable[[str], str]) -> re.Pattern[str] | None:
    """One pattern for all of them; None when there are none."""
    return re.compile(around("|".join(patterns))) if patterns else None
