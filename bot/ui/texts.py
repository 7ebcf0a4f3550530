"""The sentences people read: ``config/locales/<code>.toml``, checked when loaded.

A locale is a file of tables. A sentence is named "table.key"; its variables stand in braces: ``{film}``. A sentence
that counts is a table with ``one`` and ``other``, chosen by the variable ``n``.
"""

from __future__ import annotations

import string
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from bot.errors import BadInput, ConfigError

DEFAULT = "en"
_FORMS = {"one", "other"}


@dataclass(frozen=True, slots=True)
class Locale:
    """The sentences of one language, by "table.key"."""

    code: str
    sentences: Mapping[str, str]

    def get(self, key: str, /, **values: object) -> str:
        """The sentence with its variables filled in. A missing key or variable is a programming error (KeyError)."""
        sentence = self.sentences.get(key)
        if sentence is None:
            form = "one" if values.get("n") == 1 else "other"
            sentence = self.sentences[f"{key}.{form}"]
        return sentence.format_map({name: str(value) for name, value in values.items()})

    def has(self, key: str) -> bool:
        """Whether there is such a sentence, counted or not."""
        return key in self.sentences or f"{key}.other" in self.sentences


@dataclass(frozen=True, slots=True)
class Texts:
    """All languages that exist completely."""

    locales: Mapping[str, Locale]

    @classmethod
    def load(cls, folder: Path) -> Texts:
        """Read every ``*.toml`` of a folder.

        Raises ConfigError with every fault: unreadable files, sentences that are missing or too many, variables that
        differ from the English ones.
        """
        faults: list[str] = []
        read = {path.stem: _read(path, faults) for path in sorted(folder.glob("*.toml"))}
        if DEFAULT not in read:
            faults.append(f"The folder {folder.name} has no {DEFAULT}.toml: put the English sentences back.")
        else:
            for code in read.keys() - {DEFAULT}:
                faults.extend(_differences(code, read[DEFAULT], read[code]))
        if faults:
            raise ConfigError(faults)
        return cls({code: Locale(code, sentences) for code, sentences in read.items()})

    def __call__(self, language: str | None = None) -> Locale:
        """The locale of a language or of a Discord locale such as "en-GB"; English where there is none."""
        code = language or DEFAULT
        return self.locales.get(code) or self.locales.get(code.split("-")[0]) or self.locales[DEFAULT]

    @property
    def names(self) -> Mapping[str, str]:
        """Language codes and their own names, for instance {"en": "English"}."""
        return {code: locale.get("meta.name") for code, locale in self.locales.items()}

    def code(self, typed: str) -> str:
        """The code of a language that was chosen or typed by hand. Raises BadInput("unknown_language", name=)."""
        wanted = typed.strip().casefold()
        for code, name in self.names.items():
            if wanted in {code.casefold(), name.casefold()}:
                return code
        raise BadInput("unknown_language", name=typed.strip()[:40])


def variables(sentence: str) -> frozenset[str]:
    """The names in braces. Raises ValueError when the braces are wrong or hold anything but a name."""
    names = set()
    for _, name, spec, conversion in string.Formatter().parse(sentence):
        if name is None:
            continue
        if not name.isidentifier() or spec or conversion:
            raise ValueError(name)
        names.add(name)
    return frozenset(names)


def _read(path: Path, faults: list[str]) -> dict[str, str]:
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        faults.append(f"Locale {path.name} cannot be read: {error}.")
        return {}
    found: dict[str, str] = {}
    for key, value in _flat(tables, ""):
        if not isinstance(value, str):
            faults.append(f"Locale {path.name}: {key} must be a sentence in quotation marks.")
            continue
        try:
            variables(value)
        except ValueError:
            faults.append(f"Locale {path.name}: the braces in {key} must hold a plain name, as in {{film}}.")
        found[key] = value
    faults.extend(_half_counted(path.name, found))
    if "meta.name" not in found:
        faults.append(f'Locale {path.name} must name its language: [meta] name = "...".')
    return found


def _flat(table: Mapping[str, object], prefix: str) -> Iterator[tuple[str, object]]:
    for key, value in table.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}", value


def _half_counted(file: str, found: Mapping[str, str]) -> list[str]:
    stems = {key.rpartition(".")[0] for key in found if key.rpartition(".")[2] in _FORMS}
    return [
        f"Locale {file}: {stem} must have both forms, one and other."
        for stem in sorted(stems)
        if any(f"{stem}.{form}" not in found for form in _FORMS)
    ]


def _differences(code: str, english: Mapping[str, str], other: Mapping[str, str]) -> list[str]:
    faults = [f"Locale {code} lacks the sentence {key}." for key in sorted(english.keys() - other.keys())]
    faults += [
        f"Locale {code} has a sentence that English lacks: {key}." for key in sorted(other.keys() - english.keys())
    ]
    for key in sorted(english.keys() & other.keys()):
        if key.endswith(".one"):
            continue  # "one message" may leave the number out
        try:
            same = variables(english[key]) == variables(other[key])
        except ValueError:
            continue  # named already
        if not same:
            faults.append(f"Locale {code}: {key} must use the same variables as English.")
    return faults
