"""The words by which a line of a model's record is held against the turns it names, language by language.

``config/prompts/support/<language>.toml`` lists them; what each list is for is said there.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from bot.domain.wording import tokens

_LISTS = (
    "free", "frames", "softens", "denials", "halves", "supposes", "binds", "yields", "own", "joints",
    "ties", "links", "breaks", "adds", "others", "selves", "whether",
)  # fmt: skip
_PERSONS = "persons"


@dataclass(frozen=True, slots=True)
class SupportWords:
    """The lists of one language; ``persons`` are sets of words that stand for the same person."""

    free: frozenset[str]
    frames: frozenset[str]
    softens: frozenset[str]
    denials: frozenset[str]
    halves: frozenset[str]
    supposes: frozenset[str]
    binds: frozenset[str]
    yields: frozenset[str]
    own: frozenset[str]
    joints: frozenset[str]
    ties: frozenset[str]
    links: frozenset[str]
    breaks: frozenset[str]
    adds: frozenset[str]
    others: frozenset[str]
    selves: frozenset[str]
    whether: frozenset[str]
    persons: tuple[frozenset[str], ...]

    def person(self, word: str) -> frozenset[int]:
        """Which persons a word may stand for."""
        return frozenset(number for number, words in enumerate(self.persons) if word in words)


def load_support(folder: Path, faults: list[str]) -> Mapping[str, SupportWords]:
    """The words of every language that has a file; what is wrong with one is added to ``faults``."""
    read = {file.stem: _read(file, faults) for file in sorted(folder.glob("*.toml"))}
    if not read:
        faults.append(f"prompts/{folder.name}: no language has a file")
    return {language: words for language, words in read.items() if words is not None}


def _read(file: Path, faults: list[str]) -> SupportWords | None:
    where = f"prompts/{file.parent.name}/{file.name}"
    try:
        data = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as broken:
        faults.append(f"{where}: {broken}")
        return None
    persons = data.get(_PERSONS)
    wrong = [f"{where}: {key} must be words in one text" for key in _LISTS if not isinstance(data.get(key), str)]
    if not (isinstance(persons, list) and persons and all(isinstance(one, str) for one in persons)):
        wrong.append(f"{where}: {_PERSONS} must be a list of texts")
    wrong += [f"{where}: {key} is used by nobody" for key in sorted(set(data) - {*_LISTS, _PERSONS})]
    if wrong or persons is None:
        faults += wrong
        return None
    lists = {key: frozenset(tokens(data[key])) for key in _LISTS}
    return SupportWords(**lists, persons=tuple(frozenset(tokens(one)) for one in persons))
