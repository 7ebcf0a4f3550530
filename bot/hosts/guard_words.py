"""The words by which the guard reads a text, from ``config/guard/*.toml``; flattery has its own list (see ``phrases``).

``<language>.toml`` holds ``sayings``, ``recollection``, ``scene_words``, ``plain_names``, ``name_endings``, ``common``,
``confessions``, ``roles``, ``poses`` and ``[reports]``; ``instructions.toml`` how guests give the host orders, in whatever
language, since they write in any. What the host may say is read by its own language's words; only ``roles`` hold together,
and ``common`` words tell one language from another.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot.domain.content import DEFAULT
from bot.domain.lexicon import PhraseSet
from bot.errors import ConfigError
from bot.hosts.guard_names import plain_name
from bot.hosts.guard_patterns import either, read_patterns, read_words
from bot.hosts.guard_reports import Reports, read_reports
from bot.hosts.verbatim import fold

_ROLES, _POSES, _REPORTS = "roles", "poses", "reports"
LISTS = ("sayings", "recollection", "scene_words", "plain_names", "name_endings", "confessions")
COMMON = "common"
KEYS = frozenset({*LISTS, _ROLES, _POSES, _REPORTS, COMMON})
"""What this module reads of a language's file."""
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
    """Word lists, folded. Patterns are None where no file lists anything for them.

    ``scenes`` are the ``scene_words`` as they are found in a text, of one word or several.
    ``name_endings`` make another word of a name ("godardien"); ``poses`` are patterns by which somebody claims to be
    ``<who>``, ``roles`` what a line is labelled with that another than the host speaks.
    """

    sayings: frozenset[str] = frozenset()
    scene_words: frozenset[str] = frozenset()
    scenes: PhraseSet = field(default_factory=lambda: PhraseSet(()))
    plain_names: frozenset[str] = frozenset()
    name_endings: tuple[str, ...] = ()
    common: Mapping[str, frozenset[str]] = field(default_factory=dict)
    recollection: re.Pattern[str] | None = None
    confessions: re.Pattern[str] | None = None
    roles: re.Pattern[str] | None = None
    poses: tuple[str, ...] = ()
    reports: Reports = field(default_factory=Reports)
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
    file, data = f"{language}.toml", read.get(language, {})
    own = {key: read_words(file, key, data.get(key, []), faults) for key in LISTS}
    poses = read_patterns(file, _POSES, data.get(_POSES, []), faults)
    reports = read_reports(file, data, own["sayings"], faults)
    roles = [
        role
        for code, table in read.items()
        for role in read_words(f"{code}.toml", _ROLES, table.get(_ROLES, []), faults)
    ]
    common = {
        code: frozenset(read_words(f"{code}.toml", COMMON, table[COMMON], faults))
        for code, table in read.items()
        if COMMON in table
    }
    if faults:
        raise ConfigError(list(dict.fromkeys(faults)))
    return GuardWords(
        sayings=frozenset(own["sayings"]),
        scene_words=frozenset(own["scene_words"]),
        scenes=PhraseSet(own["scene_words"]),
        plain_names=frozenset(map(plain_name, own["plain_names"])),
        name_endings=tuple(map(plain_name, own["name_endings"])),
        common=common,
        recollection=_any_of(own["recollection"]),
        confessions=_any_of(own["confessions"]),
        roles=re.compile(rf"^\W*(?:{either(roles)})\s*:", re.MULTILINE | re.IGNORECASE) if roles else None,
        poses=tuple(poses),
        reports=reports,
        orders=re.compile("|".join([*orders, _STRUCTURE])) if orders else None,
    )


def _orders(name: str, table: object, faults: list[str]) -> list[str]:
    """The patterns of ``instructions.toml``."""
    if not isinstance(table, dict) or set(table) - {"verbs", "objects", "phrases"}:
        faults.append(f"{name}: [{INSTRUCTIONS}] must have verbs, objects and phrases, and nothing else")
        return []
    verbs, objects, phrases = (
        read_words(name, key, table.get(key, []), faults) for key in ("verbs", "objects", "phrases")
    )
    if not (verbs and objects and phrases):
        faults.append(f"{name}: verbs, objects and phrases must each list something")
        return []
    grid = rf"\b(?:{either(verbs)}){_BETWEEN}(?:{either(objects)})|\b(?:{either(verbs)})\W+(?:{either(objects)})"
    # Japanese and Chinese put no spaces between words, so that a word's edge says nothing there.
    spaced = [p for p in phrases if p.isascii() or (p[0].isalpha() and ord(p[0]) < 0x0E00)]
    close = [p for p in phrases if p not in spaced]
    found = [grid, rf"\b(?:{either(spaced)})\b"] if spaced else [grid]
    return [*found, either(close)] if close else found


def _read(file: Path, faults: list[str]) -> Mapping[str, Any]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as broken:
        faults.append(f"{file.name}: {broken}")
        return {}


def _any_of(words: list[str]) -> re.Pattern[str] | None:
    return re.compile(rf"\b(?:{either(words)})\b") if words else None
