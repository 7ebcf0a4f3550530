"""Reading files of content, with a list of everything that is wrong with them."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

T = TypeVar("T")
Table = Mapping[str, Any]
MISREAD = (KeyError, ValueError, TypeError, AttributeError, re.error)
"""What a table raises that is not made as it should be."""


class Shelf:
    """Reads files below one folder and keeps a list of what is wrong with them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.faults: list[str] = []
        self._read: dict[Path, Table] = {}
        self._spoilt: set[Path] = set()

    def table(self, path: Path) -> Table:
        """A TOML file, or an empty table and a fault. Each is read once."""
        if path not in self._read:
            self._read[path] = self._parsed(path)
        return self._read[path]

    def each(self, path: Path, name: str, make: Callable[[Table], T]) -> list[T]:
        """Every entry of a list of tables, made into something; entries that cannot be are faults."""
        made: list[T] = []
        for place, entry in enumerate(self.entries(path, name), 1):
            try:
                made.append(make(entry))
            except MISREAD as error:
                self.fault(path, f"{name} {entry.get('id', place)}", error)
        return made

    def entries(self, path: Path, name: str) -> Sequence[Table]:
        """The tables of a list; whatever else stands there, and a table without an id in quotation marks, is a fault."""
        listed, kept = self.table(path).get(name, []), list[Table]()
        if not isinstance(listed, list):
            self.faults.append(f"{self.name(path)}: {name} must be a list of tables, [[{name}]].")
            return kept
        for place, entry in enumerate(listed, 1):
            if isinstance(entry, dict) and isinstance(entry.get("id"), str):
                kept.append(entry)
            else:
                self.faults.append(f"{self.name(path)}: {name} {place}: it must be a table with an id.")
        return kept

    def spoilt(self, path: Path) -> bool:
        """Whether a file could not be read at all."""
        return path in self._spoilt

    def fault(self, path: Path, what: str, error: Exception) -> None:
        """Note what is wrong with a file."""
        told = f"{what}: {type(error).__name__} {error}" if what else f"{type(error).__name__} {error}"
        self.faults.append(f"{self.name(path)}: {told}")

    def name(self, path: Path) -> str:
        """A file's place below the folder."""
        return path.relative_to(self.folder).as_posix()

    def _parsed(self, path: Path) -> Table:
        try:
            with path.open("rb") as file:
                return tomllib.load(file)
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
            self.faults.append(f"{self.name(path)}: {error}")
            self._spoilt.add(path)
            return {}
