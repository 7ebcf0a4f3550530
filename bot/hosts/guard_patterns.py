"""Word lists and patterns of ``config/guard/*.toml``: reading them, and putting lists into patterns.

A pattern is a regular expression in which ``<name>`` stands for any of the words of a list of that name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from bot.hosts.verbatim import fold


def either(words: Iterable[str]) -> str:
    """A pattern for any of these words, the longest first."""
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


def any_of(patterns: Iterable[str], flags: re.RegexFlag = re.NOFLAG) -> re.Pattern[str] | None:
    """One pattern for all of them; None when there are none."""
    body = "|".join(f"(?:{one})" for one in patterns)
    return re.compile(body, flags) if body else None


def filled(pattern: str, **parts: str) -> str:
    """A pattern with its ``<name>`` replaced by these patterns."""
    for name, part in parts.items():
        pattern = pattern.replace(f"<{name}>", f"(?:{part})")
    return pattern


def read_words(name: str, key: str, value: object, faults: list[str]) -> list[str]:
    """A list of words or phrases, folded; what is wrong with it becomes a fault of the file ``name``."""
    if isinstance(value, list) and all(isinstance(item, str) and item.strip() for item in value):
        return [fold(item) for item in value]
    faults.append(f"{name}: {key} must be a list of words or phrases")
    return []


def read_patterns(name: str, key: str, value: object, faults: list[str], **parts: str) -> list[str]:
    """A list of patterns with their ``<name>`` replaced; what is wrong with it becomes a fault of the file ``name``."""
    if not isinstance(value, list) or not all(isinstance(item, str) and item.strip() for item in value):
        faults.append(f"{name}: {key} must be a list of patterns")
        return []
    found = [filled(item, **parts) for item in value]
    for pattern in found:
        try:
            re.compile(pattern)
        except re.error as wrong:
            faults.append(f"{name}: {key}: {wrong}")
            return []
    return found


def read_table(
    name: str, key: str, data: Mapping[str, object], keys: Iterable[str], faults: list[str]
) -> Mapping[str, object]:
    """A table that may have these keys and no other; empty where there is none."""
    table = data.get(key, {})
    if isinstance(table, dict) and not set(table) - set(keys):
        return table
    faults.append(f"{name}: [{key}] may have {', '.join(keys)}, and nothing else")
    return {}
