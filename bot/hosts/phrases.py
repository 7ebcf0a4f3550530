"""Phrases that no host says: flattery, read from ``config/guard/<language>.toml``."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.domain.content import DEFAULT
from bot.errors import ConfigError
from bot.hosts.guard_words import COMMON, LISTS
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


_KEYS = frozenset({"phrases", "openers", "praise", "about", "between"})
_ELSEWHERE = frozenset({*LISTS, COMMON})  # read by guard_words


def load_phrases(folder: Path, language: str = DEFAULT) -> Phrases:
    """Read ``<language>.toml`` of the folder. Raises ConfigError with all faults at once."""
    file, faults = folder / f"{language}.toml", list[str]()
    words = _read_phrases(file, faults)
    if faults:
        raise ConfigError(faults)
    praise, about, between = words["praise"], words["about"], words["between"]
    anywhere = list(words["phrases"])
    if praise and about:
        anywhere.append(rf"(?:{'|'.join(praise)})(?: and)?(?: \w+)? (?:{'|'.join(about)})")
    if praise and about and between:
        anywhere.append(rf"(?:{'|'.join(about)})(?:,? (?:{'|'.join(between)})){{0,3}} (?:{'|'.join(praise)})")
    return Phrases(
        _alternatives(anywhere, lambda body: rf"\b({body})\b"),
        _alternatives(words["openers"], lambda body: rf"(?:^|[.?!:]\s)({body})\b(?=\s*(?:[.,;:!-]|$))"),
    )


def _read_phrases(file: Path, faults: list[str]) -> dict[str, list[str]]:
    """One language's lists as patterns, or what is wrong with them."""
    try:
        data = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError) as broken:
        faults.append(f"{file.name}: {broken}")
        return {key: [] for key in _KEYS}
    faults.extend(f"{file.name}: unknown key {key!r}" for key in sorted(set(data) - _KEYS - _ELSEWHERE))
    words: dict[str, list[str]] = {}
    for key in sorted(_KEYS):
        value = data.get(key, [])
        if isinstance(value, list) and all(isinstance(item, str) and item.strip() for item in value):
            words[key] = [re.escape(fold(item)) for item in value]
        else:
            faults.append(f"{file.name}: {key} must be a list of words or phrases")
            words[key] = []
    return words


def _alternatives(patterns: Sequence[str], around: Callable[[str], str]) -> re.Pattern[str] | None:
    """One pattern for all of them; None when there are none."""
    return re.compile(around("|".join(patterns))) if patterns else None
