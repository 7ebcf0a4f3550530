"""The sentences people read: ``config/locales/<code>.toml``, checked when loaded.

A locale is a file of tables. A sentence is named "table.key"; its variables stand in braces: ``{film}``. A sentence
that counts is a table of the forms that the language has (Unicode's CLDR knows them; ``one`` and ``other`` in English), chosen
by the variable ``n``.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from babel import Locale as Cldr
from babel import UnknownLocaleError
from babel.numbers import format_decimal

from bot.domain.content import DEFAULT
from bot.domain.forms import variables
from bot.errors import BadInput, ConfigError
from bot.ui.command_names import CommandNames, Names

_FORMS = frozenset({"zero", "one", "two", "few", "many", "other"})
_COUNTED = range(201)
"""Numbers that are counted; beyond them no language has a form that these do not need."""
_ROOM = {"modal_title": 45, "modal_label": 45, "modal_hint": 100}
"""Characters that Discord lets a modal's texts have (discord.com/developers/docs, components: text input, label)."""


def _english(number: int) -> str:
    return "one" if number == 1 else "other"


@dataclass(frozen=True, slots=True)
class Locale:
    """The sentences of one language, by "table.key"."""

    code: str
    sentences: Mapping[str, str]
    plural: Callable[[int], str] = _english

    def get(self, key: str, /, **values: object) -> str:
        """The sentence with its variables filled in. A missing key or variable is a programming error (KeyError)."""
        sentence = self.sentences.get(key)
        if sentence is None:
            number = values.get("n")
            form = self.plural(number) if isinstance(number, int) else "other"
            sentence = self.sentences.get(f"{key}.{form}") or self.sentences[f"{key}.other"]
        return sentence.format_map({name: str(value) for name, value in values.items()})

    def table(self, name: str) -> Mapping[str, str]:
        """The sentences of one table, by their keys in it."""
        head = f"{name}."
        return {key.removeprefix(head): text for key, text in self.sentences.items() if key.startswith(head)}

    def number(self, value: float, form: str | None = None) -> str:
        """A number as the language writes it; ``form`` is a CLDR pattern such as "0.0"."""
        return str(format_decimal(value, format=form, locale=self.code.replace("-", "_")))

    def quoted(self, words: str) -> str:
        """Words between the language's quotation marks."""
        return self.get("marks.quoted", words=words)

    def has(self, key: str) -> bool:
        """Whether there is such a sentence, counted or not."""
        return key in self.sentences or f"{key}.other" in self.sentences


@dataclass(frozen=True, slots=True)
class Texts:
    """All languages that exist completely."""

    locales: Mapping[str, Locale]
    commands: CommandNames = field(default_factory=lambda: CommandNames({}))

    @classmethod
    def load(cls, folder: Path, languages: Container[str] | None = None) -> Texts:
        """Read every ``*.toml`` of a folder, and the names of commands in the folder ``commands`` beside it.

        With ``languages``, those only: the ones that the host speaks. Sentences call commands as their language does.
        Raises ConfigError with every fault.
        """
        read = read_locales(folder, languages)
        commands = CommandNames.load(folder.parent / "commands", languages)
        locales = {
            code: Locale(code, _spelled(sentences, commands.of(code)), _plural(code))
            for code, sentences in read.items()
        }
        return cls(locales, commands)

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


def read_locales(folder: Path, languages: Container[str] | None = None) -> Mapping[str, Mapping[str, str]]:
    """The sentences of every locale of a folder, or of some languages.

    Raises ConfigError with every fault: unreadable files, sentences that are missing, too many or too long, variables that
    differ from the English ones.
    """
    faults: list[str] = []
    paths = [path for path in sorted(folder.glob("*.toml")) if languages is None or path.stem in languages]
    read = {path.stem: _read(path, faults) for path in paths}
    if DEFAULT not in read:
        faults.append(f"The folder {folder.name} has no {DEFAULT}.toml: put the English sentences back.")
    else:
        for code in sorted(read.keys() - {DEFAULT}):
            faults.extend(_differences(code, read[DEFAULT], read[code]))
    if faults:
        raise ConfigError(faults)
    return read


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
    faults.extend(_half_counted(path, found))
    faults.extend(_too_long(path, found))
    if "meta.name" not in found:
        faults.append(f'Locale {path.name} must name its language: [meta] name = "...".')
    return found


def _flat(table: Mapping[str, object], prefix: str) -> Iterator[tuple[str, object]]:
    for key, value in table.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}", value


def _spelled(sentences: Mapping[str, str], names: Names | None) -> Mapping[str, str]:
    return sentences if names is None else {key: names.spelled(text) for key, text in sentences.items()}


def _plural(code: str) -> Callable[[int], str]:
    """Which form a number takes in a language, by CLDR; as in English where CLDR does not know the language."""
    try:
        return Cldr.parse(code, sep="-").plural_form
    except (ValueError, UnknownLocaleError):
        return _english


def _half_counted(path: Path, found: Mapping[str, str]) -> list[str]:
    plural = _plural(path.stem)
    wanted = {plural(number) for number in _COUNTED} | {"other"}
    return [
        f"Locale {path.name}: {stem} must have the forms {', '.join(sorted(wanted))}; it lacks {form}."
        for stem in sorted(_stems(found))
        for form in sorted(wanted)
        if f"{stem}.{form}" not in found
    ]


def _too_long(path: Path, found: Mapping[str, str]) -> list[str]:
    return [
        f"Locale {path.name}: {key} has {len(text)} characters; Discord takes {most}."
        for key, text in found.items()
        if (most := _ROOM.get(key.rpartition(".")[2])) is not None and len(text) > most
    ]


def _stems(found: Iterable[str]) -> set[str]:
    """The sentences that count, without their forms."""
    return {key.rpartition(".")[0] for key in found if key.rpartition(".")[2] in _FORMS}


def _differences(code: str, english: Mapping[str, str], other: Mapping[str, str]) -> list[str]:
    ours, theirs = _whole(english), _whole(other)
    faults = [f"Locale {code} lacks the sentence {key}." for key in sorted(ours.keys() - theirs.keys())]
    faults += [
        f"Locale {code} has a sentence that English lacks: {key}." for key in sorted(theirs.keys() - ours.keys())
    ]
    for key in sorted(ours.keys() & theirs.keys()):
        try:
            same = variables(ours[key]) == variables(theirs[key])
        except ValueError:
            continue  # named already
        if not same:
            faults.append(f"Locale {code}: {key} must use the same variables as English.")
    return faults


def _whole(sentences: Mapping[str, str]) -> dict[str, str]:
    """The sentences by name, of those that count the general form: "one message" may leave the number out."""
    stems = _stems(sentences)
    whole = {key: text for key, text in sentences.items() if key.rpartition(".")[0] not in stems}
    return whole | {f"{stem}.other": sentences.get(f"{stem}.other", "") for stem in stems}
