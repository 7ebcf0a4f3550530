"""Reading ``config/when/*.toml``: how people say a time, language by language, with CLDR's names of weekdays and months."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from babel import Locale, UnknownLocaleError

from bot.domain.when_words import PARTS, Kind, Meaning, WhenWords, fold
from bot.errors import ConfigError

_DAY = 24 * 60
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MORNING, _AFTERNOON, _EVENING, _NIGHT, _ = range(len(PARTS))
_OF_DAY = 10  # see Kind.DAY_PART

Entries = Mapping[str, tuple[Kind, int]]
_TABLES: Mapping[str, Entries] = {
    "days": {
        "yesterday": (Kind.DAY, -1), "today": (Kind.DAY, 0), "tomorrow": (Kind.DAY, 1), "after_tomorrow": (Kind.DAY, 2),
    },
    "parts": {part: (Kind.PART, number) for number, part in enumerate(PARTS)},
    "whole": {
        "this_morning": (Kind.DAY_PART, _MORNING), "this_afternoon": (Kind.DAY_PART, _AFTERNOON),
        "tonight": (Kind.DAY_PART, _EVENING), "this_night": (Kind.DAY_PART, _NIGHT),
        "tomorrow_morning": (Kind.DAY_PART, _OF_DAY + _MORNING), "tomorrow_evening": (Kind.DAY_PART, _OF_DAY + _EVENING),
        "noon": (Kind.NOON, 0), "midnight": (Kind.MIDNIGHT, 0),
    },
    "spans": {
        "in": (Kind.IN, 0), "and": (Kind.AND, 0), "minute": (Kind.UNIT, 1), "hour": (Kind.UNIT, 60), "day": (Kind.UNIT, _DAY),
        "week": (Kind.UNIT, 7 * _DAY), "fortnight": (Kind.UNIT, 14 * _DAY), "quarter_hour": (Kind.SPAN, 15),
        "half_hour": (Kind.SPAN, 30), "one_and_half": (Kind.ONE_AND_HALF, 0),
    },
    "clock": {
        "half_past": (Kind.BEFORE, 30), "half_to": (Kind.BEFORE, -30), "quarter_past": (Kind.BEFORE, 15),
        "quarter_to": (Kind.BEFORE, -15), "and_half": (Kind.BEHIND, 30), "and_quarter": (Kind.BEHIND, 15),
        "less_quarter": (Kind.BEHIND, -15), "oclock": (Kind.CLOCK, 0), "am": (Kind.HALF, 0), "pm": (Kind.HALF, 1),
    },
    "small": {
        "nothing": (Kind.FILL, 0), "the": (Kind.THE, 0), "next": (Kind.NEXT, 0), "this": (Kind.THIS, 0),
        "ordinal": (Kind.ORDINAL, 0), "first": (Kind.PICK, 0), "second": (Kind.PICK, 1), "article": (Kind.ARTICLE, 1),
    },
}  # fmt: skip
_FREE: Mapping[str, Entries] = {
    "weekdays": {name: (Kind.WEEKDAY, number) for number, name in enumerate(_WEEKDAYS)},
    "months": {name: (Kind.MONTH, number) for number, name in enumerate(_MONTHS, start=1)},
}
"""Tables of which a file lists what CLDR does not have."""
_NUMBERS, _LOOSE, _BEHIND = "numbers", "loose", "behind_weekday"


def load_when_words(folder: Path) -> tuple[WhenWords, ...]:
    """The words of every language that has a file. Raises ConfigError with every fault of every file."""
    faults: list[str] = []
    found = [_language(path, faults) for path in sorted(folder.glob("*.toml"))]
    if not found:
        faults.append(f"The folder {folder.name} has no file of words for times: put en.toml back.")
    if faults:
        raise ConfigError(faults)
    return tuple(found)


class _Collected:
    """The phrases of one file while it is read, and what is wrong with it."""

    def __init__(self, file: str, code: str, faults: list[str]) -> None:
        self.file, self.code, self.faults = file, code, faults
        self.phrases: dict[str, dict[Meaning, None]] = {}

    def add(self, phrase: str, meaning: tuple[Kind, int], loose: tuple[tuple[int, int], ...] = ()) -> None:
        for form in _forms(phrase):
            self.phrases.setdefault(form, {})[Meaning(*meaning, self.code, loose)] = None

    def table(self, data: Mapping[str, Any], name: str) -> Mapping[str, Any]:
        value = data.get(name)
        if isinstance(value, dict):
            return value
        self.faults.append(f"when/{self.file}: the table [{name}] is missing.")
        return {}

    def words(self, where: str, value: object) -> Sequence[str]:
        if isinstance(value, list) and all(isinstance(one, str) and fold(one) for one in value):
            return value
        self.faults.append(f"when/{self.file}: {where} must be a list of words or phrases.")
        return ()


def _language(path: Path, faults: list[str]) -> WhenWords:
    into = _Collected(path.name, path.stem, faults)
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        faults.append(f"when/{path.name} cannot be read: {error}.")
        return WhenWords(path.stem, day_first=True, phrases={}, longest=1)
    day_first = data.get("day_first")
    if not isinstance(day_first, bool):
        faults.append(f"when/{path.name}: day_first must be true or false.")
    faults += [
        f"when/{path.name}: {name} is not known here."
        for name in sorted(data.keys() - {"day_first", _NUMBERS, *_TABLES, *_FREE})
    ]
    _named(into)
    for name, entries in _TABLES.items():
        _table(into, name, entries, into.table(data, name), free=False)
    for name, entries in _FREE.items():
        _table(into, name, entries, into.table(data, name), free=True)
    _numbers(into, into.table(data, _NUMBERS))
    phrases = {phrase: tuple(meanings) for phrase, meanings in into.phrases.items()}
    longest = max((phrase.count(" ") + 1 for phrase in phrases), default=1)
    return WhenWords(path.stem, bool(day_first), phrases, longest)


def _named(into: _Collected) -> None:
    """What CLDR calls weekdays and months."""
    try:
        cldr = Locale.parse(into.code, sep="-")
    except (ValueError, UnknownLocaleError):
        into.faults.append(f"when/{into.file}: CLDR knows no language {into.code}.")
        return
    for context in ("format", "stand-alone"):
        for width in ("wide", "abbreviated"):
            for number, name in cldr.days[context][width].items():
                into.add(name.strip("."), (Kind.WEEKDAY, number))
            for number, name in cldr.months[context][width].items():
                into.add(name.strip("."), (Kind.MONTH, number))


def _table(into: _Collected, name: str, entries: Entries, data: Mapping[str, Any], *, free: bool) -> None:
    beside = {_LOOSE} if name == "spans" else {_BEHIND} if name == "parts" else set[str]()
    lacks = set[str]() if free else (entries.keys() | beside) - data.keys()
    into.faults += [f"when/{into.file}: [{name}] lacks {key}." for key in sorted(lacks)]
    extra = data.keys() - entries.keys() - beside
    into.faults += [f"when/{into.file}: [{name}] has {key}, which is not known here." for key in sorted(extra)]
    loose = tuple(_loose(into, data.get(_LOOSE, {})))
    for key, meaning in entries.items():
        for phrase in into.words(f"{key} in [{name}]", data[key]) if key in data else ():
            into.add(phrase, meaning, loose if meaning == (Kind.UNIT, _DAY) else ())
    if name == "parts":
        _behind(into, data.get(_BEHIND, {}))


def _behind(into: _Collected, data: object) -> None:
    """Parts of the day that are such behind a weekday only."""
    if not isinstance(data, dict) or data.keys() - set(PARTS):
        into.faults.append(f"when/{into.file}: {_BEHIND} must name parts of the day.")
        return
    for part, words in data.items():
        for phrase in into.words(f"{part} in {_BEHIND}", words):
            into.add(phrase, (Kind.PART_AFTER, PARTS.index(part)))


def _loose(into: _Collected, data: object) -> Iterator[tuple[int, int]]:
    if not isinstance(data, dict):
        into.faults.append(f"when/{into.file}: [spans.{_LOOSE}] must be a table of numbers.")
        return
    for said, meant in data.items():
        if said.isdecimal() and isinstance(meant, int):
            yield int(said), meant
        else:
            into.faults.append(f"when/{into.file}: {said} in [spans.{_LOOSE}] must be a number, as what it may mean.")


def _numbers(into: _Collected, data: Mapping[str, Any]) -> None:
    for key, words in data.items():
        if not key.isdecimal():
            into.faults.append(f"when/{into.file}: {key} in [{_NUMBERS}] is no number.")
            continue
        for phrase in into.words(f"{key} in [{_NUMBERS}]", words):
            into.add(phrase, (Kind.NUMBER, int(key)))


def _forms(phrase: str) -> Iterator[str]:
    """A phrase folded, and as it is typed where a keyboard has no umlauts."""
    yield fold(phrase)
    spelled = phrase.casefold()
    for umlaut, letters in (("ä", "ae"), ("ö", "oe"), ("ü", "ue")):
        spelled = spelled.replace(umlaut, letters)
    yield fold(spelled)
