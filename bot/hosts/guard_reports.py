"""How a language tells that somebody said something: patterns from ``[reports]`` of ``config/guard/<language>.toml``.

In a pattern ``<who>`` is a name, ``<verb>`` any of the language's ``sayings``, ``<link>`` any of the table's ``links``,
``<ask>`` any of its patterns ``asks``. What is told is all that a pattern's groups hold. Apostrophes and spaces are plain
by the time the patterns are used.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from bot.hosts.guard_patterns import any_of, either, filled, read_patterns, read_table, read_words

_PLAIN = str.maketrans({"’": "'", "\u00a0": " ", "\u202f": " "})
_PATTERNS = ("named", "yours", "you", "behind", "behind_you", "asking")


@dataclass(frozen=True, slots=True)
class Reports:
    """Patterns: ``named`` reports of somebody by name, and ``yours`` of whoever is spoken to.

    ``you`` is that person named before a quotation; ``behind`` and ``behind_you`` match right behind one that is
    somebody's; ``asking`` is what stands before a report that states nothing ("does Ana say ...").
    """

    named: tuple[str, ...] = ()
    yours: tuple[str, ...] = ()
    you: re.Pattern[str] | None = None
    behind: tuple[str, ...] = ()
    behind_you: re.Pattern[str] | None = None
    asking: re.Pattern[str] | None = None

    def told(self, part: str, names: Iterable[str], *, you: bool) -> str | None:
        """What a part of a sentence says that somebody said or thinks; None when it reports nothing, or asks for it."""
        for name in _there(names, part):
            if found := self._first(part, (filled(form, who=name_pattern(name)) for form in self.named)):
                return found
        return self._first(part, self.yours) if you else None

    def _first(self, part: str, forms: Iterable[str]) -> str | None:
        for form in forms:
            report = re.search(form, part, re.DOTALL)
            if report is None or (self.asking is not None and self.asking.search(part[: report.start()])):
                continue
            told = " ".join(filter(None, report.groups()))
            if any(character.isalnum() for character in told):
                return told
        return None

    def places(self, text: str, names: Iterable[str], *, you: bool) -> Iterator[int]:
        """Where a text names somebody."""
        for name in names:
            yield from (found.start() for found in re.finditer(name_pattern(name), text))
        if you and self.you is not None:
            yield from (found.start() for found in self.you.finditer(text))

    def named_behind(self, text: str, names: Iterable[str], *, you: bool) -> int | None:
        """Where the name ends of somebody whom a text names right behind a quotation: ", says Ana", " (Ana)"."""
        for name in _there(names, text):
            for form in self.behind:
                if found := re.match(filled(form, who=name_pattern(name)), text):
                    return found.end()
        if you and self.behind_you is not None and (found := self.behind_you.match(text)):
            return found.end()
        return None


def read_reports(name: str, data: Mapping[str, object], sayings: Iterable[str], faults: list[str]) -> Reports:
    """The table ``[reports]`` of a file; without sayings nothing is a report."""
    table = read_table(name, "reports", data, ("links", "asks", *_PATTERNS), faults)
    verbs = either(sayings)
    links = either(read_words(name, "links", table.get("links", []), faults))
    asks = "|".join(read_patterns(name, "asks", table.get("asks", []), faults))
    parts = {"verb": verbs, "link": links, "ask": asks}
    read = {key: tuple(read_patterns(name, key, table.get(key, []), faults, **parts)) for key in _PATTERNS}
    if not verbs:
        return Reports()
    return Reports(
        named=read["named"],
        yours=read["yours"],
        you=any_of(read["you"]),
        behind=read["behind"],
        behind_you=any_of(read["behind_you"]),
        asking=any_of(read["asking"]),
    )


def _there(names: Iterable[str], text: str) -> Iterator[str]:
    """Those of the names that a text has: the patterns are costly, and most names are not there."""
    low = text.casefold()
    return (name for name in names if plainly(name).casefold() in low)


def plainly(text: str) -> str:
    """A text with plain apostrophes and spaces, each character in its place."""
    return text.translate(_PLAIN)


def name_pattern(name: str) -> str:
    """A name as a whole word. Short or common ones must be written as they are: "A", "Will"."""
    exact = rf"(?<!\w){re.escape(plainly(name))}(?!\w)"
    return exact if len(name) < 5 else rf"(?i:{exact})"
