"""Loads what the house host knows and says, language by language.

Every fault of every file is collected, so that one ``salon check`` names them all. A language is known by any of its files;
nothing else has to be told of it. It is spoken when all files are there without which an evening in it would fall apart: one
that lacks some of them is left out altogether, and ``salon check`` names what is missing.
"""

from __future__ import annotations

import logging
from pathlib import Path

from bot.domain.bank import QuestionBank
from bot.domain.content import DEFAULT, Content, Library
from bot.errors import ConfigError
from bot.hosts.bank_content import GENERAL, read_bank
from bot.hosts.guard_words import INSTRUCTIONS
from bot.hosts.shelf import MISREAD, Shelf, Table
from bot.hosts.speech_content import host_faults, lexicon_of, speech_of
from bot.hosts.translated import read_tellings, translate_bank

_log = logging.getLogger(__name__)
_SPOKEN = (
    *("locales/{}.toml", "host/{}.toml", "guard/{}.toml", "themes.{}.toml", "lenses.{}.toml"),
    *(f"questions/{name}.{{}}.toml" for name in GENERAL),
)
_NAMES = "commands/{}.toml"  # without it commands have their English names, and the host speaks all the same
_OPTIONAL = ("questions/films.{}", "films.{}.jsonl")
_TRACES = (
    *("locales/*.toml", "host/*.toml", "guard/*.toml", "commands/*.toml", "themes.*.toml", "lenses.*.toml"),
    *("questions/*.*.toml", "questions/films.*/", "films.*.jsonl"),
)


def load_content(config: Path, language: str = DEFAULT) -> Content:
    """One language below the configuration folder. Raises ConfigError with all faults."""
    shelf = Shelf(config)
    content = _content(shelf, language, read_bank(shelf))
    if shelf.faults or content is None:
        raise ConfigError(shelf.faults)
    return content


def load_library(config: Path) -> Library:
    """Every whole language below the configuration folder; a warning for each other. Raises ConfigError with all faults."""
    library = read_library(config)
    for language in codes(config):
        if language not in library.contents:
            _log.warning(
                "event=language_left_out language=%s missing=%s", language, ",".join(missing(config, language))
            )
    return library


def read_library(config: Path) -> Library:
    """Every whole language below the configuration folder. Raises ConfigError with all faults."""
    shelf = Shelf(config)
    bank = read_bank(shelf)
    read = {language: _content(shelf, language, bank) for language in languages(config)}
    contents = {language: content for language, content in read.items() if content is not None}
    if shelf.faults or DEFAULT not in contents:
        raise ConfigError(shelf.faults or [f"host/{DEFAULT}.toml: missing"])
    return Library(contents)


def codes(config: Path) -> list[str]:
    """The codes of all languages that have any file, whole or not; the default is always among them."""
    paths = [path for trace in _TRACES for path in config.glob(trace) if not path.name.startswith(".")]
    found = {path.name.removesuffix(".toml").removesuffix(".jsonl").rpartition(".")[2] for path in paths}
    return sorted(found - {INSTRUCTIONS} | {DEFAULT})


def languages(config: Path) -> list[str]:
    """The codes of the languages that are spoken: all files are there that one needs. The default is always among them."""
    return [code for code in codes(config) if code == DEFAULT or not _absent(config, code, *_SPOKEN)]


def missing(config: Path, language: str) -> list[str]:
    """The files that a language should have and has not. None of the default: who reads it says what is wrong with it."""
    return [] if language == DEFAULT else _absent(config, language, *_SPOKEN, _NAMES)


def optional(config: Path, language: str) -> list[str]:
    """The files that a language has not and can do without."""
    return [] if language == DEFAULT else _absent(config, language, *_OPTIONAL)


def films_of(config: Path, language: str) -> tuple[int, int]:
    """How many of the films with questions have them in a language, and how many films there are."""
    films = {path.name for path in (config / "questions" / "films").glob("*.toml")}
    own = {path.name for path in (config / "questions" / f"films.{language}").glob("*.toml")}
    return len(films if language == DEFAULT else films & own), len(films)


def faults_of_host(config: Path, language: str) -> list[str]:
    """What is wrong with the host file of a language that is not spoken yet; nothing where it has none."""
    shelf, path = Shelf(config), config / "host" / f"{language}.toml"
    if path.is_file() and (host := shelf.table(path)):
        _measured(shelf, path, host)
    return shelf.faults


def _absent(config: Path, language: str, *files: str) -> list[str]:
    names = [file.format(language) for file in files]
    return [name for name in names if not (config / name).exists()]


def _content(shelf: Shelf, language: str, bank: QuestionBank) -> Content | None:
    path = shelf.folder / "host" / f"{language}.toml"
    host = shelf.table(path)
    own = bank if language == DEFAULT else translate_bank(shelf, bank, language)
    tellings = {} if language == DEFAULT else read_tellings(shelf, language)
    if shelf.spoilt(path) or not _measured(shelf, path, host):
        return None  # what is wrong with it has been noted
    try:
        return Content(own, lexicon_of(host), speech_of(host), language, tellings)
    except MISREAD as error:
        shelf.fault(path, "", error)
        return None


def _measured(shelf: Shelf, path: Path, host: Table) -> bool:
    """Whether a host file has all that it must have; what is wrong with it is noted."""
    english = shelf.table(path.with_name(f"{DEFAULT}.toml"))
    faults = [f"{shelf.name(path)}: {fault}" for fault in host_faults(english, host)]
    shelf.faults += faults
    return not faults
