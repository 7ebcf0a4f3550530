"""The words by which the guard reads a text, from ``config/guard/*.toml``; flattery has its own list (see ``phrases``).

``<language>.toml`` holds ``sayings``, ``recollection``, ``scene_words``, ``plain_names``, ``common`` and ``confessions``;
``instructions.toml`` how guests give the host orders, in whatever language, since they write in any. What the host may say is
read by its own language's words; only ``plain_names`` hold together, and ``common`` words tell one language from another.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot.domain.content import DEFAULT
from bot.errors import ConfigError
from bot.hosts.guard_names import plain_name
from bot.hosts.verbatim import fold

_NAMES = "plain_names"
LISTS = ("sayings", "recollection", "scene_words", "plain_names", "confessions")
COMMON = "common"
INSTRUCTIONS = "instructions"
_BETWEEN = r"(?:\W+\w+){0,5}?\W+"  # at most five words between an order's verb and its object
# What only a program's conversation has: role labels, control tokens, a message as JSON, a heading that orders.
_STRUCTURE = (
    r"<\|[\w/ ]+\|>|\[/?inst\]|<</?sys>>|</?(?:system|instructions?|assistant|user|prompt)>"
    r"|(?:^|\n)\s*(?:\W{0,3})(?:system|assistant|developer|user|human|ai|host|salon)\s*(?:prompt|message|note)?\s*[:>]"
    r"|[{,]\s*\"(?:role|content|speak|takes_up|text|instruction|command)\"\s*:"
    r"|(?:^|\n)\s*#{1,4}\s*(?:new |system |updated )?(?:instructions?|prompt|task|rules?)\b"
    r"|\[\s*/?\s*(?:task|system|turn\s*\d+|points)\b"
)


@dataclass(frozen=True, slots=True)
class GuardWords:
    """Word lists, folded. Patterns are None where no file lists anything for them."""

    sayings: frozenset[str] = frozenset()
    scene_words: frozenset[str] = frozenset()
    plain_names: frozenset[str] = frozenset()
    common: Mapping[str, frozenset[str]] = field(default_factory=dict)
    recollection: re.Pattern[str] | None = None
    confessions: re.Pattern[str] | None = None
    orders: re.Pattern[str] | None = None

    def is_order(self, text: str) -> bool:
        """Whether a guest's text gives the host orders about its workings."""
        return self.orders is not None and self.orders.search(_order_form(text)) is not None


def _order_form(text: str) -> str:
    """Folded, with line breaks kept: some orders are known by standing at the beginning of a line."""
    return "\n".join(fold(line) for line in text.splitlines()).replace("_", " ")


def load_guard_words(folder: Path, language: str = DEFAULT) -> GuardWords:
    """Read a language's words, and how orders are given in any. Raises ConfigError with all faults at once."""
    faults: list[str] = []
    read = {file.stem: _read(file, faults) for file in sorted(folder.glob("*.toml"))}
    orders = _orders(f"{INSTRUCTIONS}.toml", read.pop(INSTRUCTIONS, {}).get(INSTRUCTIONS, {}), faults)
    if language not in read:
        faults.append(f"{language}.toml: missing")
    own = {name: _words(f"{language}.toml", name, read.get(language, {}).get(name, []), faults) for name in LISTS}
    names = [one for code, data in read.items() for one in _words(f"{code}.toml", _NAMES, data.get(_NAMES, []), faults)]
    common = {
        code: frozenset(_words(f"{code}.toml", COMMON, data[COMMON], faults))
        for code, data in read.items()
        if COMMON in data
    }
    if faults:
        raise ConfigError(list(dict.fromkeys(faults)))
    return GuardWords(
        sayings=frozenset(own["sayings"]),
        scene_words=frozenset(own["scene_words"]),
        plain_names=frozenset(map(plain_name, names)),
        common=common,
        recollection=_any_of(own["recollection"]),
        confessions=_any_of(own["confessions"]),
        orders=re.compile("|".join([*orders, _STRUCTURE])) if orders else None,
    )


def _orders(name: str, table: object, faults: list[str]) -> list[str]:
    """The patterns of ``instructions.toml``."""
    if not isinstance(table, dict) or set(table) - {"verbs", "objects", "phrases"}:
        faults.append(f"{name}: [{INSTRUCTIONS}] must have verbs, objects and phrases, and nothing else")
        return []
    verbs, objects, phrases = (_words(name, key, table.get(key, []), faults) for key in ("verbs", "objects", "phrases"))
    if not (verbs and objects and phrases):
        faults.append(f"{name}: verbs, objects and phrases must each list something")
        return []
    grid = rf"\b(?:{_either(verbs)}){_BETWEEN}(?:{_either(objects)})|\b(?:{_either(verbs)})\W+(?:{_either(objects)})"
    # Japanese and Chinese put no spaces between words, so that a word's edge says nothing there.
    spaced = [p for p in phrases if p.isascii() or (p[0].isalpha() and ord(p[0]) < 0x0E00)]
    close = [p for p in phrases if p not in spaced]
    found = [grid, rf"\b(?:{_either(spaced)})\b"] if spaced else [grid]
    return [*found, _either(close)] if close else found


def _read(file: Path, faults: list[str]) -> Mapping[str, Any]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as broken:
        faults.append(f"{file.name}: {broken}")
        return {}


def _words(name: str, key: str, value: object, faults: list[str]) -> list[str]:
    """A list of words or phrases, folded."""
    if isinstance(value, list) and all(isinstance(item, str) and item.strip() for item in value):
        return [fold(item) for item in value]
    faults.append(f"{name}: {key} must be a list of words or phrases")
    return []


def _either(words: Iterable[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


def _any_of(words: list[str]) -> re.Pattern[str] | None:
    return re.compile(rf"\b(?:{_either(words)})\b") if words else None
