"""What commands are called in other languages: ``config/commands/<language>.toml``, handed to Discord with the commands.

Discord shows each person the names of their own client's language; what the bot receives stays in English. Sentences write
commands by their English names (`` `/salon start` ``); ``CommandNames.spelled`` puts the reader's in their place.
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot.domain.content import DEFAULT
from bot.errors import ConfigError

_TYPED = re.compile(r"`/([a-z-]+(?: [a-z-]+)?)`")
_OPTION = re.compile(r"`([a-z]+(?:_[a-z]+)+)`")
MOST = 100
"""Characters of a description or a choice."""


@dataclass(frozen=True, slots=True)
class Names:
    """One language: names and descriptions of commands by qualified name, of options by (command, option); choices by name."""

    commands: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    options: Mapping[tuple[str, str], tuple[str, str]] = field(default_factory=dict)
    menus: Mapping[str, str] = field(default_factory=dict)
    choices: Mapping[str, str] = field(default_factory=dict)

    def path(self, command: str) -> str:
        """A command as it is typed in this language: "salon ouvrir" for "salon start"."""
        words = command.split()
        return " ".join(self._name(" ".join(words[: n + 1]), word) for n, word in enumerate(words))

    def spelled(self, sentence: str) -> str:
        """A sentence with the commands and options in it called as in this language."""
        typed = _TYPED.sub(lambda m: f"`/{self.path(m[1])}`", sentence)
        options = {option: name for (_, option), (name, _) in self.options.items()}
        return _OPTION.sub(lambda m: f"`{options.get(m[1], m[1])}`", typed)

    def _name(self, command: str, otherwise: str) -> str:
        return self.commands[command][0] if command in self.commands else otherwise


@dataclass(frozen=True, slots=True)
class CommandNames:
    """All languages but English, whose names stand with the commands."""

    languages: Mapping[str, Names]

    @classmethod
    def load(cls, folder: Path, languages: Container[str] | None = None) -> CommandNames:
        """Read every ``*.toml`` of a folder, or those of some languages. Raises ConfigError with every fault."""
        names, faults = cls.read(folder, languages)
        if faults:
            raise ConfigError(faults)
        return names

    @classmethod
    def read(cls, folder: Path, languages: Container[str] | None = None) -> tuple[CommandNames, list[str]]:
        """The same with what is usable of each file, and every fault."""
        faults: list[str] = []
        paths = [path for path in sorted(folder.glob("*.toml")) if languages is None or path.stem in languages]
        return cls({path.stem: _read(path, faults) for path in paths}), faults

    def of(self, locale: str) -> Names | None:
        """The names for a Discord locale such as "fr" or "pt-BR"; None where they are the English ones."""
        return self.languages.get(locale) or self.languages.get(locale.partition("-")[0])


def label(key: object) -> str:
    """A command's or option's English name."""
    return " ".join(key) if isinstance(key, tuple) else str(key)


def _read(path: Path, faults: list[str]) -> Names:
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        faults.append(f"Command names {path.name} cannot be read: {type(error).__name__} {error}.")
        return Names()
    told: list[str] = []
    names = _names(table, told)
    if path.stem == DEFAULT:
        faults.append(f"Command names {path.name}: the English names stand with the commands; remove the file.")
    faults.extend(f"Command names {path.name}: {fault}" for fault in (*told, *_faults(names)))
    return names


def _names(table: Mapping[str, Any], faults: list[str]) -> Names:
    """The names of a file. What is no name in quotation marks is a fault, and stays as in English."""
    commands: dict[str, tuple[str, str]] = {}
    options: dict[tuple[str, str], tuple[str, str]] = {}
    for entry in _entries(table, "command", faults):
        path, own = entry["path"], entry.get("options", {})
        if path in commands:
            faults.append(f"{path}: it is there twice.")
        word = path.rpartition(" ")[2]
        commands[path] = _text(path, "name", entry, word, faults), _text(path, "description", entry, word, faults)
        if not isinstance(own, dict):
            faults.append(f"{path}: its options must be a table, [command.options].")
            continue
        for option, given in own.items():
            what, described = f"{path} {option}", given if isinstance(given, dict) else {}
            options[path, option] = (
                _text(what, "name", described, option, faults),
                _text(what, "description", described, option, faults),
            )
    menus = {menu["path"]: _text(menu["path"], "name", menu, "?", faults) for menu in _entries(table, "menu", faults)}
    choices = table.get("choices", {})
    if not isinstance(choices, dict):
        faults.append("choices must be a table, [choices], of names by the English ones.")
        choices = {}
    return Names(commands, options, menus, {one: _text("choices", one, choices, one, faults) for one in choices})


def _entries(table: Mapping[str, Any], name: str, faults: list[str]) -> Iterator[Mapping[str, Any]]:
    listed = table.get(name, [])
    if not isinstance(listed, list):
        faults.append(f"{name} must be a list of tables, [[{name}]].")
        return
    for number, entry in enumerate(listed, 1):
        if isinstance(entry, dict) and isinstance(entry.get("path"), str):
            yield entry
        else:
            faults.append(f"{name} {number}: it must be a table with a path in quotation marks.")


def _text(what: str, key: str, entry: Mapping[str, Any], otherwise: str, faults: list[str]) -> str:
    text = entry.get(key)
    if isinstance(text, str):
        return text
    faults.append(f"{what}: {key} must be a text in quotation marks.")
    return otherwise


def _faults(names: Names) -> Iterator[str]:
    """What Discord would refuse: names of 1 to 32 letters in lower case, descriptions of 1 to 100 characters, two alike."""
    for key, (name, description) in (*names.commands.items(), *names.options.items()):
        if not re.fullmatch(r"[-_'\w]{1,32}", name) or name != name.lower():
            yield f'{label(key)}: "{name}" is no name for a command or option.'
        if not 1 <= len(description) <= MOST:
            yield f"{label(key)}: its description has {len(description)} characters, {MOST} at most."
    for menu, name in names.menus.items():
        if not 1 <= len(name) <= 32:
            yield f'{menu}: "{name}" is no name for a menu.'
    yield from (f'"{name}": a choice has 1 to {MOST} characters.' for name in names.choices.values() if not 1 <= len(name) <= MOST)  # fmt: skip
    paths = [names.path(command) for command in names.commands]
    yield from (f'"/{path}" is there twice.' for path in sorted({p for p in paths if paths.count(p) > 1}))
    given = Counter((command, name) for (command, _), (name, _) in names.options.items())
    yield from (f'{command}: two options are called "{name}".' for (command, name), count in given.items() if count > 1)
    called = Counter(names.menus.values())
    yield from (f'two menus are called "{name}".' for name, count in called.items() if count > 1)
