"""What commands are called in other languages: ``config/commands/<language>.toml``, handed to Discord with the commands.

Discord shows each person the names of their own client's language; what the bot receives stays in English. Sentences write
commands by their English names (`` `/salon start` ``); ``CommandNames.spelled`` puts the reader's in their place.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
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
    def load(cls, folder: Path) -> CommandNames:
        """Read every ``*.toml`` of a folder. Raises ConfigError with every fault."""
        faults: list[str] = []
        read = {path.stem: _read(path, faults) for path in sorted(folder.glob("*.toml"))}
        if faults:
            raise ConfigError(faults)
        return cls(read)

    def of(self, locale: str) -> Names | None:
        """The names for a Discord locale such as "fr" or "pt-BR"; None where they are the English ones."""
        return self.languages.get(locale) or self.languages.get(locale.partition("-")[0])


def label(key: object) -> str:
    """A command's or option's English name."""
    return " ".join(key) if isinstance(key, tuple) else str(key)


def _read(path: Path, faults: list[str]) -> Names:
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
        names = _names(table)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, KeyError, TypeError, AttributeError) as error:
        faults.append(f"Command names {path.name} cannot be read: {type(error).__name__} {error}.")
        return Names()
    if path.stem == DEFAULT:
        faults.append(f"Command names {path.name}: the English names stand with the commands; remove the file.")
    faults.extend(f"Command names {path.name}: {fault}" for fault in _faults(names))
    return names


def _names(table: Mapping[str, Any]) -> Names:
    commands = {entry["path"]: (entry["name"], entry["description"]) for entry in table.get("command", ())}
    options = {
        (entry["path"], option): (given["name"], given["description"])
        for entry in table.get("command", ())
        for option, given in entry.get("options", {}).items()
    }
    menus = {entry["path"]: entry["name"] for entry in table.get("menu", ())}
    return Names(commands, options, menus, dict(table.get("choices", {})))


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
